"""What the bot owes people after a crash: a verdict that is told, a counter that is right."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import SendMessage
from aiogram.types import Message
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisAwayError

from bot.forms.about import About
from bot.forms.background import Background
from bot.forms.counter import Counters
from bot.forms.draft import Draft, Drafts, Piece, PieceState, Verdict
from bot.forms.uploads import Uploads
from domain.values import MediaId
from settings import Settings
from tests.bot.forms.conftest import PERSON

BOT = 7
WORDS = "✅ SVC-000001 · Заметка: отправлено."


class Telegram:
    """Hears what is sent and edited; the first attempts meet no answer."""

    def __init__(self, failures: int = 0) -> None:
        self.failures, self.said = failures, list[str]()

    async def send_message(self, chat: int, text: str, **_: object) -> Message:
        if self.failures:
            self.failures -= 1
            raise TelegramNetworkError(SendMessage(chat_id=chat, text=text), "away")
        self.said.append(text)
        return cast("Message", SimpleNamespace(message_id=len(self.said)))


@pytest.fixture
async def drafts(settings: Settings) -> AsyncIterator[Drafts]:
    async with Redis.from_url(settings.redis.url) as redis:
        yield Drafts(redis, f"naryad:drafts:{uuid4()}")


def background(drafts: Drafts, telegram: Telegram) -> tuple[Background, Counters]:
    bots: Any = {BOT: telegram}
    counters = Counters(drafts, bots)
    uploads = Uploads(drafts, cast("Any", None), bots, counters)
    return Background(drafts, cast("Any", None), bots, uploads), counters


async def test_a_verdict_is_kept_until_it_is_told_and_is_told_once(drafts: Drafts) -> None:
    await drafts.keep(Verdict(of="k", bot_id=BOT, chat=1, words=WORDS, label="Открыть", data="new:menu"))
    telegram = Telegram(failures=1)
    for _ in range(3):
        await background(drafts, telegram)[0].look()
    assert telegram.said == [WORDS]


async def test_a_counter_that_a_crash_left_behind_is_shown_as_it_is(
    drafts: Drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.forms.counter.EVERY", 0.0)
    draft = Draft(id=uuid4(), form="add_note", chat=1, bot_id=BOT, about=About(person=PERSON), at="photos")
    stored = Piece(message_id=5, state=PieceState.STORED, media=MediaId(uuid4()))
    draft.pieces, draft.unshown = {"photos": [stored]}, {"photos"}  # killed between the file and the counter
    await drafts.put(draft)
    telegram = Telegram(failures=1)
    for _ in range(3):
        looking, counters = background(drafts, telegram)
        await looking.look()
        await asyncio.gather(*counters._painting.values())
    assert [text for text in telegram.said if "Сохранено 1 из 1" in text] == telegram.said
    assert len(telegram.said) == 1
    assert await drafts.pending() == []


async def test_what_is_pending_goes_on_after_redis_was_away(
    drafts: Drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    await drafts.keep(Verdict(of="k", bot_id=BOT, chat=1, words=WORDS, label="Открыть", data="new:menu"))
    telegram = Telegram()
    looking, _ = background(drafts, telegram)

    async def away() -> list[Draft]:
        raise RedisAwayError

    with monkeypatch.context() as patch:
        patch.setattr(drafts, "pending", away)
        await looking.look()
    assert telegram.said == []
    await looking.look()
    assert telegram.said == [WORDS]
