"""Every path of the process, on the real servers: the workflow's copy and the record stay one."""

import pytest

from domain.orders.record import replayed
from storage.database import Database
from tests.crew import recruit
from tests.workflows.running import Orders
from tests.workflows.stories import SETTINGS, STORIES, Story


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_the_copy_equals_the_record_at_the_end_of(
    story: Story, orders: Orders, database: Database
) -> None:
    crew = await recruit(database, SETTINGS.get(story))
    order = await story(orders, crew)

    recorded = await order.recorded()
    assert recorded.stage is STORIES[story]
    assert recorded == replayed(await order.entries())
    assert await order.held() == recorded
