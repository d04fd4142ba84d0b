"""Messages that wait for their delivery: the only outbox there is."""

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Update, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.orders.notices import Notice
from domain.values import Moment, OrderId, OrganizationId, Value
from storage.tables import OutboxRow, table

OUTBOX: Final = table(OutboxRow)
UNSENT: Final = (OUTBOX.c.sent_at.is_(None), OUTBOX.c.dropped_at.is_(None))
OF_ORDER: Final = (
    OUTBOX.c.order_id == bindparam("its_order"),
    OUTBOX.c.organization_id == bindparam("its_organization"),
    *UNSENT,
)

# Built once: to build a statement costs more than to run it.
WAITING: Final = select(OUTBOX.c.id, OUTBOX.c.notice).where(*OF_ORDER).order_by(OUTBOX.c.id)
CHANGED: Final = update(OUTBOX).where(OUTBOX.c.id == bindparam("message_id"), *OF_ORDER)
SENT: Final = CHANGED.values(sent_at=bindparam("now"), attempts=OUTBOX.c.attempts + 1)
FAILED: Final = CHANGED.values(attempts=OUTBOX.c.attempts + 1)
DROPPED: Final = CHANGED.values(dropped_at=bindparam("now"), drop_reason=bindparam("reason"))


class OrderRef(Value):
    """Names an order and the organization it belongs to."""

    organization_id: OrganizationId
    order_id: OrderId


class Message(NamedTuple):
    """An unsent row."""

    id: int
    notice: Notice


class Outbox:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def unsent(self, ref: OrderRef) -> tuple[Message, ...]:
        """The messages of an order that are neither sent nor dropped, oldest first."""
        rows = await self._connection.execute(WAITING, _of(ref))
        return tuple(Message(row.id, Notice.model_validate_json(row.notice)) for row in rows)

    async def mark_sent(self, ref: OrderRef, message_id: int, at: Moment) -> None:
        await self._change(SENT, ref, message_id, now=at)

    async def mark_failed(self, ref: OrderRef, message_id: int) -> None:
        """Count an attempt that did not succeed; the message stays unsent."""
        await self._change(FAILED, ref, message_id)

    async def drop(self, ref: OrderRef, message_id: int, reason: str, at: Moment) -> None:
        """It is no longer worth sending."""
        await self._change(DROPPED, ref, message_id, now=at, reason=reason)

    async def _change(self, change: Update, ref: OrderRef, message_id: int, **values: object) -> None:
        await self._connection.execute(change, {**_of(ref), "message_id": message_id, **values})

    async def overdue(self, created_before: datetime, limit: int) -> tuple[OrderRef, ...]:
        """For the sweeper: orders of any organization with a message unsent since then, the oldest first."""
        rows = await self._connection.execute(
            select(OUTBOX.c.organization_id, OUTBOX.c.order_id)
            .where(OUTBOX.c.created_at < created_before, *UNSENT)
            .group_by(OUTBOX.c.organization_id, OUTBOX.c.order_id)
            .order_by(func.min(OUTBOX.c.created_at))
            .limit(limit)
        )
        return tuple(OrderRef(organization_id=row.organization_id, order_id=row.order_id) for row in rows)


def _of(ref: OrderRef) -> dict[str, object]:
    return {"its_order": ref.order_id, "its_organization": ref.organization_id}
