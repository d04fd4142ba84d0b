"""Every path of the process, on the real servers: the workflow's copy and the record stay one."""

import pytest

from domain.orders.parts import Stage
from domain.orders.record import replayed
from storage.database import Database
from tests.crew import recruit
from tests.workflows.detours import RULED, penalized_by_rule
from tests.workflows.running import Orders, Running
from tests.workflows.skipping import next_monday, time_skipping
from tests.workflows.stories import SETTINGS, STORIES, Story


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_the_copy_equals_the_record_at_the_end_of(
    story: Story, orders: Orders, database: Database
) -> None:
    crew = await recruit(database, SETTINGS.get(story))
    await agree_at_the_end(await story(orders, crew), STORIES[story])


async def test_a_penalty_by_rule_that_is_reversed_leaves_nothing(database: Database) -> None:
    async with time_skipping(database) as orders:
        await orders.pass_until(next_monday(await orders.now()))
        order = await penalized_by_rule(orders, await recruit(database, RULED))
        await agree_at_the_end(order, Stage.AGREEMENT)
        postings = [posting for entry in await order.entries() for posting in entry.event.postings]
        assert [posting.amount for posting in postings] == [50_000, -50_000]


async def agree_at_the_end(order: Running, stage: Stage) -> None:
    recorded = await order.recorded()
    assert recorded.stage is stage
    assert recorded == replayed(await order.entries())
    assert await order.held() == recorded
