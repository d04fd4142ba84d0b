"""Housekeeping, on a schedule."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.housekeeping import Housekeeping, Swept
from workflows.names import DELIVERY

LONGEST = timedelta(minutes=30)
SILENCE = timedelta(seconds=60)
"""Each page of files is a sign of life."""


@workflow.defn
class HousekeepingRound:
    """One look at all organizations. A round that fails is left to the next one."""

    @workflow.run
    async def run(self) -> Swept:
        return await workflow.execute_activity_method(
            Housekeeping.sweep,
            task_queue=DELIVERY,
            start_to_close_timeout=LONGEST,
            heartbeat_timeout=SILENCE,
            retry_policy=RetryPolicy(maximum_attempts=2),
            summary="all organizations",
        )
