"""Cash in hand, summed up from the ledgers and the hand-ins with every reading: no total is ever stored."""

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, DateTime, Integer, Text, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.cash import Cash
from domain.values import OrderId, OrganizationId, PersonId, Value

# An expense of 0.1 has no method, so it never counts: nobody had said whose money it was.
MOVES: Final = "method = 'cash' AND kind IN ('payment', 'expense', 'refund')"

BALANCED: Final = f"""
WITH moved AS (
  SELECT person_id,
    SUM(amount) FILTER (WHERE kind = 'payment') AS taken,
    SUM(amount) FILTER (WHERE kind = 'expense') AS spent,
    SUM(amount) FILTER (WHERE kind = 'refund') AS refunded
  FROM postings
  WHERE organization_id = :organization_id AND {MOVES}
    AND (:person_id IS NULL AND person_id IS NOT NULL OR person_id = :person_id)
  GROUP BY person_id
), handed AS (
  SELECT person_id,
    SUM(amount) FILTER (WHERE state = 'confirmed') AS handed_in,
    SUM(amount) FILTER (WHERE state = 'pending') AS pending
  FROM hand_ins
  WHERE organization_id = :organization_id AND (:person_id IS NULL OR person_id = :person_id)
  GROUP BY person_id
), balances AS (
  SELECT p.id, p.name, COALESCE(taken, 0)::bigint AS taken, COALESCE(spent, 0)::bigint AS spent,
    COALESCE(refunded, 0)::bigint AS refunded, COALESCE(handed_in, 0)::bigint AS handed_in,
    COALESCE(pending, 0)::bigint AS pending
  FROM people p LEFT JOIN moved ON moved.person_id = p.id LEFT JOIN handed ON handed.person_id = p.id
  WHERE p.organization_id = :organization_id
    AND (p.id = :person_id
      OR :person_id IS NULL AND COALESCE(moved.person_id, handed.person_id) IS NOT NULL)
)
"""  # noqa: S608 - put together from a constant

BALANCES: Final = text(f"""
{BALANCED}
SELECT * FROM balances
WHERE (:above IS NULL OR taken - spent - refunded - handed_in > :above) AND (:after IS NULL OR id > :after)
ORDER BY id LIMIT :count
""").bindparams(  # noqa: S608 - put together from a constant
    bindparam("organization_id", type_=Uuid()),
    bindparam("person_id", type_=Uuid()),
    bindparam("above", type_=BigInteger()),
    bindparam("after", type_=Uuid()),
    bindparam("count", type_=Integer()),
)

# The cash that came last is what is still there: the one that came first was spent or handed in first.
HELD: Final = text(f"""
{BALANCED}, took AS (
  SELECT person_id, at, amount,
    SUM(amount) OVER (PARTITION BY person_id ORDER BY at DESC, order_id DESC, seq DESC, n DESC) AS since_then
  FROM postings
  WHERE organization_id = :organization_id AND method = 'cash' AND kind = 'payment' AND amount > 0
    AND person_id IS NOT NULL
), free AS (
  SELECT b.id, taken - spent - refunded - handed_in - pending AS amount
  FROM balances b JOIN people p ON p.id = b.id WHERE p.active
)
SELECT free.id, free.amount, min(took.at) AS since
FROM free JOIN took ON took.person_id = free.id AND took.since_then - took.amount < free.amount
WHERE free.amount > 0
GROUP BY free.id, free.amount
ORDER BY free.id
""").bindparams(  # noqa: S608 - put together from constants
    bindparam("organization_id", type_=Uuid()), bindparam("person_id", None, type_=Uuid())
)

