"""Правила: by what everybody of an organization works, as it stands today."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from typing import Final

from bot.forms import week
from bot.rooms.page import Page, Room, Visit, bottom, id_of, way
from bot.rooms.views import View
from domain.calendar import WorkingCalendar
from domain.orders.penalty import PenaltyRule
from domain.orders.waiting import Ladder, WaitKind
from domain.organizations import Verification
from telegram.cards import fitting
from telegram.texts import Html, Kopecks, Texts

SHOWN: Final = 12
"""Holidays that are told, from today on."""


class Rules(View):
    name: str
    calendar: WorkingCalendar
    ladders: dict[WaitKind, Ladder]
    verification: Verification
    penalties: tuple[PenaltyRule, ...]
    penalty_word: str
    cash_limit: int | None
    cash_remind_days: int
    pool: bool
    thinking_days: int
    pause_days: int
    reopen_days: int


async def rules(visit: Visit) -> Page:
    """`rules:<organization>`: the own one's without an id."""
    texts, me = visit.texts, visit.caller.me
    named = id_of(visit.argument(0)) if visit.argument(0) else me.organization_id
    if named is None:
        return Page(texts("organizations-none"), (bottom(texts),))
    found = await visit.caller.read(f"/v1/organizations/{named}/rules", Rules)
    back = way("organization", named.hex) if me.organization_id is None else way("more")
    return Page(
        fitting([line for part in told(found, texts) for line in (*part.split("\n"), "")]),
        (bottom(texts, back),),
    )


def told(rules: Rules, texts: Texts) -> Iterator[Html]:
    yield texts("rules-title", name=rules.name)
    yield times(rules.calendar, texts)
    yield Html("\n".join((texts("rules-deadlines"), *deadlines(rules.ladders, texts))))
    verified = rules.verification
    modes = (
        texts("rules-verified"),
        texts("rules-agreement", mode=verified.agreement.value),
        texts("rules-prepayment", mode=verified.prepayment.value),
        texts("rules-receipt", mode=verified.receipt.value),
        texts("rules-always-verified"),
    )
    yield Html("\n".join(modes))
    yield texts(
        "rules-limits",
        limited="no" if rules.cash_limit is None else "yes",
        cash=Kopecks(rules.cash_limit or 0),
        remind=rules.cash_remind_days,
        thinking=rules.thinking_days,
        pause=rules.pause_days,
        reopen=rules.reopen_days,
    )
    yield texts("rules-pool" if rules.pool else "rules-no-pool")
    yield Html("\n".join((texts("rules-penalties", word=rules.penalty_word), *charged(rules, texts))))


def times(calendar: WorkingCalendar, texts: Texts) -> Html:
    today = calendar.local_date(texts.clock())
    days = [f"{one:%d.%m.%Y}" for one in sorted(calendar.holidays) if one >= today]
    more = "…" if len(days) > SHOWN else ""
    return texts(
        "rules-calendar",
        week=week.told(calendar.week, texts),
        zone=calendar.zone,
        quiet=week.of(calendar.quiet),
        holidays=", ".join(days[:SHOWN]) + more or None,
    )


def deadlines(ladders: dict[WaitKind, Ladder], texts: Texts) -> Iterator[Html]:
    """Kinds of waits with the same deadlines are told together, the quickest first."""
    by_ladder = sorted(ladders.items(), key=lambda one: tuple(one[1].model_dump().values()))
    for ladder, kinds in groupby(by_ladder, key=lambda one: one[1]):
        yield texts(
            "rules-ladder",
            waits=", ".join(texts.label(kind) for kind, _ in kinds),
            remind=timedelta(minutes=ladder.remind),
            again=timedelta(minutes=ladder.again),
            escalate=timedelta(minutes=ladder.escalate),
            last=timedelta(minutes=ladder.escalate_again),
        )


def charged(rules: Rules, texts: Texts) -> list[Html]:
    said = [
        texts(
            "rules-penalty", wait=rule.kind, after=timedelta(minutes=rule.after), amount=Kopecks(rule.amount)
        )
        for rule in rules.penalties
    ]
    return said or [texts("rules-no-penalties")]


ROOMS: Final[dict[str, Room]] = {"rules": rules}
