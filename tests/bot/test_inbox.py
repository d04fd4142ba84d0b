"""The durable inbox on a real Redis: kept once, in order, first what was left over."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import aiohttp
import pytest
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import DeleteWebhook
from pydantic import SecretStr
from redis.asyncio import Redis

from bot.app import patiently
from bot.chats import Chats
from bot.inbox import Inbox, Kept, RawUpdate
from bot.network import Network
from bot.receiving import SECRET_HEADER, Webhook
from settings import Settings
from stack.ports import free_block
from telegram.settings import BotSettings, TelegramSettings
from tests.bot.people import somebody

BOTS = count(500)
SECRET = "w" * 40


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    async with Redis.from_url(settings.redis.url) as redis:
        yield redis


def text(number: int, chat: int = 1, update: int = 0) -> RawUpdate:
    message = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}, "text": "слова"}
    return {"update_id": update or number, "message": message}


def press(query: str, update: int) -> RawUpdate:
    message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
    return {"update_id": update, "callback_query": {"id": query, "from": {"id": 1}, "message": message}}


async def test_45_what_came_before_is_left_out_whatever_its_number(redis: Redis) -> None:
    inbox = Inbox(redis, next(BOTS))
    first = await inbox.put([text(1, update=10), press("a", 11)])
    assert [kept.update["update_id"] for kept in first] == [10, 11]
    again = await inbox.put([text(1, update=20), press("a", 21), press("b", 22)])
    assert [kept.update["update_id"] for kept in again] == [22]


async def test_what_was_not_handled_to_its_end_comes_first_after_a_start(redis: Redis) -> None:
    bot = next(BOTS)
    inbox = Inbox(redis, bot)
    kept = await inbox.put([text(number) for number in range(1, 700)])
    await inbox.done([one.entry for one in kept[:650]])
    left = await Inbox(redis, bot).left_over()
    assert [one.update["message"]["message_id"] for one in left] == list(range(651, 700))


async def test_each_chat_is_handled_in_order_and_many_side_by_side(redis: Redis) -> None:
    handled: dict[int, list[int]] = {}
    under_way, most = 0, 0
    inbox = Inbox(redis, next(BOTS))

    async def handle(update: RawUpdate) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        message = update["message"]
        handled.setdefault(message["chat"]["id"], []).append(message["message_id"])
        under_way -= 1
        if message["message_id"] % 7 == 0:
            raise ValueError("a handler that fails holds up nobody")

    chats = Chats(inbox, handle)
    updates = [text(number, chat=number % 5) for number in range(1, 101)]
    chats.take(await inbox.put(updates))
    await chats.finish(10)
    assert handled == {chat: [n for n in range(1, 101) if n % 5 == chat] for chat in range(5)}
    assert 1 < most <= 5
    assert await inbox.left_over() == []


async def test_a_webhook_keeps_before_it_answers_and_believes_nobody_without_the_secret(redis: Redis) -> None:
    port, bot = free_block(), next(BOTS)
    taken: list[Kept] = []

    class Noting(Chats):
        def take(self, kept: list[Kept]) -> None:
            taken.extend(kept)

    async def nothing(_update: RawUpdate) -> None:
        return

    inbox = Inbox(redis, bot)
    settings = BotSettings(
        webhook_secret=SecretStr(SECRET), webhook_port=port, webhook_url="https://n.example/t"
    )
    webhook = Webhook(settings)
    webhook.serve(bot, inbox, Noting(inbox, nothing))
    async with webhook.listening(), aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:

        async def brought(body: Any, secret: str = SECRET, to: int = bot) -> int:
            async with http.post(f"/t/{to}", json=body, headers={SECRET_HEADER: secret}) as answer:
                return answer.status

        assert [await brought(text(5)), await brought(text(5, update=99))] == [200, 200]
        assert await brought(text(6), secret="x" * 40) == 401
        assert await brought(text(6), to=bot + 1000) == 404
        assert await brought("no update") == 400
    assert [one.update["message"]["message_id"] for one in taken] == [5]
    assert len(await inbox.left_over()) == 1


def test_a_webhook_without_a_long_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="BOT_WEBHOOK_SECRET"):
        Webhook(BotSettings(webhook_secret=SecretStr("short")))


def test_a_network_of_bots_knows_whom_each_serves() -> None:
    tokens = f"11:{'a' * 20}=engineer,stationary_engineer\n12:{'b' * 20}=curator"
    telegram = TelegramSettings(tokens=SecretStr(tokens))
    network = Network(telegram.bots)
    assert [network.serves(bot, somebody("engineer")) for bot in (11, 12)] == [True, False]
    assert [network.serves(bot, somebody("curator", "engineer")) for bot in (11, 12)] == [True, True]
    with pytest.raises(ValueError, match="TELEGRAM_TOKENS"):
        _ = TelegramSettings(tokens=SecretStr("not a token")).bots


async def test_a_telegram_that_is_away_when_the_bot_begins_is_waited_for_until_the_end_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also while it is told to bring updates, or not to any more."""
    monkeypatch.setattr("bot.app.PAUSES", (0.0,))
    stop, tries = asyncio.Event(), 0

    async def step() -> None:
        nonlocal tries
        tries += 1
        if tries % 3:
            raise TelegramNetworkError(DeleteWebhook(), "away")

    await patiently(step, stop)
    assert tries == 3

    async def never() -> None:
        stop.set()
        raise TelegramNetworkError(DeleteWebhook(), "away")

    await patiently(never, stop)