LINES: Final = text(f"""
SELECT at, key, kind, amount, order_id, number FROM (
  SELECT p.at, concat(p.order_id, ':', lpad(p.seq::text, 9, '0'), ':', p.n) AS key, p.kind,
    CASE p.kind WHEN 'payment' THEN p.amount ELSE -p.amount END AS amount, p.order_id, o.number
  FROM postings p JOIN orders o ON o.id = p.order_id
  WHERE p.organization_id = :organization_id AND p.person_id = :person_id AND {MOVES}
  UNION ALL
  SELECT decided_at, id::text, 'hand_in', -amount, NULL, NULL FROM hand_ins
  WHERE organization_id = :organization_id AND person_id = :person_id AND state = 'confirmed'
) lines
WHERE :before IS NULL OR (at, key) < (:before, :key)
ORDER BY at DESC, key DESC LIMIT :count
""").bindparams(  # noqa: S608 - the same
    bindparam("organization_id", type_=Uuid()),
    bindparam("person_id", type_=Uuid()),
    bindparam("before", type_=DateTime(timezone=True)),
    bindparam("key", type_=Text()),
    bindparam("count", type_=Integer()),
)

PAGE: Final = 100


class CashOf(Value):
    """A person's cash in hand."""

    person: PersonId
    name: str
    cash: Cash


class Held(NamedTuple):
    """What an active person has in hand, and is not handing in already."""

    person: PersonId
    amount: int
    since: datetime
    """When the oldest of it was taken."""


class CashLine(Value):
    """What changed somebody's cash: positive when it came into the hand. `order_id` None is a hand-in."""

    at: datetime
    kind: str
    amount: int
    order_id: OrderId | None
    number: str | None


class LinePlace(NamedTuple):
    """Where a page of lines ends."""

    at: datetime
    key: str


class CashInHand:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, organization_id: OrganizationId, person_id: PersonId) -> CashOf | None:
        """The cash of somebody of that organization; None for anybody else."""
        found = await self._balances(organization_id, person=person_id, count=1)
        return found[0] if found else None

    async def of_all(
        self, organization_id: OrganizationId, after: PersonId | None = None, count: int = PAGE
    ) -> list[CashOf]:
        """Everybody who ever had cash in hand, by id."""
        return await self._balances(organization_id, after=after, count=count)

    async def people_over_cash_limit(
        self, organization_id: OrganizationId, limit: int, after: PersonId | None = None, count: int = PAGE
    ) -> list[CashOf]:
        """Whoever has more in hand than `limit` kopecks, by id."""
        return await self._balances(organization_id, above=limit, after=after, count=count)

    async def held(self, organization_id: OrganizationId) -> list[Held]:
        """Whoever has clients' cash in hand that nobody is about to confirm, by id."""
        rows = await self._connection.execute(HELD, {"organization_id": organization_id})
        return [Held(row.id, row.amount, row.since) for row in rows]

    async def _balances(
        self,
        organization_id: OrganizationId,
        *,
        count: int,
        person: PersonId | None = None,
        above: int | None = None,
        after: PersonId | None = None,
    ) -> list[CashOf]:
        rows = await self._connection.execute(
            BALANCES,
            {
                "organization_id": organization_id,
                "person_id": person,
                "above": above,
                "after": after,
                "count": count,
            },
        )
        return [
            CashOf(
                person=row.id,
                name=row.name,
                cash=Cash(
                    taken=row.taken,
                    spent=row.spent,
                    refunded=row.refunded,
                    handed_in=row.handed_in,
                    pending=row.pending,
                ),
            )
            for row in rows
        ]

    async def lines(
        self, organization_id: OrganizationId, person_id: PersonId, before: LinePlace | None, count: int
    ) -> tuple[list[CashLine], LinePlace | None]:
        """Up to `count` lines that make the balance, newest first, and where the next page begins."""
        rows = (
            await self._connection.execute(
                LINES,
                {
                    "organization_id": organization_id,
                    "person_id": person_id,
                    "before": before and before.at,
                    "key": before and before.key,
                    "count": count + 1,
                },
            )
        ).all()
        shown = rows[:count]
        lines = [
            CashLine(at=row.at, kind=row.kind, amount=row.amount, order_id=row.order_id, number=row.number)
            for row in shown
        ]
        return lines, LinePlace(shown[-1].at, shown[-1].key) if len(rows) > count else None
