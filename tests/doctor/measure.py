"""How long the doctor takes: `python -m tests.doctor.measure 5000` opens so many orders and looks at them.

A third of them is agreed on, so that their records are longer. Opening 5,000 takes some minutes.
"""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from rich.progress import Progress

from activities.doctor import Doctor
from logs import configure
from settings import ApiSettings, LogSettings, Settings
from stack.local import LocalStack
from stack.ports import Ports, free_block
from storage import migrations
from storage.database import Database
from tests.crew import Crew, recruit
from tests.workers import working
from tests.workflows.channels import PostRoom
from tests.workflows.running import Orders
from tests.workflows.steps import agree
from workflows.live import LiveWorkflows
from workflows.plugin import connect

AT_ONCE = 24
SHOPS = 8


async def measured(settings: Settings, count: int) -> str:
    client, database = await connect(settings.temporal), Database(settings.database)
    crews = [await recruit(database) for _ in range(SHOPS)]
    orders, gate = Orders(client, database), asyncio.Semaphore(AT_ONCE)

    async def opened(number: int, crew: Crew) -> None:
        async with gate:
            order = await orders.open(crew)
            if number % 3 == 0:
                await agree(order)
            progress.advance(task)

    async with working(client, database, PostRoom()):
        with Progress() as progress:
            task = progress.add_task("Orders opened", total=count)
            await asyncio.gather(*(opened(number, crews[number % SHOPS]) for number in range(count)))
        began = time.perf_counter()
        diagnosis = await Doctor(database, LiveWorkflows(client)).diagnose()
        took = time.perf_counter() - began
    await database.close()
    load = os.getloadavg()[0]
    return f"{diagnosis.orders} orders, {len(diagnosis.findings)} findings, {took:.1f} s, load {load:.1f}"


def main() -> None:
    configure(LogSettings(level="ERROR"))
    with tempfile.TemporaryDirectory(prefix="naryad-", ignore_cleanup_errors=True) as folder:
        given = Settings.model_construct(api=ApiSettings(port=free_block()))
        with LocalStack(Ports.free(Path(folder)), given, durable=False) as stack:
            stack.start()
            migrations.upgrade(stack.settings.database.url)
            print(asyncio.run(measured(stack.settings, int(sys.argv[1]))))  # noqa: T201 - its answer


if __name__ == "__main__":
    main()
