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

from bot.client import Answer, ApiAwayError, RefusedError
from bot.forms.about import About
from bot.forms.background import Background
from bot.forms.counter import Counters
from bot.forms.draft import Draft, Drafts, Piece, PieceState, Verdict
from bot.forms.press import kept
from bot.forms.uploads import Uploads
from domain.people import Language
from domain.values import MediaId, OrderId
from settings import Settings
from telegram.presses import Press
from telegram.texts import Texts
from tests.bot.forms.conftest import MOSCOW, PERSON

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


class OneCaller:
    """The API for one person, who gets these verdicts."""

    def __init__(self, *verdicts: Answer | Exception) -> None:
        self.verdicts, self.keys = list(verdicts), list[str]()
        self.telegram_id = 1
        self.me = SimpleNamespace(
            id=PERSON, name="Иванов", roles=frozenset(), zone="Europe/Moscow", currency="RUB"
        )

    async def caller(self, _telegram_id: int) -> Any:
        return self

    async def send(self, path: str, body: dict[str, Any], key: str, _method: str = "POST") -> Answer:
        assert (path, body) == (f"/v1/orders/{ORDER}/assignment/acceptance", {"version": 1})
        self.keys.append(key)
        verdict = self.verdicts.pop(0)
        if isinstance(verdict, Exception):
            raise verdict
        return verdict


ORDER = OrderId(uuid4())


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        (Answer(receipt={"number": "SVC-000001"}), "✅ SVC-000001 · ✅ Принять: отправлено."),
        (RefusedError(409, "order.paused", facts={"until": "2026-11-22T18:00:00+03:00"}), "не получилось"),
    ],
)
async def test_a_press_that_met_no_api_is_given_under_its_own_key_until_there_is_a_verdict(
    drafts: Drafts, verdict: Answer | Exception, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.forms.background._due", lambda _draft: True)
    api, telegram = OneCaller(ApiAwayError("away"), verdict), Telegram()
    texts = Texts(Language.RU, MOSCOW)
    press = Press("accept", ORDER, "assignment", 1)
    for _ in range(2):  # pressed twice, it is one
        await drafts.put(kept(press, "the press's own", cast("Any", api), texts, BOT))
    bots: Any = {BOT: telegram}
    uploads = Uploads(drafts, cast("Any", None), bots, Counters(drafts, bots))
    for _ in range(3):
        await Background(drafts, cast("Any", api), bots, uploads).look()
    assert api.keys == ["the press's own"] * 2
    assert len(telegram.said) == 1
    assert told in telegram.said[0]
    assert "Принять" in telegram.said[0]
    assert await drafts.of(PERSON) == await drafts.pending() == []


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
