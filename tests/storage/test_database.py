import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import text

from domain.organizations import Organization
from domain.people import Person, Role
from domain.values import OrganizationId, PersonId
from settings import DatabaseSettings
from storage import second_lock, silence
from storage.database import Conflict, Database, StorageUnavailable, Transaction

FAR_FROM_THE_LIMIT = 50
"""Seconds. Half of the limit that is not waited for; nothing that is tested here takes one."""
QUICK = {"connect_timeout": 0.4, "command_timeout": 0.5, "pool_size": 2}


@asynccontextmanager
async def opened(url: str, **changes: float) -> AsyncIterator[Database]:
    database = Database(DatabaseSettings.model_validate({"url": url, **QUICK, **changes}))
    try:
        yield database
    finally:
        await database.close()


async def run(tx: Transaction, statement: str) -> object:
    return (await tx.orders._connection.execute(text(statement))).scalar()


def driver_of(tx: Transaction) -> asyncpg.Connection:
    connected = tx.orders._connection.sync_connection
    assert connected
    driver = connected.connection.driver_connection
    assert isinstance(driver, asyncpg.Connection)
    return driver


def goodbye(tx: Transaction) -> asyncio.Event:
    """Set once the connection of this transaction is closed, by whomever."""
    gone = asyncio.Event()
    driver_of(tx).add_termination_listener(lambda _: gone.set())
    return gone


def message(kind: str, severity: str, state: str) -> bytes:
    """An error (E) or a notice (N) as PostgreSQL sends it (its manual, 54.8)."""
    fields = b"".join(
        f"{field}{value}\0".encode() for field, value in (("S", severity), ("C", state), ("M", "x"))
    )
    body = fields + b"\0"
    return kind.encode() + (len(body) + 4).to_bytes(4) + body


def organization(name: str) -> Organization:
    return Organization(id=OrganizationId(uuid4()), name=name)


async def put_and_fail(database: Database, lost: Organization) -> None:
    async with database.transaction() as tx:
        await tx.organizations.put(lost)
        raise ZeroDivisionError


async def put_and_lose_connection(
    database: Database, lost: Organization, witness: asyncpg.Connection
) -> None:
    async with database.transaction() as tx:
        await tx.organizations.put(lost)
        pid = await run(tx, "SELECT pg_backend_pid()")
        await witness.execute("SELECT pg_terminate_backend($1, 1000)", pid)
        await run(tx, "SELECT 1")


class Wire:
    """Stands between client and server; `cut` lets nothing through any more, and nobody notices."""

    def __init__(self, url: str) -> None:
        self.connections = 0
        self.connected = asyncio.Queue[None]()
        self._target = urlsplit(url)
        self._whole = asyncio.Event()
        self._whole.set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = self._target._replace(netloc=f"{self._target.username}@127.0.0.1:{port}").geturl()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._whole.set()
        self._server.close()

    def cut(self) -> None:
        self._whole.clear()

    def say(self, words: bytes) -> None:
        """Say it to the client, as if the server had."""
        self._client.write(words)

    def mend(self) -> None:
        self._whole.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.connected.put_nowait(None)
        self._client = writer
        assert self._target.hostname
        there = await asyncio.open_connection(self._target.hostname, self._target.port)
        await asyncio.gather(self._pass_on(reader, there[1]), self._pass_on(there[0], writer))

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65536):
                await self._whole.wait()
                sink.write(data)
        except ConnectionError:
            pass
        sink.close()


async def test_a_block_is_committed_whole_or_not_at_all(
    database: Database, witness: asyncpg.Connection
) -> None:
    kept, lost = organization("Kept"), organization("Lost")
    async with database.transaction() as tx:
        await tx.organizations.put(kept)
    with pytest.raises(ZeroDivisionError):
        await put_and_fail(database, lost)
    names = await witness.fetch("SELECT name FROM organizations WHERE id = ANY($1)", [kept.id, lost.id])
    assert [row["name"] for row in names] == ["Kept"]


async def test_a_refused_connection_is_unavailable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        async with opened(f"postgresql://x@127.0.0.1:{taken.getsockname()[1]}/x") as database:
            with pytest.raises(StorageUnavailable):
                async with database.transaction():
                    pass


PATIENT = {"connect_timeout": 100, "command_timeout": 100}
"""Limits that no test waits for."""


async def ask(database: Database) -> None:
    async with database.transaction() as tx:
        await run(tx, "SELECT 1")


async def answers_of(database: Database, askers: int) -> set[type[object]]:
    """What came of it when so many ask together."""
    asked = asyncio.gather(*(ask(database) for _ in range(askers)), return_exceptions=True)
    return {type(answer) for answer in await asyncio.wait_for(asked, FAR_FROM_THE_LIMIT)}


async def test_who_waits_for_a_silent_server_is_told_when_it_shows_no_sign_of_life(database_url: str) -> None:
    """With a pooled connection, without one, and behind others: long before any limit, and asked for once."""
    async with Wire(database_url) as wire, opened(wire.url, **PATIENT) as database:
        await ask(database)
        wire.cut()
        assert await answers_of(database, 5) == {StorageUnavailable}
        # The pooled one, another for the pool of two, and the sign of life. None to cancel a statement by.
        assert wire.connections == 1 + 1 + 1


async def test_once_it_was_silent_nobody_waits_until_it_shows_a_sign_of_life(database_url: str) -> None:
    async with Wire(database_url) as wire, opened(wire.url, **PATIENT) as database:
        wire.cut()
        assert await answers_of(database, 1) == {StorageUnavailable}
        before = wire.connections
        assert await answers_of(database, 20) == {StorageUnavailable}
        assert wire.connections == before + 1  # all of them ask once, and none asks for anything else
        wire.mend()
        await ask(database)


