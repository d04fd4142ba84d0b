"""What nobody uses: files that no order names, clients of orders that were never opened."""

from typing import Final

from sqlalchemy import ARRAY, DateTime, Integer, Uuid, bindparam, delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.values import Moment
from storage.tables import RemovedObjectRow, table

REMOVED: Final = table(RemovedObjectRow)

UNUSED: Final = text("""
SELECT m.id FROM media m
WHERE m.created_at < :before
  AND NOT EXISTS (SELECT FROM media_links l WHERE l.media_id = m.id)
  AND NOT EXISTS (SELECT FROM media_senders s WHERE s.media_id = m.id AND s.sent_at >= :before)
ORDER BY m.created_at LIMIT :limit FOR UPDATE SKIP LOCKED
""").bindparams(bindparam("before", type_=DateTime(timezone=True)), bindparam("limit", type_=Integer()))
# Asked again of rows that are locked now: a link may have come between the first look and the lock.
FORGET_FILES: Final = text("""
WITH forgotten AS (
  DELETE FROM media m WHERE m.id = ANY (:unused)
    AND NOT EXISTS (SELECT FROM media_links l WHERE l.media_id = m.id)
    AND NOT EXISTS (SELECT FROM media_senders s WHERE s.media_id = m.id AND s.sent_at >= :before)
  RETURNING m.object_key, m.organization_id
), noted AS (
  INSERT INTO removed_objects
  SELECT unnest(ARRAY[object_key, object_key || '.thumbnail']), organization_id FROM forgotten
  ON CONFLICT DO NOTHING
)
SELECT count(*) FROM forgotten
""").bindparams(bindparam("unused", type_=ARRAY(Uuid())), bindparam("before", type_=DateTime(timezone=True)))

FORGET_CONTACTS: Final = text("""
DELETE FROM order_contacts c
WHERE c.created_at < :before AND NOT EXISTS (SELECT FROM orders o WHERE o.id = c.order_id)
""").bindparams(bindparam("before", type_=DateTime(timezone=True)))


class Leftovers:
    """Of all organizations: whoever sweeps is no person of any."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def forget_files(self, before: Moment, limit: int) -> int:
        """Forget files that no order names and nobody has sent since `before`; how many.

        A recording that names one at this moment wins: its link holds the row. Or it comes too late, and then
        its own statement fails and is decided anew, without the file.
        """
        rows = await self._connection.execute(UNUSED, {"before": before, "limit": limit})
        found = {"unused": list(rows.scalars()), "before": before}
        number: int = (await self._connection.execute(FORGET_FILES, found)).scalar_one()
        return number

    async def to_remove(self, limit: int) -> list[str]:
        """Keys of objects that no row speaks of any more."""
        rows = await self._connection.execute(select(REMOVED.c.object_key).limit(limit))
        return list(rows.scalars())

    async def mark_removed(self, object_keys: list[str]) -> None:
        await self._connection.execute(delete(REMOVED).where(REMOVED.c.object_key.in_(object_keys)))

    async def forget_contacts(self, before: Moment) -> int:
        """Forget the clients of openings since `before` that came to nothing; how many."""
        result = await self._connection.execute(FORGET_CONTACTS, {"before": before})
        return result.rowcount
