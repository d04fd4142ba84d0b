"""Messages that wait for their delivery: the only outbox there is."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ARRAY, DateTime, Integer, Update, Uuid, bindparam, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.orders.notices import Notice
from domain.people import Person
from domain.values import Moment, OrderId, OrganizationId, PersonId
from storage.tables import Fetched, OutboxRow, table

OUTBOX: Final = table(OutboxRow)
UNSENT: Final = (OUTBOX.c.sent_at.is_(None), OUTBOX.c.dropped_at.is_(None))

DUE: Final = text("""
WITH due AS (
  SELECT order_id, about_person, min(priority) AS priority, min(id) AS first
  FROM outbox
  WHERE sent_at IS NULL AND dropped_at IS NULL AND coalesce(order_id, about_person) <> ALL (:besides)
  GROUP BY order_id, about_person
  HAVING coalesce(max(retry_at) <= :now, true)
  ORDER BY priority, first
  LIMIT :limit
)
SELECT m.id, m.organization_id, m.order_id, m.about_person, m.notice, m.attempts, r.recipients,
  jsonb_path_query_array(o.state, '$.waits[*].id') AS waits
FROM due
LEFT JOIN orders o ON o.id = due.order_id
JOIN outbox m ON (m.order_id = due.order_id OR m.about_person = due.about_person)
  AND m.sent_at IS NULL AND m.dropped_at IS NULL
CROSS JOIN LATERAL (
  SELECT coalesce(m.notice ->> 'as_role' = 'curator' AND (m.notice ->> 'to_person')::uuid = o.curator_id
    AND EXISTS (SELECT FROM organizations g
      WHERE g.id = m.organization_id AND (g.settings ->> 'pool')::boolean)
    AND EXISTS (SELECT FROM people c WHERE c.id = o.curator_id AND NOT (c.active AND c.on_shift))
    AND EXISTS (SELECT FROM people c WHERE c.organization_id = m.organization_id
      AND c.active AND c.on_shift AND 'curator' = ANY (c.roles)), false) AS anybody
) stands_in
CROSS JOIN LATERAL (
  SELECT json_agg(p ORDER BY p.id) AS recipients FROM (
    SELECT id, organization_id, name, roles, active, commission_bp FROM people
    WHERE id = (m.notice ->> 'to_person')::uuid AND active AND NOT stands_in.anybody
      AND (organization_id = m.organization_id OR organization_id IS NULL)
    UNION ALL
    SELECT id, organization_id, name, roles, active, commission_bp FROM people
    WHERE stands_in.anybody AND organization_id = m.organization_id
      AND active AND on_shift AND 'curator' = ANY (roles)
    UNION ALL
    SELECT id, organization_id, name, roles, active, commission_bp FROM people
    WHERE m.notice ->> 'to_person' IS NULL AND active
      AND CASE m.notice ->> 'to_role'
        WHEN 'superuser' THEN organization_id IS NULL
        ELSE organization_id = m.organization_id AND m.notice ->> 'to_role' = ANY (roles)
      END
  ) p
) r
ORDER BY due.priority, due.first, m.id
""").bindparams(
    bindparam("besides", type_=ARRAY(Uuid())),
    bindparam("now", type_=DateTime(timezone=True)),
    bindparam("limit", type_=Integer()),
)
"""Of all organizations: the orders with the most urgent messages, each with all of its own, oldest first.

An order with a message that failed rests until its time has come: the ones after it wait behind it. What is
about a person, as the cash in their hand, counts as an order here.

