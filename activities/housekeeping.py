"""Housekeeping: files that no order names are removed, clients of orders that were never opened forgotten."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import structlog
from temporalio import activity

from domain.values import Value
from storage.database import Database

KEPT: Final = timedelta(hours=24)
"""How long a file waits to be named by an order (MED-4), from when it was sent last."""
CONTACTS_KEPT: Final = timedelta(days=7)
"""Longer than an opening that was accepted could wait for a worker to come back."""
PAGE: Final = 100
AT_ONCE: Final = 8

log = structlog.get_logger(__name__)


class Store(Protocol):
    """Where the files lie."""

    async def remove(self, key: str) -> None:
        """Also fine when nothing is there. Raises ObjectStoreAwayError."""


class Swept(Value):
    """What one round did."""

    files: int
    contacts: int


class Housekeeping:
    def __init__(
        self, database: Database, store: Store, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database, self._store, self._clock = database, store, clock

    @activity.defn
    async def sweep(self) -> Swept:
        """Forget first, remove then: nothing that can be found ever leads to nothing.

        Raises:
            StorageUnavailable, ObjectStoreAwayError: the next round goes on where this one stopped.
        """
        now = self._clock()
        async with self._database.transaction() as tx:
            contacts = await tx.leftovers.forget_contacts(now - CONTACTS_KEPT)
        files = await self._remove()
        while await self._forgotten(now):
            files += await self._remove()
        swept = Swept(files=files, contacts=contacts)
        log.info("housekeeping.swept", **swept.model_dump())
        return swept

    async def _forgotten(self, now: datetime) -> int:
        async with self._database.transaction() as tx:
            return await tx.leftovers.forget_files(now - KEPT, PAGE)

    async def _remove(self) -> int:
        """Remove what is forgotten and still stored; how many."""
        removed = 0
        while True:
            async with self._database.transaction() as tx:
                keys = await tx.leftovers.to_remove(PAGE)
            if not keys:
                return removed
            for first in range(0, len(keys), AT_ONCE):
                await asyncio.gather(*(self._store.remove(key) for key in keys[first : first + AT_ONCE]))
            async with self._database.transaction() as tx:
                await tx.leftovers.mark_removed(keys)
            removed += len(keys)
            if activity.in_activity():
                activity.heartbeat()
