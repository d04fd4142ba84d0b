"""State × role × button through sandbox, real bot, API and worker (its rules: tests/telegram/test_matrix.py).

Each button that is sent at once is found on the real card of whoever may press it, and pressed twice by one
person and once by another at the same moment, and again when it is old: one effect, each press answered.
Buttons that open something are pressed so at each step of the order (tests/bot/form_squares.py), and forms
that two may send are sent by two (tests/bot/sent_together.py). NARYAD_PROVE=1 presses all squares that
orders reach on six ways, by each of those who may, with and without the organization's `pool`, and a week
later.
"""

import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from pydantic import BaseModel

from bot.client import JsonObject
from bot.orders import look
from domain.orders.following import Following
from domain.values import OrderId
from stack.demo_people import SERVICE, demo_id
from telegram.actions import AT_ONCE, PATHS, REVIEW
from tests.bot.conftest import BotSystem
from tests.bot.form_squares import FormSquares
from tests.bot.journeys import offered, on_site, owed, spent, whole_way
from tests.bot.openable import kind_of
from tests.bot.pressing import answered
from tests.bot.sent_together import EVERY_SHEET, NOTE, RETURN, both_send
from tests.bot.squares import Road, Tally
from tests.report import report

WEEK = timedelta(days=7)
PROVE = os.environ.get("NARYAD_PROVE") == "1"
SHORT = 8
"""Squares of what opens something, in the short form."""
OPENING = {*PATHS, *map(str, Following), REVIEW} - AT_ONCE
"""Every kind of button that opens something."""
OLD = ("устарела", "Уже сделано", "успел раньше")


@pytest.mark.timeout(3600 if PROVE else 300)
async def test_each_button_pressed_by_several_at_once_has_one_effect(
    bot_system: BotSystem,
) -> None:
    tally, unanswered = Tally(), await bot_system.sandbox.unanswered()
    forms = tally.forms = FormSquares(bot_system, None if PROVE else SHORT)
    async with forms:
        await whole_way(bot_system, tally, 0, undoing=PROVE)
        if PROVE:
            await every_square(bot_system, tally)
        async with shared(bot_system):
            road = await Road.begin(bot_system, Tally(), 0, engineer=str(demo_id("orlov")))
            ends = await both_send(road, forms, *(EVERY_SHEET if PROVE else (NOTE, RETURN)))
        if PROVE:
            await a_week_later(bot_system, tally, ends)
    assert {kind for _, kind, _ in tally.presses} == {*AT_ONCE, "approve"}
    assert tally.together > 0
    assert forms.together > 0
    if PROVE:
        assert {kind_of(square) for square in forms.presses} == OPENING
    assert [one for one in await bot_system.sandbox.unanswered() if one not in unanswered] == []


async def every_square(system: BotSystem, tally: Tally) -> None:
    await whole_way(system, tally, 1, undoing=True)
    await side_ways(system, tally)
    async with shared(system):
        for choose in (0, 1):
            await whole_way(system, tally, choose, undoing=True)
        await side_ways(system, tally)


async def side_ways(system: BotSystem, tally: Tally) -> None:
    for choose in (0, 1):
        for side_way in (offered, on_site, spent):
            await side_way(system, tally, choose)
    await owed(system, tally)


async def a_week_later(system: BotSystem, tally: Tally, ends: list[str]) -> None:
    """What the same buttons say then; they do nothing."""
    assert tally.forms
    before, later = await versions(system, tally), Counter[str]()
    await system.sandbox.advance(WEEK.total_seconds())
    for old in tally.old:
        said = await answered(old)
        assert any(words in said for words in OLD), (old.data, said)
        later[said] += 1
    assert await versions(system, tally) == before
    await tally.forms.a_week_later()
    for (stage, kind, role), presses in sorted(tally.presses.items()):
        report(f"{stage} · {kind} · {role}", f"{presses} presses")
    report("squares", f"{len(tally.presses)}, of {sum(tally.presses.values())} presses")
    report("pressed by two people at once", f"{tally.together} times")
    report("old buttons a week later", f"{len(tally.old)}")
    for when, answers in (("at once", tally.answers), ("a week later", later)):
        for said, times in answers.most_common():
            report(f"{when} «{said}»", f"{times} times")
    report_forms(tally.forms)
    for end in ends:
        report("sent by two at once", " / ".join(end.split("\n")))


def report_forms(forms: FormSquares) -> None:
    kinds = Counter[str]()
    for square in forms.presses:
        kinds[square[1]] += 1
    for kind, squares in sorted(kinds.items()):
        report(f"opens · {kind}", f"{squares} squares")
    report("squares of what opens", f"{len(forms.presses)}, of {sum(forms.presses.values())} presses")
    report("opened by several at once", f"{forms.together} times")
    report("buttons that opened something", f"{len(forms.opened)}")
    for (when, came), times in sorted(forms.answers.items()):
        report(f"opens · {when}: {came}", f"{times} times")


class _Settings(BaseModel):
    version: int


@asynccontextmanager
async def shared(system: BotSystem) -> AsyncIterator[None]:
    """The orders' curator is not on shift, so that the others may act for her, and she still may."""
    path = f"/v1/organizations/{SERVICE.id}/settings"

    async def pool(*, on: bool) -> None:
        owner, petrova = await system.caller("owner"), await system.caller("petrova")
        known = await owner.read(path, _Settings)
        body: JsonObject = {"version": known.version, "settings": {"pool": on}}
        await owner.send(path, body, uuid4().hex, "PATCH")
        await petrova.send("/v1/me/shift", {"on_shift": not on}, uuid4().hex, "PUT")

    await pool(on=True)
    try:
        yield
    finally:
        await pool(on=False)


async def versions(system: BotSystem, tally: Tally) -> dict[OrderId, int]:
    """How far each order is."""
    caller = await system.caller("petrova")
    return {order: (await look(order, caller)).order.version for order in {old.order for old in tally.old}}
