"""A random walk whose people press again until they are answered, whatever is killed meanwhile."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from http import HTTPStatus
from random import Random
from typing import TypeVar

import httpx2

from api.bodies import body_of
from api.commands import command_id_of
from api.problems import ProblemError
from api.services import Services
from api.steps import STEPS
from api.temporal import OutcomeUnknownError
from domain.calendar import Hours, WorkingCalendar
from domain.orders.answer import Answer
from domain.orders.ledger import PostingKind
from domain.orders.opening import Open
from domain.orders.order import Command
from domain.orders.reminders import Remind
from domain.orders.waiting import TABLE, Ladder
from domain.people import Person
from domain.values import CommandId
from storage.commands import KnownCommand
from storage.database import StorageUnavailable
from tests.crew import Crew
from tests.domain.world import CURATOR, ENGINEER, OTHER_CURATOR, OTHER_ENGINEER, OWNER, WORKER
from tests.faults.shop import PATIENCE, SOON, FaultyShop, known, recorded_once, settled, still_works
from tests.workflows.live_walk import ACCEPTED, LiveWalk, came_of
from tests.workflows.running import Orders, Running, eventually

T = TypeVar("T")
ROUTES = {step.command: (step.path, set(body_of(step.command).model_fields)) for step in STEPS}
"""Path and fields of the body."""
BY_HTTP = 0.6
"""Share of the commands that their people send to the API; the others go to its Temporal client directly."""
OLD_BUTTON = 0.3
"""Share of the accepted commands after which an older one is pressed once more."""
MIDNIGHT = Hours(since=time(0), until=time(0))
ALWAYS_AT_WORK = WorkingCalendar(week=(MIDNIGHT,) * 7, quiet=MIDNIGHT)
BY_THE_MINUTE = dict.fromkeys(TABLE, Ladder(remind=1, again=2, escalate=3, escalate_again=4))
"""So that reminders are due while things are killed."""
SOON_AGAIN = 0.1
"""Seconds between two tries of what is away."""
AHEAD = timedelta(seconds=5)
"""Longer than the last command of an order takes."""


async def through(act: Callable[[], Awaitable[T]]) -> T:
    """What `act` returns, once the servers and workers that it needs are back."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            return await act()
        except (StorageUnavailable, OutcomeUnknownError):
            assert asyncio.get_running_loop().time() < deadline, f"{act}: nothing came for {PATIENCE} s"
        await asyncio.sleep(SOON_AGAIN)


