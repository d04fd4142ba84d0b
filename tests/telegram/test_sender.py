"""What leaves for Telegram, through the real sandbox: pauses obeyed, retries, the blocked told apart."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter
from aiohttp import web
from pydantic import SecretStr

from domain.chats import Unreachable
from settings import Settings
from stack.ports import free_block
from stack.telegram.people import Chat, Sandbox
from telegram import sender
from telegram.limiter import Limiter
from telegram.sender import UnreachableError, Urgency, bot_of, urgent
from telegram.settings import TelegramSettings
from tests.stack.telegram.serving import Server
from tests.telegram.bots import a_bot


@pytest.fixture
async def limiter(settings: Settings) -> AsyncIterator[Limiter]:
    limiter = Limiter(settings.redis)
    yield limiter
    await limiter.close()


@pytest.fixture
async def bot(sandbox: Sandbox, server: Server, limiter: Limiter) -> AsyncIterator[Bot]:
    async with a_bot(sandbox) as (token, _):
        bot = bot_of(token, TelegramSettings(server=server.url), limiter)
        yield bot
        await bot.session.close()


@pytest.fixture
async def chat(bot: Bot, sandbox: Sandbox) -> Chat:
    ivanov = await sandbox.join("ivanov", 1002, "Иван")
    chat = ivanov.chat(bot.id)
    await chat.write("/start")
    return chat


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop"},
        {"kind": "error", "code": 502},
        {"kind": "too_many_requests", "retry_after": 1},
        {"kind": "drop", "times": 2},
    ],
    ids=["dropped", "502", "429", "dropped twice"],
)
async def test_a_message_gets_through(
    bot: Bot, chat: Chat, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, fault: dict[str, object]
) -> None:
    monkeypatch.setattr(sender, "PAUSES", (0.01, 0.02))
    await sandbox.fault(method="sendMessage", bot=bot.id, **fault)  # type: ignore[arg-type]  # fields of a fault
    began = time.monotonic()
    await bot.send_message(1002, "Ждём <b>вас</b>")
    took = time.monotonic() - began
    await chat.until(lambda message: message.text == "Ждём вас")
    assert len([message for message in chat.messages if message.by_bot]) == 1
    if "retry_after" in fault:
        assert took >= 1.0


async def test_what_no_attempt_helps_against_is_raised(
    bot: Bot, chat: Chat, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "PAUSES", (0.01, 0.02))
    await sandbox.fault("drop", "sendMessage", bot=bot.id, times=3)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(1002, "Ждём вас")


async def test_a_long_pause_is_told_and_not_waited(bot: Bot, chat: Chat, sandbox: Sandbox) -> None:
    await sandbox.fault("too_many_requests", "sendMessage", bot=bot.id, retry_after=300)
    for _ in range(2):
        with pytest.raises(TelegramRetryAfter) as told:
            await bot.send_message(1002, "Ждём вас")
        assert 295 < told.value.retry_after <= 300


async def test_whoever_takes_no_message_is_told_apart(bot: Bot, chat: Chat) -> None:
    await chat.block()
    with pytest.raises(UnreachableError) as told:
        await bot.send_message(1002, "Ждём вас")
    assert (told.value.chat_id, told.value.why) == (1002, Unreachable.BLOCKED)
    with pytest.raises(UnreachableError) as told:
        await bot.send_message(987_654, "Ждём вас")
    assert told.value.why is Unreachable.NEVER_STARTED
    await chat.unblock()


async def test_into_one_chat_one_message_a_second_and_a_reply_at_once(
    bot: Bot, chat: Chat, sandbox: Sandbox
) -> None:
    began = time.monotonic()
    await bot.send_message(1002, "Меню")
    await bot.send_message(1002, "Карточка")
    assert time.monotonic() - began < 0.9
    with urgent(Urgency.REMINDER):
        await bot.send_message(1002, "Напоминаю")
    assert time.monotonic() - began >= 1.0
    await asyncio.gather(*(bot.send_chat_action(1002, "typing") for _ in range(5)))


async def test_telegram_is_reached_through_a_proxy(limiter: Limiter) -> None:
    port = free_block()
    asked: list[str] = []

    async def pass_on(request: web.Request) -> web.Response:
        asked.append(str(request.url))
        me = {"id": 1, "is_bot": True, "first_name": "Наряд", "username": "naryad_bot"}
        return web.json_response({"ok": True, "result": me})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", pass_on)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    reached = TelegramSettings(server="http://bot-api.invalid", proxy=SecretStr(f"http://127.0.0.1:{port}"))
    bot = bot_of(f"1:{uuid4().hex}", reached, limiter)
    assert (await bot.get_me()).username == "naryad_bot"
    assert asked[0].startswith("http://bot-api.invalid/bot1:")
    await bot.session.close()
    await runner.cleanup()


async def test_another_kind_of_proxy_is_refused_in_words(limiter: Limiter) -> None:
    with pytest.raises(ValueError, match="HTTP proxy"):
        bot_of("1:x", TelegramSettings(proxy=SecretStr("socks5://127.0.0.1:1080")), limiter)


async def test_a_crowd_of_reminders_keeps_to_the_rate_and_turns_overtake_it(
    sandbox: Sandbox, server: Server, settings: Settings
) -> None:
    """The short form of `python -m benchmarks.messages`: two processes of one token, 75 reminders at once."""
    async with AsyncExitStack() as stack:
        token, bot_id = await stack.enter_async_context(a_bot(sandbox))
        bots = []
        for _ in range(2):
            limiter = Limiter(settings.redis)
            stack.push_async_callback(limiter.close)
            bots.append(bot_of(token, TelegramSettings(server=server.url), limiter))
            stack.push_async_callback(bots[-1].session.close)
        people = [2_000_000 + n for n in range(81)]
        await asyncio.gather(*(begin_chat(sandbox, number, bot_id) for number in people))
        through: list[Urgency] = []
        begun = asyncio.Event()

        async def send(bot: Bot, number: int, urgency: Urgency) -> None:
            with urgent(urgency):
                await bot.send_message(number, f"{urgency.name} {number}")
            through.append(urgency)
            if len(through) == 10:
                begun.set()

        async with asyncio.TaskGroup() as sending:
            for n, number in enumerate(people[:75]):
                sending.create_task(send(bots[n % 2], number, Urgency.REMINDER))
            await begun.wait()
            for n, number in enumerate(people[75:]):
                sending.create_task(send(bots[n % 2], number, Urgency(n % 2)))
        assert set(through[-15:]) == {Urgency.REMINDER}, (
            "turns and replies came later, and were through earlier"
        )
        statistics = await sandbox.statistics(bot_id)
        assert statistics["most_in_a_second"] <= 30
        assert statistics["statuses"] == {"200": len(people)}
        for number in people:
            path = f"/sandbox/users/p{number}/chats/{bot_id}/messages"
            assert len(await sandbox.do("GET", path)) == 2, "the person's and ours"


async def begin_chat(sandbox: Sandbox, number: int, bot_id: int) -> None:
    key = f"p{number}"
    await sandbox.do("POST", "/sandbox/users", {"key": key, "id": number, "first_name": key})
    await sandbox.do("POST", f"/sandbox/users/{key}/chats/{bot_id}/messages", {"text": "/start"})
