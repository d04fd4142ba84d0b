"""A bot for the tests of the page: buttons, edits, an album, a keyboard, a toast and an alert."""

from html import escape

from aiogram import Dispatcher, F
from aiogram.enums import ChatAction, ContentType
from aiogram.filters import Command, CommandStart
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)

from tests.stack.telegram.conftest import picture

COMMANDS = [
    BotCommand(command="menu", description="Главное меню"),
    BotCommand(command="orders", description="Мои наряды"),
    BotCommand(command="help", description="Помощь"),
]
CARD = (
    "<b>SVC-000123</b> · HP LaserJet M404 · «не берёт бумагу»\n"
    "ООО «Ромашка», Анна, +7 912 000-00-00 · Ленина 5, 3 этаж\n"
    "✅ Согласование 4 500 ₽ → 🔧 Стационар · 🧾 Оприход 2\n"
    "<blockquote>⏳ Петрова (куратор): проверить передачу в стационар, до 14:30 завтра</blockquote>\n"
    '<a href="https://example.com/rules">Правила</a> · <code>SN 00-17</code> · /menu'
)
KEYBOARD = ReplyKeyboardMarkup(
    keyboard=[[KeyboardButton(text="Мой контакт", request_contact=True), KeyboardButton(text="Скрыть")]],
    resize_keyboard=True,
)


def buttons(*rows: str) -> InlineKeyboardMarkup:
    """One row of callbacks for each text, `|` between them; the text is the data."""
    made = [[InlineKeyboardButton(text=one, callback_data=one) for one in row.split("|")] for row in rows]
    return InlineKeyboardMarkup(inline_keyboard=made)


def demo() -> Dispatcher:
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart())
    async def start(message: Message) -> None:
        assert message.from_user is not None
        await message.answer(f"Здравствуйте, {escape(message.from_user.full_name)}!", parse_mode="HTML")
        await message.answer(
            CARD, parse_mode="HTML", reply_markup=buttons("✅ Принять|✖ Отказаться", "☰ Меню")
        )

    @dispatcher.message(Command("orders"))
    async def orders(message: Message) -> None:
        colors = ("#3b7cc4", "#c0583d", "#3f8f4a", "#b8732b")
        files = [BufferedInputFile(picture(800, 600, color), f"{color}.jpg") for color in colors]
        album = [
            InputMediaPhoto(media=file, caption="Акт" if not at else None) for at, file in enumerate(files)
        ]
        await message.answer_media_group(list(album))
        await message.answer_document(BufferedInputFile(b"%PDF-1.4", "Акт передачи.pdf"), caption="Акт")

    @dispatcher.message(Command("menu"))
    async def menu(message: Message) -> None:
        await message.answer("Клавиатура внизу", reply_markup=KEYBOARD)

    @dispatcher.message(F.photo)
    async def photo(message: Message) -> None:
        assert message.bot is not None
        await message.bot.send_chat_action(message.chat.id, ChatAction.TYPING)
        await message.reply("📷 Сохранено")

    @dispatcher.message()
    async def anything(message: Message) -> None:
        await message.answer(f"Вы прислали: {message.text or ContentType(message.content_type).value}")

    @dispatcher.callback_query(F.data == "✅ Принять")
    async def accept(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.message.edit_text("<b>SVC-000123</b> · принят вами", parse_mode="HTML")
        await query.answer("Принято")

    @dispatcher.callback_query()
    async def refuse(query: CallbackQuery) -> None:
        await query.answer("Сначала назовите причину", show_alert=True)

    return dispatcher
