"""Records histories that every later release must replay: `python -m tests.replay.record undone_steps`.

Run it by hand, with the names of the paths that are new. A committed history is what runs in production
somewhere, so one that is there stays as it is.
"""

import asyncio
import json
import os
import socket
import sys
import tempfile
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError

from activities import shifts
from domain.orders.assignment import Accept
from domain.orders.lifecycle import PauseOrder
from settings import ApiSettings, Settings
from stack.local import LocalStack
from stack.ports import Ports, free_block
from storage import migrations
from storage.database import Database
from tests.crew import recruit
from tests.namespaces import own_namespace
from tests.workers import working
from tests.workflows.channels import PostRoom
from tests.workflows.detours import RULED, penalized_by_rule
from tests.workflows.restless import handed_on, restless
from tests.workflows.running import Orders
from tests.workflows.skipping import SkippingOrders, next_monday, time_skipping
from tests.workflows.steps import complete, into_work
from tests.workflows.stories import SETTINGS, STORIES, refusal_with_a_fee
from workflows.names import order_workflow_id

HISTORIES = Path(__file__).parent / "histories"


GROUPS = {
    "refused_opening": frozenset({"refused_opening"}),
    "errand": frozenset({"errand"}),
    "waiting": frozenset({"reminded_and_escalated", "resumed_by_itself", "archived"}),
    "rule": frozenset({"penalized_by_rule"}),
    "continued": frozenset({"continued_first_run", "continued_last_run"}),
}
"""Paths that are no plain story, by what records them together."""
PATHS = frozenset({story.__name__ for story in STORIES}.union(*GROUPS.values()))


async def keep(name: str, handle: WorkflowHandle[Any, Any]) -> None:
    """Write one run's history down, unless it is there; on whose machine it ran is nobody's business."""
    if (HISTORIES / f"{name}.json").exists():
        return
    events = (await handle.fetch_history()).to_json_dict()
    history = json.dumps(without_traces(events), separators=(",", ":"))
    history = history.replace(f"{os.getpid()}@{socket.gethostname()}", "recorder")
    (HISTORIES / f"{name}.json").write_text(history + "\n")
    print(f"{name}: {len(history) // 1024} KB")  # noqa: T201 - for whoever runs it by hand


def without_traces(part: Any) -> Any:
    """Stack traces name the folders of a machine; no replay looks at them."""
    if isinstance(part, dict):
        return {key: without_traces(value) for key, value in part.items() if key != "stackTrace"}
    return [without_traces(value) for value in part] if isinstance(part, list) else part


async def record_stories(orders: Orders, names: Collection[str]) -> None:
    for story in (story for story in STORIES if story.__name__ in names):
        crew = await recruit(orders.database, SETTINGS.get(story))
        order = await story(orders, crew)
        await keep(story.__name__, order.handle)


async def record_refused_opening(orders: Orders) -> None:
    crew = await recruit(orders.database)
    command = crew.open(engineer=uuid4())
    try:
        await orders.start(command)
    except WorkflowUpdateFailedError:
        handle = orders.client.get_workflow_handle(order_workflow_id(command.order_id))
        await handle.result()
        await keep("refused_opening", handle)


async def record_errand(client: Client, database: Database) -> None:
    """A shift that is over, and the next."""
    with patch.object(shifts, "SHIFT", timedelta(seconds=1)):
        async with working(client, database, PostRoom()):
            await asyncio.sleep(3)
    await keep("errand", client.get_workflow_handle("errand-messages"))


async def record_waiting(orders: SkippingOrders) -> None:
    """Reminders and escalations that truly waited, a pause that ended by itself, and the archive."""
    await orders.pass_until(next_monday(await orders.now()))
    crew = await recruit(orders.database)
    order = await orders.open(crew)
    await orders.passes(days=3)
    await keep("reminded_and_escalated", order.handle)
    await order.give(Accept, crew.engineer)
    until = await orders.now() + timedelta(days=2)
    await order.give(PauseOrder, crew.curator, until=until, reason="клиент в отъезде")
    await orders.passes(days=5)
    await keep("resumed_by_itself", order.handle)

    closed = await refusal_with_a_fee(orders, await recruit(orders.database))
    await orders.passes(days=31)
    await closed.handle.result()
    await keep("archived", closed.handle)


async def record_rule(orders: SkippingOrders) -> None:
    await orders.pass_until(next_monday(await orders.now()))
    order = await penalized_by_rule(orders, await recruit(orders.database, RULED))
    await keep("penalized_by_rule", order.handle)


async def record_continued(orders: Orders) -> None:
    """An order in two runs."""
    order = await into_work(orders, await recruit(orders.database))
    first = await handed_on(order)
    await complete(order)
    last = str((await order.handle.describe()).run_id)
    for name, run in (("continued_first_run", first), ("continued_last_run", last)):
        await keep(name, orders.client.get_workflow_handle(order.handle.id, run_id=run))


async def record(settings: Settings, names: Collection[str]) -> None:
    chosen = {group for group, paths in GROUPS.items() if paths & set(names)}
    database = Database(settings.database)
    client = await own_namespace(settings.temporal)
    async with working(client, database, PostRoom()):
        orders = Orders(client, database)
        await record_stories(orders, names)
        if "refused_opening" in chosen:
            await record_refused_opening(orders)
    if "errand" in chosen:
        await record_errand(await own_namespace(settings.temporal), database)
    for group, path in (("waiting", record_waiting), ("rule", record_rule)):
        if group in chosen:
            async with time_skipping(database) as skipping:
                await path(skipping)
    if "continued" in chosen:
        async with restless(database, PostRoom()) as orders:
            await record_continued(orders)
    await database.close()


def main(names: Collection[str]) -> None:
    unknown = set(names) - PATHS
    if unknown or not names:
        sys.exit(f"Name paths to record, of {', '.join(sorted(PATHS))}.")
    with tempfile.TemporaryDirectory(prefix="naryad-", ignore_cleanup_errors=True) as folder:
        given = Settings.model_construct(api=ApiSettings(port=free_block()))
        with LocalStack(Ports.free(Path(folder)), given, durable=False) as stack:
            stack.start()
            migrations.upgrade(stack.settings.database.url)
            asyncio.run(record(stack.settings, names))


if __name__ == "__main__":
    main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)  # temporalio may crash while the interpreter unloads it
