"""A worker on the real servers, and orders that tests open through it."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from temporalio.client import Client

from settings import Settings
from storage.database import Database
from tests.conftest import with_own_database
from tests.crew import Crew, recruit
from tests.namespaces import own_namespace
from tests.workers import working
from tests.workflows.channels import PostRoom
from tests.workflows.running import Orders


@pytest.fixture(scope="session")
async def migrated(settings: Settings) -> Settings:
    return await with_own_database(settings)


@pytest.fixture(scope="session")
async def database(migrated: Settings) -> AsyncIterator[Database]:
    database = Database(migrated.database)
    yield database
    await database.close()


@pytest.fixture(scope="session")
async def witness(migrated: Settings) -> AsyncIterator[asyncpg.Connection]:
    """A second connection, past everything that is tested: what it sees is committed."""
    connection = await asyncpg.connect(migrated.database.url)
    yield connection
    await connection.close()


@pytest.fixture(scope="session")
async def client(migrated: Settings) -> Client:
    return await own_namespace(migrated.temporal)


@pytest.fixture(scope="session")
def post_room() -> PostRoom:
    return PostRoom()


@pytest.fixture(scope="session")
async def orders(client: Client, database: Database, post_room: PostRoom) -> AsyncIterator[Orders]:
    """Orders with workers running."""
    async with working(client, database, post_room):
        yield Orders(client, database)


@pytest.fixture
async def crew(database: Database) -> Crew:
    return await recruit(database)
