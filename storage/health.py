"""The records of many orders at once, read and checked: for whoever looks after all of them."""

import json
from collections.abc import Collection, Sequence
from itertools import starmap
from typing import Final, NamedTuple
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import ARRAY, DateTime, Integer, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.orders.health import Fault, Recorded, Unsent, agrees
from domain.orders.ledger import Posting
from domain.orders.record import Entry, replayed
from domain.orders.state import Order
from domain.values import Moment, OrderId, OrganizationId, Sha256
from storage.canonical import Link, verify_chain
from storage.tables import Fetched

PAGE: Final = 200
"""Orders that are read together: what they hold is in memory at once."""

LIVING: Final = text("""
SELECT id FROM orders
WHERE id > :after
  AND (CAST(:organization_id AS uuid) IS NULL OR organization_id = :organization_id)
  AND (closed_at IS NULL OR cardinality(waiting_kinds) > 0
       OR CAST(state ->> 'archive_at' AS timestamptz) > :now)
ORDER BY id LIMIT :limit
""").bindparams(
    bindparam("after", type_=Uuid()),
    bindparam("organization_id", type_=Uuid()),
    bindparam("now", type_=DateTime(timezone=True)),
    bindparam("limit", PAGE, type_=Integer()),
)
"""The next orders for which a workflow has to run (domain.orders.health.should_live)."""

RECORDS: Final = text("""
SELECT o.id, o.organization_id, o.number, o.version, o.state,
  (SELECT array_agg(e.seq ORDER BY e.seq) FROM events e WHERE e.order_id = o.id) AS seqs,
  (SELECT array_agg(e.body ORDER BY e.seq) FROM events e WHERE e.order_id = o.id) AS bodies,
  (SELECT array_agg(e.hash ORDER BY e.seq) FROM events e WHERE e.order_id = o.id) AS hashes,
  (SELECT json_agg(json_build_object('seq', p.seq, 'posting', json_build_object(
      'kind', p.kind, 'amount', p.amount, 'person', p.person_id, 'method', p.method)) ORDER BY p.seq, p.n)
    FROM postings p WHERE p.order_id = o.id) AS postings,
  (SELECT array_agg(c.sha256) FROM claims c WHERE c.order_id = o.id) AS claimed,
  (SELECT min(m.created_at) FROM outbox m
    WHERE m.order_id = o.id AND m.sent_at IS NULL AND m.dropped_at IS NULL) AS unsent_since,
  (SELECT max(m.attempts) FROM outbox m
    WHERE m.order_id = o.id AND m.sent_at IS NULL AND m.dropped_at IS NULL) AS attempts,
  (SELECT min(p.wanted_at) FROM papers p WHERE p.order_id = o.id AND p.made_at IS NULL) AS unmade_since
FROM orders o WHERE o.id = ANY (:ids)
""").bindparams(bindparam("ids", type_=ARRAY(Uuid())))

KNOWN: Final = text("SELECT id FROM orders WHERE id = ANY (:ids)").bindparams(
    bindparam("ids", type_=ARRAY(Uuid()))
)
UNSENT: Final = text("SELECT count(*) FROM outbox WHERE sent_at IS NULL AND dropped_at IS NULL")


class Unchecked(NamedTuple):
    """What is stored of one order, as it came."""

    row: Fetched

    def checked(self) -> Recorded:
        """Read and replay it. Costs processor time, about a millisecond: not for an event loop."""
        row = self.row
        entries, order, flaws = _checked(row)
        return Recorded(
            id=row.id,
            organization_id=row.organization_id,
            number=row.number,
            version=row.version,
            order=order,
            flaws=flaws,
            held=_held(entries),
            claimed=frozenset(row.claimed or ()),
            unsent=Unsent(row.unsent_since, row.attempts) if row.unsent_since else None,
            unmade_since=row.unmade_since,
        )


class Health:
    """Of all organizations: whoever asks works for the platform."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def living(
        self, after: UUID, now: Moment, organization_id: OrganizationId | None = None
    ) -> Sequence[OrderId]:
        """The next `PAGE` ids, in their order, of orders for which a workflow has to run."""
        rows = await self._connection.execute(
            LIVING, {"after": after, "now": now, "organization_id": organization_id}
        )
        return [OrderId(order_id) for order_id in rows.scalars()]

    async def records(self, ids: Collection[OrderId]) -> list[Unchecked]:
        rows = await self._connection.execute(RECORDS, {"ids": list(ids)})
        return [Unchecked(row) for row in rows]

    async def known(self, ids: Collection[OrderId]) -> frozenset[OrderId]:
        """Those of them that there are."""
        rows = await self._connection.execute(KNOWN, {"ids": list(ids)})
        return frozenset(OrderId(order_id) for order_id in rows.scalars())

    async def unsent(self) -> int:
        """How many messages wait to be sent."""
        count: int = (await self._connection.execute(UNSENT)).scalar_one()
        return count


def _checked(row: Fetched) -> tuple[list[Entry], Order | None, dict[Fault, str]]:
    """Its entries and state as far as they can be read, and the flaws of the record by itself."""
    links = list(starmap(Link, zip(row.seqs or (), row.bodies or (), row.hashes or (), strict=True)))
    broken_at = verify_chain(links)
    try:
        entries = [Entry.model_validate_json(link.body) for link in links]
        order = Order.model_validate_json(row.state)
    except ValidationError as error:
        cause = {Fault.RECORD_UNREADABLE: f"not to be read as {error.title}"}
        return [], None, cause if broken_at is None else _broken(broken_at)
    if broken_at is not None:
        return entries, order, _broken(broken_at)
    flaws = {}
    last = entries[-1].seq if entries else 0
    if not order.version == row.version == last or not agrees(order, replayed(entries)):
        flaws[Fault.RECORD_STATE] = f"{last} entries, the order at {row.version}"
    if _posted(entries) != _booked(row.postings):
        flaws[Fault.RECORD_LEDGER] = ""
    return entries, order, flaws


def _broken(at: int) -> dict[Fault, str]:
    return {Fault.RECORD_CHAIN: f"at entry {at}"}


def _posted(entries: Sequence[Entry]) -> list[tuple[int, Posting]]:
    return [(entry.seq, posting) for entry in entries for posting in entry.event.postings]


def _booked(postings: str | None) -> list[tuple[int, Posting]]:
    return [(line["seq"], Posting.model_validate(line["posting"])) for line in json.loads(postings or "[]")]


def _held(entries: Sequence[Entry]) -> frozenset[Sha256]:
    """The content that these entries claimed and did not release."""
    held: set[Sha256] = set()
    for entry in entries:
        held -= set(entry.event.releases)
        held |= set(entry.event.claims)
    return frozenset(held)
