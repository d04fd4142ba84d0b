"""Each method's answer parses with aiogram's own types, and does what it says."""

import hashlib
from collections.abc import Awaitable, Callable

import pytest
from aiogram import Bot
from aiogram.enums import ChatAction
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    MenuButtonCommands,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from stack.telegram.people import Chat, Person
from tests.stack.telegram.conftest import picture
from tests.stack.telegram.serving import BOT, OTHER_BOT

BUTTONS = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Принять", callback_data="accept:1")]]
)


def photo(color: str = "teal", width: int = 600, height: int = 400) -> BufferedInputFile:
    return BufferedInputFile(picture(width, height, color), "photo.jpg")


def buttons(message: Message) -> object:
    return message.reply_markup and message.reply_markup.model_dump()


async def test_get_me(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.username) == (BOT, True, "naryad_test_bot")


async def test_a_text_arrives_as_it_was_formatted(bot: Bot, chat: Chat) -> None:
    sent = await bot.send_message(1001, "<b>Наряд</b> &lt;1&gt;", parse_mode="HTML", reply_markup=BUTTONS)
    assert sent.html_text == "<b>Наряд</b> &lt;1&gt;"
    assert buttons(sent) == BUTTONS.model_dump()
    seen = await chat.until(lambda message: message.id == sent.message_id)
    assert seen.text == "Наряд <1>"
    assert seen.button("Принять") is not None


async def test_a_reply_names_what_it_answers(bot: Bot, chat: Chat) -> None:
    (asked,) = await chat.write("Когда?")
    sent = await bot.send_message(1001, "Завтра", reply_to_message_id=asked.id)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "Когда?"


async def test_texts_and_keyboards_are_edited_in_place(bot: Bot, chat: Chat) -> None:
    sent = await bot.send_message(1001, "1", reply_markup=BUTTONS)
    edited = await bot.edit_message_text("2", chat_id=1001, message_id=sent.message_id)
    assert isinstance(edited, Message)
    assert (edited.text, buttons(edited)) == ("2", None)
    assert edited.edit_date is not None
    again = await bot.edit_message_reply_markup(
        chat_id=1001, message_id=sent.message_id, reply_markup=BUTTONS
    )
    assert isinstance(again, Message)
    assert (again.text, buttons(again)) == ("2", BUTTONS.model_dump())
    seen = await chat.until(lambda message: message.edited and bool(message.rows))
    assert seen.text == "2"


async def test_a_photo_comes_in_several_sizes_and_keeps_its_bytes(bot: Bot, chat: Chat) -> None:
    content = picture(1500, 1000)
    sent = await bot.send_photo(
        1001, BufferedInputFile(content, "a.jpg"), caption="*a*", parse_mode="MarkdownV2"
    )
    assert sent.photo is not None
    assert [size.width for size in sent.photo] == [90, 320, 800, 1280, 1500]
    assert len({size.file_unique_id for size in sent.photo}) == 5
    assert sent.caption == "a"
    whole = await bot.download(sent.photo[-1].file_id)
    assert whole is not None
    assert hashlib.sha256(whole.read()).digest() == hashlib.sha256(content).digest()
    small = await bot.download(sent.photo[0].file_id)
    assert small is not None
    assert small.read(2) == b"\xff\xd8"
    again = await bot.send_photo(1001, sent.photo[0].file_id)
    assert again.photo is not None
    assert [size.file_unique_id for size in again.photo] == [size.file_unique_id for size in sent.photo]


async def test_a_png_becomes_a_jpeg_photo_and_stays_a_png_document(bot: Bot, chat: Chat) -> None:
    content = picture(kind="PNG")
    as_photo = await bot.send_photo(1001, BufferedInputFile(content, "a.png"))
    assert as_photo.photo is not None
    file = await bot.get_file(as_photo.photo[-1].file_id)
    assert file.file_path is not None
    assert file.file_path.endswith(".jpg")
    as_document = await bot.send_document(1001, BufferedInputFile(content, "план.png"))
    assert as_document.document is not None
    assert as_document.document.thumbnail is not None
    assert (as_document.document.file_name, as_document.document.mime_type) == ("план.png", "image/png")
    kept = await bot.download(as_document.document.file_id)
    assert kept is not None
    assert kept.read() == content


async def test_an_album_is_one_group_of_messages(bot: Bot, chat: Chat) -> None:
    items = [InputMediaPhoto(media=photo("red"), caption="Три фото")]
    items += [InputMediaPhoto(media=photo(color)) for color in ("green", "blue")]
    sent = await bot.send_media_group(1001, list(items))
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.caption for message in sent] == ["Три фото", None, None]
    await chat.until(lambda message: message.id == sent[-1].message_id)
    files = [InputMediaDocument(media=BufferedInputFile(b"%PDF-1.4", f"{name}.pdf")) for name in "ab"]
    documents = await bot.send_media_group(1001, list(files))
    assert [message.document.file_name for message in documents if message.document] == ["a.pdf", "b.pdf"]


