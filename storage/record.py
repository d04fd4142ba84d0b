"""An order's record as it is written: the lock, what stands there, and one recording at a time."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from sqlalchemy import ARRAY, Uuid, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.orders.audience import audience
from domain.orders.notices import Notice
from domain.orders.order import Command
from domain.orders.receipt import ReceiptSubmitted
from domain.orders.record import Entry
from domain.orders.state import Order
from domain.values import Moment, OrderId, OrganizationId
from storage.canonical import GENESIS, canonical, chained
from storage.commands import KnownCommand, known_command
from storage.facts import Reading, read
from storage.penalties import Penalties
from storage.tables import (
    ClaimRow,
    EventRow,
    MediaLinkRow,
    OrderRow,
    OutboxRow,
    PostingRow,
    ReceiptRow,
    table,
)

ORDERS: Final = table(OrderRow)
EVENTS: Final = table(EventRow)
POSTINGS: Final = table(PostingRow)
OUTBOX: Final = table(OutboxRow)
CLAIMS: Final = table(ClaimRow)
RECEIPTS: Final = table(ReceiptRow)
LINKS: Final = table(MediaLinkRow)

# In the order of the ids: recordings that concern the same orders never wait for each other in a circle.
LOCK: Final = (
    select(ORDERS.c.id, ORDERS.c.version)
    .where(
        ORDERS.c.id == func.any(bindparam("order_ids", type_=ARRAY(Uuid()))),
        ORDERS.c.organization_id == bindparam("organization_id"),
    )
    .order_by(ORDERS.c.id)
    .with_for_update()
)
NEW_ORDER: Final = insert(ORDERS)
CHANGED_ORDER: Final = update(ORDERS).where(
    ORDERS.c.id == bindparam("order_id"), ORDERS.c.organization_id == bindparam("its_organization")
)
NEW_EVENTS: Final = insert(EVENTS)
NEW_POSTINGS: Final = insert(POSTINGS)
NEW_MESSAGES: Final = insert(OUTBOX)
NEW_CLAIMS: Final = insert(CLAIMS)


class Standing(NamedTuple):
    """What stands in the record: the entries that the caller missed, and what surrounds the command."""

    missed: tuple[Entry, ...]
    head: bytes
    """The hash of the last entry."""
    known: KnownCommand | None
    reading: Reading


class Record:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(
        self, organization_id: OrganizationId, order_id: OrderId, others: Collection[OrderId] = ()
    ) -> int | None:
        """Let nobody else record for these orders until the transaction ends; the version `order_id` is at.

        None when there is no such order: whoever opens it is serialised by its organization's row.
        """
        order_ids = [order_id, *others]
        rows = await self._connection.execute(
            LOCK, {"order_ids": order_ids, "organization_id": organization_id}
        )
        versions: dict[OrderId, int] = {row.id: row.version for row in rows}
        return versions.get(order_id)

    async def standing(
        self,
        organization_id: OrganizationId,
        order_id: OrderId,
        version: int,
        command: Command,
        *,
        others: Collection[OrderId] = (),
    ) -> Standing | None:
        """Read all that a recording needs, in one statement. None: there is no such organization."""
        reading = await read(self._connection, organization_id, order_id, version, command, others=others)
        if reading is None:
            return None
        return Standing(
            missed=entries_of(reading.missed or ()),
            head=reading.head or GENESIS,
            known=known_command(reading) if reading.fingerprint else None,
            reading=reading,
        )

    async def entries_after(
        self, organization_id: OrganizationId, order_id: OrderId, version: int
    ) -> tuple[Entry, ...]:
        rows = await self._connection.execute(
            select(EVENTS.c.body)
            .where(
                EVENTS.c.order_id == order_id,
                EVENTS.c.organization_id == organization_id,
                EVENTS.c.seq > version,
            )
            .order_by(EVENTS.c.seq)
        )
        return entries_of(rows.scalars())

    async def write(
        self, entries: Sequence[Entry], after: Order, head: bytes, messages: Sequence[Notice], now: Moment
    ) -> None:
        """Everything of one recording but the command itself, which is remembered beside it.

        `after` is the order as these entries leave it, `head` the hash of the entry before the first of them.

        Raises:
            DBAPIError: another order has claimed the same content meanwhile, or this one was just opened;
                the transaction then ends in `Conflict`.
        """
        await self._write_order(after, is_new=entries[0].seq == 1)
        await self._connection.execute(NEW_EVENTS, _event_rows(entries, after, head))
        postings = list(_posting_rows(entries, after))
        if postings:
            await self._connection.execute(NEW_POSTINGS, postings)
        rows = list(_message_rows(messages, entries[-1].seq, after, now))
        if rows:
            await self._connection.execute(NEW_MESSAGES, rows)
        await self._write_claims(entries, after)
        await self._write_links(entries, after)
        await self._write_receipts(entries, after)
        await Penalties(self._connection).write(entries, after)

    async def write_anew(self, order: Order) -> None:
        """The read model alone, where it is not what the entries lead to. Lock it first."""
        await self._write_order(order, is_new=False)

    async def _write_order(self, order: Order, *, is_new: bool) -> None:
        values = _order_row(order)
        if is_new:
            await self._connection.execute(NEW_ORDER, {"id": order.id, **values})
        else:
            its_organization = values.pop("organization_id")
            await self._connection.execute(
                CHANGED_ORDER, {"order_id": order.id, "its_organization": its_organization, **values}
            )

    async def _write_claims(self, entries: Sequence[Entry], order: Order) -> None:
        released = sorted(sha256 for entry in entries for sha256 in entry.event.releases)
        if released:
            await self._connection.execute(
                delete(CLAIMS).where(
                    CLAIMS.c.organization_id == order.organization_id,
                    CLAIMS.c.order_id == order.id,
                    CLAIMS.c.sha256.in_(released),
                )
            )
        # In the order of the hashes: two orders that claim the same two then never wait for each other.
        claimed = sorted((sha256, entry.event.part) for entry in entries for sha256 in entry.event.claims)
        if claimed:
            await self._connection.execute(
                NEW_CLAIMS,
                [
                    {
                        "organization_id": order.organization_id,
                        "sha256": sha256,
                        "order_id": order.id,
                        "part": part,
                    }
                    for sha256, part in claimed
                ],
            )

    async def _write_links(self, entries: Sequence[Entry], order: Order) -> None:
        """Whoever sees the order sees its files; and housekeeping leaves them alone."""
        photos = sorted({photo.id for entry in entries for photo in entry.event.photos})
        if photos:
            where = {"order_id": order.id, "organization_id": order.organization_id}
            await self._connection.execute(
                upsert(LINKS)
                .values([{"media_id": photo, **where} for photo in photos])
                .on_conflict_do_nothing()
            )

    async def _write_receipts(self, entries: Sequence[Entry], order: Order) -> None:
        for entry in entries:
            if isinstance(entry.event, ReceiptSubmitted):
                values = {"document_date": entry.event.dated, "total": entry.event.total}
                await self._connection.execute(
                    upsert(RECEIPTS)
                    .values(
                        order_id=order.id,
                        part=entry.event.part,
                        organization_id=order.organization_id,
                        **values,
                    )
                    .on_conflict_do_update(index_elements=["order_id", "part"], set_=values)
                )


def entries_of(bodies: Iterable[bytes]) -> tuple[Entry, ...]:
    return tuple(Entry.model_validate_json(body) for body in bodies)


Cells = dict[str, object]


def _order_row(order: Order) -> Cells:
    waits = order.waits
    return {
        "organization_id": order.organization_id,
        "number": order.number,
        "version": order.version,
        "stage": order.stage.value,
        "curator_id": order.curator,
        "engineer_id": order.engineer,
        "holder_id": order.custody.holder,
        "held_since": order.custody.since if order.custody.holder else None,
        "receiver_id": order.custody.offered_to,
        "eldest_id": order.eldest,
        "warranty_of": order.warranty and order.warranty.of,
        "waiting_people": sorted({wait.person for wait in waits if wait.person}),
        "waiting_roles": sorted({wait.role.value for wait in waits}),
        "waiting_kinds": sorted({wait.kind.value for wait in waits}),
        "audience": sorted(audience(order)),
        "due_at": min((wait.until for wait in waits), default=None),
        "opened_at": order.opened_at,
        "closed_at": order.closed_at,
        "state": order.model_dump_json(),
    }


def _event_rows(entries: Sequence[Entry], order: Order, head: bytes) -> list[Cells]:
    rows: list[Cells] = []
    for entry in entries:
        body = canonical(entry)
        head = chained(head, body)
        rows.append(
            {
                "order_id": order.id,
                "seq": entry.seq,
                "organization_id": order.organization_id,
                "command_id": entry.command_id,
                "kind": entry.event.kind,
                "part": entry.event.part,
                "by_person": entry.by,
                "at": entry.at,
                "body": body,
                "hash": head,
            }
        )
    return rows


def _posting_rows(entries: Sequence[Entry], order: Order) -> Iterable[Cells]:
    for entry in entries:
        for n, posting in enumerate(entry.event.postings):
            yield {
                "order_id": order.id,
                "seq": entry.seq,
                "n": n,
                "organization_id": order.organization_id,
                "kind": posting.kind.value,
                "amount": posting.amount,
                "person_id": posting.person,
                "method": posting.method and posting.method.value,
                "at": entry.at,
            }


def _message_rows(messages: Sequence[Notice], seq: int, order: Order, now: Moment) -> Iterable[Cells]:
    for n, notice in enumerate(messages):
        yield {
            "organization_id": order.organization_id,
            "order_id": order.id,
            "seq": seq,
            "n": n,
            "notice": notice.model_dump_json(),
            "priority": notice.priority,
            "created_at": now,
        }
