"""The doctor: looks at every living order's record beside its workflow, and mends what is safe to mend."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import structlog
from temporalio import activity

import metrics
from domain.orders.answer import Answer
from domain.orders.health import PATIENCE, Fault, Finding, Recorded, Remedy, Seen, faults_of, should_live
from domain.orders.record import Entry
from domain.values import Line, Moment, OrderId, OrganizationId, PersonId, Value
from storage.database import Database
from storage.health import PAGE

AT_ONCE = 64
"""Questions to Temporal that are under way together."""
SECOND_LOOK = 2.0
"""Seconds after which a suspect is looked at again: a command under way is no fault."""
MOST_MENDED = 500
"""In one round; the next is minutes away."""
OLD_NEWS = timedelta(minutes=12)
"""Two rounds and a bit."""
NOBODY = UUID(int=0)

log = structlog.get_logger(__name__)


class Listed(NamedTuple):
    """A running workflow as a list shows it."""

    started_at: Moment
    attributes: Mapping[str, object]


class Restart(NamedTuple):
    """All that a workflow needs to go on where the record stands."""

    entries: Sequence[Entry]
    opened: Answer
    names: dict[PersonId, Line]


class Workflows(Protocol):
    """The orders' workflows as Temporal has them (workflows/live.py)."""

    async def running(self, organization_id: OrganizationId | None) -> dict[OrderId, Listed]: ...

    async def look(self, recorded: Recorded, listed: Listed | None) -> Seen:
        """One order's. `listed` spares a question; without it everything is asked for anew."""

    async def surroundings(self) -> list[Finding]:
        """What is wrong with errands and queues."""

    async def catch_up(self, order_id: OrderId) -> None: ...

    async def start_again(self, restart: Restart) -> None: ...

    async def start_errands(self) -> None: ...


class Scope(Value):
    """Which orders to look at; all where nothing is named."""

    organization_id: OrganizationId | None = None
    order_id: OrderId | None = None


EVERYTHING = Scope()


class Diagnosis(Value):
    """What one round saw."""

    orders: int
    findings: tuple[Finding, ...]


def _silent(_orders: int, _of: int) -> None:
    """Tell nobody how far it is."""


