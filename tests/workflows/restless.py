"""A Temporal server that suggests a new run after few events, so that the real code decides to take one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio.testing import WorkflowEnvironment

from activities.notifications import Channel
from domain.orders.lifecycle import AddNote
from stack import binaries
from storage.database import Database
from tests.workers import working
from tests.workflows.running import Orders, Running, eventually
from workflows import search_attributes
from workflows.plugin import Plugin

EVENTS = 60
"""4096 by default."""


@asynccontextmanager
async def restless(database: Database, channel: Channel) -> AsyncIterator[Orders]:
    async with (
        await WorkflowEnvironment.start_local(
            dev_server_existing_path=binaries.command("temporal"),
            dev_server_extra_args=[
                "--dynamic-config-value",
                f"limit.historyCount.suggestContinueAsNew={EVENTS}",
            ],
            dev_server_log_level="error",
            search_attributes=search_attributes.ALL,
            plugins=[Plugin()],
        ) as environment,
        working(environment.client, database, channel),
    ):
        yield Orders(environment.client, database)


async def handed_on(order: Running) -> str:
    """Add notes until the workflow goes on in another run; the first run's id."""
    first = (await order.handle.describe()).run_id
    while (await order.handle.describe()).history_length < EVENTS:
        await order.give(AddNote, order.crew.curator, text="ещё")
        if (await order.handle.describe()).run_id != first:
            return first
    await order.give(AddNote, order.crew.curator, text="и ещё")

    async def goes_on() -> bool:
        return (await order.handle.describe()).run_id != first

    await eventually(goes_on)
    return first
