"""Standing errands: what one activity does for all orders, kept going for as long as there is a worker."""

from datetime import timedelta

from temporalio import workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy, WorkflowIDConflictPolicy

from activities.media.thumbnails import Thumbnails
from activities.notifications import Notifications
from activities.papers import Papers
from activities.shifts import SHIFT
from workflows.names import DELIVERY, ORDERS

SILENCE = timedelta(seconds=10)
"""After so long without a sign of life another worker takes the errand over."""

TASK = timedelta(seconds=2)
"""After so long a workflow task is given to another worker: one that stops may have taken it with it."""

ERRANDS = {
    "errand-messages": Notifications.deliver_as_it_comes.__name__,
    "errand-papers": Papers.make_papers_as_they_come.__name__,
    "errand-thumbnails": Thumbnails.make_thumbnails_as_they_come.__name__,
}
"""The activities that are kept going, by the id of the workflow that does it."""


@workflow.defn
class Errand:
    """Runs one activity again and again; a worker that dies leaves it to the next."""

    @workflow.run
    async def run(self, errand: str) -> None:
        while not workflow.info().is_continue_as_new_suggested():
            await workflow.execute_activity(
                errand,
                task_queue=DELIVERY,
                start_to_close_timeout=2 * SHIFT,
                heartbeat_timeout=SILENCE,
                retry_policy=RetryPolicy(maximum_interval=SILENCE),
                summary=errand,
            )
        workflow.continue_as_new(errand)


async def start_errands(client: Client, task_queue: str = ORDERS) -> None:
    """Begin the errands that nobody is on."""
    for workflow_id, errand in ERRANDS.items():
        await client.start_workflow(
            Errand.run,
            errand,
            id=workflow_id,
            task_queue=task_queue,
            task_timeout=TASK,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
