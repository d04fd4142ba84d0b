"""A stack of its own for the faults, and workers as real processes: killing disturbs no other test."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from api.app import create_app
from settings import ApiSettings, Settings
from stack.local import LocalStack
from stack.ports import Ports, free_block
from storage import migrations
from storage.database import Database
from tests.crew import Crew, recruit
from tests.discarding import discard
from tests.faults.processes import Workers
from tests.faults.shop import FaultyShop
from workflows.plugin import connect

RESTLESS = {"limit.historyCount.suggestContinueAsNew": "60"}
"""Makes the server suggest a new run after this many events instead of 4096: the real code decides."""


@contextmanager
def running_stack(dynamic: dict[str, str]) -> Iterator[LocalStack]:
    with tempfile.TemporaryDirectory(prefix="naryad-faults-", ignore_cleanup_errors=True) as folder:
        given = Settings.model_construct(api=ApiSettings(port=free_block()))
        # Durable: what a kill leaves is what counts here.
        with LocalStack(Ports.free(Path(folder)), given) as stack:
            extra = [text for item in dynamic.items() for text in ("--dynamic-config-value", "=".join(item))]
            stack.servers = [
                replace(part, command=[*part.command, *extra]) if part.name == "temporal" else part
                for part in stack.servers
            ]
            stack.start()
            migrations.upgrade(stack.settings.database.url)
            yield stack
            discard(stack)


@asynccontextmanager
async def open_shop(stack: LocalStack) -> AsyncIterator[FaultyShop]:
    database, workers = Database(stack.settings.database), Workers(stack.folder, stack.settings)
    try:
        client = await connect(stack.settings.temporal)
        app = create_app(stack.settings)
        async with app.router.lifespan_context(app):
            yield FaultyShop(stack, client, database, workers, app)
    finally:
        workers.stop()
        await database.close()


@pytest.fixture(scope="package")
async def shop() -> AsyncIterator[FaultyShop]:
    with running_stack({}) as stack:
        async with open_shop(stack) as shop:
            yield shop


@pytest.fixture(scope="package")
async def restless() -> AsyncIterator[FaultyShop]:
    """The same with a new run of each order's workflow every few commands."""
    with running_stack(RESTLESS) as stack:
        async with open_shop(stack) as shop:
            yield shop


@pytest.fixture
async def crew(shop: FaultyShop) -> Crew:
    return await recruit(shop.database)
