"""People and what they log in with."""

from collections.abc import Collection
from typing import Final, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people import Person, Role
from domain.values import OrganizationId, PersonId
from storage.tables import Fetched, PersonRow, table

PEOPLE: Final = table(PersonRow)
PERSON: Final = (
    PEOPLE.c.id,
    PEOPLE.c.organization_id,
    PEOPLE.c.name,
    PEOPLE.c.roles,
    PEOPLE.c.active,
    PEOPLE.c.commission_bp,
    PEOPLE.c.on_shift,
)
"""The columns a `Person` is made of."""


class Account(NamedTuple):
    """A person and the hash of the password; None where no password was set."""

    person: Person
    password_hash: str | None


class People:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, organization_id: OrganizationId | None, person_id: PersonId) -> Person | None:
        """The person of that organization, blocked or not; None for the organization means the platform."""
        rows = await self._connection.execute(
            select(*PERSON).where(
                PEOPLE.c.id == person_id, PEOPLE.c.organization_id.is_not_distinct_from(organization_id)
            )
        )
        row = rows.one_or_none()
        return person_of(row) if row else None

    async def by_login(self, login: str) -> Account | None:
        """For logging in only: the organization is not known before. Blocked people are found too."""
        rows = await self._connection.execute(
            select(*PERSON, PEOPLE.c.password_hash).where(PEOPLE.c.login == login)
        )
        row = rows.one_or_none()
        return Account(person_of(row), row.password_hash) if row else None

    async def of_organization(self, organization_id: OrganizationId) -> tuple[Person, ...]:
        """Everybody of the organization by name, blocked ones too."""
        rows = await self._connection.execute(
            select(*PERSON)
            .where(PEOPLE.c.organization_id == organization_id)
            .order_by(PEOPLE.c.name, PEOPLE.c.id)
        )
        return tuple(person_of(row) for row in rows)

    async def names(self, people: Collection[PersonId]) -> dict[PersonId, str]:
        """Names by id, of whichever organization: ask only for those an order speaks of."""
        rows = await self._connection.execute(
            select(PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.id.in_(people))
        )
        return {row.id: row.name for row in rows}

    async def set_shift(self, person_id: PersonId, *, on_shift: bool) -> None:
        await self._connection.execute(
            update(PEOPLE).where(PEOPLE.c.id == person_id).values(on_shift=on_shift)
        )

    async def put(
        self, person: Person, *, login: str | None = None, password_hash: str | None = None
    ) -> None:
        """Create the person, or change all of it, log-in included. A person keeps the organization."""
        values = {
            "name": person.name,
            "login": login,
            "password_hash": password_hash,
            "roles": sorted(person.roles),
            "active": person.active,
            "commission_bp": person.commission_bp,
            "on_shift": person.on_shift,
        }
        await self._connection.execute(
            insert(PEOPLE)
            .values(id=person.id, organization_id=person.organization_id, **values)
            .on_conflict_do_update(index_elements=["id"], set_=values)
        )


def person_of(row: Fetched) -> Person:
    return Person(
        id=row.id,
        organization_id=row.organization_id,
        name=row.name,
        roles=frozenset(Role(role) for role in row.roles),
        active=row.active,
        commission_bp=row.commission_bp,
        on_shift=row.on_shift,
    )
