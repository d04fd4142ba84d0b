"""Continue-as-new: the next run holds, shows and waits for the same."""

from collections.abc import AsyncIterator

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowExecutionStatus

from domain.orders.answer import Answer
from domain.orders.assignment import Accept
from domain.orders.parts import Stage
from domain.orders.record import replayed
from settings import Settings
from storage.database import Database
from tests.conftest import with_own_database
from tests.crew import Crew
from tests.workflows.channels import PostRoom
from tests.workflows.histories import details_of, events_of, of_type, settled, summary_of
from tests.workflows.restless import handed_on, restless
from tests.workflows.running import eventually
from tests.workflows.stories import both_branches_in_parallel
from workflows import search_attributes as attributes


@pytest.fixture(scope="module")
async def database(settings: Settings) -> AsyncIterator[Database]:
    """No other errand takes the messages of these orders."""
    database = Database((await with_own_database(settings)).database)
    yield database
    await database.close()


async def test_the_next_run_holds_shows_and_waits_for_the_same(database: Database, crew: Crew) -> None:
    async with restless(database, PostRoom()) as orders:
        order = await orders.open(crew)
        first = await handed_on(order)

        old = orders.client.get_workflow_handle(order.handle.id, run_id=first)
        assert (await old.describe()).status is WorkflowExecutionStatus.CONTINUED_AS_NEW
        assert await order.held() == await order.recorded() == replayed(await order.entries())
        events = await settled(order)
        timers = [
            await summary_of(orders.client, one)
            for one in of_type(events, EventType.EVENT_TYPE_TIMER_STARTED)
        ]
        assert timers == ["remind Иванов (engineer): accept (assignment)"]
        description = await order.handle.describe()
        assert description.typed_search_attributes.get(attributes.WAITING_FOR) == ["engineer:accept"]
        assert f"version {order.answer.version}" in await details_of(order)


async def test_commands_and_their_repetition_work_in_the_next_run(database: Database, crew: Crew) -> None:
    async with restless(database, PostRoom()) as orders:
        order = await orders.open(crew)
        opened = order.answer
        accept = order.command(Accept, crew.engineer)
        answer = await order.send(accept)
        await handed_on(order)
        assert await order.send(accept) == answer
        assert await order.handle.execute_update("opened", result_type=Answer) == opened
        assert (await order.refused(order.command(Accept, crew.engineer))).type == "assignment.not_offered"


async def test_a_whole_order_over_several_runs_tells_everybody_once(database: Database, crew: Crew) -> None:
    post_room = PostRoom()
    async with restless(database, post_room) as orders:
        order = await both_branches_in_parallel(orders, crew)
        assert order.answer.stage is Stage.COMPLETED
        assert await order.held() == await order.recorded()

        async def told() -> bool:
            return "closed" in [one.notice.kind for one in post_room.told_to(crew.organization.id)]

        await eventually(told)
        told_of = [
            one.notice.wait_id for one in post_room.told_to(crew.organization.id) if one.notice.wait_id
        ]
        assert len(told_of) == len(set(told_of))
        started = await events_of(order)
        run = started[0].workflow_execution_started_event_attributes
        assert run.continued_execution_run_id, "it never went on in a new run"


async def test_messages_that_cannot_be_sent_keep_no_order_in_its_run(database: Database, crew: Crew) -> None:
    post_room = PostRoom()
    post_room.broken.add(crew.organization.id)
    async with restless(database, post_room) as orders:
        order = await orders.open(crew)
        await handed_on(order)
        await order.give(Accept, crew.engineer)
        assert await order.held() == await order.recorded()

        post_room.broken.clear()

        async def told() -> bool:
            return "your_turn" in [one.notice.kind for one in post_room.told_to(crew.organization.id)]

        await eventually(told)
