"""The order's record in PostgreSQL: the one place where a command becomes events."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog
from structlog.contextvars import bound_contextvars
from temporalio import activity

from activities.cash import tell_of_limit
from domain.orders.answer import Answer, answer
from domain.orders.bystanders import bystanders
from domain.orders.echoes import echoes, touched
from domain.orders.errors import CommandInvalid, KeyReused, OrderUnknown, RecordBehind, Refusal
from domain.orders.facts import Facts
from domain.orders.notices import notices
from domain.orders.opening import Open
from domain.orders.papers import papers
from domain.orders.record import AnyCommand, Entry, decided, replayed
from domain.orders.sharing import partners
from domain.orders.state import SHAPE, Order
from domain.values import CommandId, Line, Moment, OrderId, OrganizationId, PersonId, Value
from metrics import RECORDINGS
from storage.canonical import fingerprint
from storage.commands import Refused
from storage.database import Conflict, Database, Transaction
from storage.facts import facts, other_orders, people
from storage.record import Standing

__all__ = ["ReadRequest", "RecordRequest", "Recording", "Records", "RefuseRequest", "Refused"]

log = structlog.get_logger(__name__)


class RecordRequest(Value):
    """One command for one order. `order` is the workflow's copy; None before the order is opened."""

    organization_id: OrganizationId
    order_id: OrderId
    order: Order | None
    command: AnyCommand
    now: Moment
    """The workflow's clock; the only one that rules see."""
    remember_refusal: bool = False
    """Whether a refusal is the command's answer for good: of a signal it is, nobody waits for it."""


class ReadRequest(Value):
    organization_id: OrganizationId
    order_id: OrderId
    version: int
    """What the asker knows already."""


class RefuseRequest(Value):
    """A signalled command that nobody could read: `text` is its envelope's, `problem` what is wrong."""

    organization_id: OrganizationId
    order_id: OrderId
    command_id: CommandId
    text: str
    problem: str
    now: Moment


class Recording(Value):
    """What stands in the record now that the asker did not know, and the command's first answer."""

    entries: tuple[Entry, ...]
    """All after the version of the request, those of this command among them; from the first one on, if the
    asker's copy of the order has the shape of an older release."""
    answer: Answer | None = None
    refusal: Refused | None = None
    also: tuple[OrderId, ...] = ()
    """Other orders that these entries have added to: their workflows should hear of it (ADR 19)."""
    names: dict[PersonId, Line] = {}
    """Of the people who gave the command or are named in it, for whoever shows it."""
    outbox: bool = False
    """Whether messages waited for their delivery; said by 0.1 alone (workflows/first_release.py)."""


class Records:
    def __init__(self, database: Database) -> None:
        self._database = database

    @activity.defn
    async def record(self, request: RecordRequest) -> Recording:
        """Decide a command on the record as it stands, and write what follows, in one transaction.

        A command that was recorded before gets its first answer. Refusals are values: see `Recording`.

        Raises:
            StorageUnavailable: try again; the same command is never recorded twice.
        """
        command = request.command
        ids = {"order_id": str(request.order_id), "command_id": command.id, "person_id": str(command.by)}
        with bound_contextvars(**ids), _measured() as outcome:
            try:
                recording = await self._recorded(request)
            except Conflict:  # the winner is committed now: this time the facts show it
                recording = await self._recorded(request)
            refusal = recording.refusal
            outcome.append("refused" if refusal else "accepted")
            if refusal:
                log.info("command.refused", command=command.kind, code=refusal.code)
            else:
                log.info("command.accepted", command=command.kind)
            return recording

    @activity.defn
    async def read_since(self, request: ReadRequest) -> Recording:
        """What was recorded after a version, by whomever. Raises StorageUnavailable."""
        async with self._database.transaction() as tx:
            order = await tx.orders.find(request.organization_id, request.order_id)
            if order is None or order.version < request.version:
                return _behind(request.order_id, order.version if order else 0, request.version)
            entries = await tx.record.entries_after(
                request.organization_id, request.order_id, request.version
            )
            return Recording(entries=entries, also=await _also(tx, request, entries))

    @activity.defn
    async def refuse(self, request: RefuseRequest) -> None:
        """Remember that a command could not be read, so that its sender finds out. The first outcome stands.

        Raises:
            StorageUnavailable: try again.
        """
        refusal = Refused.because_of(CommandInvalid(problem=request.problem))
        log.warning(
            "command.unreadable",
            order_id=str(request.order_id),
            command_id=request.command_id,
            problem=request.problem,
        )
        async with self._database.transaction() as tx:
            await tx.record.lock(request.organization_id, request.order_id)
            if await tx.commands.find(request.organization_id, request.order_id, request.command_id) is None:
                await tx.commands.remember_refusal(
                    request.organization_id,
                    request.order_id,
                    request.command_id,
                    fingerprint=hashlib.sha256(request.text.encode()).hexdigest(),
                    refusal=refusal,
                    at=request.now,
                )

    async def _recorded(self, request: RecordRequest, others: frozenset[OrderId] = frozenset()) -> Recording:
        """With the row of each order locked that the command may change, before anything is read of any."""
        given = request.order.version if request.order else 0
        others |= {*request.command.orders(), *partners(request.order)} - {request.order_id}
        async with self._database.transaction() as tx:
            version = await tx.record.lock(request.organization_id, request.order_id, others) or 0
            if version < given:
                return _behind(request.order_id, version, given)
            if request.order and request.order.shape < SHAPE:  # of an older release: the record tells all
                request, given = request.model_copy(update={"order": None}), 0
            standing = await tx.record.standing(
                request.organization_id, request.order_id, given, request.command, others=others
            )
            if standing is None:  # no such organization
                return Recording(entries=(), refusal=Refused.because_of(OrderUnknown()))
            order = replayed(standing.missed, request.order) if standing.missed else request.order
            overlooked = partners(order) - others
            if not overlooked:
                return await _answered(tx, request, order, standing)
        # The workflow's copy did not know them. Rows are locked all at once or not at all: begin again.
        return await self._recorded(request, others | overlooked)


