"""Anything at all, sent in any state: the bot answers, says what the table of docs/bot.md says, and goes on.

The short form sends a hundred updates, under NARYAD_PROVE ten thousand; NARYAD_UPDATES says how many,
NARYAD_SEED which ones.
"""

import asyncio
import logging
import os
import random
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from tests.bot.anybody import CURATORS, GROUP, Person, opened
from tests.bot.conftest import BotSystem
from tests.bot.desk import Desk, desk_of

UPDATES: Final = int(os.environ.get("NARYAD_UPDATES", "10000" if os.environ.get("NARYAD_PROVE") else "108"))
SEED: Final = int(os.environ.get("NARYAD_SEED", "5"))
IN_A_ROW: Final = 6
"""Updates in one state, before another one is gone into."""


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
            found += [told(line) for line in lines if line["log_level"] in ("error", "critical")]
            found += handler.lines


def told(line: EventDict) -> str:
    """With its trace."""
    error = line.get("exc_info")
    trace = traceback.format_exception(error) if isinstance(error, BaseException) else []
    return f"{line}\n{''.join(trace)}"


@pytest.fixture(scope="module")
async def desk(bot_system: BotSystem) -> AsyncIterator[Desk]:
    async with desk_of(bot_system) as desk:
        yield desk


async def test_10_16_42_anything_in_any_state_is_answered_and_forms_can_be_completed_then(desk: Desk) -> None:
    sandbox, old = desk.system.sandbox, ["go:menu"]
    people = []
    for number, login in enumerate(CURATORS):
        thumb = await desk.thumb(login)
        order, _ = await opened(desk, login)
        dice = random.Random(SEED * 1000 + number)  # noqa: S311 - the same in every run
        people.append(Person(desk, login, thumb.chat, order, dice, old))
    ids = [person.chat.person.id for person in people]
    group = {"id": GROUP, "title": "Чат", "bots": [people[0].chat.peer], "people": ids}
    await sandbox.do("POST", "/sandbox/groups", group)
    with errors_of_the_bot() as errors:
        walks = (work(person, UPDATES // len(people)) for person in people)
        ended = await asyncio.gather(*walks, return_exceptions=True)
        assert not [one for one in ended if one]
        noted = await asyncio.gather(*(person.completes_a_note() for person in people))
        assert not await sandbox.unanswered()
    for person, order in zip(people, noted, strict=True):
        assert len(await desk.events(order, "noted", CURATORS[person.login])) == 1
    assert not errors, "\n".join(errors)
    assert not [one for one in people[0].chat.person.chat(GROUP).messages if one.by_bot]


async def work(person: Person, updates: int) -> None:
    for number in range(updates):
        if number % IN_A_ROW == 0:
            await person.somewhere()
        await person.anything()
