"""The API on the real servers, called over ASGI, and workers that carry its commands out."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest
import uvicorn
from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api import passwords
from api.app import create_app
from api.services import Services
from domain.people import Person, Role
from domain.values import PersonId
from settings import Settings
from storage.database import Database
from tests.api.caller import Caller, calling
from tests.api.post import Post
from tests.conftest import with_own_database
from tests.crew import Crew, recruit
from tests.workers import LeftToTheTest, working

REAL_PASSWORDS = passwords._argon2, passwords._NOBODYS
QUICK = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
QUICK_PASSWORDS = QUICK, QUICK.hash("nobody has this password")


def hashing_as(kind: tuple[PasswordHash, str]) -> Iterator[None]:
    """Until the test ends."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in zip(("_argon2", "_NOBODYS"), kind, strict=True):
            patch.setattr(passwords, name, value)
        yield


@pytest.fixture(autouse=True)
def quick_passwords() -> Iterator[None]:
    """A log-in costs 50 ms of a core by intention, and these tests log in or guess hundreds of times."""
    yield from hashing_as(QUICK_PASSWORDS)


@pytest.fixture
def real_passwords(quick_passwords: None) -> Iterator[None]:
    """For what tells of the hashes themselves."""
    yield from hashing_as(REAL_PASSWORDS)


@pytest.fixture(scope="session")
async def migrated(settings: Settings) -> Settings:
    return await with_own_database(settings)


@pytest.fixture(scope="session")
async def app(migrated: Settings) -> AsyncIterator[FastAPI]:
    app = create_app(migrated)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="session")
def services(app: FastAPI) -> Services:
    services = app.state.services
    assert isinstance(services, Services)
    return services


@pytest.fixture(scope="session")
async def database(services: Services) -> AsyncIterator[Database]:
    """For what tests arrange: as the owner, above the second lock."""
    database = Database(services.settings.database)
    yield database
    await database.close()


@pytest.fixture(scope="session")
def post() -> Post:
    """What people are told, instead of the log."""
    return Post()


@pytest.fixture(scope="session")
async def workers(services: Services, post: Post) -> AsyncIterator[None]:
    """Carry out what the API sends."""
    client = await services.temporal.client()
    database = Database(services.settings.database)
    async with AsyncExitStack() as running:
        running.push_async_callback(database.close)
        await running.enter_async_context(working(client, database, post, makes=LeftToTheTest))
        yield


@pytest.fixture
async def address(migrated: Settings) -> AsyncIterator[str]:
    """A server of its own in this process: the generated requests come from another thread."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(migrated), log_config=None))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await serving


@pytest.fixture
async def crew(database: Database) -> Crew:
    return await recruit(database)


@pytest.fixture
async def anybody(app: FastAPI) -> AsyncIterator[Caller]:
    """Somebody without a token."""
    async with calling(app) as caller:
        yield caller


@pytest.fixture
async def curator(app: FastAPI, crew: Crew) -> AsyncIterator[Caller]:
    async with calling(app, crew.curator) as caller:
        yield caller


@pytest.fixture
async def engineer(app: FastAPI, crew: Crew) -> AsyncIterator[Caller]:
    async with calling(app, crew.engineer) as caller:
        yield caller


@pytest.fixture
async def root(database: Database) -> Person:
    person = Person(
        id=PersonId(uuid4()), organization_id=None, name="Софья", roles=frozenset({Role.SUPERUSER})
    )
    async with database.transaction() as tx:
        await tx.people.put(person)
    return person


@pytest.fixture
async def superuser(app: FastAPI, root: Person) -> AsyncIterator[Caller]:
    async with calling(app, root) as caller:
        yield caller


@pytest.fixture
async def owner(app: FastAPI, crew: Crew) -> AsyncIterator[Caller]:
    async with calling(app, crew.owner) as caller:
        yield caller


@pytest.fixture
async def stranger(app: FastAPI, database: Database) -> AsyncIterator[Caller]:
    """The owner of another organization."""
    async with calling(app, (await recruit(database)).owner) as caller:
        yield caller
