"""`python -m benchmarks.idle`: what an open order costs while nobody touches it.

Opens orders through the real worker and looks, at some hundreds and at thousands, at the worker's memory,
the size of the database and the orders' histories. The worker keeps 500 workflows; the others are evicted.
"""

import argparse
import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import uuid4

import asyncpg
import psutil
from temporalio.client import Client

from benchmarks.ending import end_with
from benchmarks.servers import Servers, servers
from benchmarks.shops import found
from benchmarks.steps import Shop
from domain.orders.opening import Open
from domain.orders.parts import Device, DeviceKind
from domain.values import OrderId
from storage.database import Database
from workflows.names import ORDERS, order_workflow_id
from workflows.order import OrderWorkflow
from workflows.plugin import connect
from workflows.progress import Progress

FEW, MANY = 500, 5_000
AT_ONCE: Final = 16
"""So few that no workflow task is given up for lost on a busy machine, which would lengthen the histories."""
BAR: Final = 1.5
SETTLED: Final = 15
"""Seconds after the last opening, for what is freed to be freed."""
SAMPLE: Final = 50
"""Orders whose histories are looked at."""


@dataclass(frozen=True)
class Look:
    orders: int
    worker: float
    """Resident memory of the worker, MiB."""
    database: float
    """Size of our database, MiB."""


async def measure(started: Servers, few: int, many: int) -> None:
    settings = started.settings
    database = Database(settings.database)
    shop, _ = await found(database)
    await database.close()
    processes = started.begin()
    client = await connect(settings.temporal)
    (worker,) = psutil.Process(processes["worker"]).children()
    looks: list[Look] = []
    opened: list[OrderId] = []
    for count in (few, many):
        opened += await open_orders(client, shop, count - len(opened))
        await asyncio.sleep(SETTLED)
        looks.append(await look(settings.database.url, worker, count))
    tell(*looks)
    await tell_history(client, opened[:: max(1, len(opened) // SAMPLE)])


async def open_orders(client: Client, shop: Shop, count: int) -> list[OrderId]:
    ids = [OrderId(uuid4()) for _ in range(count)]
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(order_id: OrderId) -> None:
        async with turn:
            await open_order(client, shop, order_id)

    for begin in range(0, count, AT_ONCE * 10):
        await asyncio.gather(*(one(order_id) for order_id in ids[begin : begin + AT_ONCE * 10]))
        print(f"\r{min(begin + AT_ONCE * 10, count)} of {count} opened", end="", flush=True)
    print()
    return ids


async def open_order(client: Client, shop: Shop, order_id: OrderId) -> None:
    opening = Open(
        id=f"open-{order_id}",
        by=shop.curator,
        order_id=order_id,
        organization_id=shop.organization,
        contact_sha256="0" * 64,
        device=Device(kind=DeviceKind.MFP, brand="Kyocera", model="M2040dn", complaint="Жуёт бумагу"),
        engineer=shop.engineer,
    )
    handle = await client.start_workflow(
        OrderWorkflow.run,
        Progress(opening=opening),
        id=order_workflow_id(order_id),
        task_queue=ORDERS,
        task_timeout=timedelta(seconds=2),
    )
    await handle.execute_update("opened")


async def look(url: str, worker: psutil.Process, orders: int) -> Look:
    connection = await asyncpg.connect(url)
    size: int = await connection.fetchval("SELECT pg_database_size(current_database())")
    await connection.close()
    return Look(orders, worker.memory_info().rss / 2**20, size / 2**20)


def tell(few: Look, many: Look) -> None:
    print(f"| open orders | worker, MiB | database, MiB |\n|---|---|---|\n{row(few)}\n{row(many)}")
    times = many.worker / few.worker
    verdict = "holds" if times <= BAR else "does not hold"
    print(f"The worker's memory: {times:.2f} times (bar: {BAR}): {verdict}.")
    per_order = (many.database - few.database) / (many.orders - few.orders) * 1024
    print(f"The database grows by {per_order:.1f} KiB with each opened order.")


def row(look: Look) -> str:
    return f"| {look.orders} | {look.worker:.0f} | {look.database:.0f} |"


async def tell_history(client: Client, orders: list[OrderId]) -> None:
    events = size = 0
    for order_id in orders:
        about = (await client.get_workflow_handle(order_workflow_id(order_id)).describe()).raw_description
        events += about.workflow_execution_info.history_length
        size += about.workflow_execution_info.history_size_bytes
    print(f"Its history: {events / len(orders):.0f} events, {size / len(orders) / 1024:.1f} KiB.")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.idle", description=__doc__)
    parser.add_argument("--few", type=int, default=FEW)
    parser.add_argument("--many", type=int, default=MANY)
    options = parser.parse_args()
    with servers() as started:
        asyncio.run(measure(started, options.few, options.many))
    return 0


if __name__ == "__main__":
    end_with(main)
