"""The record of an order as it is read: its entries, its chain of hashes, its ledger."""

from datetime import datetime
from typing import Final

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.orders.ledger import Posting, Totals
from domain.orders.record import Entry
from domain.values import OrderId, OrganizationId, PersonId, Value
from storage.canonical import Link
from storage.tables import EventRow, PostingRow, table

EVENTS: Final = table(EventRow)
POSTINGS: Final = table(PostingRow)

LONGEST_PAGE = 100


class Timeline(Value):
    """Some entries in order, and the sequence number to ask for the next ones with."""

    entries: tuple[Entry, ...]
    next: int | None
    names: dict[PersonId, str] = Field(default={})
    """Of the people the entries speak of."""


class LedgerLine(Value):
    """One posting and the entry it comes from."""

    seq: int
    at: datetime
    posting: Posting


class Ledger(Value):
    lines: tuple[LedgerLine, ...]
    totals: Totals


class Events:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def timeline(
        self, organization_id: OrganizationId, order_id: OrderId, after: int = 0, limit: int = LONGEST_PAGE
    ) -> Timeline:
        """Up to `limit` (1 to 100) entries with a sequence number above `after`, oldest first."""
        limit = max(1, min(limit, LONGEST_PAGE))
        rows = await self._connection.execute(
            select(EVENTS.c.body)
            .where(
                EVENTS.c.order_id == order_id,
                EVENTS.c.organization_id == organization_id,
                EVENTS.c.seq > after,
            )
            .order_by(EVENTS.c.seq)
            .limit(limit + 1)
        )
        entries = tuple(Entry.model_validate_json(body) for body in rows.scalars())
        shown = entries[:limit]
        return Timeline(entries=shown, next=shown[-1].seq if len(entries) > limit else None)

    async def chain(self, organization_id: OrganizationId, order_id: OrderId) -> tuple[Link, ...]:
        """All entries as stored, oldest first: the evidence. Checked with `canonical.verify_chain`."""
        rows = await self._connection.execute(
            select(EVENTS.c.seq, EVENTS.c.body, EVENTS.c.hash)
            .where(EVENTS.c.order_id == order_id, EVENTS.c.organization_id == organization_id)
            .order_by(EVENTS.c.seq)
        )
        return tuple(Link(row.seq, row.body, row.hash) for row in rows)

    async def ledger(self, organization_id: OrganizationId, order_id: OrderId) -> Ledger:
        """All postings of the order in order, and their sums."""
        rows = await self._connection.execute(
            select(POSTINGS)
            .where(POSTINGS.c.order_id == order_id, POSTINGS.c.organization_id == organization_id)
            .order_by(POSTINGS.c.seq, POSTINGS.c.n)
        )
        lines = tuple(
            LedgerLine(
                seq=row.seq,
                at=row.at,
                posting=Posting(kind=row.kind, amount=row.amount, person=row.person_id, method=row.method),
            )
            for row in rows
        )
        return Ledger(lines=lines, totals=Totals().plus(tuple(line.posting for line in lines)))
