"""Orders as they are read: one of them, or a page of a list."""

import base64
import binascii
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, NamedTuple, Self
from uuid import UUID

from pydantic import Field, StringConstraints
from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.orders.parts import Stage
from domain.orders.state import Order
from domain.people import Role
from domain.values import Moment, OrderId, OrganizationId, PersonId, Value
from storage.searchable import SHORTEST, folded, grams
from storage.tables import OrderContactRow, OrderRow, OrderTextRow, table

ORDERS: Final = table(OrderRow)
CONTACTS: Final = table(OrderContactRow)
TEXTS: Final = table(OrderTextRow)

LONGEST_PAGE = 100


class Show(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


class OrderFilter(Value):
    """Which orders of an organization; every condition that is given must hold."""

    show: Show = Show.OPEN
    stage: Stage | None = None
    waiting_person: PersonId | None = None
    waiting_role: Role | None = None
    engineer: PersonId | None = None
    audience: frozenset[str] | None = None
    """Only those that a person with one of these names has to do with (domain/orders/audience.py)."""
    overdue_at: Moment | None = None
    """Only those of which a wait has run out by then."""
    opened_since: Moment | None = None
    opened_before: Moment | None = None
    """Not at this moment any more."""
    text: Annotated[str, StringConstraints(min_length=SHORTEST, max_length=100)] | None = None
    """Any part of the number, the client's data, the device or its serial number; capitals do not matter."""


class BadCursorError(ValueError):
    """The cursor is none that a page of ours gave."""


class Cursor(NamedTuple):
    """The last order of a page; the next page begins after it."""

    opened_at: datetime
    id: UUID

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(f"{self.opened_at.isoformat()} {self.id}".encode()).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises BadCursorError."""
        try:
            opened_at, order_id = base64.urlsafe_b64decode(text.encode()).decode().split(" ")
            moment = datetime.fromisoformat(opened_at)
            if moment.tzinfo is None:
                raise BadCursorError("the cursor has no time zone")
            return cls(moment, UUID(order_id))
        except (ValueError, binascii.Error) as error:
            raise BadCursorError("take the cursor from a page, unchanged") from error


class ListedOrder(Value):
    order: Order
    client: str | None
    """The client's name; None once it is erased."""


class OrderPage(Value):
    orders: tuple[ListedOrder, ...]
    next: str | None
    """The cursor of the next page; None on the last one."""


class OrderPlace(NamedTuple):
    """Where an order is, whichever organization it belongs to."""

    organization_id: OrganizationId
    order_id: OrderId
    number: str


class Orders:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, organization_id: OrganizationId, order_id: OrderId) -> Order | None:
        rows = await self._connection.execute(
            select(ORDERS.c.state).where(ORDERS.c.id == order_id, ORDERS.c.organization_id == organization_id)
        )
        state = rows.scalar_one_or_none()
        return Order.model_validate_json(state) if state else None

    async def page(
        self,
        organization_id: OrganizationId,
        wanted: OrderFilter,
        after: Cursor | None = None,
        limit: Annotated[int, Field(ge=1, le=LONGEST_PAGE)] = LONGEST_PAGE,
    ) -> OrderPage:
        """One page of a list, newest orders first."""
        limit = max(1, min(limit, LONGEST_PAGE))
        statement = page_statement(organization_id, wanted, after).limit(limit + 1)
        rows = (await self._connection.execute(statement)).all()
        shown = rows[:limit]
        return OrderPage(
            orders=tuple(
                ListedOrder(order=Order.model_validate_json(row.state), client=row.client) for row in shown
            ),
            next=str(Cursor(shown[-1].opened_at, shown[-1].id)) if len(rows) > limit else None,
        )

    async def places(self, number: str) -> tuple[OrderPlace, ...]:
        """For operators: the orders of any organization that have this number or id."""
        try:
            named: ColumnElement[bool] = ORDERS.c.id == UUID(number)
        except ValueError:
            named = ORDERS.c.number == number
        rows = await self._connection.execute(
            select(ORDERS.c.organization_id, ORDERS.c.id, ORDERS.c.number).where(named)
        )
        return tuple(OrderPlace(row.organization_id, row.id, row.number) for row in rows)


def page_statement(
    organization_id: OrganizationId, wanted: OrderFilter, after: Cursor | None
) -> Select[tuple[str, datetime, UUID, str | None]]:
    """The one query of a list."""
    statement = (
        select(
            ORDERS.c.state,
            ORDERS.c.opened_at,
            ORDERS.c.id,
            CONTACTS.c.contact[("client", "name")].astext.label("client"),
        )
        .select_from(ORDERS)
        .outerjoin(CONTACTS, CONTACTS.c.order_id == ORDERS.c.id)
        .where(ORDERS.c.organization_id == organization_id, *_conditions(wanted))
        .order_by(ORDERS.c.opened_at.desc(), ORDERS.c.id.desc())
    )
    if after:
        statement = statement.where(tuple_(ORDERS.c.opened_at, ORDERS.c.id) < tuple_(*after))
    if wanted.text:
        words = folded(wanted.text)
        statement = statement.join(TEXTS, TEXTS.c.order_id == ORDERS.c.id).where(
            TEXTS.c.organization_id == organization_id,
            TEXTS.c.grams.contains(grams(words)),
            # The runs may stand anywhere; together they must make the very text.
            func.strpos(TEXTS.c.text, words) > 0,
        )
    return statement


def _conditions(wanted: OrderFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.show is not Show.ALL:
        is_open = ORDERS.c.closed_at.is_(None)
        conditions.append(is_open if wanted.show is Show.OPEN else ~is_open)
    if wanted.stage:
        conditions.append(ORDERS.c.stage == wanted.stage)
    if wanted.engineer:
        conditions.append(ORDERS.c.engineer_id == wanted.engineer)
    if wanted.waiting_person:
        conditions.append(ORDERS.c.waiting_people.contains([wanted.waiting_person]))
    if wanted.waiting_role:
        conditions.append(ORDERS.c.waiting_roles.contains([wanted.waiting_role]))
    if wanted.audience is not None:
        conditions.append(ORDERS.c.audience.overlap(sorted(wanted.audience)))
    return conditions + _times(wanted)


def _times(wanted: OrderFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.overdue_at:
        conditions.append(ORDERS.c.due_at < wanted.overdue_at)
    if wanted.opened_since:
        conditions.append(ORDERS.c.opened_at >= wanted.opened_since)
    if wanted.opened_before:
        conditions.append(ORDERS.c.opened_at < wanted.opened_before)
    return conditions
