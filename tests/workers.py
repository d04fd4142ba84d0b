"""Workers for tests that drive real orders: everything `worker.py` runs, in this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio.client import Client

from activities.cash import CashReminders
from activities.doctor import Doctor
from activities.media.thumbnails import Thumbnails
from activities.notifications import Channel, Notifications
from activities.papers import Papers
from activities.records import Records
from storage.database import Database
from worker import delivery_worker, order_worker
from workflows.errands import start_errands


class Nowhere:
    """A store for papers that nobody will read."""

    async def get(self, key: str) -> bytes:
        raise LookupError(key)

    async def put(self, key: str, content: bytes, content_type: str) -> None:
        return


class NoPictures(Thumbnails):
    """Makes none: the photos of most tests are rows only."""

    async def make_due(self) -> int:
        return 0


class LeftToTheTest(Papers):
    """Makes no paper: the test does, when it wants to."""

    async def make_due(self) -> int:
        return 0


@asynccontextmanager
async def working(
    client: Client,
    database: Database,
    channel: Channel,
    doctor: Doctor | None = None,
    makes: type[Papers] = Papers,
) -> AsyncIterator[None]:
    papers = makes(database, Nowhere(), "http://naryad.test")
    async with (
        order_worker(client, Records(database)),
        delivery_worker(
            client,
            Notifications(database, channel),
            papers,
            doctor,
            CashReminders(database),
            thumbnails=NoPictures(database, Nowhere()),
        ),
    ):
        await start_errands(client)
        yield
