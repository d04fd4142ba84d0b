"""Reminders of cash in hand, on a schedule."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.cash import CashReminders
from workflows.names import DELIVERY

LONGEST = timedelta(minutes=2)


@workflow.defn
class CashRound:
    """One look at all organizations. A round that fails is left to the next one."""

    @workflow.run
    async def run(self) -> int:
        return await workflow.execute_activity_method(
            CashReminders.remind_of_cash,
            task_queue=DELIVERY,
            start_to_close_timeout=LONGEST,
            retry_policy=RetryPolicy(maximum_attempts=2),
            summary="all organizations",
        )
