"""Organizations, and the numbers of their orders."""

from functools import lru_cache
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.calendar import WorkingCalendar
from domain.organizations import Organization, OrganizationSettings
from domain.values import OrganizationId
from storage.tables import OrganizationRow, table

ORGANIZATIONS: Final = table(OrganizationRow)


@lru_cache(maxsize=256)
def settings_of(text: str) -> OrganizationSettings:
    """Parsed once per wording: every command needs them, and they hardly ever change."""
    return OrganizationSettings.model_validate_json(text)


class Organizations:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, organization_id: OrganizationId) -> Organization | None:
        rows = await self._connection.execute(
            select(ORGANIZATIONS).where(ORGANIZATIONS.c.id == organization_id)
        )
        row = rows.one_or_none()
        if row is None:
            return None
        return Organization(
            id=row.id,
            name=row.name,
            prefix=row.prefix,
            settings=settings_of(row.settings),
        )

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
        values = {
            "name": organization.name,
            "prefix": organization.prefix,
            "settings": organization.settings.model_dump_json(),
        }
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
