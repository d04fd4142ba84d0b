"""Every kind of notice is said, in both languages, whatever is missing in it."""

from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from domain.chats import Unreachable
from domain.orders.notices import Notice, NoticeKind
from domain.orders.papers import PaperKind
from domain.orders.parts import RequestKind, Stage
from domain.orders.waiting import WaitKind
from domain.people import Language
from domain.values import PersonId
from telegram.cards import length
from telegram.news import WORDS, Telling, news
from telegram.texts import Texts

READER = PersonId(uuid4())
TEXTS = {
    NoticeKind.CLOSED: Stage.COMPLETED.value,
    NoticeKind.WENT_ON: Stage.REPORT.value,
    NoticeKind.GRANTED: RequestKind.PAUSE.value,
    NoticeKind.UNREACHABLE: Unreachable.BLOCKED.value,
}
"""Where the text is no person's words."""


def said(language: Language, kind: NoticeKind, *, asked: bool = True, **fields: object) -> str:
    values = {
        "to_person": READER,
        "to_role": None,
        "order_number": "SVC-000123",
        "device": "HP <M404>",
        "part": "order",
        "text": TEXTS.get(kind, "Где <чек>?"),
        "amount": 150_000,
        "name": "Иванов & Ко",
        "about": uuid4(),
        "paper": PaperKind.SUMMARY,
        "wait_kind": WaitKind.SUBMIT_REPORT,
        "until": datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        "priority": 2,
    }
    notice = Notice.model_validate({**values, "kind": kind, **fields})
    texts = Texts(language, ZoneInfo("Europe/Moscow"))
    return news(Telling(notice, texts, "удержание", asked))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_is_said_and_escaped(kind: NoticeKind, language: Language) -> None:
    text = said(language, kind)
    assert "<чек>" not in text
    assert "<M404>" not in text
    assert "SVC-000123" in text or kind.value.startswith(("cash", "hand_in", "unreachable"))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("why", Unreachable)
def test_every_reason_why_somebody_is_not_reached_is_said(why: Unreachable, language: Language) -> None:
    assert "Иванов &amp; Ко" in said(language, NoticeKind.UNREACHABLE, text=why.value)


@pytest.mark.parametrize("kind", WaitKind)
def test_every_turn_is_said_with_its_reason(kind: WaitKind) -> None:
    text = said(Language.RU, NoticeKind.YOUR_TURN, wait_kind=kind)
    assert ("Где &lt;чек&gt;?" in text) is (kind is not WaitKind.ACCEPT)
    assert ("вернули" in text) is kind.value.startswith(("submit", "correct"))


def test_a_reminder_of_somebody_else_does_not_say_that_the_reader_is_waited_for() -> None:
    assert "ждём вас" in said(Language.RU, NoticeKind.REMINDER)
    assert "ждём вас" not in said(Language.RU, NoticeKind.REMINDER, asked=False)


@pytest.mark.parametrize(
    ("amount", "words"), [(5_000, "удержание: 50"), (-5_000, "снято: 50"), (0, "остаётся")]
)
def test_a_penalty_is_charged_taken_back_or_stays(amount: int, words: str) -> None:
    assert words in said(Language.RU, NoticeKind.PENALTY, amount=amount)


def test_long_words_are_cut() -> None:
    assert length(said(Language.RU, NoticeKind.NOTE, text="ы" * 4_000)) < WORDS + 100
