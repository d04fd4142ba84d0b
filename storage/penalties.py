"""Penalties as they are listed, each with the entries of the record it comes from."""

import base64
import binascii
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple, Self
from uuid import UUID

from sqlalchemy import ColumnElement, and_, any_, func, select, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.orders.penalties import Penalized
from domain.orders.penalty import Penalty, PenaltyState
from domain.orders.record import Entry
from domain.orders.state import Order
from domain.values import Moment, OrderId, OrganizationId, PersonId, Value
from storage.orders import BadCursorError
from storage.tables import EventRow, OrderRow, PenaltyRow, table

PENALTIES: Final = table(PenaltyRow)
ORDERS: Final = table(OrderRow)
EVENTS: Final = table(EventRow)


class PenaltyFilter(Value):
    """Which penalties of an organization; every condition that is given must hold."""

    person: PersonId | None = None
    state: PenaltyState | None = None


class PenaltyCursor(NamedTuple):
    """The last penalty of a page; the next page begins after it."""

    at: datetime
    order_id: UUID
    number: int

    def __str__(self) -> str:
        text = f"{self.at.isoformat()} {self.order_id} {self.number}"
        return base64.urlsafe_b64encode(text.encode()).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises BadCursorError."""
        try:
            at, order_id, number = base64.urlsafe_b64decode(text.encode()).decode().split(" ")
            moment = datetime.fromisoformat(at)
            if moment.tzinfo is None or not 0 < int(number) < 2**31:
                raise BadCursorError("the cursor is none of ours")
            return cls(moment, UUID(order_id), int(number))
        except (ValueError, binascii.Error) as error:
            raise BadCursorError("take the cursor from a page, unchanged") from error


class ListedPenalty(Value):
    order_id: OrderId
    order_number: str
    part: str
    person: PersonId
    author: PersonId | None
    amount: int
    state: PenaltyState
    at: Moment
    entries: tuple[Entry, ...]
    """What it follows from, itself, its appeal and the decision; oldest first."""


class PenaltyPage(Value):
    penalties: tuple[ListedPenalty, ...]
    next: str | None
    """The cursor of the next page; None on the last one."""


class Penalties:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def write(self, entries: Sequence[Entry], after: Order) -> None:
        """Keep the penalties that these entries changed as the order has them now."""
        for penalty in after.penalties:
            seqs = list(_entries_of(penalty, entries))
            if not seqs:
                continue
            row = insert(PENALTIES).values(_row(penalty, after, seqs))
            changed = {"state": row.excluded.state, "entries": PENALTIES.c.entries + row.excluded.entries}
            await self._connection.execute(
                row.on_conflict_do_update(index_elements=["order_id", "number"], set_=changed)
            )

    async def page(
        self,
        organization_id: OrganizationId,
        wanted: PenaltyFilter,
        after: PenaltyCursor | None,
        limit: int,
    ) -> PenaltyPage:
        """One page, the newest first."""
        keys = (PENALTIES.c.at, PENALTIES.c.order_id, PENALTIES.c.number)
        conditions: list[ColumnElement[bool]] = [PENALTIES.c.organization_id == organization_id]
        if wanted.person:
            conditions.append(PENALTIES.c.person_id == wanted.person)
        if wanted.state:
            conditions.append(PENALTIES.c.state == wanted.state.value)
        if after:
            conditions.append(tuple_(*keys) < tuple_(*after))
        rows = await self._connection.execute(
            select(PENALTIES, ORDERS.c.number.label("order_number"), _bodies())
            .join(ORDERS, ORDERS.c.id == PENALTIES.c.order_id)
            .where(*conditions)
            .order_by(*(key.desc() for key in keys))
            .limit(limit + 1)
        )
        found = rows.all()
        shown = found[:limit]
        last = shown[-1] if len(found) > limit else None
        return PenaltyPage(
            penalties=tuple(
                ListedPenalty(
                    order_id=row.order_id,
                    order_number=row.order_number,
                    part=f"penalty.{row.number}",
                    person=row.person_id,
                    author=row.author_id,
                    amount=row.amount,
                    state=row.state,
                    at=row.at,
                    entries=tuple(Entry.model_validate_json(body) for body in row.bodies),
                )
                for row in shown
            ),
            next=str(PenaltyCursor(last.at, last.order_id, last.number)) if last else None,
        )


def _bodies() -> ColumnElement[list[bytes]]:
    """The entries of each penalty, in the same statement."""
    return (
        select(func.array_agg(aggregate_order_by(EVENTS.c.body, EVENTS.c.seq)))
        .where(
            and_(
                EVENTS.c.order_id == PENALTIES.c.order_id,
                EVENTS.c.organization_id == PENALTIES.c.organization_id,
                EVENTS.c.seq == any_(PENALTIES.c.entries),
            )
        )
        .scalar_subquery()
        .label("bodies")
    )


def _entries_of(penalty: Penalty, entries: Iterable[Entry]) -> Iterable[int]:
    for entry in entries:
        if entry.event.part == penalty.part:
            if isinstance(entry.event, Penalized):
                yield from entry.event.because
            yield entry.seq


def _row(penalty: Penalty, order: Order, seqs: list[int]) -> dict[str, object]:
    return {
        "order_id": order.id,
        "number": int(penalty.part.rpartition(".")[2]),
        "organization_id": order.organization_id,
        "person_id": penalty.person,
        "author_id": penalty.author,
        "amount": penalty.amount,
        "state": penalty.state.value,
        "at": penalty.at,
        "entries": seqs,
    }