async def test_a_health_check_of_a_silent_server_ends(database_url: str) -> None:
    async with Wire(database_url) as wire, opened(wire.url, **PATIENT) as database:
        await database.ping()
        wire.cut()
        with pytest.raises(StorageUnavailable):
            await asyncio.wait_for(database.ping(), FAR_FROM_THE_LIMIT)


async def test_a_slow_statement_is_waited_for_while_the_server_shows_signs_of_life(
    database_url: str, witness: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(silence, "DOUBT", 0.02)
    monkeypatch.setattr(silence, "LIFE", 30)
    async with Wire(database_url) as wire, opened(wire.url, **PATIENT) as database:
        await witness.fetch("SELECT pg_advisory_lock(78)")
        await ask(database)
        await wire.connected.get()
        async with database.transaction() as tx:
            waiting = asyncio.create_task(run(tx, "SELECT pg_advisory_xact_lock(78)"))
            for _sign_of_life in range(3):
                await asyncio.wait_for(wire.connected.get(), FAR_FROM_THE_LIMIT)
            assert not waiting.done()
            await witness.fetch("SELECT pg_advisory_unlock(78)")
            await waiting


async def test_a_process_that_was_held_up_itself_takes_nobody_for_silent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The server's word may have come while nobody could listen."""
    monkeypatch.setattr(silence, "LIFE", 0.05)

    async def held_up(url: str) -> asyncpg.Connection:
        time.sleep(2 * silence.LIFE)  # noqa: ASYNC251 - it is the loop that is to be held up
        for _turn in range(3):
            await asyncio.sleep(0)
        raise ConnectionRefusedError(url)

    suspected = asyncio.Event()
    server = silence.Silence("postgresql://nobody")
    with server.cutting(suspected.set, deadline=0):
        await suspected.wait()
    monkeypatch.setattr(asyncpg, "connect", held_up)
    await server.refuse()


async def test_after_a_slow_statement_the_next_one_is_served(database_url: str) -> None:
    async with opened(database_url) as database:
        with pytest.raises(StorageUnavailable):
            async with database.transaction() as tx:
                await run(tx, "SELECT pg_sleep(30)")
        async with database.transaction() as tx:
            assert await run(tx, "SELECT 1") == 1


async def test_a_statement_that_takes_too_long_is_unavailable_and_ends_on_the_server(
    database_url: str, witness: asyncpg.Connection
) -> None:
    async with opened(database_url) as database:
        with pytest.raises(StorageUnavailable):
            async with database.transaction() as tx:
                await run(tx, "SELECT pg_advisory_lock(77), pg_sleep(30)")
    await witness.fetch("SELECT pg_advisory_lock(77), pg_advisory_unlock(77)", timeout=5)


async def test_a_pool_with_no_connection_free_is_unavailable(database_url: str) -> None:
    patient = opened(database_url, connect_timeout=1, command_timeout=20)
    async with patient as database, database.transaction() as one, database.transaction() as two:
        await run(one, "SELECT 1")
        await run(two, "SELECT 1")
        with pytest.raises(StorageUnavailable):
            async with database.transaction():
                pass


async def test_connections_that_the_server_closed_are_replaced_unnoticed(
    database_url: str, witness: asyncpg.Connection
) -> None:
    async with opened(database_url, command_timeout=20) as database:
        async with database.transaction() as tx:
            pid = await run(tx, "SELECT pg_backend_pid()")
            gone = goodbye(tx)
        await witness.execute("SELECT pg_terminate_backend($1, 1000)", pid)
        await gone.wait()
        async with database.transaction() as tx:
            assert await run(tx, "SELECT pg_backend_pid()") != pid


@pytest.mark.parametrize("rows", [second_lock.NOTHING, second_lock.PLATFORM])
async def test_a_connection_that_was_just_told_of_its_end_is_unavailable(
    database_url: str, rows: second_lock.Rows
) -> None:
    """A dying server says so before it closes: then asyncpg takes no statement, the second lock's neither."""
    async with Wire(database_url) as wire, opened(wire.url, **PATIENT) as database:
        told = asyncio.Event()
        async with database.transaction() as tx:
            await run(tx, "SELECT 1")
            driver_of(tx).add_log_listener(lambda *_: told.set())
        wire.say(message("N", "WARNING", "57P02") + message("E", "FATAL", "57P01"))
        await told.wait()
        with second_lock.showing(rows), pytest.raises(StorageUnavailable):
            async with database.reading() as tx:
                await run(tx, "SELECT 1")


async def test_a_connection_lost_in_the_middle_is_unavailable(
    database_url: str, witness: asyncpg.Connection
) -> None:
    lost = organization("Lost in the middle")
    async with opened(database_url, command_timeout=20) as database:
        with pytest.raises(StorageUnavailable):
            await put_and_lose_connection(database, lost, witness)
    assert await witness.fetchval("SELECT count(*) FROM organizations WHERE id = $1", lost.id) == 0


async def test_a_lost_race_is_a_conflict(database: Database) -> None:
    one, two = (
        Person(id=PersonId(uuid4()), organization_id=None, name="S", roles=frozenset({Role.SUPERUSER}))
        for _ in range(2)
    )
    login = uuid4().hex
    async with database.transaction() as tx:
        await tx.people.put(one, login=login)
    with pytest.raises(Conflict):
        async with database.transaction() as tx:
            await tx.people.put(two, login=login)