With the organization's `pool`, what is waited for from the order's curator, who is not on shift, is told to
the curators who are, if there are any (ACC-7).
"""

# Built once: to build a statement costs more than to run it.
CHANGED: Final = update(OUTBOX).where(OUTBOX.c.id == bindparam("message_id"), *UNSENT)
SENT: Final = CHANGED.values(sent_at=bindparam("at"), attempts=OUTBOX.c.attempts + 1)
DROPPED: Final = CHANGED.values(dropped_at=bindparam("at"), drop_reason=bindparam("reason"))
FAILED: Final = CHANGED.values(retry_at=bindparam("at"), attempts=OUTBOX.c.attempts + 1)

NEW_LETTERS: Final = insert(OUTBOX).on_conflict_do_nothing(index_elements=["once"]).returning(OUTBOX.c.id)

RECIPIENTS: Final = TypeAdapter(tuple[Person, ...])
WAITS: Final = TypeAdapter(frozenset[str])


class Message(NamedTuple):
    """An unsent row, and the active people it is for."""

    id: int
    organization_id: OrganizationId
    order_id: OrderId | None
    notice: Notice
    recipients: tuple[Person, ...]
    attempts: int


class Parcel(NamedTuple):
    """All unsent messages of one order, oldest first, and the ids of what the order waits for now.

    Or all about a person, who is no order and waits for nothing: the cash in hand, a bot that they stopped.
    """

    organization_id: OrganizationId
    order_id: OrderId | None
    about_person: PersonId | None
    messages: tuple[Message, ...]
    waits: frozenset[str]

    @property
    def about(self) -> UUID:
        return self.order_id or self.about_person or self.organization_id


class Letter(NamedTuple):
    """A message that comes from no recording: of an order, or about a person. `once` names it."""

    organization_id: OrganizationId
    once: str
    notice: Notice
    at: Moment
    order_id: OrderId | None = None
    about_person: PersonId | None = None


class Sent(NamedTuple):
    message_id: int
    at: datetime


class Dropped(NamedTuple):
    """Not worth sending any more, or impossible to send."""

    message_id: int
    at: datetime
    reason: str


class Failed(NamedTuple):
    """To be tried again, not before `at`."""

    message_id: int
    at: datetime


Outcome = Sent | Dropped | Failed


class Outbox:
    """Of all organizations: whoever delivers works for the platform."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, letters: Sequence[Letter]) -> int:
        """Keep what is not kept already under its name; how many that were."""
        if not letters:
            return 0
        rows = [
            {
                **letter._asdict(),
                "notice": letter.notice.model_dump_json(),
                "priority": letter.notice.priority,
                "created_at": letter.at,
            }
            for letter in letters
        ]
        kept = await self._connection.execute(NEW_LETTERS, rows)
        return len(kept.all())

    async def due(self, now: datetime, limit: int, besides: Collection[UUID] = ()) -> tuple[Parcel, ...]:
        """What is to be delivered now, the most urgent first; at most `limit` orders, none of `besides`."""
        rows = await self._connection.execute(DUE, {"now": now, "limit": limit, "besides": list(besides)})
        return tuple(_parcels(rows.all()))

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        """Note what became of messages. Of one that was settled before, the first outcome stands."""
        for kind, change in CHANGES.items():
            settled = [outcome._asdict() for outcome in outcomes if isinstance(outcome, kind)]
            if settled:
                await self._connection.execute(change, settled)


CHANGES: Final[dict[type[Outcome], Update]] = {Sent: SENT, Dropped: DROPPED, Failed: FAILED}


def _parcels(rows: Sequence[Fetched]) -> Iterator[Parcel]:
    for (order_id, about_person), group in groupby(rows, key=attrgetter("order_id", "about_person")):
        its_rows = list(group)
        yield Parcel(
            organization_id=its_rows[0].organization_id,
            order_id=order_id,
            about_person=about_person,
            messages=tuple(
                Message(
                    id=row.id,
                    organization_id=row.organization_id,
                    order_id=row.order_id,
                    notice=Notice.model_validate_json(row.notice),
                    recipients=RECIPIENTS.validate_json(row.recipients or "[]"),
                    attempts=row.attempts,
                )
                for row in its_rows
            ),
            waits=WAITS.validate_json(its_rows[0].waits or "[]"),
        )
