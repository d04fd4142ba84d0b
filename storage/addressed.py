"""What stands in the way of a command before it is given: its sender, its order, its first answer.

One statement, because every command over HTTP asks it.
"""

from typing import Any, Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.orders.parts import Stage
from domain.people import Person
from domain.sessions import Access
from domain.values import CommandId, OrderId, OrganizationId, PersonId
from storage.commands import COMMANDS, KnownCommand, known_command
from storage.organizations import ORGANIZATIONS, settings_of
from storage.people import PEOPLE, PERSON, RESTRICTED, access_of, person_of
from storage.tables import Fetched, OrderRow, table

ORDERS: Final = table(OrderRow)

ADDRESSED: Final[Select[Any]] = (
    select(
        *PERSON,
        RESTRICTED,
        ORDERS.c.organization_id.label("its_organization"),
        ORDERS.c.stage,
        ORGANIZATIONS.c.settings,
        COMMANDS.c.fingerprint,
        COMMANDS.c.answer,
        COMMANDS.c.refusal,
    )
    .select_from(PEOPLE)
    .outerjoin(
        ORDERS,
        and_(
            ORDERS.c.id == bindparam("order_id"),
            or_(ORDERS.c.organization_id == PEOPLE.c.organization_id, PEOPLE.c.organization_id.is_(None)),
        ),
    )
    .outerjoin(ORGANIZATIONS, ORGANIZATIONS.c.id == ORDERS.c.organization_id)
    .outerjoin(
        COMMANDS,
        and_(
            COMMANDS.c.order_id == bindparam("order_id"),
            COMMANDS.c.command_id == bindparam("command_id"),
            or_(COMMANDS.c.organization_id == PEOPLE.c.organization_id, PEOPLE.c.organization_id.is_(None)),
        ),
    )
    .where(
        PEOPLE.c.id == bindparam("person_id"),
        PEOPLE.c.organization_id.is_not_distinct_from(bindparam("person_organization")),
    )
)
"""Superusers, who belong to the platform, reach the orders of every organization."""


class OrderReference(NamedTuple):
    organization_id: OrganizationId
    id: OrderId
    stage: Stage
    zone: ZoneInfo
    """Of its organization, in which its times are told."""


class Addressed(NamedTuple):
    """A sender, blocked or not; the order, where the sender's organization has it; what was answered."""

    person: Person
    access: Access
    order: OrderReference | None
    known: KnownCommand | None


class Addressing:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(
        self,
        organization_id: OrganizationId | None,
        person_id: PersonId,
        session_id: UUID,
        order_id: OrderId,
        command_id: CommandId,
    ) -> Addressed | None:
        """None: there is no such person in that organization (None: on the platform)."""
        rows = await self._connection.execute(
            ADDRESSED,
            {
                "person_organization": organization_id,
                "person_id": person_id,
                "session_id": session_id,
                "order_id": order_id,
                "command_id": command_id,
            },
        )
        row = rows.one_or_none()
        if row is None:
            return None
        known = known_command(row) if row.fingerprint else None
        order = _order(row, order_id) if row.stage else None
        return Addressed(person_of(row), access_of(row), order, known)


def _order(row: Fetched, order_id: OrderId) -> OrderReference:
    zone = settings_of(row.settings).calendar.tz
    return OrderReference(row.its_organization, order_id, Stage(row.stage), zone)
