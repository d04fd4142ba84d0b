"""Who holds which device: one statement on an index, whatever an organization has repaired so far."""

from typing import Any, Final

from sqlalchemy import Select, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.orders.state import Order
from domain.values import OrganizationId, PersonId, Value
from storage.orders import Cursor
from storage.tables import OrderRow, table

ORDERS: Final = table(OrderRow)


class HeldPage(Value):
    orders: tuple[Order, ...]
    next: str | None
    """The cursor of the next page; None on the last one."""


class Custodies:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def page(
        self, organization_id: OrganizationId, person: PersonId | None, after: Cursor | None, limit: int
    ) -> HeldPage:
        """Orders whose device somebody of the company holds, the longest held first.

        Of one person: what this person holds, and what was given to this person and is not confirmed yet.
        """
        rows = await self._connection.execute(held_statement(organization_id, person, after).limit(limit + 1))
        found = rows.all()
        shown = found[:limit]
        return HeldPage(
            orders=tuple(Order.model_validate_json(row.state) for row in shown),
            next=str(Cursor(shown[-1].held_since, shown[-1].id)) if len(found) > limit else None,
        )


def held_statement(
    organization_id: OrganizationId, person: PersonId | None, after: Cursor | None
) -> Select[Any]:
    """The one query of the list."""
    statement = (
        select(ORDERS.c.state, ORDERS.c.held_since, ORDERS.c.id)
        .where(ORDERS.c.organization_id == organization_id, ORDERS.c.holder_id.is_not(None))
        .order_by(ORDERS.c.held_since, ORDERS.c.id)
    )
    if person:
        statement = statement.where(or_(ORDERS.c.holder_id == person, ORDERS.c.receiver_id == person))
    if after:
        statement = statement.where(tuple_(ORDERS.c.held_since, ORDERS.c.id) > tuple_(*after))
    return statement
