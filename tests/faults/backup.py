"""An order's rows as a backup holds them, put back behind everybody's back."""

import asyncpg

from domain.values import OrderId

KEYS = {
    "orders": "id",
    "events": "order_id",
    "commands": "order_id",
    "postings": "order_id",
    "claims": "order_id",
    "receipts": "order_id",
    "outbox": "order_id",
}


class Backup:
    def __init__(self, connection: asyncpg.Connection, order_id: OrderId, name: str) -> None:
        self.connection, self.order_id, self.name = connection, order_id, name

    async def take(self) -> None:
        for table, key in KEYS.items():
            rows = f"SELECT * FROM {table} WHERE {key} = '{self.order_id}'"  # noqa: S608 - our own names
            await self.connection.execute(f"CREATE TEMP TABLE {self.name}_{table} AS {rows}")

    async def restore(self) -> None:
        """As a restore does: past the triggers and foreign keys that guard the record."""
        async with self.connection.transaction():
            await self.connection.execute("SET LOCAL session_replication_role = replica")
            for table, key in KEYS.items():
                delete = f"DELETE FROM {table} WHERE {key} = $1"  # noqa: S608 - the same
                rows = f"SELECT * FROM {self.name}_{table}"  # noqa: S608 - the same
                await self.connection.execute(delete, self.order_id)
                await self.connection.execute(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE {rows}")
