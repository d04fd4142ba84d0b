"""A ward of its own: a namespace, a database, workers, and the doctor."""

from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest
from temporalio.client import Client

from activities import doctor as doctors
from settings import Settings
from storage.database import Database
from tests.conftest import with_own_database
from tests.doctor.ward import Ward, doctor_for
from tests.namespaces import own_namespace
from tests.workers import working
from tests.workflows.channels import PostRoom


@pytest.fixture(scope="module")
async def migrated(settings: Settings) -> Settings:
    return await with_own_database(settings)


@pytest.fixture(scope="module")
async def database(migrated: Settings) -> AsyncIterator[Database]:
    database = Database(migrated.database)
    yield database
    await database.close()


@pytest.fixture(scope="module")
async def client(migrated: Settings) -> Client:
    return await own_namespace(migrated.temporal)


@pytest.fixture(scope="module")
async def witness(migrated: Settings) -> AsyncIterator[asyncpg.Connection]:
    """Past everything that is tested: it plants the damage, and looks at what is there."""
    connection = await asyncpg.connect(migrated.database.url)
    yield connection
    await connection.close()


@pytest.fixture(scope="module", autouse=True)
def soon() -> Iterator[None]:
    """Suspects are looked at again at once: nothing is under way here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(doctors, "SECOND_LOOK", 0.2)
        yield


@pytest.fixture(scope="module")
async def ward(client: Client, database: Database, witness: asyncpg.Connection) -> AsyncIterator[Ward]:
    async with working(client, database, PostRoom(), doctor_for(client, database)):
        yield Ward(client, database, witness)
