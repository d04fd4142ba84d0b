"""Brings read models that an older release has written to the shape of today's, from their entries."""

from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.types import Integer, Uuid

from domain.orders.record import replayed
from domain.orders.state import SHAPE
from domain.values import OrderId, OrganizationId
from storage.database import Database

PAGE: Final = 500
OLDER: Final = text("""
SELECT id, organization_id FROM orders
WHERE id > :after AND coalesce(CAST(state ->> 'shape' AS integer), 1) < :shape
ORDER BY id LIMIT :limit
""").bindparams(
    bindparam("after", type_=Uuid()),
    bindparam("shape", SHAPE, type_=Integer()),
    bindparam("limit", PAGE, type_=Integer()),
)


async def refold(database: Database) -> int:
    """Write each of them anew, an order at a time; the number of orders. May be broken off and begun again.

    A read model that is not at the last entry's version stays as it is: that is damage, and the doctor's.

    Raises:
        StorageUnavailable: as `Database.transaction`.
    """
    done, after = 0, UUID(int=0)
    while True:
        async with database.engine.connect() as connection:
            page = (await connection.execute(OLDER, {"after": after})).all()
        for row in page:
            done += await _refolded(database, row.organization_id, row.id)
            after = row.id
        if len(page) < PAGE:
            return done


async def _refolded(database: Database, organization_id: OrganizationId, order_id: OrderId) -> bool:
    async with database.transaction() as tx:
        version = await tx.record.lock(organization_id, order_id)
        entries = await tx.record.entries_after(organization_id, order_id, 0)
        if not entries or entries[-1].seq != version:
            return False
        await tx.record.write_anew(replayed(entries))
        return True
