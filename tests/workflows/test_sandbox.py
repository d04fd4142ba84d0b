"""The sandbox is on, wrapped as it is: what would break a replay fails at once."""

from uuid import uuid4

import pytest
from temporalio.client import Client, WorkflowFailureError
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import RestrictedWorkflowAccessError

from tests.workflows.careless import FORBIDDEN, Careless


@pytest.mark.parametrize("what", FORBIDDEN)
async def test_a_careless_workflow_is_stopped(client: Client, what: str) -> None:
    queue = f"careless-{uuid4()}"
    async with Worker(client, task_queue=queue, workflows=[Careless]):
        with pytest.raises(WorkflowFailureError) as failure:
            await client.execute_workflow(Careless.run, what, id=queue, task_queue=queue)
    cause = failure.value.cause
    assert isinstance(cause, ApplicationError)
    assert cause.type == RestrictedWorkflowAccessError.__name__