async def test_media_and_captions_are_edited(bot: Bot, chat: Chat) -> None:
    sent = await bot.send_photo(1001, photo(), caption="до")
    await bot.edit_message_caption(chat_id=1001, message_id=sent.message_id, caption="после")
    seen = await chat.until(lambda message: message.text == "после")
    assert "photo" in seen.raw
    edited = await bot.edit_message_media(
        InputMediaPhoto(media=photo("red"), caption="новое"), chat_id=1001, message_id=sent.message_id
    )
    assert isinstance(edited, Message)
    assert edited.photo is not None
    assert sent.photo is not None
    assert edited.photo[-1].file_unique_id != sent.photo[-1].file_unique_id


async def test_deleted_messages_are_gone(bot: Bot, chat: Chat) -> None:
    sent = [await bot.send_message(1001, text) for text in "abc"]
    assert await bot.delete_message(1001, sent[0].message_id)
    assert await bot.delete_messages(1001, [message.message_id for message in sent])
    await chat.wait(lambda: not any(message.by_bot for message in chat.messages))


async def test_a_reply_keyboard_belongs_to_the_chat(bot: Bot, chat: Chat) -> None:
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Меню")]], resize_keyboard=True)
    sent = await bot.send_message(1001, "Меню внизу", reply_markup=keyboard)
    assert sent.reply_markup is None
    await chat.wait(lambda: chat.keyboard is not None)
    await bot.send_message(1001, "Убрано", reply_markup=ReplyKeyboardRemove())
    await chat.wait(lambda: chat.keyboard is None)


async def test_typing_is_seen(bot: Bot, chat: Chat) -> None:
    await bot.send_chat_action(1001, ChatAction.TYPING)
    await chat.wait(lambda: chat.action == "typing")


async def test_commands_and_descriptions_are_kept(bot: Bot) -> None:
    commands = [BotCommand(command="menu", description="Меню")]
    assert await bot.set_my_commands(commands)
    assert await bot.set_my_commands([BotCommand(command="menu", description="Menu")], language_code="en")
    assert [one.model_dump() for one in await bot.get_my_commands()] == [one.model_dump() for one in commands]
    assert (await bot.get_my_commands(language_code="en"))[0].description == "Menu"
    await bot.delete_my_commands(language_code="en")
    assert await bot.get_my_commands(language_code="en") == []
    await bot.set_my_description("Наряды")
    await bot.set_my_short_description("Коротко")
    await bot.set_my_name("Наряд")
    assert (await bot.get_my_description()).description == "Наряды"
    assert (await bot.get_my_short_description()).short_description == "Коротко"
    assert (await bot.get_my_name()).name == "Наряд"
    assert await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert isinstance(await bot.get_chat_menu_button(), MenuButtonCommands)
    assert (await bot.get_my_default_administrator_rights()).is_anonymous is False


async def test_a_chat_is_described(bot: Bot, chat: Chat) -> None:
    sent = await bot.send_message(1001, "важное")
    await bot.pin_chat_message(1001, sent.message_id)
    full = await bot.get_chat(1001)
    assert (full.type, full.first_name, full.last_name) == ("private", "Анна", "Петрова")
    assert full.pinned_message is not None
    await bot.unpin_chat_message(1001)
    assert (await bot.get_chat(1001)).pinned_message is None
    assert (await bot.get_chat_member(1001, 1001)).user.first_name == "Анна"
    assert await bot.get_chat_member_count(1001) == 2


SENDING: dict[str, Callable[[Chat], Awaitable[object]]] = {
    "photo": lambda chat: chat.photos(picture(), caption="Акт /start"),
    "document": lambda chat: chat.documents(b"%PDF-1.4", names=("акт.pdf",)),
    "album": lambda chat: chat.photos(picture(), picture(color="red")),
    "voice": lambda chat: chat.voice(b"OggS"),
    "sticker": lambda chat: chat.sticker(b"RIFF"),
    "location": lambda chat: chat.location(55.75, 37.6),
    "contact": lambda chat: chat.contact("+79120000000", "Анна"),
}


@pytest.mark.parametrize("kind", SENDING)
async def test_what_people_send_parses(bot: Bot, chat: Chat, kind: str) -> None:
    await SENDING[kind](chat)
    updates = await bot.get_updates()
    message = updates[-1].message
    assert message is not None
    assert message.content_type == ("photo" if kind == "album" else kind)
    assert (message.media_group_id is not None) == (kind == "album")


async def test_files_have_an_id_of_their_own_for_each_bot(bots: tuple[Bot, Bot], petrova: Person) -> None:
    first, second = bots
    for bot_id in (BOT, OTHER_BOT):
        await petrova.chat(bot_id).write("/start")
    sent = await first.send_photo(1001, photo())
    assert sent.photo is not None
    with pytest.raises(Exception, match="wrong file_id or the file is temporarily unavailable"):
        await second.get_file(sent.photo[-1].file_id)
    with pytest.raises(Exception, match="wrong file_id"):
        await second.send_photo(1001, sent.photo[-1].file_id)


async def test_other_kinds_of_requests_are_understood(bot: Bot, chat: Chat) -> None:
    """aiogram sends forms; a call may also be JSON, or stand in the address; the method's case is all one."""
    http, path = chat.person.http, f"/bot{bot.token}"
    by_json = await http.post(
        f"{path}/sendMessage", json={"chat_id": 1001, "text": "json", "reply_markup": None}
    )
    by_get = await http.get(f"{path}/SENDMESSAGE", params={"chat_id": "1001", "text": "адрес"})
    assert (by_json.json()["result"]["text"], by_get.json()["result"]["text"]) == ("json", "адрес")
