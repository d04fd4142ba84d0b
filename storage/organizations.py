"""Organizations, and the numbers of their orders."""

from functools import lru_cache
from typing import Final, NamedTuple

from pydantic import JsonValue
from sqlalchemy import select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.audit import RecordedAction, Trace
from domain.calendar import WorkingCalendar
from domain.organizations import Organization, OrganizationSettings
from domain.values import OrganizationId
from storage.audit import Audit, Changed, fields_of
from storage.tables import Fetched, OrganizationRow, table

ORGANIZATIONS: Final = table(OrganizationRow)


@lru_cache(maxsize=256)
def settings_of(text: str) -> OrganizationSettings:
    """Parsed once per wording: every command needs them, and they hardly ever change."""
    return OrganizationSettings.model_validate_json(text)


class Kept(NamedTuple):
    """An organization as it is kept."""

    organization: Organization
    version: int
    """Of name, prefix and settings."""
    orders: int
    """How many were ever opened."""


class Organizations:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._audit = Audit(connection)

    async def find(self, organization_id: OrganizationId) -> Organization | None:
        rows = await self._connection.execute(
            select(ORGANIZATIONS).where(ORGANIZATIONS.c.id == organization_id)
        )
        row = rows.one_or_none()
        return _organization_of(row) if row else None

    async def locked(self, organization_id: OrganizationId) -> Kept | None:
        """The organization, which nobody else changes or numbers orders of until the transaction ends."""
        rows = await self._connection.execute(
            select(ORGANIZATIONS).where(ORGANIZATIONS.c.id == organization_id).with_for_update(key_share=True)
        )
        row = rows.one_or_none()
        return _kept_of(row) if row else None

    async def kept(self, organization_id: OrganizationId) -> Kept | None:
        rows = await self._connection.execute(
            select(ORGANIZATIONS).where(ORGANIZATIONS.c.id == organization_id)
        )
        row = rows.one_or_none()
        return _kept_of(row) if row else None

    async def page(
        self, after: OrganizationId | None, count: int
    ) -> tuple[list[Kept], OrganizationId | None]:
        """All organizations by name, and where the next page begins: for superusers."""
        key = tuple_(ORGANIZATIONS.c.name, ORGANIZATIONS.c.id)
        statement = select(ORGANIZATIONS)
        if after is not None:
            last = select(ORGANIZATIONS.c.name, ORGANIZATIONS.c.id).where(ORGANIZATIONS.c.id == after)
            statement = statement.where(key > last.scalar_subquery())
        statement = statement.order_by(ORGANIZATIONS.c.name, ORGANIZATIONS.c.id).limit(count + 1)
        rows = (await self._connection.execute(statement)).all()
        shown = [_kept_of(row) for row in rows[:count]]
        return shown, shown[-1].organization.id if len(rows) > count else None

    async def create(self, organization: Organization, trace: Trace) -> Kept:
        await self._connection.execute(
            insert(ORGANIZATIONS).values(id=organization.id, **_written(organization))
        )
        made = Changed(
            RecordedAction.ORGANIZATION_CREATED, organization.id, organization.id, {}, told(organization)
        )
        await self._audit.write(trace, made)
        return Kept(organization, 1, 0)

    async def change(self, before: Kept, after: Organization, trace: Trace, action: RecordedAction) -> Kept:
        """Write it down, unless it is what stands there. `before` is locked."""
        if after == before.organization:
            return before
        await self._connection.execute(
            update(ORGANIZATIONS)
            .where(ORGANIZATIONS.c.id == after.id)
            .values(version=before.version + 1, **_written(after))
        )
        made = Changed(action, after.id, after.id, told(before.organization), told(after))
        await self._audit.write(trace, made)
        return Kept(after, before.version + 1, before.orders)

    async def calendar(self, organization_id: OrganizationId) -> WorkingCalendar:
        """When it works and in which zone; that of a new organization for an unknown one."""
        return (await self.settings(organization_id)).calendar

    async def settings(self, organization_id: OrganizationId) -> OrganizationSettings:
        """What it decided for itself; what a new organization has for an unknown one."""
        rows = await self._connection.execute(
            select(ORGANIZATIONS.c.settings).where(ORGANIZATIONS.c.id == organization_id)
        )
        settings = rows.scalar_one_or_none()
        return settings_of(settings) if settings else OrganizationSettings()

    async def put(self, organization: Organization) -> None:
        """Create it, or give it this name, prefix and settings. Its numbers go on."""
        values = _written(organization)
        await self._connection.execute(
            insert(ORGANIZATIONS)
            .values(id=organization.id, **values)
            .on_conflict_do_update(index_elements=["id"], set_=values)
        )

    async def next_number(self, organization_id: OrganizationId) -> str | None:
        """The number the next order gets, such as `SVC-000123`; None for an unknown organization.

        Holds the organization's row until the end of the transaction, so that numbers have no gap: nobody
        else can draw before `take_number` is committed, or this opening is refused. Other writes that only
        refer to the organization go on.
        """
        rows = await self._connection.execute(
            select(ORGANIZATIONS.c.prefix, ORGANIZATIONS.c.last_number)
            .where(ORGANIZATIONS.c.id == organization_id)
            .with_for_update(key_share=True)
        )
        row = rows.one_or_none()
        return f"{row.prefix}-{row.last_number + 1:06d}" if row else None

    async def take_number(self, organization_id: OrganizationId) -> None:
        """Use up the number that `next_number` told in this transaction."""
        await self._connection.execute(
            update(ORGANIZATIONS)
            .where(ORGANIZATIONS.c.id == organization_id)
            .values(last_number=ORGANIZATIONS.c.last_number + 1)
        )


def _written(organization: Organization) -> dict[str, object]:
    return {
        "name": organization.name,
        "prefix": organization.prefix,
        "settings": organization.settings.model_dump_json(),
    }


def told(organization: Organization) -> dict[str, JsonValue]:
    """Name, prefix and every setting, each by itself: a record of changes tells which one it was."""
    return fields_of(organization.settings) | {"name": organization.name, "prefix": organization.prefix}


def _organization_of(row: Fetched) -> Organization:
    return Organization(id=row.id, name=row.name, prefix=row.prefix, settings=settings_of(row.settings))


def _kept_of(row: Fetched) -> Kept:
    return Kept(_organization_of(row), row.version, row.last_number)