class Doctor:
    def __init__(
        self,
        database: Database,
        workflows: Workflows,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database, self._workflows, self._clock = database, workflows, clock
        self._asking = asyncio.Semaphore(AT_ONCE)
        self._reported_at: datetime | None = None

    @property
    def activities(self) -> tuple[Callable[..., Any], ...]:
        """What the reconciler asks for."""
        return self.examine, self.mend

    async def diagnose(
        self, scope: Scope = EVERYTHING, tell: Callable[[int, int], None] = _silent
    ) -> Diagnosis:
        """Look at all orders of the scope; `tell` hears how many have been looked at, and of about how many.

        Raises:
            StorageUnavailable, RPCError: it could not look; nothing is known.
        """
        listed = {} if scope.order_id else await self._workflows.running(scope.organization_id)
        found: list[Finding] = []
        seen: set[OrderId] = set()
        async for page in _ahead(self._pages(scope)):
            found += await self._look_at(page, listed)
            seen.update(recorded.id for recorded in page)
            tell(len(seen), max(len(seen), len(listed)))  # nearly every order that lives has a workflow
        strangers = await self._strangers(listed, seen) if scope == EVERYTHING else set()
        if found or strangers:
            await asyncio.sleep(SECOND_LOOK)
        confirmed = [*await self._confirmed(found), *await self._unknown(strangers)]
        return Diagnosis(
            orders=len(seen),
            findings=(*confirmed, *(() if scope.order_id else await self._workflows.surroundings())),
        )

    async def _pages(self, scope: Scope) -> AsyncIterator[list[Recorded]]:
        if scope.order_id:
            yield await self._records([scope.order_id])
            return
        after = NOBODY
        while True:
            async with self._database.reading() as tx:
                ids = await tx.health.living(after, self._clock(), scope.organization_id)
            if ids:
                yield await self._records(ids)
                after = ids[-1]
            if len(ids) < PAGE:
                return

    async def _records(self, ids: Collection[OrderId]) -> list[Recorded]:
        async with self._database.reading() as tx:
            unchecked = await tx.health.records(ids)
        return await asyncio.to_thread(lambda: [one.checked() for one in unchecked])

    async def _look_at(self, page: Sequence[Recorded], listed: Mapping[OrderId, Listed]) -> list[Finding]:
        async def looked(recorded: Recorded) -> list[Finding]:
            if recorded.order and not should_live(recorded.order, self._clock()):
                return []
            async with self._asking:
                seen = await self._workflows.look(recorded, listed.get(recorded.id))
            return list(faults_of(recorded, seen, self._clock()))

        return [finding for its in await asyncio.gather(*map(looked, page)) for finding in its]

    async def _confirmed(self, found: Sequence[Finding]) -> list[Finding]:
        """Those that are there at the second look too, with what it saw."""
        suspected = {(finding.order_id, finding.fault) for finding in found}
        ids = list(dict.fromkeys(finding.order_id for finding in found if finding.order_id))
        confirmed: list[Finding] = []
        for first in range(0, len(ids), PAGE):
            again = await self._look_at(await self._records(ids[first : first + PAGE]), {})
            confirmed += [finding for finding in again if (finding.order_id, finding.fault) in suspected]
        return confirmed

    async def _strangers(self, listed: Mapping[OrderId, Listed], seen: Collection[OrderId]) -> set[OrderId]:
        """Orders with a workflow, old enough to be recorded, that are not known to live."""
        early = self._clock() - PATIENCE
        return {
            order_id for order_id, one in listed.items() if order_id not in seen and one.started_at < early
        }

    async def _unknown(self, strangers: Collection[OrderId]) -> list[Finding]:
        if not strangers:
            return []
        async with self._database.reading() as tx:
            known = await tx.health.known(strangers)
        return [
            Finding(fault=Fault.WORKFLOW_UNKNOWN, about=str(order_id), order_id=order_id)
            for order_id in sorted(set(strangers) - known)
        ]

    # As activities of the reconciler

    @activity.defn
    async def examine(self) -> Diagnosis:
        """Look at all orders, report every finding, and return those that may be mended.

        Raises:
            StorageUnavailable, RPCError: the next round looks again.
        """
        diagnosis = await self.diagnose(tell=activity.heartbeat)
        self.report(diagnosis)
        unpolled = any(finding.fault is Fault.QUEUE_UNPOLLED for finding in diagnosis.findings)
        mendable = [finding for finding in diagnosis.findings if finding.words.remedy and not unpolled]
        return Diagnosis(orders=diagnosis.orders, findings=tuple(mendable[:MOST_MENDED]))

    @activity.defn
    async def mend(self, finding: Finding) -> bool:
        """Apply the remedy of a finding, if it still holds. True: it was applied.

        Raises: as `examine`.
        """
        if not await self._holds(finding):
            return False
        remedy = finding.words.remedy
        if remedy is Remedy.START_ERRANDS:
            await self._workflows.start_errands()
        elif remedy is Remedy.CATCH_UP and finding.order_id:
            await self._workflows.catch_up(finding.order_id)
        elif remedy is Remedy.START_AGAIN and finding.order_id and finding.organization_id:
            await self._start_again(finding.organization_id, finding.order_id)
        else:
            return False
        log.warning("doctor.mended", remedy=remedy, **_line(finding))
        return True

    async def _holds(self, finding: Finding) -> bool:
        if finding.order_id is None:
            return any(finding.fault is other.fault for other in await self._workflows.surroundings())
        now = await self._look_at(await self._records([finding.order_id]), {})
        # One that the record itself contradicts is for people: a workflow would go on from wrong entries.
        sound = not any(
            other.fault.value.startswith("record.") for other in now if other.fault is not finding.fault
        )
        return sound and any(other.fault is finding.fault for other in now)

    async def _start_again(self, organization_id: OrganizationId, order_id: OrderId) -> None:
        async with self._database.transaction() as tx:
            entries = await tx.record.entries_after(organization_id, order_id, 0)
            known = await tx.commands.find(organization_id, order_id, entries[0].command_id)
            names = await tx.people.names({entry.by for entry in entries if entry.by})
        if known is None or known.answer is None:
            raise LookupError(f"the opening of {order_id} has no answer")
        await self._workflows.start_again(Restart(entries, known.answer, names))

    def report(self, diagnosis: Diagnosis) -> None:
        """A log line per finding, and their number by kind as a metric."""
        for finding in diagnosis.findings:
            log.warning("doctor.finding", cause=finding.words.cause, **_line(finding))
        log.info("doctor.examined", orders=diagnosis.orders, findings=len(diagnosis.findings))
        counts = Counter(finding.fault for finding in diagnosis.findings)
        for fault in Fault:
            metrics.FINDINGS.labels(fault=fault.value).set(counts[fault])
        self._reported_at = self._clock()

    def forget(self) -> None:
        """Say no more what the last round here found, once others have run the rounds since."""
        if self._reported_at and self._clock() - self._reported_at > OLD_NEWS:
            metrics.FINDINGS.clear()
            self._reported_at = None


async def _ahead(pages: AsyncIterator[list[Recorded]]) -> AsyncIterator[list[Recorded]]:
    """The same, the next one being read while the last one is looked at."""
    coming = asyncio.ensure_future(anext(pages, None))
    try:
        while (page := await coming) is not None:
            coming = asyncio.ensure_future(anext(pages, None))
            yield page
    finally:
        coming.cancel()


def _line(finding: Finding) -> dict[str, str]:
    line = finding.model_dump(mode="json", exclude_none=True)
    return {name: str(value) for name, value in line.items()}