@contextmanager
def _measured() -> Iterator[list[str]]:
    """Count what is done inside by the outcome it notes; as failed where it notes none."""
    outcome: list[str] = []
    began = time.perf_counter()
    try:
        yield outcome
    except Exception as error:
        log.warning("command.failed", why=repr(error))
        raise
    finally:
        RECORDINGS.labels(*(outcome or ["failed"])).observe(time.perf_counter() - began)


async def _also(tx: Transaction, request: ReadRequest, entries: Sequence[Entry]) -> tuple[OrderId, ...]:
    """What the asker's copy held is read once more; orders that share nothing have nothing to tell."""
    if not entries:
        return ()
    record = await tx.record.entries_after(request.organization_id, request.order_id, 0)
    known = record[: request.version]
    return touched(replayed(known) if known else None, entries)


async def _answered(
    tx: Transaction, request: RecordRequest, order: Order | None, standing: Standing
) -> Recording:
    known = standing.known
    if known is None:
        return await _decided(tx, request, order, standing)
    if known.fingerprint != fingerprint(request.command):
        return _refused(request, standing, Refused.because_of(KeyReused()))
    return Recording(
        entries=standing.missed,
        answer=known.answer,
        refusal=known.refusal,
        also=touched(request.order, standing.missed),
        names=_names(standing),
    )


async def _decided(
    tx: Transaction, request: RecordRequest, order: Order | None, standing: Standing
) -> Recording:
    """Decide a command that was never answered; write it down."""
    command = request.command
    number = None
    if isinstance(command, Open) and order is None:
        number = await tx.organizations.next_number(request.organization_id)
    known = _facts(request, order, standing, number)
    try:
        entries = decided(command, order, known)
    except Refusal as refusal:
        refused = Refused.because_of(refusal)
        if request.remember_refusal:
            await tx.commands.remember_refusal(
                request.organization_id,
                request.order_id,
                command.id,
                fingerprint=fingerprint(command),
                refusal=refused,
                at=request.now,
            )
        return _refused(request, standing, refused)
    return await _written(tx, request, order, entries, standing, known=known)


async def _written(
    tx: Transaction,
    request: RecordRequest,
    before: Order | None,
    entries: list[Entry],
    standing: Standing,
    *,
    known: Facts,
) -> Recording:
    """What the command means for its order, and for the others that share its expenses, all at once."""
    after = replayed(entries, before)
    reply = answer(before, after, entries)
    await _write_order(tx, before, entries, standing.head, request.now)
    await tell_of_limit(tx, known.organization, after, entries, request.now)
    there = other_orders(standing.reading)
    for order_id, added in echoes(request.command, before, after, known).items():
        other = there[order_id]
        await _write_order(tx, other.order, added, bytes.fromhex(other.head), request.now)
    await tx.commands.remember_answer(
        request.organization_id, fingerprint(request.command), reply, request.now
    )
    if before is None:
        await tx.organizations.take_number(request.organization_id)
        await tx.contacts.index(request.organization_id, after)
    every = (*standing.missed, *entries)
    return Recording(entries=every, answer=reply, also=touched(request.order, every), names=_names(standing))


async def _write_order(
    tx: Transaction, before: Order | None, entries: Sequence[Entry], head: bytes, now: Moment
) -> None:
    """One order's entries with everything that follows from them."""
    after = replayed(entries, before)
    told = [*notices(before, entries), *bystanders(before, entries)]
    await tx.record.write(entries, after, head, told, now)
    await tx.papers.want(papers(before, entries), after, now)


def _names(standing: Standing) -> dict[PersonId, Line]:
    return {person.id: person.name for person in people(standing.reading).values()}


def _facts(request: RecordRequest, order: Order | None, standing: Standing, number: str | None) -> Facts:
    """The step happened when the button was pressed: never later than now, never before the last event."""
    at = min(request.command.at or request.now, request.now)
    if order:
        at = max(at, order.changed_at)
    return facts(standing.reading, request.command.by, at, number)


def _refused(request: RecordRequest, standing: Standing, refusal: Refused) -> Recording:
    also = touched(request.order, standing.missed)
    return Recording(entries=standing.missed, refusal=refusal, also=also)


def _behind(order_id: OrderId, record: int, workflow: int) -> Recording:
    """A restored backup. To append would fork the history: people must put the missing events back."""
    log.critical("record.behind", order_id=str(order_id), record=record, workflow=workflow)
    refusal = Refused.because_of(RecordBehind(record=record, workflow=workflow))
    return Recording(entries=(), refusal=refusal)
