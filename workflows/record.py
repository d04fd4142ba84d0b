"""The way from a workflow to the record: local activities, one database write each and no task queue."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

from activities.records import ReadRequest, Recording, RecordRequest, Records, RefuseRequest
from domain.orders.errors import CommandInvalid
from domain.orders.order import Command
from workflows.envelope import Envelope
from workflows.names import order_workflow_id
from workflows.progress import Progress

ONE_TRY = timedelta(seconds=5)
IN_THE_TASK = timedelta(seconds=1)
"""Longer pauses are spent in timers and not inside the workflow task, so that queries are answered."""
UNTIL_IT_WORKS = RetryPolicy(
    initial_interval=timedelta(milliseconds=100),
    backoff_coefficient=4,
    maximum_interval=timedelta(seconds=10),
)


async def record(progress: Progress, command: Command, *, remember_refusal: bool) -> Recording:
    """Have a command decided and written; waits for an absent database as long as it takes."""
    return await workflow.execute_local_activity_method(
        Records.record,
        RecordRequest(
            organization_id=progress.opening.organization_id,
            order_id=progress.opening.order_id,
            order=progress.order,
            command=command,
            now=workflow.now(),
            remember_refusal=remember_refusal,
        ),
        start_to_close_timeout=ONE_TRY,
        local_retry_threshold=IN_THE_TASK,
        retry_policy=UNTIL_IT_WORKS,
        summary=command.kind,
    )


async def read_since(progress: Progress) -> Recording:
    """What the record holds beyond this copy."""
    return await workflow.execute_local_activity_method(
        Records.read_since,
        ReadRequest(
            organization_id=progress.opening.organization_id,
            order_id=progress.opening.order_id,
            version=progress.version,
        ),
        start_to_close_timeout=ONE_TRY,
        local_retry_threshold=IN_THE_TASK,
        retry_policy=UNTIL_IT_WORKS,
        summary="catch up",
    )


async def wake_others(recording: Recording) -> None:
    """Have other orders look at their records, to which this order's recording has added (ADR 19).

    Theirs to see and to keep time by; what was recorded stands, whether or not anybody hears of it.
    """
    for order_id in recording.also:
        other = workflow.get_external_workflow_handle(order_workflow_id(order_id))
        try:
            await other.signal("catch_up")
        except ApplicationError as error:  # its workflow has ended: nothing of that order is waited for
            workflow.logger.warning("order %s was not woken: %s", order_id, error)


async def refuse(progress: Progress, envelope: Envelope, error: CommandInvalid) -> None:
    """Have it remembered that nobody could read a command."""
    await workflow.execute_local_activity_method(
        Records.refuse,
        RefuseRequest(
            organization_id=progress.opening.organization_id,
            order_id=progress.opening.order_id,
            command_id=envelope.id,
            text=envelope.body,
            problem=str(error.facts["problem"]),
            now=workflow.now(),
        ),
        start_to_close_timeout=ONE_TRY,
        local_retry_threshold=IN_THE_TASK,
        retry_policy=UNTIL_IT_WORKS,
        summary="invalid command",
    )
