"""Two bots in one process, each for some roles, by webhook: led to the right one, killed, begun by asking."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr
from redis.asyncio import Redis

from bot.__main__ import main
from bot.app import READY
from bot.receiving import SECRET_HEADER
from stack import own
from stack.ports import free_block
from stack.telegram.people import Chat
from stack.telegram.seen import Message
from tests.bot.conftest import BotSystem
from tests.nest import Hatched
from tests.workflows.running import eventually

ENGINEERS = "7000000901:sandbox-only-AAH0123456789abcdefghijkl"
CURATORS = "7000000902:sandbox-only-AAI0123456789abcdefghijkl"
NAMES = {ENGINEERS: "naryad_engineers_bot", CURATORS: "naryad_curators_bot"}
TOKENS = f"{ENGINEERS}=engineer,stationary_engineer {CURATORS}=curator,owner"
SECRET = "webhook-secret-0123456789-abcdefghijkl"
PATIENCE = 60.0


def number(token: str) -> int:
    return int(token.partition(":")[0])


@dataclass
class Pair:
    """Both bots in one process, as `python -m bot` runs them."""

    system: BotSystem
    log: Path
    port: int = field(default_factory=free_block)
    process: Hatched | None = None

    @property
    def webhook(self) -> str:
        return f"http://127.0.0.1:{self.port}/telegram"

    async def start(self, *, webhook: bool) -> None:
        telegram = self.system.settings.telegram.model_copy(update={"tokens": SecretStr(TOKENS)})
        settings = self.system.settings.model_copy(update={"telegram": telegram})
        given = {"BOT_WEBHOOK_SECRET": SECRET, "BOT_WEBHOOK_PORT": str(self.port)}
        given["BOT_WEBHOOK_URL"] = self.webhook if webhook else ""
        given["METRICS_BOT_PORT"] = str(self.port + 1)
        self.process = Hatched(main, own.environment(settings) | given, self.log)
        await eventually(self.is_ready, PATIENCE)

    async def is_ready(self) -> bool:
        assert self.process
        return self.process.ready(READY)

    async def end(self, *, kill: bool = False) -> None:
        if self.process:
            await asyncio.to_thread(self.process.kill if kill else self.process.end)

    async def at_telegram(self, token: str) -> dict[str, Any]:
        """What Telegram says of the bot's webhook."""
        answer = await self.system.sandbox.http.get(f"/bot{token}/getWebhookInfo")
        found: dict[str, Any] = answer.json()["result"]
        return found

    async def chat(self, login: str, token: str) -> Chat:
        await self.system.chat(login)
        return self.system.people[login].chat(number(token))


async def answer(chat: Chat, text: str) -> Message:
    """What the bot says to that."""
    [mine] = await chat.write(text)
    return await chat.until(lambda one: one.id > mine.id, PATIENCE)


@pytest.fixture(scope="module")
async def pair(bot_system: BotSystem, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pair]:
    for token, name in NAMES.items():
        await bot_system.sandbox.add_bot(token, name, name)
    pair = Pair(bot_system, tmp_path_factory.mktemp("network") / "bot.log")
    await pair.start(webhook=True)
    yield pair
    await pair.end()


async def test_telegram_is_told_where_to_bring_updates_and_with_which_secret(pair: Pair) -> None:
    for token in NAMES:
        assert (await pair.at_telegram(token))["url"] == f"{pair.webhook}/{number(token)}"


async def test_the_process_tells_of_each_bot_how_it_hears_telegram(pair: Pair) -> None:
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{pair.port + 1}/health") as answer,
    ):
        told = await answer.json()
    assert (answer.status, set(told["parts"])) == (200, {str(number(token)) for token in NAMES})
    assert all(words.startswith("heard ") for words in told["parts"].values())


async def test_whoever_writes_to_the_wrong_bot_is_led_to_the_right_one(pair: Pair) -> None:
    wrong = await pair.chat("orlov", CURATORS)
    for written in ("/start", "SVC-000001"):
        said = await answer(wrong, written)
        assert "есть другой бот" in said.text
        assert [[button.text for button in row] for row in said.rows] == [["@naryad_engineers_bot"]]
    link = said.raw["reply_markup"]["inline_keyboard"][0][0]["url"]
    right = await wrong.person.follow(link)
    assert right.peer == number(ENGINEERS)
    await right.write("/start")
    await right.until(lambda one: bool(one.button("Мои наряды")), PATIENCE)
    theirs = await pair.chat("smirnova", CURATORS)
    await theirs.write("/start")
    await theirs.until(lambda one: bool(one.button("Новый наряд")), PATIENCE)


async def test_nobody_is_left_without_a_bot(pair: Pair) -> None:
    """No bot here is for superusers: any serves them."""
    chat = await pair.chat("super", ENGINEERS)
    await chat.write("/start")
    await chat.until(lambda one: bool(one.button("Организации")), PATIENCE)


async def test_whoever_does_not_know_the_secret_brings_nothing(pair: Pair) -> None:
    update = {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 7}, "text": "/menu"}}
    async with aiohttp.ClientSession() as http:

        async def brought(headers: dict[str, str], to: int = number(ENGINEERS)) -> int:
            async with http.post(f"{pair.webhook}/{to}", json=update, headers=headers) as answer:
                return answer.status

        assert await brought({}) == 401
        assert await brought({SECRET_HEADER: "x" * len(SECRET)}) == 401
        assert await brought({SECRET_HEADER: SECRET}, to=7) == 404
    async with Redis.from_url(pair.system.settings.redis.url) as redis:
        assert await redis.keys(f"naryad:inbox:{number(ENGINEERS)}:message:7:*") == []


async def test_what_was_taken_is_answered_after_a_kill_and_what_came_meanwhile_by_asking(pair: Pair) -> None:
    """The webhook answers before anybody handles the update; without one, Telegram is told so."""
    chat = await pair.chat("orlov", ENGINEERS)
    await pair.system.sandbox.fault("delay", "sendMessage", seconds=300.0, bot=number(ENGINEERS))
    [taken] = await chat.write("/drafts")

    async def nothing_waits() -> bool:
        return int((await pair.at_telegram(ENGINEERS))["pending_update_count"]) == 0

    await eventually(nothing_waits, PATIENCE)
    await pair.end(kill=True)
    await pair.system.sandbox.do("DELETE", "/sandbox/faults")
    [missed] = await chat.write("/menu")
    await pair.start(webhook=False)
    await chat.until(lambda one: one.id > missed.id and "Черновики" in one.text, PATIENCE)
    await chat.until(lambda one: one.id > missed.id and bool(one.button("Мои наряды")), PATIENCE)
    answers = [one.text for one in chat.messages if one.by_bot and one.id > taken.id]
    assert len(answers) == 2, answers
    assert (await pair.at_telegram(ENGINEERS))["url"] == ""
