"""Anything at all, sent in any state: the bot answers, says what the table of docs/bot.md says, and goes on.

The short form sends a hundred updates, under NARYAD_PROVE ten thousand; NARYAD_UPDATES says how many,
NARYAD_SEED which ones. The long form goes into every question of every form, several times.

Ten seconds until an answer are counted of the bot's own processing (tests/bot/fuzz/stopwatch.py): the machine
may have other work. How long people really waited stands in the report.
"""

import asyncio
import logging
import os
import random
import traceback
from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import pytest
from pydantic import BaseModel
from structlog.testing import capture_logs
from structlog.typing import EventDict

from tests.bot.conftest import BotSystem
from tests.bot.desk import NUMBER, Desk, desk_of
from tests.bot.fuzz.anywhere import PLACES, SELDOM
from tests.bot.fuzz.branch import Branch, founded
from tests.bot.fuzz.documented import CELLS, table
from tests.bot.fuzz.moves import GROUP, MOVES, ROW_OF
from tests.bot.fuzz.person import Person, World, kind_of
from tests.bot.fuzz.stopwatch import Stopwatch
from tests.report import report

PROVE: Final = bool(os.environ.get("NARYAD_PROVE"))
UPDATES: Final = int(os.environ.get("NARYAD_UPDATES", "10000" if PROVE else "110"))
SEED: Final = int(os.environ.get("NARYAD_SEED", "5"))
IN_A_ROW: Final = 6
"""Updates in one state, before another one is gone into."""
ENOUGH: Final = 3
LONGEST: Final = 7200 if UPDATES > 1000 else 300
"""Seconds of the whole test."""
SLOW: Final = {"query_seconds": 600.0}
"""A press may be answered late: Telegram's 15 s are no matter where the machine stands still for longer."""
TROUBLE: Final = {"shuffle_albums": True, "album_delay": (0.0, 0.3), "doubled_presses": 10.0, **SLOW}


class Timeline(BaseModel):
    entries: list[dict[str, Any]]
    next: int | None


class Errors(logging.Handler):
    """Keeps what libraries log as errors."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def errors_of_the_bot() -> Iterator[list[str]]:
    """Everything that is logged as an error meanwhile, by us or by libraries."""
    found: list[str] = []
    handler = Errors()
    logging.getLogger().addHandler(handler)
    with capture_logs() as lines:
        try:
            yield found
        finally:
            logging.getLogger().removeHandler(handler)
            found += [told(line) for line in lines if is_an_error(line)]
            found += handler.lines


def is_an_error(line: EventDict) -> bool:
    """Ours, or the API's own: what it calls one is no outage of it."""
    return line["log_level"] in ("error", "critical") or str(line.get("cause", "")).startswith("500")


def told(line: EventDict) -> str:
    """With its trace."""
    error = line.get("exc_info")
    trace = traceback.format_exception(error) if isinstance(error, BaseException) else []
    return f"{line}\n{''.join(trace)}"


@pytest.fixture(scope="module")
async def desk(bot_system: BotSystem) -> AsyncIterator[Desk]:
    async with desk_of(bot_system) as desk:
        yield desk


def test_the_table_of_answers_is_held_against_the_bot_row_by_row() -> None:
    rows = table()
    beyond = {"anything from somebody unknown or blocked"}  # all that they send
    assert {row for row in ROW_OF.values() if row} | beyond == set(rows)
    assert {cell for row in rows.values() for cell in row.cells} == set(CELLS)


