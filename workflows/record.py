"""The way from a workflow to the record: local activities, one database write each and no task queue."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import chain, repeat
from typing import TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError, FailureError

from activities.records import ReadRequest, Recording, RecordRequest, Records, RefuseRequest
from domain.orders.errors import CommandInvalid
from domain.orders.order import Command
from workflows.envelope import Envelope
from workflows.names import order_workflow_id
from workflows.progress import Progress

ONE_TRY = timedelta(seconds=5)
IN_THE_TASK = timedelta(milliseconds=50)
"""Longer pauses, so all of them, are timers and no part of a workflow task: queries are answered."""
UNTIL_IT_WORKS = RetryPolicy(
    initial_interval=timedelta(milliseconds=100),
    backoff_coefficient=4,
    maximum_interval=timedelta(seconds=10),
)

PAUSES = (1, 4, 15, 60)
"""Seconds before what was given up is asked for anew; the last one for ever."""

P = TypeVar("P")
R = TypeVar("R")


async def record(progress: Progress, command: Command, *, remember_refusal: bool) -> Recording:
    """Have a command decided and written; waits for an absent database as long as it takes."""
    request = RecordRequest(
        organization_id=progress.opening.organization_id,
        order_id=progress.opening.order_id,
        order=progress.order,
        command=command,
        now=workflow.now(),
        remember_refusal=remember_refusal,
    )
    return await _done(Records.record, request, command.kind)


async def read_since(progress: Progress) -> Recording:
    """What the record holds beyond this copy."""
    request = ReadRequest(
        organization_id=progress.opening.organization_id,
        order_id=progress.opening.order_id,
        version=progress.version,
    )
    return await _done(Records.read_since, request, "catch up")


async def refuse(progress: Progress, envelope: Envelope, error: CommandInvalid) -> None:
    """Have it remembered that nobody could read a command."""
    request = RefuseRequest(
        organization_id=progress.opening.organization_id,
        order_id=progress.opening.order_id,
        command_id=envelope.id,
        text=envelope.body,
        problem=str(error.facts["problem"]),
        now=workflow.now(),
    )
    await _done(Records.refuse, request, "invalid command")


async def _done(method: Callable[[Records, P], Awaitable[R]], request: P, summary: str) -> R:
    """Ask the record until it has answered.

    The policy repeats what fails. What is given up all the same, as an attempt that the SDK cancels, would
    end the order's workflow as failed: that is asked for anew as well.
    """
    for pause in chain(PAUSES, repeat(PAUSES[-1])):
        try:
            return await workflow.execute_local_activity_method(
                method,
                request,
                start_to_close_timeout=ONE_TRY,
                local_retry_threshold=IN_THE_TASK,
                retry_policy=UNTIL_IT_WORKS,
                summary=summary,
            )
        except FailureError as error:
            if workflow.cancellation_reason() is not None:  # somebody means it
                raise
            workflow.logger.error("%s was given up, and is asked for anew: %s", summary, error.cause or error)
            await asyncio.sleep(pause)
    raise AssertionError("it is repeated without end")


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
