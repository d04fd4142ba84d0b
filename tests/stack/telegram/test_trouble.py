"""Limits, faults, doubled updates, late albums: what a test may order."""

import asyncio
import time

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from stack.telegram.people import Chat, Sandbox
from stack.telegram.traffic import most_within
from tests.stack.telegram.conftest import picture
from tests.stack.telegram.serving import BOT

BUTTON = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Ещё", callback_data="more")]])


async def outcome(call: object) -> int:
    try:
        await call  # type: ignore[misc]  # a call of a bot
    except TelegramRetryAfter as refused:
        return refused.retry_after
    return 0


async def test_one_message_a_second_into_a_chat(bot: Bot, chat: Chat, sandbox: Sandbox) -> None:
    await sandbox.limits(enabled=True)
    assert [await outcome(bot.send_message(1001, text)) for text in "abc"] == [0, 1, 1]
    await asyncio.sleep(1)
    assert await outcome(bot.send_message(1001, "d")) == 0
    figures = await sandbox.statistics(BOT)
    assert figures["most_in_a_second_by_chat"] == {"1001": 1}
    assert figures["statuses"]["429"] == 2


async def test_thirty_a_second_from_a_token(bot: Bot, sandbox: Sandbox) -> None:
    people = [await sandbox.join(f"p{number}", 5000 + number, "П") for number in range(40)]
    for person in people:
        await person.chat(BOT).write("/start")
    await sandbox.limits(enabled=True)
    waits = await asyncio.gather(*(outcome(bot.send_message(person.id, "a")) for person in people))
    assert sorted(waits) == [0] * 30 + [1] * 10
    assert (await sandbox.statistics(BOT))["most_in_a_second"] == 30


async def test_twenty_a_minute_into_a_group(bot: Bot, chat: Chat, sandbox: Sandbox) -> None:
    group = {"id": -100, "title": "Смена", "bots": [BOT], "people": [1001]}
    await sandbox.do("POST", "/sandbox/groups", group)
    await sandbox.limits(enabled=True, per_chat=100)
    waits = [await outcome(bot.send_message(-100, str(number))) for number in range(21)]
    assert waits[:20] == [0] * 20
    assert 55 < waits[20] <= 60
    await chat.person.chat(-100).write("всем")
    (*_, update) = await bot.get_updates()
    assert update.message is not None
    assert update.message.chat.type == "group"


async def test_off_by_default(bot: Bot, chat: Chat) -> None:
    assert [await outcome(bot.send_message(1001, text)) for text in "abc"] == [0, 0, 0]


def test_windows_slide() -> None:
    assert most_within(1.0, [0.0, 0.9, 1.0, 1.8, 1.95]) == 3


async def test_the_next_calls_fail_as_planned(bot: Bot, chat: Chat, sandbox: Sandbox) -> None:
    await sandbox.fault("too_many_requests", "sendMessage", times=2, retry_after=7)
    await sandbox.fault("error", "sendMessage")
    assert [await outcome(bot.send_message(1001, "a")) for _ in "ab"] == [7, 7]
    with pytest.raises(TelegramServerError):
        await bot.send_message(1001, "a")
    await bot.send_message(1001, "дошло")
    await chat.until(lambda message: message.text == "дошло")
    assert [message.text for message in chat.messages if message.by_bot] == ["дошло"]


@pytest.mark.parametrize("applied", [True, False])
async def test_a_connection_is_dropped_before_or_after_the_effect(
    bot: Bot, chat: Chat, sandbox: Sandbox, applied: bool
) -> None:
    await sandbox.fault("drop", "sendMessage", applied=applied)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(1001, "a")
    await bot.send_message(1001, "b")
    await chat.until(lambda message: message.text == "b")
    assert [message.text for message in chat.messages if message.by_bot] == (["a", "b"] if applied else ["b"])


async def test_a_call_is_delayed(bot: Bot, chat: Chat, sandbox: Sandbox) -> None:
    await sandbox.fault("delay", "editMessageText", seconds=0.5)
    sent = await bot.send_message(1001, "a")
    began = time.monotonic()
    await bot.edit_message_text("b", chat_id=1001, message_id=sent.message_id)
    assert time.monotonic() - began >= 0.5


async def test_a_fault_may_hit_one_chat_only(bot: Bot, chat: Chat, sandbox: Sandbox) -> None:
    ivanov = await sandbox.join("ivanov", 1002, "Иван")
    await ivanov.chat(BOT).write("/start")
    await sandbox.fault("error", "*", chat=1002, times=100)
    await bot.send_message(1001, "a")
    with pytest.raises(TelegramServerError):
        await bot.send_message(1002, "a")


async def test_updates_are_sent_again_under_new_ids(bot: Bot, chat: Chat, sandbox: Sandbox) -> None:
    (first,) = await bot.get_updates()
    await bot.get_updates(offset=first.update_id + 1)
    await sandbox.redeliver(BOT)
    (again,) = await bot.get_updates()
    assert again.update_id == first.update_id + 1
    assert again.message == first.message


async def test_a_press_may_arrive_twice(bot: Bot, chat: Chat, sandbox: Sandbox) -> None:
    await sandbox.trouble(doubled_presses=100)
    sent = await bot.send_message(1001, "a", reply_markup=BUTTON)
    await chat.until(lambda message: message.id == sent.message_id)
    query = await chat.tap("Ещё")
    queries = [update.callback_query for update in await bot.get_updates() if update.callback_query]
    assert [one.id for one in queries] == [query, query]
    assert len(await sandbox.unanswered()) == 1
    await bot.answer_callback_query(query)
    assert await sandbox.unanswered() == []


async def test_album_parts_come_late_and_out_of_order(bot: Bot, chat: Chat, sandbox: Sandbox) -> None:
    await sandbox.trouble(shuffle_albums=True, album_delay=(0.1, 0.6))
    sent = await chat.photos(
        *(picture(color=color) for color in ("red", "green", "blue", "white", "black", "gray"))
    )
    assert await bot.get_updates(offset=-1) == (await bot.get_updates())[:1]
    parts: list[int] = []
    async with asyncio.timeout(10):
        while len(parts) < 6:
            updates = await bot.get_updates(timeout=1)
            parts = [
                update.message.message_id for update in updates if update.message and update.message.photo
            ]
            await asyncio.sleep(0.05)
    assert sorted(parts) == [message.id for message in sent]
    assert parts != sorted(parts)


async def test_some_downloads_fail(bot: Bot, chat: Chat, sandbox: Sandbox) -> None:
    (sent,) = await chat.photos(picture())
    assert sent.id
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.photo is not None
    await sandbox.trouble(failing_downloads=50)
    failed = 0
    for _ in range(20):
        try:
            await bot.download(message.photo[-1].file_id)
        except Exception:  # noqa: BLE001 - whatever the client makes of a 502
            failed += 1
    assert 0 < failed < 20
