"""A recording that is given up costs no order its workflow: it is asked for anew."""

import pytest
from temporalio import activity
from temporalio.client import WorkflowExecutionStatus
from temporalio.exceptions import ApplicationError, CancelledError

from activities.records import Recording, RecordRequest, Records
from domain.orders.lifecycle import AddNote
from settings import Settings
from storage.database import Database
from tests.crew import Crew
from tests.namespaces import own_namespace
from tests.workflows.running import Orders
from worker import order_worker


class GivenUp(Records):
    """Whose first attempt at each command ends in a way that no policy repeats."""

    def __init__(self, database: Database, end: Exception) -> None:
        super().__init__(database)
        self.end = end
        self.begun: set[str] = set()

    @activity.defn(name="record")
    async def record(self, request: RecordRequest) -> Recording:
        if request.command.id not in self.begun:
            self.begun.add(request.command.id)
            raise self.end
        return await super().record(request)


@pytest.mark.parametrize(
    "end", [CancelledError("under load"), ApplicationError("no such table", non_retryable=True)], ids=type
)
async def test_an_order_goes_on_after_a_recording_was_given_up(
    end: Exception, migrated: Settings, database: Database, crew: Crew
) -> None:
    client = await own_namespace(migrated.temporal)
    async with order_worker(client, GivenUp(database, end)):
        order = await Orders(client, database).open(crew)
        await order.give(AddNote, crew.curator, text="ещё")
        assert (await order.handle.describe()).status is WorkflowExecutionStatus.RUNNING
        assert await order.held() == await order.recorded()
