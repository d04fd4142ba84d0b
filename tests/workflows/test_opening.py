import asyncio
from uuid import uuid4

import asyncpg
import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.exceptions import WorkflowAlreadyStartedError

from domain.orders.answer import Answer
from domain.orders.assignment import Accept
from domain.orders.lifecycle import AddNote
from domain.values import OrganizationId
from tests.crew import Crew, command_of
from tests.workflows.running import Orders, refusal_in
from workflows.names import order_workflow_id
from workflows.order import OrderWorkflow
from workflows.progress import Progress


async def test_a_refused_opening_ends_the_workflow_and_is_remembered(
    orders: Orders, crew: Crew, witness: asyncpg.Connection
) -> None:
    command = crew.open(engineer=uuid4())
    with pytest.raises(WorkflowUpdateFailedError) as refusal:
        await orders.start(command)
    assert refusal_in(refusal.value).type == "person.unknown"

    handle = orders.client.get_workflow_handle(order_workflow_id(command.order_id))
    assert await handle.result() == "person.unknown"
    row = await witness.fetchrow("select * from commands where order_id = $1", command.order_id)
    assert (row["command_id"], row["outcome"]) == (command.id, "refused")
    assert '"person.unknown"' in row["refusal"]
    assert await witness.fetchval("select count(*) from orders where id = $1", command.order_id) == 0


async def test_an_opening_of_nobodys_organization_is_refused(orders: Orders, crew: Crew) -> None:
    stranger = crew.open().model_copy(update={"organization_id": OrganizationId(uuid4())})
    with pytest.raises(WorkflowUpdateFailedError) as refusal:
        await orders.start(stranger)
    assert refusal_in(refusal.value).type == "order.unknown"


async def test_opened_answers_the_same_to_everybody_who_asks(orders: Orders, crew: Crew) -> None:
    command = crew.open()
    first, second = await asyncio.gather(orders.start(command, "one"), orders.start(command, "two"))
    assert first == second
    handle = orders.client.get_workflow_handle(order_workflow_id(command.order_id))
    await handle.execute_update("accept", command_of(Accept, crew.engineer, first.parts), result_type=Answer)
    assert await orders.start(command, "three") == first


async def test_an_opening_without_anybody_waiting_for_it_opens_the_order(orders: Orders, crew: Crew) -> None:
    command = crew.open()
    handle = await orders.client.start_workflow(
        OrderWorkflow.run,
        Progress(opening=command),
        id=order_workflow_id(command.order_id),
        task_queue=orders.task_queue,
    )
    # Given before anything is recorded: it waits for its turn.
    note = command_of(AddNote, crew.curator, {}, text="сразу")
    answer = await handle.execute_update("add_note", note, result_type=Answer)
    assert answer.number == "SVC-000001"
    assert (await handle.describe()).status is WorkflowExecutionStatus.RUNNING


async def test_the_workflow_of_a_refused_opening_never_starts_again(orders: Orders, crew: Crew) -> None:
    command = crew.open(engineer=uuid4())
    with pytest.raises(WorkflowUpdateFailedError):
        await orders.start(command)
    await orders.client.get_workflow_handle(order_workflow_id(command.order_id)).result()
    with pytest.raises(WorkflowAlreadyStartedError):
        await orders.start(command)
