"""A worker that forgets every workflow after each task: its state is always built from the history."""

from temporalio.client import Client
from temporalio.worker import Worker

from activities.records import Records
from domain.orders.parts import Stage
from storage.database import Database
from tests.crew import Crew
from tests.workflows.running import Orders
from tests.workflows.stories import both_branches_in_parallel
from workflows.order import OrderWorkflow

QUEUE = "naryad-orders-uncached"


async def test_a_whole_order_without_any_cache(
    orders: Orders, client: Client, database: Database, crew: Crew
) -> None:
    records = Records(database)
    async with Worker(
        client,
        task_queue=QUEUE,
        workflows=[OrderWorkflow],
        activities=[records.record, records.read_since, records.refuse],
        max_cached_workflows=0,
    ):
        order = await both_branches_in_parallel(Orders(client, database, QUEUE), crew)
        assert order.answer.stage is Stage.COMPLETED
        assert await order.held() == await order.recorded()
        failed = [
            event
            for event in (await order.handle.fetch_history()).events
            if event.HasField("workflow_task_failed_event_attributes")
        ]
        assert failed == []
