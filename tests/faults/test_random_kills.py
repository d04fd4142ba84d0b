"""SIGKILL at random moments, of workers mostly, while several orders are driven by people who press again.

NARYAD_PROVE=1 kills three hundred times instead of twelve.
"""

import asyncio
import random
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from temporalio.service import RPCError

from domain.orders.answer import Answer
from domain.people import Person
from domain.values import CommandId
from tests.crew import Crew, recruit
from tests.faults.killing import Killer
from tests.faults.shop import (
    OFFER,
    PROVE,
    FaultyShop,
    note,
    pressed,
    recorded_once,
    runs_and_events,
    still_works,
)
from tests.report import report
from tests.workflows.running import Running

KILLS, A_SERVER_EVERY = (300, 10) if PROVE else (12, 8)
ORDERS = 4
PAUSE = 0.2
"""Seconds between two notes: kills are to be seen here, not the machine's limits."""


@dataclass
class Driver:
    """Carries one order through its stages, leaving notes both ways, until all kills are done."""

    shop: FaultyShop
    crew: Crew
    order: Running
    done: asyncio.Event
    told: dict[CommandId, Answer | None] = field(default_factory=dict)
    slowest: float = 0

    async def drive(self) -> None:
        crew, parts = self.crew, self.order.answer.parts
        money = {"amount": 450_000, "method": "card", "fiscal_number": "17"}
        report_ = {"act": [str(crew.photos[0])], "received": money}
        stages: list[tuple[Person, str, str, dict[str, Any]]] = [
            (crew.engineer, "assignment/acceptance", "assignment", {}),
            (crew.engineer, "agreement", "agreement", OFFER),
            (crew.curator, "approval", "agreement", {"part": "agreement"}),
            (crew.engineer, "prepayment", "prepayment", {"payment": None}),
            (crew.curator, "approval", "prepayment", {"part": "prepayment"}),
            (crew.engineer, "report", "report", report_),
            (crew.curator, "approval", "report", {"part": "report"}),
        ]
        for person, path, part, body in stages:
            answer = await self.press(person, path, version=parts.get(part, 0), **body)
            parts = answer.parts
            await self.leave_notes()
        while not self.done.is_set():
            await self.leave_notes()
            await asyncio.sleep(PAUSE)

    async def leave_notes(self) -> None:
        command = note(self.order)
        self.told[command.id] = None
        await self.signal(command)
        await self.press(self.crew.curator, "notes", text="кнопка")
        await self.signal(command)  # again, after a newer one

    async def press(self, person: Person, path: str, **body: Any) -> Answer:
        began = time.monotonic()
        async with self.shop.call(person) as caller:
            answer = await pressed(caller, self.order.id, path, f"{self.order.id}-{len(self.told)}", **body)
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.told[answer.command_id] = answer
        return answer

    async def signal(self, command: Any) -> None:
        for _ in range(50):
            with suppress(RPCError):
                return await self.order.signal(command)
            await asyncio.sleep(0.1)
        raise AssertionError("Temporal took no signal")


@pytest.mark.timeout(60 + 50 * KILLS)
async def test_every_command_has_one_event_and_one_answer(restless: FaultyShop) -> None:
    seed = random.randrange(2**32)  # noqa: S311 - not a secret
    report("random kills: seed", str(seed))
    done, killer = asyncio.Event(), Killer(restless, seed, A_SERVER_EVERY)
    await killer.bring_victims()
    crew = await recruit(restless.database)
    drivers = [Driver(restless, crew, await restless.open(crew), done) for _ in range(ORDERS)]
    driving = [asyncio.create_task(driver.drive()) for driver in drivers]
    try:
        await killer.kill(KILLS)
    finally:
        done.set()
    await asyncio.gather(*driving)
    runs = events = 0
    for driver in drivers:
        await recorded_once(driver.order, driver.told)
        await still_works(driver.order)
        assert (await driver.order.recorded()).stage == "completed"
        more_runs, more_events = await runs_and_events(driver.order)
        runs, events = runs + more_runs, events + more_events
    report("random kills: SIGKILLs", str(killer))
    report(
        "random kills: commands, each with one event and one answer", str(sum(len(d.told) for d in drivers))
    )
    report("random kills: runs and events of the histories", f"{runs}, {events}")
    report("random kills: slowest answer", f"{max(driver.slowest for driver in drivers):.1f} s")
