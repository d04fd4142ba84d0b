"""State × role × button through sandbox, real bot, API and worker (its rules: tests/telegram/test_matrix.py).

Each button that is sent at once is found on the real card of whoever may press it, and pressed twice by one
person and once by another at the same moment, and again when it is old: one effect, each press answered.
NARYAD_PROVE=1 presses all squares that orders reach on four ways, by each of those who may, and a week later.
"""

import os
from datetime import timedelta

import pytest

from telegram.actions import AT_ONCE
from tests.bot.conftest import BotSystem
from tests.bot.squares import Tally, answered, offered, on_site, spent, whole_way
from tests.report import report

WEEK = timedelta(days=7)
PROVE = os.environ.get("NARYAD_PROVE") == "1"
PRESSERS = 4
"""At most so many people may press the same button."""


@pytest.mark.timeout(3600 if PROVE else 300)
async def test_each_button_pressed_by_several_at_once_has_one_effect(
    bot_system: BotSystem,
) -> None:
    tally = Tally()
    await whole_way(bot_system, tally, 0, undoing=PROVE)
    if PROVE:
        await every_square(bot_system, tally)
    assert {kind for _, kind, _ in tally.presses} == {*AT_ONCE, "approve"}
    assert tally.together > 0


async def every_square(system: BotSystem, tally: Tally) -> None:
    for choose in range(PRESSERS):
        if choose:
            await whole_way(system, tally, choose, undoing=True)
        for side_way in (offered, on_site, spent):
            await side_way(system, tally, choose)
    await system.sandbox.advance(WEEK.total_seconds())
    for old in tally.old:
        said = await answered(old)
        assert "устарела" in said or "Уже сделано" in said, (old.data, said)
    for (stage, kind, role), presses in sorted(tally.presses.items()):
        report(f"{stage} · {kind} · {role}", f"{presses} presses")
    report("squares", f"{len(tally.presses)}, of {sum(tally.presses.values())} presses")
    report("pressed by two people at once", f"{tally.together} times")
    report("old buttons a week later", f"{len(tally.old)}")
    for said, times in tally.answers.most_common():
        report(f"answered «{said}»", f"{times} times")
