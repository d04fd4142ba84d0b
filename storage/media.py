"""What is known of stored photos and documents; their bytes lie in S3 (`objects.py`)."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.values import MediaId, Moment, OrganizationId, PersonId, Sha256, Value
from storage.tables import MediaRow, table

MEDIA: Final = table(MediaRow)


class StoredMedia(Value):
    """One stored file. `size` in bytes."""

    id: MediaId
    organization_id: OrganizationId
    sha256: Sha256
    content_type: str
    size: int
    object_key: str
    uploaded_by: PersonId
    created_at: Moment


class Media:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def insert(self, media: StoredMedia) -> bool:
        """Note that a file is stored. False when that id is known already: the upload was repeated."""
        result = await self._connection.execute(
            # On any key: of two at once, the second may run into the one of `object_key` first.
            insert(MEDIA).values(**media.model_dump()).on_conflict_do_nothing()
        )
        return result.rowcount == 1

    async def find(self, organization_id: OrganizationId, media_id: MediaId) -> StoredMedia | None:
        rows = await self._connection.execute(
            select(MEDIA).where(MEDIA.c.id == media_id, MEDIA.c.organization_id == organization_id)
        )
        row = rows.mappings().one_or_none()
        return StoredMedia.model_validate(dict(row)) if row else None