class DrivenWalk(LiveWalk):
    """Its commands go to the API and, by update or by signal, to the workflow, each until it is answered."""

    def __init__(self, shop: FaultyShop, way: str, seed: int, length: int) -> None:
        clocks = {"calendar": ALWAYS_AT_WORK, "ladders": BY_THE_MINUTE}
        super().__init__(Orders(shop.client, shop.database), way, seed, length, **clocks)
        self.shop, self.chance = shop, Random(seed)  # noqa: S311 - a walk, no secret
        self.sent: list[Command] = []
        """Those that were accepted."""
        self.told: dict[CommandId, Answer | None] = {}
        """Their answers; None where nobody waited for it."""
        self.refused: set[CommandId] = set()
        self.kinds: Counter[str] = Counter()
        """Of the accepted commands."""

    @property
    def services(self) -> Services:
        services: Services = self.shop.app.state.services
        return services

    async def found(self) -> None:
        await through(super().found)

    async def keep_photos(self) -> None:
        await through(super().keep_photos)

    async def everything_agrees(self) -> None:
        """The workflow's copy is compared at the end: from a kill to the next command it may be behind."""
        await through(self.read_on)

    def compare(self, command: Command, came: str, expected: str) -> None:
        """Which of its faults a command is refused for may differ with the place that finds one first.

        Reminders are given by the workflow, too, and may come before this one.
        """
        fits = (came == ACCEPTED) == (expected == ACCEPTED)
        assert fits or isinstance(command, Remind), f"{command!r}: {came}, not {expected}"

    async def give(self, command: Command, *, by_signal: bool) -> str:
        by = self.inside(command).by
        person = self.world.people.get(by) if by else None
        if self.world.state and (by_signal or isinstance(command, Open | Remind)):
            came = await self.signalled(command)
        elif person and type(command) in ROUTES and self.chance.random() < BY_HTTP:
            key = command.id
            command = command.model_copy(update={"id": command_id_of(self.outside(person).id, key)})
            came = await self.pressed(self.outside(person), key, command)
        else:
            came = await self.updated(command)
        if came == ACCEPTED:
            self.kinds[command.kind] += 1
            await self.press_an_old_button()
            self.sent.append(command)
        else:
            self.refused.add(command.id)
        return came

    async def signalled(self, command: Command) -> str:
        await through(lambda: self.services.temporal.signal(self.order_id, command))
        came = came_of(await through(lambda: self.outcome(command.id)))
        if came == ACCEPTED:
            self.told[command.id] = None
        return came

    async def outcome(self, command_id: CommandId) -> KnownCommand:
        outcome = await self.known(command_id)
        if outcome is None:
            raise OutcomeUnknownError
        return outcome

    async def pressed(self, person: Person, key: str, command: Command) -> str:
        """The button of that command, in the API."""
        path, fields = ROUTES[type(command)]
        body = command.model_dump(mode="json", include=fields)

        async def press() -> httpx2.Response:
            async with self.shop.call(person) as caller:
                return await settled(caller, self.order_id, path, key, **body)

        response = await through(press)
        if response.status_code != HTTPStatus.OK:
            return str(response.json()["code"])
        self.told[command.id] = Answer.model_validate_json(response.content)
        return ACCEPTED

    async def updated(self, command: Command) -> str:
        temporal = self.services.temporal

        async def update() -> Answer:
            if isinstance(command, Open):
                return await temporal.open(command)
            return await temporal.update(self.order_id, command)

        try:
            self.told[command.id] = await through(update)
        except ProblemError as refusal:
            return refusal.code
        return ACCEPTED

    async def press_an_old_button(self) -> None:
        """Its first answer stands; what the order is at now does not matter."""
        if self.sent and self.chance.random() < OLD_BUTTON:
            old = self.chance.choice(self.sent)
            await through(lambda: self.services.temporal.signal(self.order_id, old))

    async def came_out_whole(self) -> Running:
        """Each accepted command has one effect and one answer, the others have none, and all copies agree."""
        order = self.running()
        await self.found()
        await eventually(self.is_quiet, SOON)
        entries = await order.entries()
        assert {entry.command_id for entry in entries if entry.by} == self.told.keys()
        reminders = {entry.command_id for entry in entries if not entry.by}
        await recorded_once(order, dict.fromkeys(reminders) | self.told)
        for command_id in self.refused:
            remembered = await known(order, command_id)
            assert remembered is None or remembered.refusal
        await self.sums_are_totals()
        await still_works(order)
        self.kinds["remind"] = len(reminders)
        return order

    async def is_quiet(self) -> bool:
        """No reminder comes in between while it is looked at."""
        alarms = [wait.next_at for wait in (await self.read_on()).waits if wait.next_at]
        return not alarms or min(alarms) > datetime.now(UTC) + AHEAD

    async def sums_are_totals(self) -> None:
        async with self.orders.database.transaction() as tx:
            ledger = await tx.events.ledger(self.home, self.order_id)
            order = await tx.orders.find(self.home, self.order_id)
        assert order
        sums: Counter[PostingKind] = Counter()
        for line in ledger.lines:
            sums[line.posting.kind] += line.posting.amount
        assert {kind: getattr(order.totals, kind.value) for kind in PostingKind} == {
            kind: sums[kind] for kind in PostingKind
        }

    def running(self) -> Running:
        first = self.told[self.sent[0].id]
        assert first
        staff = (CURATOR, OTHER_CURATOR, ENGINEER, OTHER_ENGINEER, WORKER, OWNER)
        curator, second_curator, engineer, second_engineer, worker, owner = map(self.outside, staff)
        crew = Crew(
            self.outside(self.world.organization),
            curator,
            second_curator,
            engineer,
            second_engineer,
            worker,
            owner,
        )
        return Running(self.orders, crew, first)
