"""The workflow of one order: it takes commands in turn, waits on people, climbs the ladder.

Its copy of the order is a cache of the record in PostgreSQL. Whatever it misses, the next recording brings.
"""

import asyncio
from datetime import datetime, timedelta

from temporalio import workflow

from activities.records import Recording
from domain.orders.answer import Answer
from domain.orders.errors import REFUSALS, CommandInvalid, Refusal
from domain.orders.order import Command, PartCommand, refuse_stale
from domain.orders.reminders import Remind
from domain.orders.state import Order
from domain.orders.waiting import Wait
from workflows.commands import OrderCommands
from workflows.envelope import Envelope, opened
from workflows.first_release import Deliveries
from workflows.progress import Progress
from workflows.record import read_since, record, refuse, wake_others
from workflows.story import alarm, details_of, search_attributes_of

REFUSED_RUNG = 60
"""Seconds until a rung that the record refused is given again."""


@workflow.defn(name="Order")
class OrderWorkflow(OrderCommands):
    """One repair order, from its opening to its last kopeck. Lives for weeks; waits on people."""

    @workflow.init
    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.refusal: Refusal | None = None
        self.lock = asyncio.Lock()
        self.shown: dict[str, object] = {}
        self.deliveries = Deliveries(progress)

    @workflow.run
    async def run(self, progress: Progress) -> str:
        """Returns the outcome: completed, refused, cancelled, or the code of a refused opening."""
        if not await self.is_open():
            await workflow.wait_condition(workflow.all_handlers_finished)
            return self.refusal.code if self.refusal else "refused"
        self.deliveries.begin()
        while not self.archived:
            await self.until_change_or_next_rung()
            await self.remind_if_due()
            if workflow.info().is_continue_as_new_suggested():
                await self.hand_on()
        await workflow.wait_condition(lambda: workflow.all_handlers_finished() and self.deliveries.done())
        self.deliveries.end()
        return self.order.stage.value

    @property
    def order(self) -> Order:
        if self.progress.order is None:
            raise RuntimeError("the order is not open yet")
        return self.progress.order

    @property
    def archived(self) -> bool:
        at = self.order.archive_at
        return at is not None and at <= workflow.now() and not self.order.waits

    # Opening

    async def is_open(self) -> bool:
        """Record the opening, unless an earlier run has."""
        if self.progress.order:
            self.tell_the_story()
            return True
        async with self.lock:
            recording = await self.record(self.progress.opening, remember_refusal=True)
        if recording.refusal:
            self.refusal = _as_refusal(recording)
            return False
        self.progress = self.progress.model_copy(update={"opened": recording.answer})
        return True

    def is_decided(self) -> bool:
        """Whether the opening has been recorded or refused; nothing else is looked at before."""
        return bool(self.progress.opened or self.refusal)

    @workflow.update(name="opened")
    async def await_opening(self) -> Answer:
        """Wait until the order is open; its first answer, whoever asks and however often."""
        await workflow.wait_condition(self.is_decided)
        if self.refusal:
            raise self.refusal
        if self.progress.opened is None:
            raise RuntimeError("an open order has its first answer")
        return self.progress.opened

    # Commands

    def refuse_early(self, command: Command) -> None:
        """A stale button, as far as this copy knows. The record, which may be ahead, decides the rest."""
        order = self.progress.order
        if order and command.id not in self.progress.applied and not _is_ahead(command, order):
            refuse_stale(command, order)

    async def handle(self, command: Command) -> Answer:
        """One at a time: the lock is fair, so commands are recorded in the order they arrived."""
        recording = await self.in_turn(command, remember_refusal=False)
        if recording.refusal:
            raise _as_refusal(recording)
        if recording.answer is None:
            raise RuntimeError("a recording answers or refuses")
        return recording.answer

    @workflow.signal(name="command")
    async def take_envelope(self, envelope: Envelope) -> None:
        """A command that nobody waits for. Its outcome, refusals too, is in the `commands` table."""
        try:
            command = opened(envelope)
        except CommandInvalid as error:
            await refuse(self.progress, envelope, error)
            return
        await self.in_turn(command, remember_refusal=True)

    async def in_turn(self, command: Command, *, remember_refusal: bool) -> Recording:
        await workflow.wait_condition(self.is_decided)
        async with self.lock:
            return await self.record(command, remember_refusal=remember_refusal)

    # The record

    async def record(self, command: Command, *, remember_refusal: bool) -> Recording:
        recording = await record(self.progress, command, remember_refusal=remember_refusal)
        self.catch_up_with(recording)
        await wake_others(recording)
        return recording

    def catch_up_with(self, recording: Recording) -> None:
        """Take over what the record holds beyond this copy, and tell the story."""
        version = self.progress.version
        self.progress = self.progress.after(recording)
        self.deliveries.after(recording)
        if self.progress.version > version:
            self.tell_the_story()

    def tell_the_story(self) -> None:
        updates = search_attributes_of(self.order, workflow.now())
        changed = [update for update in updates if self.shown.get(update.key.name, ...) != update.value]
        self.shown |= {update.key.name: update.value for update in changed}
        if changed:
            workflow.upsert_search_attributes(changed)
        workflow.set_current_details(details_of(self.progress))

    @workflow.signal
    async def catch_up(self) -> None:
        """Read what the record holds beyond this copy: somebody has found it behind."""
        await workflow.wait_condition(self.is_decided)
        if self.refusal:
            return
        async with self.lock:
            recording = await read_since(self.progress)
            self.catch_up_with(recording)
            await wake_others(recording)

    @workflow.signal
    async def nudge(self) -> None:
        """From the sweeper of 0.1, which found messages unsent."""
        await self.catch_up()
        if self.progress.order:
            self.deliveries.nudge()

    # Waiting

    async def until_change_or_next_rung(self) -> None:
        version = self.order.version
        at, summary = self.next_alarm()
        left = max(at - workflow.now(), timedelta()) if at else None
        try:
            await workflow.wait_condition(
                lambda: self.order.version != version or workflow.info().is_continue_as_new_suggested(),
                timeout=left,
                timeout_summary=summary,
            )
        except TimeoutError:
            return

    def next_alarm(self) -> tuple[datetime | None, str | None]:
        """When to wake up next, and what for in the words of the Web UI."""
        if alarms := [
            (wait.next_at, alarm(wait, self.progress.names)) for wait in self.order.waits if wait.next_at
        ]:
            return min(alarms)
        if self.order.archive_at and not self.order.waits:
            return self.order.archive_at, "archive"
        return None, None

    async def remind_if_due(self) -> None:
        """Give each due rung as a command; the record decides whether it still holds."""
        for wait_id in [wait.id for wait in self.order.waits]:
            wait = self.order.wait(wait_id)  # the recording of another rung may bring news that end it
            rung = wait.rung_due(workflow.now()) if wait else None
            if rung is None:
                continue
            version = self.order.version
            command = Remind(id=f"{wait_id}:{rung}", wait=wait_id, rung=rung)
            recording = await self.in_turn(command, remember_refusal=False)
            if recording.refusal and self.order.version == version:
                workflow.logger.error("a rung was refused: %s", recording.refusal.text)
                await asyncio.sleep(REFUSED_RUNG)  # ask again, not in a tight loop: a restored backup

    async def hand_on(self) -> None:
        """Go on in a new run with the same state; no command that has begun is cut off."""
        await self.deliveries.hand_on()
        await workflow.wait_condition(workflow.all_handlers_finished)
        self.deliveries.end()
        workflow.continue_as_new(self.progress.model_copy(update={"undelivered": None}))

    # Questions

    @workflow.query(name="order")
    def current_order(self) -> Order | None:
        return self.progress.order

    @workflow.query
    def waiting(self) -> tuple[Wait, ...]:
        return self.progress.order.waits if self.progress.order else ()


def _is_ahead(command: Command, order: Order) -> bool:
    """Its sender has seen more of the record than this copy: a worker died after a commit."""
    return isinstance(command, PartCommand) and command.version > order.parts.get(command.part, 0)


def _as_refusal(recording: Recording) -> Refusal:
    refused = recording.refusal
    if refused is None:
        raise RuntimeError("nothing was refused")
    return REFUSALS[refused.code](**refused.facts)
