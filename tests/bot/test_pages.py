"""Pages without a system: whatever a list has, one message holds it."""

from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from bot.rooms.page import NowhereError, id_of
from bot.rooms.records import Change, changed, held_by
from bot.rooms.rules import Rules, told
from domain.audit import Trace
from domain.calendar import WorkingCalendar
from domain.orders.penalty import PenaltyRule
from domain.orders.waiting import TABLE, Ladder, WaitKind
from domain.organizations import Verification
from telegram.cards import fitting, length
from telegram.texts import Html, Language, Texts

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(params=Language)
def texts(request: pytest.FixtureRequest) -> Texts:
    return Texts(request.param, ZoneInfo("Europe/Moscow"), clock=lambda: NOW)


def test_17_a_page_of_the_audit_fits_into_a_message_whatever_was_changed(texts: Texts) -> None:
    fields = {f"setting_{n}": "<" * 500 for n in range(40)} | {"roles": ["engineer"], "pool": True}
    change = Change(
        action="person.changed",
        entity_id=uuid4(),
        before={},
        after=fields,
        trace=Trace(by=None, at=NOW),
    )
    page = fitting([Html("title"), *[changed(change, {}, texts)] * 8])
    assert length(page) <= 4096
    assert "title" in page


def test_the_rules_tell_every_deadline_and_penalty(texts: Texts) -> None:
    ladders = {
        kind: Ladder(remind=n, again=n + 1, escalate=n + 2, escalate_again=n + 3)
        for n, kind in enumerate(TABLE, 1)
    }
    rules = Rules(
        name="Сервис <1>",
        calendar=WorkingCalendar(),
        ladders=ladders,
        verification=Verification(),
        penalties=(PenaltyRule(kind=WaitKind.ACCEPT, after=90, amount=50_000),),
        penalty_word="штраф",
        cash_limit=None,
        cash_remind_days=7,
        pool=True,
        thinking_days=30,
        pause_days=90,
        reopen_days=30,
    )
    said = "\n".join(told(rules, texts))
    assert "&lt;1&gt;" in said
    assert all(texts.label(kind) in said for kind in ladders)
    assert texts.money(50_000) in said


def test_a_button_that_names_nothing_leads_nowhere() -> None:
    with pytest.raises(NowhereError):
        id_of("somebody")
    with pytest.raises(NowhereError):
        held_by("")
