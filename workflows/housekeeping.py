"""Housekeeping by schedule: what one order's workflow cannot notice about itself."""

import asyncio
from datetime import timedelta

from temporalio import workflow
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
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

from activities.notifications import Notifications, OrderRef, SweepRequest
from workflows.names import DELIVERY, ORDERS, order_workflow_id

EVERY = timedelta(seconds=60)
RETRY = RetryPolicy(maximum_attempts=3)


@workflow.defn
class SweepOutbox:
    """Nudges each order that has had a message unsent for a minute; its workflow catches up by it too."""

    @workflow.run
    async def run(self) -> int:
        """Returns how many orders were nudged."""
        stuck = await workflow.execute_activity_method(
            Notifications.overdue_orders,
            SweepRequest(now=workflow.now()),
            task_queue=DELIVERY,
            start_to_close_timeout=timedelta(seconds=30),
            retry_policy=RETRY,
        )
        await asyncio.gather(*map(self._nudge, stuck))
        return len(stuck)

    async def _nudge(self, ref: OrderRef) -> None:
        handle = workflow.get_external_workflow_handle(order_workflow_id(ref.order_id))
        try:
            await handle.signal("nudge")
        except ApplicationError:  # its workflow has ended: nobody else will deliver
            await self._deliver(ref)

    async def _deliver(self, ref: OrderRef) -> None:
        try:
            await workflow.execute_activity_method(
                Notifications.deliver,
                ref,
                task_queue=DELIVERY,
                start_to_close_timeout=timedelta(minutes=1),
                retry_policy=RETRY,
            )
        except ActivityError as error:  # the next sweep finds it again; the others' messages go on
            workflow.logger.warning("messages of an ended order stay unsent: %s", error)


async def schedule_housekeeping(client: Client) -> None:
    """Create the schedules that are not there yet."""
    schedule = Schedule(
        action=ScheduleActionStartWorkflow(SweepOutbox.run, id="sweep-outbox", task_queue=ORDERS),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=EVERY)]),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=EVERY),
    )
    try:
        await client.create_schedule("sweep-outbox", schedule)
    except ScheduleAlreadyRunningError:
        return
