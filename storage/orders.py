"""Orders as they are read: one of them, or a page of a list."""

import base64
import binascii
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Final, NamedTuple, Self
from uuid import UUID

from pydantic import Field, StringConstraints
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.orders.parts import Device, Stage
from domain.orders.state import Order
from domain.orders.waiting import Wait, WaitKind
from domain.people import Role
from domain.values import Moment, OrderId, OrganizationId, PersonId, Value
from storage.organizations import ORGANIZATIONS
from storage.people import NAMES
from storage.searchable import SHORTEST, folded, grams
from storage.tables import OrderContactRow, OrderRow, OrderTextRow, table

ORDERS: Final = table(OrderRow)
CONTACTS: Final = table(OrderContactRow)
TEXTS: Final = table(OrderTextRow)

PLAIN: Final = {
    "id": "id",
    "number": "number",
    "version": "version",
    "stage": "stage",
    "curator": "curator_id",
    "engineer": "engineer_id",
    "opened_at": "opened_at",
    "closed_at": "closed_at",
}
"""What a list shows as it stands in a column."""
DIALECT: Final = asyncpg_dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped

LONGEST_PAGE = 100


class Show(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


class OrderFilter(Value):
    """Which orders of an organization; every condition that is given must hold."""

    show: Show = Show.OPEN
    """With a condition on what is waited for also the closed ones that still wait (SLA-1)."""
    stage: Stage | None = None
    waiting_person: PersonId | None = None
    waiting_role: Role | None = None
    waiting_kind: WaitKind | None = None
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


WAITS: Final = func.cardinality(ORDERS.c.waiting_kinds) > literal_column("0")
"""Every open order does; the index of lists holds those that do."""
SHOWN: Final[dict[Show, tuple[ColumnElement[bool], ...]]] = {
    Show.OPEN: (WAITS, ORDERS.c.closed_at.is_(None)),
    Show.CLOSED: (ORDERS.c.closed_at.is_not(None),),
    Show.ALL: (),
}
CONDITIONS: Final[dict[str, ColumnElement[bool]]] = {
    "organization_id": ORDERS.c.organization_id == bindparam("organization_id"),
    "stage": ORDERS.c.stage == bindparam("stage"),
    "engineer": ORDERS.c.engineer_id == bindparam("engineer"),
    "waiting_person": ORDERS.c.waiting_people.contains(bindparam("waiting_person")),
    "waiting_role": ORDERS.c.waiting_roles.contains(bindparam("waiting_role")),
    "waiting_kind": ORDERS.c.waiting_kinds.contains(bindparam("waiting_kind")),
    "audience": ORDERS.c.audience.overlap(bindparam("audience")),
    "overdue_at": ORDERS.c.due_at < bindparam("overdue_at"),
    "opened_since": ORDERS.c.opened_at >= bindparam("opened_since"),
    "opened_before": ORDERS.c.opened_at < bindparam("opened_before"),
    "after_id": tuple_(ORDERS.c.opened_at, ORDERS.c.id)
    < tuple_(bindparam("after_time", type_=DateTime(timezone=True)), bindparam("after_id", type_=Uuid())),
    "grams": TEXTS.c.grams.contains(bindparam("grams")),
    # The runs may stand anywhere; together they must make the very text.
    "words": func.strpos(TEXTS.c.text, bindparam("words", type_=Text())) > literal_column("0"),
}
"""By the value that each needs."""
OF_WAITS: Final = frozenset({"waiting_person", "waiting_role", "waiting_kind", "overdue_at"})
"""Conditions that a closed order may meet as well: its debt or an appeal is waited for."""


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
    """As much of an order as a list shows of it."""

    id: OrderId
    number: str
    version: int
    stage: Stage
    curator: PersonId
    engineer: PersonId | None
    opened_at: Moment
    closed_at: Moment | None
    device: Device
    waits: tuple[Wait, ...]
    names: dict[PersonId, str]
    """Of those it waits for."""
    client: str | None
    """The client's name; None once it is erased."""
    organization: str | None = None
    """Its name, in a list of all organizations."""


class OrderPage(NamedTuple):
    lines: tuple[str, ...]
    """Each a `ListedOrder` as JSON: most readers have seen it before and need not parse it again."""
    next: str | None
    """The cursor of the next page; None on the last one."""

    @property
    def orders(self) -> tuple[ListedOrder, ...]:
        return tuple(map(ListedOrder.model_validate_json, self.lines))


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
        organization_id: OrganizationId | None,
        wanted: OrderFilter,
        after: Cursor | None = None,
        limit: Annotated[int, Field(ge=1, le=LONGEST_PAGE)] = LONGEST_PAGE,
    ) -> OrderPage:
        """One page of a list, newest orders first; without an organization, of all of them."""
        limit = max(1, min(limit, LONGEST_PAGE))
        sql, values = page_sql(organization_id, wanted, after, limit + 1)
        rows = (await self._connection.exec_driver_sql(sql, values)).all()
        shown = rows[:limit]
        return OrderPage(
            lines=tuple(row.line for row in shown),
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


def page_sql(
    organization_id: OrganizationId | None, wanted: OrderFilter, after: Cursor | None, limit: int
) -> tuple[str, tuple[object, ...]]:
    """The one query of a list, and its values."""
    given: dict[str, object] = {
        "organization_id": organization_id,
        "stage": wanted.stage and wanted.stage.value,
        "engineer": wanted.engineer,
        "waiting_person": wanted.waiting_person and [wanted.waiting_person],
        "waiting_role": wanted.waiting_role and [wanted.waiting_role.value],
        "waiting_kind": wanted.waiting_kind and [wanted.waiting_kind.value],
        "audience": None if wanted.audience is None else sorted(wanted.audience),
        "overdue_at": wanted.overdue_at,
        "opened_since": wanted.opened_since,
        "opened_before": wanted.opened_before,
        "after_time": after and after.opened_at,
        "after_id": after and after.id,
        "words": wanted.text and folded(wanted.text),
        "grams": wanted.text and grams(folded(wanted.text)),
    }
    conditions = frozenset(name for name, value in given.items() if value is not None)
    sql, names = _written(wanted.show, conditions)
    values = {**given, "page": limit}
    return sql, tuple(values[name] for name in names)


@lru_cache(maxsize=256)
def _written(show: Show, conditions: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """The text of a page's statement and the names of its values: each kind of question is written once."""
    compiled = _statement(show, conditions).compile(dialect=DIALECT)
    return str(compiled), tuple(compiled.positiontup or ())


def _statement(show: Show, conditions: frozenset[str]) -> Select[Any]:
    """The orders of the page first, then what is shown of them and of no others."""
    chosen = _chosen(show, conditions).limit(bindparam("page", type_=Integer())).subquery("chosen")
    # Unpacked once for both: a state of some size is stored compressed.
    state = (
        func.jsonb_to_record(chosen.c.state)
        .table_valued(column("device", JSONB), column("waits", JSONB), name="unpacked")
        .render_derived(with_types=True)
    )
    names = (
        select(func.json_object_agg(NAMES.c.id, NAMES.c.name))
        .where(NAMES.c.id == func.any(chosen.c.waiting_people))
        .scalar_subquery()
    )
    shown = {
        **{name: chosen.c[column_name] for name, column_name in PLAIN.items()},
        "device": state.c.device,
        "waits": state.c.waits,
        "names": func.coalesce(names, literal_column("'{}'")),
        "client": literal_column("order_contacts.contact #>> '{client,name}'"),
    }
    if "organization_id" not in conditions:
        of = select(ORGANIZATIONS.c.name).where(ORGANIZATIONS.c.id == chosen.c.organization_id)
        shown["organization"] = of.scalar_subquery()
    pairs: list[ColumnElement[Any]] = []
    for name, value in shown.items():
        pairs += (literal_column(f"'{name}'"), value)
    return (
        select(chosen.c.opened_at, chosen.c.id, cast(func.json_build_object(*pairs), Text).label("line"))
        .select_from(chosen.join(state, true()))
        .outerjoin(CONTACTS, CONTACTS.c.order_id == chosen.c.id)
        .order_by(chosen.c.opened_at.desc(), chosen.c.id.desc())
    )


def _chosen(show: Show, conditions: frozenset[str]) -> Select[Any]:
    shown = (WAITS,) if show is Show.OPEN and conditions & OF_WAITS else SHOWN[show]
    statement = (
        select(*(ORDERS.c[name] for name in (*PLAIN.values(), "organization_id", "waiting_people", "state")))
        .where(
            *shown,
            *(CONDITIONS[name] for name in sorted(conditions & CONDITIONS.keys())),
        )
        .order_by(ORDERS.c.opened_at.desc(), ORDERS.c.id.desc())
    )
    if "words" in conditions:
        same = and_(TEXTS.c.order_id == ORDERS.c.id, TEXTS.c.organization_id == ORDERS.c.organization_id)
        statement = statement.join(TEXTS, same)
    return statement