@pytest.mark.timeout(LONGEST)
async def test_10_16_42_anything_in_any_state_is_answered_and_forms_can_be_completed_then(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk.app
    sandbox, branch, watch = desk.system.sandbox, await founded(desk.system), Stopwatch()
    world = World(desk, branch, table(), watch)
    watch.hold(desk.app, monkeypatch)
    await asyncio.gather(*(let_in(world, *named) for named in enumerate(branch.telegram)))
    people = [person.chat.person.id for person in world.people]
    group = {"id": GROUP, "title": "Чат", "bots": [NUMBER], "people": people}
    await sandbox.do("POST", "/sandbox/groups", group)
    await sandbox.trouble(**TROUBLE)
    with errors_of_the_bot() as errors:
        each = UPDATES // len(people)
        await all_of((work(person, each, errors) for person in world.people), errors)
        await sandbox.trouble(**SLOW)
        await branch.put_right()
        notes = await all_of((person.completes_a_form() for person in world.people), errors)
        await sandbox.trouble()
        errors += [f"a press without an answer: {one}" for one in await sandbox.unanswered()]
    watch.put_down()
    assert not errors, "\n\n".join(errors)
    for order, words in notes:
        assert not order or await noted(branch, order, words) == 1
    assert not errors, "\n\n".join(errors)
    assert not [
        one for person in world.people for one in person.chat.person.chat(GROUP).messages if one.by_bot
    ]
    tell(world)
    if PROVE:
        prove(world)


async def let_in(world: World, number: int, name: str) -> None:
    branch = world.branch
    person = await world.desk.system.sandbox.join(f"fuzz {name}", branch.telegram[name], name.capitalize())
    order = branch.order if "workshop" in name else await branch.opened("engineer")
    dice = random.Random(SEED * 1000 + number)  # noqa: S311 - the same in every run
    world.people.append(Person(world, name, person.chat(NUMBER), order, dice))


async def work(person: Person, updates: int, failures: list[str]) -> None:
    """What fails is told with the others' failures; somebody who has met too many of them stops."""
    met = 0
    for _ in range(0, updates, IN_A_ROW):
        try:
            await person.somewhere()
            for _ in range(IN_A_ROW):
                await person.anything(MOVES)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a failure
            failures.append("".join(traceback.format_exception(error)))
            met += 1
        if met == ENOUGH:
            return


Ended = TypeVar("Ended")


async def all_of(works: Iterable[Coroutine[Any, Any, Ended]], failures: list[str]) -> list[Ended]:
    """Each goes on to its end, whatever becomes of the others; what failed is told together."""
    ended = await asyncio.gather(*works, return_exceptions=True)
    failures += ["".join(traceback.format_exception(one)) for one in ended if isinstance(one, Exception)]
    return [one for one in ended if not isinstance(one, BaseException)]


async def noted(branch: Branch, order: str, words: str) -> int:
    """So many notes with these words stand in the order's record."""
    caller = await branch.caller("curator")
    found: int = 0
    after: int | None = 0
    while after is not None:
        page = await caller.read(f"/v1/orders/{order}/timeline", Timeline, after=after)
        found += sum(entry["event"].get("text") == words for entry in page.entries)
        after = page.next
    return found


def tell(world: World) -> None:
    """What was sent, and how long people waited on this machine."""
    waits = sorted(world.waits)
    half, late, most = waits[len(waits) // 2], waits[len(waits) * 99 // 100], waits[-1]
    figures = f"{len(waits)} sent; p50 {half:.2f} s, p99 {late:.1f} s, longest {most:.1f} s"
    report("bot: anything at all, in any state", f"{figures}, of the bot's own at most {world.own:.2f} s")


def prove(world: World) -> None:
    """Every question of every form was gone into, and something was thrown at each kind of question."""
    for row, count in sorted(world.kinds.items()):
        report(f"  {row}", str(count))
    usual = set(PLACES) - SELDOM
    report("bot: questions and summaries of forms gone into", f"{len(world.reached)} of {len(PLACES)}")
    assert usual <= set(world.reached), sorted(map(str, usual - set(world.reached)))
    kinds = {kind_of(place) for place in usual}
    assert kinds <= set(world.asked)
    made = sum(bool(world.thrown[kind, move]) for kind in kinds for move in MOVES)
    report("bot: moves made at kinds of questions", f"{made} of {len(kinds) * len(MOVES)}")
