"""Other orders that an order has to do with: the repair it repeats, its own repeats, its siblings."""

from typing import Any, Final

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.orders.parts import Device, Stage
from domain.orders.state import Order
from domain.values import OrderId, Value
from storage.tables import Fetched, OrderRow, table

ORDERS: Final = table(OrderRow)


class Kinsman(Value):
    """As much of another order as one that has to do with it shows."""

    id: OrderId
    number: str
    device: Device
    stage: Stage


class Kin(Value):
    """Oldest first; only those that the reader may see."""

    warranty_of: Kinsman | None = None
    repeats: tuple[Kinsman, ...] = ()
    siblings: tuple[Kinsman, ...] = ()


class Kinship:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, order: Order, audience: frozenset[str] | None) -> Kin:
        """The orders around this one; `audience` as of a list: None for a reader who sees all."""
        found = await self._connection.execute(kin_statement(order, audience))
        rows = sorted(found.all(), key=lambda row: (row.opened_at, row.id))
        earlier, eldest = order.warranty and order.warranty.of, order.eldest or order.id
        return Kin(
            warranty_of=next((_kinsman(row) for row in rows if row.id == earlier), None),
            repeats=tuple(_kinsman(row) for row in rows if row.warranty_of == order.id),
            siblings=tuple(_kinsman(row) for row in rows if eldest in (row.id, row.eldest_id)),
        )


def _kinsman(row: Fetched) -> Kinsman:
    device = Device.model_validate_json(row.device)
    return Kinsman(id=row.id, number=row.number, device=device, stage=row.stage)


def kin_statement(order: Order, audience: frozenset[str] | None) -> Select[Any]:
    """All kinds at once, each found by its own index.

    Sorted elsewhere: to save that, PostgreSQL might read all orders of the organization by their dates.
    """
    named = [one for one in (order.eldest, order.warranty and order.warranty.of) if one]
    kin = [ORDERS.c.warranty_of == order.id, ORDERS.c.eldest_id == (order.eldest or order.id)]
    if named:
        kin.append(ORDERS.c.id.in_(named))
    statement = select(
        ORDERS.c.id,
        ORDERS.c.number,
        ORDERS.c.stage,
        ORDERS.c.warranty_of,
        ORDERS.c.eldest_id,
        ORDERS.c.opened_at,
        ORDERS.c.state["device"].label("device"),
    ).where(ORDERS.c.organization_id == order.organization_id, ORDERS.c.id != order.id, or_(*kin))
    return statement if audience is None else statement.where(ORDERS.c.audience.overlap(sorted(audience)))
