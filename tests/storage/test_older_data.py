"""Data of the first release: brought to today's schema by `make up`, its orders go on."""

import asyncpg

from activities.records import Records
from settings import DatabaseSettings, Settings
from stack.postgres import new_database
from stack.up import migrate
from storage import migrations
from storage.database import Database
from storage.evidence import verify
from tests.storage.shop import Shop

COLUMNS = """
SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1
AND is_identity = 'NO'
"""
TABLES = (
    "organizations",
    "people",
    "order_contacts",
    "orders",
    "order_texts",
    "commands",
    "events",
    "postings",
)
"""Each after those it refers to."""


async def copied(source: asyncpg.Connection, target: asyncpg.Connection, table: str) -> None:
    """All rows, in the columns that both know."""
    theirs = {row["column_name"] for row in await target.fetch(COLUMNS, table)}
    names = [row["column_name"] for row in await source.fetch(COLUMNS, table) if row["column_name"] in theirs]
    rows = await source.fetch(f"SELECT {', '.join(names)} FROM {table}")  # noqa: S608 - names of the catalog
    await target.copy_records_to_table(table, records=[tuple(row) for row in rows], columns=names)


async def test_an_order_of_the_first_release_goes_on_after_make_up(settings: Settings) -> None:
    new, old = [await new_database(settings.database.url) for _ in range(2)]
    migrations.upgrade(new)
    migrations.upgrade(old, "0001")
    first = Database(DatabaseSettings(url=new))
    shop = await Shop(first).found()
    order = await shop.order_in_work()
    source, target = await asyncpg.connect(new), await asyncpg.connect(old)
    for table in TABLES:
        await copied(source, target, table)
    await source.close()
    await first.close()

    migrate(Settings.model_construct(database=DatabaseSettings(url=old)))

    newest = max(migrations.HERE.glob("versions/v*.py")).stem.split("_")[0].removeprefix("v")
    assert await target.fetchval("SELECT version_num FROM alembic_version") == newest
    await target.close()
    database = Database(DatabaseSettings(url=old))
    shop.database, shop.records = database, Records(database)
    async with database.transaction() as tx:
        assert await tx.orders.find(shop.id, order.id) == order
        [place] = await tx.orders.places(order.number)
        assert (await verify(tx, place)).faults == ()
        assert (await tx.boards.count(shop.id, shop.curator, None, shop.clock)).board.open.orders == 1
    order = await shop.give(order, shop.note())
    assert (await shop.open()).number == "SVC-000002"
    await database.close()
