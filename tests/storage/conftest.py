import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from settings import DatabaseSettings, Settings
from stack.postgres import new_database
from storage import migrations
from storage.database import Database
from tests.storage.shop import Shop


@pytest.fixture(scope="session")
async def database_url(settings: Settings) -> str:
    """The URL of a database of the storage tests, built by the migrations."""
    url = await new_database(settings.database.url)
    await asyncio.to_thread(migrations.upgrade, url)
    return url


@pytest.fixture(scope="session")
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(DatabaseSettings(url=database_url))
    yield database
    await database.close()


@pytest.fixture(scope="session")
async def witness(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A second connection, past everything that is tested: what it sees is committed."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
async def shop(database: Database) -> Shop:
    """An organization of its own for every test."""
    return await Shop(database).found()
