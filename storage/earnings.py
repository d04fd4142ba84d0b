"""What people earn: read from the postings of all orders of an organization, never kept as a sum."""

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Integer, Text, Uuid, bindparam, func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.orders.ledger import EARNINGS, PostingKind
from domain.values import OrderId, OrganizationId, PersonId, Value
from storage.tables import OrderRow, PostingRow, table

POSTINGS: Final = table(PostingRow)
ORDERS: Final = table(OrderRow)

PAYABLE: Final = text("""
SELECT due.person_id, p.name, due.order_id, o.number, due.amount,
  (o.state ->> 'archive_at')::timestamptz AS until
FROM (
  SELECT order_id, person_id, SUM(CASE kind WHEN 'commission' THEN amount ELSE -amount END)::bigint AS amount
  FROM postings
  WHERE organization_id = :organization_id AND kind IN ('commission', 'advance', 'payout')
    AND person_id IS NOT NULL AND (:person_id IS NULL OR person_id = :person_id)
  GROUP BY order_id, person_id
) due
JOIN orders o ON o.id = due.order_id AND o.organization_id = :organization_id AND o.stage = 'completed'
JOIN people p ON p.id = due.person_id
WHERE due.amount > 0 AND (:number IS NULL OR (o.number, due.person_id::text) > (:number, :after))
  AND (SELECT SUM(CASE WHEN kind IN ('agreed', 'refusal_fee', 'refund') THEN amount ELSE -amount END)
    FROM postings WHERE order_id = due.order_id
    AND kind IN ('agreed', 'refusal_fee', 'refund', 'payment', 'write_off')) <= 0
ORDER BY o.number, due.person_id::text LIMIT :count
""").bindparams(
    bindparam("organization_id", type_=Uuid()),
    bindparam("person_id", type_=Uuid()),
    bindparam("number", type_=Text()),
    bindparam("after", type_=Text()),
    bindparam("count", type_=Integer()),
)

Span = tuple[datetime, datetime]
"""From the first moment up to the second, which is not in it any more."""


class Earning(Value):
    """One posting of somebody's, in kopecks, and the order it comes from."""

    at: datetime
    kind: PostingKind
    amount: int
    order_id: OrderId
    number: str


class Payable(Value):
    """What somebody has still to get for an order that nobody owes anything for, in kopecks."""

    person: PersonId
    name: str
    order_id: OrderId
    number: str
    amount: int
    until: datetime | None = None
    """Until then a payout is recorded: afterwards the order takes nothing any more."""


class EarningPlace(NamedTuple):
    """Where a page of earnings ends."""

    at: datetime
    order_id: OrderId
    seq: int
    n: int


class Earnings:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def sums(
        self,
        organization_id: OrganizationId,
        person_id: PersonId,
        span: Span,
    ) -> dict[PostingKind, int]:
        """By kind, for the postings of that time; every kind is there."""
        rows = await self._connection.execute(
            select(POSTINGS.c.kind, func.sum(POSTINGS.c.amount).label("amount"))
            .where(
                POSTINGS.c.organization_id == organization_id,
                POSTINGS.c.person_id == person_id,
                POSTINGS.c.kind.in_([kind.value for kind in EARNINGS]),
                POSTINGS.c.at >= span[0],
                POSTINGS.c.at < span[1],
            )
            .group_by(POSTINGS.c.kind)
        )
        found = {row.kind: int(row.amount) for row in rows}
        return {kind: found.get(kind.value, 0) for kind in EARNINGS}

    async def lines(
        self,
        organization_id: OrganizationId,
        person_id: PersonId,
        span: Span,
        after: EarningPlace | None,
        count: int,
    ) -> tuple[list[Earning], EarningPlace | None]:
        """Up to `count` postings of that time, newest first, and where the next page begins."""
        place = (POSTINGS.c.at, POSTINGS.c.order_id, POSTINGS.c.seq, POSTINGS.c.n)
        statement = (
            select(POSTINGS, ORDERS.c.number)
            .join(ORDERS, ORDERS.c.id == POSTINGS.c.order_id)
            .where(
                POSTINGS.c.organization_id == organization_id,
                POSTINGS.c.person_id == person_id,
                POSTINGS.c.kind.in_([kind.value for kind in EARNINGS]),
                POSTINGS.c.at >= span[0],
                POSTINGS.c.at < span[1],
            )
            .order_by(*(column.desc() for column in place))
            .limit(count + 1)
        )
        if after:
            statement = statement.where(tuple_(*place) < tuple_(*after))
        rows = (await self._connection.execute(statement)).all()
        shown = rows[:count]
        lines = [
            Earning(at=row.at, kind=row.kind, amount=row.amount, order_id=row.order_id, number=row.number)
            for row in shown
        ]
        if len(rows) <= count:
            return lines, None
        last = shown[-1]
        return lines, EarningPlace(last.at, last.order_id, last.seq, last.n)

    async def payable(
        self,
        organization_id: OrganizationId,
        person_id: PersonId | None,
        after: tuple[str, PersonId] | None,
        count: int,
    ) -> list[Payable]:
        """Up to `count`, by number of the order: of everybody, or of one person."""
        rows = await self._connection.execute(
            PAYABLE,
            {
                "organization_id": organization_id,
                "person_id": person_id,
                "number": after and after[0],
                "after": after and str(after[1]),
                "count": count,
            },
        )
        return [
            Payable(
                person=row.person_id,
                name=row.name,
                order_id=row.order_id,
                number=row.number,
                amount=row.amount,
                until=row.until,
            )
            for row in rows
        ]
