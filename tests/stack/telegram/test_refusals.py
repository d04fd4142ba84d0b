"""Refusals in Telegram's words, as aiogram's exceptions."""

from collections.abc import Awaitable, Callable

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto

from stack.telegram.people import Chat, Person, Sandbox
from tests.stack.telegram.conftest import bot_on, picture
from tests.stack.telegram.serving import BOT, Server


def keyboard(callback_data: str | None = None, url: str | None = None) -> InlineKeyboardMarkup:
    button = InlineKeyboardButton(text="a", callback_data=callback_data, url=url)
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


def file(content: bytes, name: str = "a.jpg") -> BufferedInputFile:
    return BufferedInputFile(content, name)


REFUSED: dict[str, tuple[Callable[[Bot], Awaitable[object]], str]] = {
    "broken markup": (
        lambda bot: bot.send_message(1001, "<b>a", parse_mode="HTML"),
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    "broken caption": (
        lambda bot: bot.send_photo(1001, file(picture()), caption="a.", parse_mode="MarkdownV2"),
        "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
    ),
    "no text": (lambda bot: bot.send_message(1001, " \n "), "message text is empty"),
    "long text": (lambda bot: bot.send_message(1001, "я" * 4097), "message is too long"),
    "long caption": (
        lambda bot: bot.send_photo(1001, file(picture()), caption="я" * 1025),
        "message caption is too long",
    ),
    "unknown chat": (lambda bot: bot.send_message(999, "a"), "chat not found"),
    "a channel's name": (lambda bot: bot.send_message("@nobody", "a"), "chat not found"),
    "long data": (
        lambda bot: bot.send_message(1001, "a", reply_markup=keyboard(callback_data="я" * 33)),
        "BUTTON_DATA_INVALID",
    ),
    "empty data": (
        lambda bot: bot.send_message(1001, "a", reply_markup=keyboard(callback_data="")),
        "BUTTON_DATA_INVALID",
    ),
    "no action": (
        lambda bot: bot.send_message(1001, "a", reply_markup=keyboard()),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    "bad address": (
        lambda bot: bot.send_message(1001, "a", reply_markup=keyboard(url="http://localhost/a")),
        "inline keyboard button URL 'http://localhost/a' is invalid: Wrong HTTP URL",
    ),
    "many buttons": (
        lambda bot: bot.send_message(
            1001,
            "a",
            reply_markup=InlineKeyboardMarkup(
                inline_keyboard=[[InlineKeyboardButton(text="a", callback_data="a")]] * 101
            ),
        ),
        "reply markup is too long",
    ),
    "no such message": (
        lambda bot: bot.edit_message_text("a", chat_id=1001, message_id=10**6),
        "message to edit not found",
    ),
    "nothing to delete": (lambda bot: bot.delete_message(1001, 10**6), "message to delete not found"),
    "unknown query": (
        lambda bot: bot.answer_callback_query("17"),
        "query is too old and response timeout expired or query ID is invalid",
    ),
    "large album": (
        lambda bot: bot.send_media_group(1001, [InputMediaPhoto(media=file(picture()))] * 11),
        "too many messages to send as an album",
    ),
    "not a picture": (lambda bot: bot.send_photo(1001, file(b"text")), "IMAGE_PROCESS_FAILED"),
    "long picture": (lambda bot: bot.send_photo(1001, file(picture(4100, 200))), "PHOTO_INVALID_DIMENSIONS"),
    "empty file": (lambda bot: bot.send_document(1001, file(b"", "a.txt")), "file must be non-empty"),
    "unknown file": (lambda bot: bot.get_file("AgACAgIAAxk"), "invalid file_id"),
    "missing reply": (
        lambda bot: bot.send_message(1001, "a", reply_to_message_id=10**6),
        "message to be replied not found",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_bad_requests(bot: Bot, chat: Chat, case: str) -> None:
    call, words = REFUSED[case]
    with pytest.raises(TelegramBadRequest) as refused:
        await call(bot)
    assert refused.value.message == f"Bad Request: {words}"


async def test_limits_count_what_people_see(bot: Bot, chat: Chat) -> None:
    """4096 characters after the markup is gone."""
    sent = await bot.send_message(1001, f"<b>{'&lt;' * 4096}</b>", parse_mode="HTML")
    assert sent.text == "<" * 4096


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, chat: Chat) -> None:
    sent = await bot.send_message(1001, "a", reply_markup=keyboard(callback_data="b"))
    with pytest.raises(
        TelegramBadRequest, match="message is not modified: specified new message content and"
    ):
        await bot.edit_message_text(
            "a", chat_id=1001, message_id=sent.message_id, reply_markup=sent.reply_markup
        )
    await bot.edit_message_text("a", chat_id=1001, message_id=sent.message_id)


async def test_only_own_messages_of_the_right_kind_are_edited(bot: Bot, chat: Chat) -> None:
    (mine,) = await chat.write("моё")
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("a", chat_id=1001, message_id=mine.id)
    with_photo = await bot.send_photo(1001, file(picture()))
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await bot.edit_message_text("a", chat_id=1001, message_id=with_photo.message_id)
    text = await bot.send_message(1001, "a")
    with pytest.raises(TelegramBadRequest, match="there is no caption in the message to edit"):
        await bot.edit_message_caption(chat_id=1001, message_id=text.message_id, caption="b")


async def test_a_bot_may_not_write_first(bot: Bot, petrova: Person) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(1001, "a")
    await petrova.follow("https://t.me/naryad_test_bot?start=invite_17")
    await bot.send_message(1001, "a")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "/start invite_17"


async def test_a_person_blocks_the_bot_and_lets_it_write_again(bot: Bot, chat: Chat) -> None:
    await chat.block()
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(1001, "a")
    await chat.write("/start")
    await bot.send_message(1001, "a")
    statuses = [
        update.my_chat_member.new_chat_member.status
        for update in await bot.get_updates()
        if update.my_chat_member
    ]
    assert statuses == ["kicked", "member"]


async def test_a_deleted_chat_is_not_found(bot: Bot, chat: Chat) -> None:
    sent = await bot.send_message(1001, "a")
    await chat.forget()
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.edit_message_text("b", chat_id=1001, message_id=sent.message_id)
    await chat.write("/start")
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("b", chat_id=1001, message_id=sent.message_id)


async def test_old_messages_stay_and_old_presses_expire(bot: Bot, chat: Chat, sandbox: Sandbox) -> None:
    sent = await bot.send_message(1001, "a", reply_markup=keyboard(callback_data="b"))
    await chat.until(lambda message: message.id == sent.message_id)
    query = await chat.tap("a")
    await sandbox.advance(48 * 3600 + 1)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(query)
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await bot.delete_message(1001, sent.message_id)
    await bot.edit_message_text("b", chat_id=1001, message_id=sent.message_id)


async def test_large_files(bot: Bot, chat: Chat) -> None:
    sent = await bot.send_document(1001, file(b"0" * (21 << 20), "a.bin"))
    assert sent.document is not None
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(sent.document.file_id)
    with pytest.raises(TelegramBadRequest, match="is too big for a photo"):
        await bot.send_photo(1001, file(b"0" * (11 << 20)))
    with pytest.raises(TelegramEntityTooLarge):
        await bot.send_document(1001, file(b"0" * ((50 << 20) + 1), "b.bin"))


async def test_strangers_are_unauthorized(server: Server, bot: Bot) -> None:
    for token in ("17:unknown", f"{BOT}:wrong"):
        async with bot_on(server.url, token) as stranger:
            with pytest.raises(TelegramUnauthorizedError, match="Unauthorized"):
                await stranger.get_me()


async def test_an_unknown_method_is_not_found(bot: Bot) -> None:
    with pytest.raises(TelegramNotFound, match="method not found"):
        await bot.get_user_profile_photos(1001)
