import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import asyncpg
import pytest

from settings import DatabaseSettings, Settings
from storage import migrations
from storage.database import Database
from tests.storage.shop import Shop


@dataclass(frozen=True)
class Server:
    """Makes empty databases beside the one of the stack."""

    url: str

    async def new_database(self) -> str:
        """Its URL. It goes with the server at the end of the run."""
        name = f"test_{uuid4().hex}"
        connection = await asyncpg.connect(self.url)
        await connection.execute(f"create database {name}")
        await connection.close()
        return f"{self.url.rpartition('/')[0]}/{name}"


@pytest.fixture(scope="session")
def server(settings: Settings) -> Server:
    return Server(settings.database.url)


@pytest.fixture(scope="session")
async def database_url(server: Server) -> str:
    """The URL of a database of the storage tests, built by the migrations."""
    url = await server.new_database()
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
