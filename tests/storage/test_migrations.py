import asyncio
import sys
from typing import Any

import asyncpg
from alembic.script import ScriptDirectory

from settings import DatabaseSettings, Settings
from stack.postgres import new_database
from storage import migrations
from storage.database import Database, async_url
from storage.tables import Row

COLUMNS = """
SELECT table_name, column_name, data_type, udt_name, is_nullable, column_default, is_identity
FROM information_schema.columns
WHERE table_schema = 'public' AND table_name NOT IN ('alembic_version', 'person_names') -- a view
"""
CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND contype <> 't' -- triggers: no model speaks of them
  AND conrelid::regclass::text <> 'alembic_version'
"""
INDEXES = """
SELECT tablename, indexname, indexdef FROM pg_indexes
WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""
ANYTHING = """
SELECT 'relation ' || relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'alembic_version%'
UNION SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION SELECT 'type ' || typname FROM pg_type
WHERE typnamespace = 'public'::regnamespace AND typname NOT LIKE '%alembic_version'
"""


async def rows(url: str, query: str) -> set[tuple[Any, ...]]:
    connection = await asyncpg.connect(url)
    try:
        return {tuple(row) for row in await connection.fetch(query)}
    finally:
        await connection.close()


async def test_migrations_build_what_the_models_say(settings: Settings, database_url: str) -> None:
    """By the catalog, CHECKs and indexes included: Alembic's own comparison passes over both."""
    url = await new_database(settings.database.url)
    database = Database(DatabaseSettings(url=url))
    async with database.engine.begin() as connection:
        await connection.run_sync(Row.metadata.create_all)
    await database.close()
    for query in (COLUMNS, CONSTRAINTS, INDEXES):
        assert await rows(database_url, query) == await rows(url, query)


async def test_down_leaves_nothing_and_up_again_works(settings: Settings) -> None:
    url = await new_database(settings.database.url)
    migrations.upgrade(url)  # inside a running event loop, as in the stack's own start
    assert await rows(url, ANYTHING)
    migrations.downgrade(url)
    assert await rows(url, ANYTHING) == set()
    migrations.upgrade(url)
    assert await rows(url, COLUMNS)


async def test_two_that_migrate_at_once_wait_for_each_other(settings: Settings) -> None:
    url = await new_database(settings.database.url)
    migrate = f"from storage import migrations; migrations.upgrade({url!r})"
    processes = [await asyncio.create_subprocess_exec(sys.executable, "-c", migrate) for _ in range(2)]
    threads = [asyncio.to_thread(migrations.upgrade, url) for _ in range(2)]
    await asyncio.gather(*threads)
    assert [await process.wait() for process in processes] == [0, 0]
    assert await rows(url, "SELECT version_num FROM alembic_version") == {
        (ScriptDirectory(str(migrations.HERE)).get_current_head(),)
    }


def test_a_url_may_name_a_unix_socket() -> None:
    url = async_url("postgresql://naryad:@/orders?host=/var/run/postgresql")
    assert (url.drivername, url.database, url.query["host"]) == (
        "postgresql+asyncpg",
        "orders",
        "/var/run/postgresql",
    )
