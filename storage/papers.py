"""Papers of an order: which are called for, which are made, and whose turn it is to be made."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import uuid5

from sqlalchemy import DateTime, Integer, bindparam, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.orders.papers import PaperKind, PaperWanted
from domain.orders.parts import Part
from domain.orders.state import Order
from domain.values import Moment, OrderId, OrganizationId, PaperId, Sha256, Value
from storage.tables import PaperRow, table

PAPERS: Final = table(PaperRow)
NEW_PAPERS: Final = insert(PAPERS)

FIRST_PAUSE: Final = timedelta(minutes=1)
"""Longer than an attempt takes (the store gives up before), so that no two are at one paper."""

BEGUN: Final = text("""
UPDATE papers SET attempts = attempts + 1,
  retry_at = :now + least(interval '1 hour', :first_pause * power(2, least(attempts, 10)))
WHERE id IN (
  SELECT id FROM papers WHERE made_at IS NULL AND retry_at <= :now
  ORDER BY retry_at LIMIT :limit FOR UPDATE SKIP LOCKED)
RETURNING *
""").bindparams(
    bindparam("now", type_=DateTime(timezone=True)),
    bindparam("limit", type_=Integer()),
    bindparam("first_pause", FIRST_PAUSE),
)


class Paper(Value):
    """One paper. `sha256` and `size` (bytes) once it is made."""

    id: PaperId
    organization_id: OrganizationId
    order_id: OrderId
    seq: int
    kind: PaperKind
    part: Part
    wanted_at: Moment
    made_at: Moment | None
    sha256: Sha256 | None
    size: int | None
    attempts: int
    retry_at: Moment

    @property
    def object_key(self) -> str:
        """Where its bytes lie. Nothing of it comes from a person; made again, it lies in the same place."""
        return f"org/{self.organization_id}/papers/{self.order_id}/{self.kind}-{self.seq}.pdf"


class Papers:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def want(self, papers: Sequence[PaperWanted], order: Order, now: Moment) -> None:
        """Call for the papers that a recording means, in its transaction."""
        if not papers:
            return
        rows = [
            {
                "id": paper_id(order.id, paper.kind, paper.seq),
                "organization_id": order.organization_id,
                "order_id": order.id,
                "seq": paper.seq,
                "kind": paper.kind.value,
                "part": paper.part,
                "wanted_at": now,
                "retry_at": now,
            }
            for paper in papers
        ]
        await self._connection.execute(NEW_PAPERS, rows)

    async def of_order(self, organization_id: OrganizationId, order_id: OrderId) -> tuple[Paper, ...]:
        """All that were called for, made or not, oldest first."""
        rows = await self._connection.execute(
            select(PAPERS)
            .where(PAPERS.c.order_id == order_id, PAPERS.c.organization_id == organization_id)
            .order_by(PAPERS.c.seq, PAPERS.c.kind)
        )
        return _papers(rows.mappings())

    async def find(
        self, organization_id: OrganizationId, order_id: OrderId, paper_id: PaperId
    ) -> Paper | None:
        rows = await self._connection.execute(
            select(PAPERS).where(
                PAPERS.c.id == paper_id,
                PAPERS.c.order_id == order_id,
                PAPERS.c.organization_id == organization_id,
            )
        )
        row = rows.mappings().one_or_none()
        return Paper.model_validate(dict(row)) if row else None

    async def begin(self, now: Moment, limit: int) -> tuple[Paper, ...]:
        """Up to `limit` papers, of any organization, whose turn it is to be made; each counts an attempt.

        Nobody else gets them before their pause has passed, a longer one after every attempt: whoever dies
        or fails at one need not say so.
        """
        rows = await self._connection.execute(BEGUN, {"now": now, "limit": limit})
        return _papers(rows.mappings())

    async def mark_made(self, paper: Paper, sha256: Sha256, size: int, at: Moment) -> bool:
        """Note that its bytes are stored. False: somebody has, or it was called for anew meanwhile."""
        result = await self._connection.execute(
            update(PAPERS)
            .where(
                PAPERS.c.id == paper.id,
                PAPERS.c.organization_id == paper.organization_id,
                PAPERS.c.made_at.is_(None),
                PAPERS.c.wanted_at == paper.wanted_at,
            )
            .values(made_at=at, sha256=sha256, size=size)
        )
        return result.rowcount == 1


async def make_again(
    connection: AsyncConnection, organization_id: OrganizationId, order_id: OrderId, at: Moment
) -> None:
    """Call anew for the papers that name the order's client. Not at once: what is under way ends before."""
    await connection.execute(
        update(PAPERS)
        .where(
            PAPERS.c.order_id == order_id,
            PAPERS.c.organization_id == organization_id,
            PAPERS.c.kind.in_(kind for kind in PaperKind if kind.names_client),
        )
        .values(wanted_at=at, retry_at=at + FIRST_PAUSE, made_at=None, sha256=None, size=None, attempts=0)
    )


def paper_id(order_id: OrderId, kind: PaperKind, seq: int) -> PaperId:
    """The same paper of an order has the same id, whoever asks."""
    return PaperId(uuid5(order_id, f"{kind}-{seq}"))


def _papers(rows: Iterable[Any]) -> tuple[Paper, ...]:
    return tuple(Paper.model_validate(dict(row)) for row in rows)
