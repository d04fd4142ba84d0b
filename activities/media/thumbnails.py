"""Small pictures of photos and documents, made after they are stored: each once, whoever else is at it."""

import asyncio
from datetime import UTC, datetime
from io import BytesIO
from typing import Final, Protocol

import structlog
from temporalio import activity

from activities.media.looks import look
from activities.shifts import work_a_shift
from storage.database import Database
from storage.thumbnails import ThumbnailWanted, thumbnail_key

CONTENT_TYPE: Final = "image/jpeg"
SIDE: Final = 512
"""Pixels along the longer side."""
QUALITY: Final = 80
AT_ONCE: Final = 1
"""The bitmap of a large photo fills a quarter of a gigabyte."""
PAUSE: Final = 1.0
"""Seconds between two looks at what is stored."""

log = structlog.get_logger(__name__)


class Store(Protocol):
    """Where the files lie."""

    async def get(self, key: str) -> bytes:
        """Read it whole. Raises ObjectMissingError, ObjectStoreAwayError."""

    async def put(self, key: str, content: bytes, content_type: str) -> None:
        """Keep it, instead of what was there. Raises ObjectStoreAwayError."""


class Thumbnails:
    def __init__(self, database: Database, store: Store) -> None:
        self._database, self._store = database, store

    @activity.defn
    async def make_thumbnails_as_they_come(self) -> None:
        """Make what is due again and again, for a shift. Raises StorageUnavailable: nothing is lost."""
        await work_a_shift(self.make_due, PAUSE)

    async def make_due(self) -> int:
        """Make the small picture of every file whose turn it is; how many were made.

        One that fails is tried again after a pause, a longer one each time, and holds up no other.

        Raises:
            StorageUnavailable: nothing is lost.
        """
        made = 0
        while True:
            async with self._database.transaction() as tx:
                wanted = await tx.thumbnails.begin(datetime.now(UTC), AT_ONCE)
            if not wanted:
                return made
            made += sum(await asyncio.gather(*(self._tried(one) for one in wanted)))
            if activity.in_activity():
                activity.heartbeat()

    async def _tried(self, wanted: ThumbnailWanted) -> bool:
        try:
            content = await self._store.get(wanted.object_key)
            small = await asyncio.to_thread(thumbnail_of, content, wanted.content_type)
            await self._store.put(thumbnail_key(wanted.object_key), small, CONTENT_TYPE)
            async with self._database.transaction() as tx:
                await tx.thumbnails.mark_made(wanted, datetime.now(UTC))
        except Exception as error:  # noqa: BLE001 - its attempt is counted, and the others go on
            log.warning(
                "thumbnail.failed", media_id=str(wanted.id), attempts=wanted.attempts, cause=repr(error)
            )
            return False
        return True


def thumbnail_of(content: bytes, content_type: str) -> bytes:
    """A JPEG of at most `SIDE` pixels, upright, without any notes."""
    out = BytesIO()
    look(content, content_type, SIDE).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
