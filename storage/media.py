"""What is known of photos and documents; their bytes lie in S3 (`objects.py`)."""

from typing import Final

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.values import MediaId, Moment, OrganizationId, PersonId, Sha256, Value
from storage.tables import MediaRow, table

MEDIA: Final = table(MediaRow)


class StoredMedia(Value):
    """One file. `size` in bytes."""

    id: MediaId
    organization_id: OrganizationId
    sha256: Sha256
    content_type: str
    size: int
    object_key: str
    uploaded_by: PersonId
    created_at: Moment
    stored_at: Moment | None = None
    """Since when its bytes are whole in S3; before, nobody finds it."""
    original_sha256: Sha256 | None = None
    """Of what was sent first, before it was cleaned; None of what 0.2 stored."""


class Media:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def announce(self, media: StoredMedia) -> StoredMedia:
        """Note a file whose bytes are about to be stored, or find the one noted under this id before.

        Noted first, so that bytes of an upload that broke off are known of and can be removed.
        """
        await self._connection.execute(insert(MEDIA).values(**media.model_dump()).on_conflict_do_nothing())
        rows = await self._connection.execute(
            select(MEDIA).where(MEDIA.c.id == media.id, MEDIA.c.organization_id == media.organization_id)
        )
        return StoredMedia.model_validate(dict(rows.mappings().one()))

    async def mark_stored(self, organization_id: OrganizationId, media_id: MediaId, at: Moment) -> bool:
        """Let it be found: its bytes are whole. False when that was known: the same content came twice."""
        result = await self._connection.execute(
            update(MEDIA)
            .where(
                MEDIA.c.id == media_id,
                MEDIA.c.organization_id == organization_id,
                MEDIA.c.stored_at.is_(None),
            )
            .values(stored_at=at)
        )
        return result.rowcount == 1

    async def find(self, organization_id: OrganizationId, media_id: MediaId) -> StoredMedia | None:
        rows = await self._connection.execute(
            select(MEDIA).where(
                MEDIA.c.id == media_id,
                MEDIA.c.organization_id == organization_id,
                MEDIA.c.stored_at.is_not(None),
            )
        )
        row = rows.mappings().one_or_none()
        return StoredMedia.model_validate(dict(row)) if row else None
