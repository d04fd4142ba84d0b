"""Small pictures of files: whose turn it is to be made, and which are made."""

from datetime import timedelta
from typing import Final

from sqlalchemy import DateTime, Integer, bindparam, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.values import MediaId, Moment, OrganizationId, Value
from storage.tables import MediaRow, table

MEDIA: Final = table(MediaRow)

FIRST_PAUSE: Final = timedelta(minutes=1)
"""Longer than an attempt takes (the store gives up before), so that no two are at one."""

BEGUN: Final = text("""
UPDATE media SET thumbnail_attempts = thumbnail_attempts + 1,
  thumbnail_retry_at = :now + least(interval '1 hour', :first_pause * power(2, least(thumbnail_attempts, 10)))
WHERE id IN (
  SELECT id FROM media
  WHERE thumbnail_at IS NULL AND stored_at IS NOT NULL AND thumbnail_retry_at <= :now
  ORDER BY thumbnail_retry_at LIMIT :limit FOR UPDATE SKIP LOCKED)
RETURNING id, organization_id, object_key, content_type, thumbnail_attempts AS attempts
""").bindparams(
    bindparam("now", type_=DateTime(timezone=True)),
    bindparam("limit", type_=Integer()),
    bindparam("first_pause", FIRST_PAUSE),
)


class ThumbnailWanted(Value):
    id: MediaId
    organization_id: OrganizationId
    object_key: str
    content_type: str
    attempts: int


def thumbnail_key(object_key: str) -> str:
    """Where the small picture of a file lies."""
    return f"{object_key}.thumbnail"


class Thumbnails:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, now: Moment, limit: int) -> tuple[ThumbnailWanted, ...]:
        """Up to `limit` files, of any organization, whose turn it is; each counts an attempt.

        Nobody else gets them before their pause has passed, a longer one after every attempt.
        """
        rows = await self._connection.execute(BEGUN, {"now": now, "limit": limit})
        return tuple(ThumbnailWanted.model_validate(dict(row)) for row in rows.mappings())

    async def mark_made(self, wanted: ThumbnailWanted, at: Moment) -> None:
        await self._connection.execute(
            update(MEDIA)
            .where(MEDIA.c.id == wanted.id, MEDIA.c.organization_id == wanted.organization_id)
            .values(thumbnail_at=at)
        )
