"""The standing errands: one of each, kept going, whoever works."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from activities import shifts as shifts_module
from settings import Settings
from storage.database import Database
from tests.conftest import with_own_database
from tests.crew import Crew, recruit
from tests.namespaces import own_namespace
from tests.workers import working
from tests.workflows.channels import PostRoom
from tests.workflows.running import Orders, eventually
from workflows.errands import ERRANDS, start_errands

MESSAGES = "errand-messages"


@pytest.fixture(scope="module")
async def client(settings: Settings) -> Client:
    return await own_namespace(settings.temporal)


@pytest.fixture(scope="module")
async def database(settings: Settings) -> AsyncIterator[Database]:
    database = Database((await with_own_database(settings)).database)
    yield database
    await database.close()


async def shifts(client: Client) -> int:
    history = await client.get_workflow_handle(MESSAGES).fetch_history()
    return sum(event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED for event in history.events)


async def told(post_room: PostRoom, crew: Crew) -> None:
    async def somebody() -> bool:
        return bool(post_room.told_to(crew.organization.id))

    await eventually(somebody)


async def test_a_new_shift_follows_the_old_one(
    client: Client, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shifts_module, "SHIFT", timedelta(milliseconds=200))
    post_room, crew = PostRoom(), await recruit(database)
    async with working(client, database, post_room):

        async def third_shift() -> bool:
            return await shifts(client) >= 3

        await eventually(third_shift)
        await Orders(client, database).open(crew)
        await told(post_room, crew)


async def test_a_worker_that_stops_leaves_its_errand_to_the_next(client: Client, database: Database) -> None:
    for _ in range(2):
        post_room, crew = PostRoom(), await recruit(database)
        async with working(client, database, post_room):
            await Orders(client, database).open(crew)
            await told(post_room, crew)


async def test_however_many_workers_start_there_is_one_errand_of_each_kind(
    client: Client, database: Database
) -> None:
    async with working(client, database, PostRoom()):
        first = (await client.get_workflow_handle(MESSAGES).describe()).run_id
        await start_errands(client)
        assert (await client.get_workflow_handle(MESSAGES).describe()).run_id == first
        running = client.list_workflows("WorkflowType = 'Errand' AND ExecutionStatus = 'Running'")

        async def all_seen() -> bool:
            return sorted([one.id async for one in running]) == sorted(ERRANDS)

        await eventually(all_seen)
