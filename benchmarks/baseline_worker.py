"""The baseline's worker, a process of its own, with the limits of the real one.

`python -m benchmarks.baseline_worker <organization> <curator> <engineer>`
"""

import asyncio
import os
import signal
import sys
from uuid import UUID

import asyncpg
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Worker

from activities.records import Records
from benchmarks.baseline import QUEUE, BaselineWorkflow, Replay
from benchmarks.statements import capture
from benchmarks.steps import Shop
from domain.values import OrganizationId, PersonId
from settings import Settings
from storage.database import Database

READY = "baseline ready"


async def _as_it_is(_connection: asyncpg.Connection) -> None:
    """No statement when a connection goes back to the pool: the storage's pool sends none either."""


async def serve(settings: Settings, shop: Shop) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    client = await Client.connect(
        settings.temporal.address,
        namespace=settings.temporal.namespace,
        data_converter=pydantic_data_converter,
    )
    database = Database(settings.database)
    records = Records(database)
    captured = await capture(records, database.engine, shop)
    pool = await asyncpg.create_pool(
        settings.database.url,
        min_size=1,
        max_size=settings.database.pool_size,
        reset=_as_it_is,
        server_settings={"jit": "off"},
    )
    replay = Replay(pool, records, shop, captured)
    async with Worker(
        client,
        task_queue=QUEUE,
        workflows=[BaselineWorkflow],
        activities=[replay.open, replay.write],
        max_cached_workflows=500,
        max_concurrent_local_activities=50,
    ):
        print(READY, flush=True)
        await stop.wait()
    await pool.close()
    await database.close()


def main() -> None:
    organization, curator, engineer = (UUID(text) for text in sys.argv[1:])
    shop = Shop(OrganizationId(organization), PersonId(curator), PersonId(engineer))
    asyncio.run(serve(Settings(), shop))


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # temporalio can crash while the interpreter unloads it
