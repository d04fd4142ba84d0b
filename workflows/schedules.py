"""What is done at regular times, whether anything happens or not: Temporal Schedules."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, NamedTuple

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
)
from temporalio.service import RPCError, RPCStatusCode

from workflows.cash import CashRound
from workflows.housekeeping import HousekeepingRound
from workflows.names import ORDERS
from workflows.reconciler import Reconciler


class Regular(NamedTuple):
    workflow: Callable[..., Any]
    every: timedelta


SCHEDULES: Final = {
    "reconciler": Regular(Reconciler.run, timedelta(minutes=5)),
    "cash-reminders": Regular(CashRound.run, timedelta(minutes=10)),
    "housekeeping": Regular(HousekeepingRound.run, timedelta(hours=1)),
}
"""By the id of the schedule, which its workflows have too."""
RETIRED: Final = {"sweep-outbox": "SweepOutbox"}
"""Schedules of earlier releases, and the type of their workflows, which nobody can run any more."""
RETIREMENT: Final = "this release does without it"


async def start_schedules(client: Client, task_queue: str = ORDERS) -> None:
    """See to it that they are there; one that is stays as it is, paused or not."""
    for name, regular in SCHEDULES.items():
        schedule = Schedule(
            action=ScheduleActionStartWorkflow(regular.workflow, id=name, task_queue=task_queue),
            spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=regular.every)]),
            policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=timedelta(minutes=1)),
        )
        try:
            await client.create_schedule(name, schedule)
        except ScheduleAlreadyRunningError:
            continue
    for name, workflow_type in RETIRED.items():
        await _retire(client, name, workflow_type)


async def _retire(client: Client, name: str, workflow_type: str) -> None:
    schedule = client.get_schedule_handle(name)
    try:
        await schedule.pause(note=RETIREMENT)
        query = f"WorkflowType = '{workflow_type}' AND ExecutionStatus = 'Running'"
        async for run in client.list_workflows(query):
            await client.get_workflow_handle(run.id, run_id=run.run_id).terminate(reason=RETIREMENT)
        await schedule.delete()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:  # never there, or another worker was faster
            raise
