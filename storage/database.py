"""The database and its transactions: the one place that commits, and the one that says "it is away"."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any

import asyncpg
from sqlalchemy import URL, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from settings import DatabaseSettings
from storage import second_lock
from storage.accounts import Accounts
from storage.addressed import Addressing
from storage.audit import Audit
from storage.board import Boards
from storage.cash import CashInHand
from storage.chats import Chats
from storage.commands import Commands
from storage.contacts import Contacts
from storage.custody import Custodies
from storage.doors import Doors
from storage.earnings import Earnings
from storage.events import Events
from storage.hand_ins import HandIns
from storage.health import Health
from storage.invites import Invites
from storage.kin import Kinship
from storage.leftovers import Leftovers
from storage.media import Media
from storage.open_orders import OpenOrders
from storage.orders import Orders
from storage.organizations import Organizations
from storage.outbox import Outbox
from storage.overview import Overviews
from storage.papers import Papers
from storage.penalties import Penalties
from storage.people import People
from storage.readers import Readers
from storage.record import Record
from storage.second_factors import SecondFactors
from storage.sessions import Sessions
from storage.silence import Silence
from storage.thumbnails import Thumbnails

OVERTAKEN = ("23503", "23505", "40001", "40P01")
"""SQLSTATEs of a race that was lost: what is referred to gone meanwhile, a unique key taken, a deadlock."""
AWAY = ("08", "25006", "25P03", "53", "57")
"""Beginnings of the SQLSTATEs of a server that cannot serve (PostgreSQL 18, appendix A): connection lost,
read-only after a failover, idle in a transaction, out of resources, too slow or shutting down."""


class StorageUnavailable(Exception):  # noqa: N818 - a state of the world, named like the domain's refusals
    """The database did not serve: the same request may succeed later, and may have succeeded already."""


class Conflict(Exception):  # noqa: N818 - the same
    """Somebody else wrote the same thing first: begin again, and see it."""


class Transaction:
    """What is done together. Its attributes are the repositories; they share one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.orders = Orders(connection)
        self.record = Record(connection)
        self.commands = Commands(connection)
        self.events = Events(connection)
        self.outbox = Outbox(connection)
        self.people = People(connection)
        self.chats = Chats(connection)
        self.doors = Doors(connection)
        self.sessions = Sessions(connection)
        self.accounts = Accounts(connection)
        self.open_orders = OpenOrders(connection)
        self.audit = Audit(connection)
        self.second_factors = SecondFactors(connection)
        self.invites = Invites(connection)
        self.custodies = Custodies(connection)
        self.penalties = Penalties(connection)
        self.organizations = Organizations(connection)
        self.media = Media(connection)
        self.contacts = Contacts(connection)
        self.papers = Papers(connection)
        self.cash = CashInHand(connection)
        self.hand_ins = HandIns(connection)
        self.earnings = Earnings(connection)
        self.addressed = Addressing(connection)
        self.readers = Readers(connection)
        self.boards = Boards(connection)
        self.overviews = Overviews(connection)
        self.health = Health(connection)
        self.leftovers = Leftovers(connection)
        self.thumbnails = Thumbnails(connection)
        self.kin = Kinship(connection)


class Database:
    """A pool of connections to PostgreSQL. Connects on first use; `close` it at the end."""

    def __init__(self, settings: DatabaseSettings) -> None:
        self._limit = settings.command_timeout
        self._silence = Silence(settings.url)
        self.engine = _engine(settings)
        self._without_begin = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Commits at the end of the block, rolls back when it raises. Do nothing else than SQL in it.

        The whole block, connecting included, has `command_timeout` seconds, as long as the server shows signs
        of life: one that is silent holds nobody up for even a second (`storage/silence.py`).

        Raises:
            StorageUnavailable: the database is away, too busy or too slow.
            Conflict: a unique key was taken meanwhile.
        """
        async with self._connected(self.engine) as connection, connection.begin():
            yield Transaction(connection)

    @asynccontextmanager
    async def statement(self) -> AsyncIterator[Transaction]:
        """For one statement: it is a transaction by itself, so BEGIN and COMMIT need not be sent.

        Raises:
            StorageUnavailable, Conflict: as `transaction`, and as soon.
        """
        async with self._connected(self._without_begin) as connection:
            yield Transaction(connection)

    reading = statement
    """One that reads."""

    @asynccontextmanager
    async def _connected(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._limit
        with _translated():
            await self._silence.refuse()
            async with AsyncExitStack() as stack:
                async with asyncio.timeout(None) as connecting:
                    with self._silence.cutting(lambda: connecting.reschedule(loop.time()), deadline):
                        connection = await stack.enter_async_context(engine.connect())
                driver: Any = (await connection.get_raw_connection()).driver_connection  # asyncpg's own
                # Dropped: to cancel waits two more seconds for the silent server to agree to it.
                stack.enter_context(self._silence.cutting(driver.terminate, deadline))
                await second_lock.set_on(driver, connection.info)
                yield connection

    async def ping(self) -> None:
        """Ask the database for nothing; raises StorageUnavailable when it is away."""
        async with self._connected(self._without_begin) as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self.engine.dispose()


def async_url(url: str) -> URL:
    """A plain `postgresql://` URL (also of a unix socket, `?host=/folder`) for SQLAlchemy on asyncpg."""
    return make_url(url).set(drivername="postgresql+asyncpg")


def _engine(settings: DatabaseSettings) -> AsyncEngine:
    milliseconds = str(round(settings.command_timeout * 1000))
    engine = create_async_engine(
        async_url(settings.url),
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=settings.connect_timeout,
        connect_args={
            "timeout": settings.connect_timeout,
            "server_settings": {
                "application_name": "naryad",
                "jit": "off",  # compiling a plan takes longer than any of our statements runs
                # A server whose client is gone must not go on holding locks.
                "statement_timeout": milliseconds,
                "idle_in_transaction_session_timeout": milliseconds,
            },
        },
        # JSON columns carry text: see storage/tables.
        json_serializer=_unchanged,
        json_deserializer=_unchanged,
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def _refuse_closed(dbapi_connection: DBAPIConnection, *_: object) -> None:
    """Let the pool replace a connection that the server has closed meanwhile. Costs no round trip."""
    driver: Any = dbapi_connection.driver_connection  # asyncpg's own
    if driver.is_closed():
        raise DisconnectionError


def _unchanged(text: str) -> str:
    return text


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if _is_away(error):
            raise StorageUnavailable("the database is away") from error
        if _state(error) in OVERTAKEN:
            raise Conflict("somebody else was faster") from error
        raise
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        # Of the second lock's own statement. The last is asyncpg's word for a server that has said it closes.
        raise StorageUnavailable("the database is away") from error
    except NoConnectionFree as error:
        raise StorageUnavailable("all connections to the database are busy") from error
    except OSError as error:  # TimeoutError too
        raise StorageUnavailable("the database does not answer") from error


def _is_away(error: DBAPIError) -> bool:
    return error.connection_invalidated or isinstance(error, InterfaceError) or _state(error).startswith(AWAY)


def _state(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""
