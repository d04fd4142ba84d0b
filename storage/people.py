"""People and what they log in with."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import sqlalchemy
from sqlalchemy import Text, Uuid, bindparam, column, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.organizations import OrganizationSettings
from domain.people import Language, Permission, Person, Role
from domain.sessions import Access, SessionEnd, SessionKind
from domain.values import OrganizationId, PersonId
from storage.sessions import SESSIONS, Sessions
from storage.tables import Fetched, OrganizationRow, PersonRow, table

PEOPLE: Final = table(PersonRow)
ORGANIZATIONS: Final = table(OrganizationRow)
PERSON: Final = (
    PEOPLE.c.id,
    PEOPLE.c.organization_id,
    PEOPLE.c.name,
    PEOPLE.c.roles,
    PEOPLE.c.active,
    PEOPLE.c.commission_bp,
    PEOPLE.c.on_shift,
    PEOPLE.c.extra_permissions,
)
"""The columns a `Person` is made of."""

NAMES: Final = sqlalchemy.table("person_names", column("id", Uuid), column("name", Text))
"""A view of people: also of superusers, whose rows the second lock shows to nobody else."""

RESTRICTED: Final = (
    select(SESSIONS.c.restricted)
    .where(
        SESSIONS.c.id == bindparam("session_id"),
        SESSIONS.c.person_id == PEOPLE.c.id,
        SESSIONS.c.ended_at.is_(None),
    )
    .scalar_subquery()
    .label("restricted")
)
"""Of the session that somebody asks in; NULL when it is over. Read with the person, in the same statement."""

VISITOR: Final = select(*PERSON, RESTRICTED).where(
    PEOPLE.c.id == bindparam("person_id"),
    PEOPLE.c.organization_id.is_not_distinct_from(bindparam("organization_id")),
)
"""Before every answer: built once."""


def access_of(row: Fetched) -> Access:
    if row.restricted is None:
        return Access.NONE
    return Access.ENROLMENT if row.restricted else Access.FULL


class Account(NamedTuple):
    """A person, and what they log in with; None where it was not set."""

    person: Person
    login: str | None
    password_hash: str | None

    def unchanged(self, now: "Account | None") -> bool:
        """Whether nobody blocked the person or set another password since."""
        return now is not None and now.person.active and now.password_hash == self.password_hash


class Manner(NamedTuple):
    """How somebody is spoken to."""

    language: Language | None
    zone: str
    currency: str


class Visitor(NamedTuple):
    """Somebody who asks: the person, blocked or not, and what their session is good for."""

    person: Person
    access: Access


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

    async def visitor(
        self, organization_id: OrganizationId | None, person_id: PersonId, session_id: UUID
    ) -> Visitor | None:
        """Who asks in that session; None: there is no such person in that organization."""
        rows = await self._connection.execute(
            VISITOR,
            {"organization_id": organization_id, "person_id": person_id, "session_id": session_id},
        )
        row = rows.one_or_none()
        return Visitor(person_of(row), access_of(row)) if row else None

    async def locked(self, person_id: PersonId) -> Account | None:
        """The account as it is now, and stays until this transaction ends: a log-in begins on it."""
        rows = await self._connection.execute(
            select(*PERSON, PEOPLE.c.login, PEOPLE.c.password_hash)
            .where(PEOPLE.c.id == person_id)
            .with_for_update()
        )
        row = rows.one_or_none()
        return _account(row) if row else None

    async def by_telegram(self, telegram_id: int) -> Person | None:
        """Whose Telegram account it is, locked as in `locked`. Blocked people are found too."""
        rows = await self._connection.execute(
            select(*PERSON).where(PEOPLE.c.telegram_id == telegram_id).with_for_update()
        )
        row = rows.one_or_none()
        return person_of(row) if row else None

    async def manner(self, person: Person) -> Manner:
        """Of people of the platform, the zone and currency of a new organization."""
        rows = await self._connection.execute(
            select(PEOPLE.c.language, ORGANIZATIONS.c.settings)
            .outerjoin(ORGANIZATIONS, ORGANIZATIONS.c.id == PEOPLE.c.organization_id)
            .where(PEOPLE.c.id == person.id)
        )
        row = rows.one()
        settings = OrganizationSettings.model_validate_json(row.settings or "{}")
        language = Language(row.language) if row.language else None
        return Manner(language, settings.calendar.zone, settings.currency)

    async def by_login(self, login: str) -> Account | None:
        """For logging in only: the organization is not known before. Blocked people are found too."""
        rows = await self._connection.execute(
            select(*PERSON, PEOPLE.c.login, PEOPLE.c.password_hash).where(PEOPLE.c.login == login)
        )
        row = rows.one_or_none()
        return _account(row) if row else None

    async def of_organization(self, organization_id: OrganizationId) -> tuple[Person, ...]:
        """Everybody of the organization by name, blocked ones too."""
        rows = await self._connection.execute(
            select(*PERSON)
            .where(PEOPLE.c.organization_id == organization_id)
            .order_by(PEOPLE.c.name, PEOPLE.c.id)
        )
        return tuple(person_of(row) for row in rows)

    async def curators(self, organization_id: OrganizationId) -> tuple[Person, ...]:
        """Every curator of the organization, blocked ones too."""
        rows = await self._connection.execute(
            select(*PERSON).where(
                PEOPLE.c.organization_id == organization_id, PEOPLE.c.roles.contains([Role.CURATOR.value])
            )
        )
        return tuple(person_of(row) for row in rows)

    async def names(self, people: Collection[PersonId]) -> dict[PersonId, str]:
        """Names by id, of superusers too: ask only for those an order speaks of."""
        rows = await self._connection.execute(select(NAMES.c.id, NAMES.c.name).where(NAMES.c.id.in_(people)))
        return {row.id: row.name for row in rows}

    async def other_curators(self, organization_id: OrganizationId, person_id: PersonId) -> bool:
        """Whether the organization has an active curator beside that person."""
        rows = await self._connection.execute(
            select(PEOPLE.c.id)
            .where(
                PEOPLE.c.organization_id == organization_id,
                PEOPLE.c.active,
                PEOPLE.c.roles.contains([Role.CURATOR.value]),
                PEOPLE.c.id != person_id,
            )
            .limit(1)
        )
        return rows.first() is not None

    async def set_shift(self, person_id: PersonId, *, on_shift: bool) -> None:
        await self._connection.execute(
            update(PEOPLE).where(PEOPLE.c.id == person_id).values(on_shift=on_shift)
        )

    async def set_password(self, person_id: PersonId, password_hash: str, now: datetime) -> None:
        """Set another password, which ends every session. For a better hash of the same one see `rehash`."""
        await self.rehash(person_id, password_hash)
        await Sessions(self._connection).end_all(person_id, SessionEnd.PASSWORD_CHANGED, now)

    async def rehash(self, person_id: PersonId, password_hash: str) -> None:
        await self._connection.execute(
            update(PEOPLE).where(PEOPLE.c.id == person_id).values(password_hash=password_hash)
        )

    async def link_telegram(self, person_id: PersonId, telegram_id: int | None, now: datetime) -> None:
        """Make that Telegram account the person's, or none; ends what was begun with the one before."""
        await self._connection.execute(
            update(PEOPLE).where(PEOPLE.c.id == person_id).values(telegram_id=telegram_id)
        )
        await Sessions(self._connection).end_all(
            person_id, SessionEnd.RELINKED, now, kind=SessionKind.TELEGRAM
        )

    async def put(
        self, person: Person, *, login: str | None = None, password_hash: str | None = None
    ) -> None:
        """Create the person, or change all of it, log-in included. A person keeps the organization.

        It leaves sessions alone: `set_password` and `Accounts.set_active` end them.
        """
        values = {
            "name": person.name,
            "login": login,
            "password_hash": password_hash,
            "roles": sorted(person.roles),
            "active": person.active,
            "commission_bp": person.commission_bp,
            "on_shift": person.on_shift,
            "extra_permissions": sorted(person.extra_permissions),
        }
        await self._connection.execute(
            insert(PEOPLE)
            .values(id=person.id, organization_id=person.organization_id, **values)
            .on_conflict_do_update(index_elements=["id"], set_=values)
        )


def _account(row: Fetched) -> Account:
    return Account(person_of(row), row.login, row.password_hash)


def person_of(row: Fetched) -> Person:
    return Person(
        id=row.id,
        organization_id=row.organization_id,
        name=row.name,
        roles=frozenset(Role(role) for role in row.roles),
        active=row.active,
        commission_bp=row.commission_bp,
        on_shift=row.on_shift,
        extra_permissions=frozenset(Permission(right) for right in row.extra_permissions),
    )
