"""Who reads a list: the person, the organization that is read, and how often its lists have changed.

One statement, because it comes before every list. A cached answer is good for as long as the count stays
what it was before the answer was looked up: so the count is read first.
"""

from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Select, bindparam, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.calendar import WorkingCalendar
from domain.people import Person
from domain.sessions import Access
from domain.values import OrganizationId, PersonId
from storage.organizations import ORGANIZATIONS, settings_of
from storage.people import PEOPLE, PERSON, RESTRICTED, access_of, person_of
from storage.tables import OrganizationChangesRow, table

CHANGES: Final = table(OrganizationChangesRow)

READER: Final[Select[Any]] = (
    select(
        *PERSON,
        RESTRICTED,
        ORGANIZATIONS.c.settings,
        select(cast(func.coalesce(func.sum(CHANGES.c.changes), 0), BigInteger))
        .where(CHANGES.c.organization_id == bindparam("organization_id"))
        .scalar_subquery()
        .label("changes"),
    )
    .select_from(PEOPLE)
    .outerjoin(ORGANIZATIONS, ORGANIZATIONS.c.id == bindparam("organization_id"))
    .where(
        PEOPLE.c.id == bindparam("person_id"),
        PEOPLE.c.organization_id.is_not_distinct_from(bindparam("person_organization")),
    )
)


class Reader(NamedTuple):
    person: Person
    """Blocked or not."""
    access: Access
    calendar: WorkingCalendar
    """Of the organization that is read."""
    changes: int
    """Grows with every commit that may change a list of that organization."""


class Readers:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(
        self,
        person_organization: OrganizationId | None,
        person_id: PersonId,
        session_id: UUID,
        organization_id: OrganizationId | None,
    ) -> Reader | None:
        """None: there is no such person in `person_organization` (None: on the platform)."""
        rows = await self._connection.execute(
            READER,
            {
                "person_organization": person_organization,
                "person_id": person_id,
                "session_id": session_id,
                "organization_id": organization_id,
            },
        )
        row = rows.one_or_none()
        if row is None:
            return None
        calendar = settings_of(row.settings).calendar if row.settings else WorkingCalendar()
        return Reader(person_of(row), access_of(row), calendar, row.changes)
