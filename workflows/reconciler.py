"""The doctor on a schedule: looks at all orders, mends what is safe, and reports the rest."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.doctor import Doctor
from domain.values import Value
from workflows.names import DELIVERY

LONGEST_LOOK = timedelta(minutes=4)
SILENCE = timedelta(seconds=30)
"""Each page of orders is a sign of life; a page takes a second or two."""
ONE_REMEDY = timedelta(seconds=30)
TWICE = RetryPolicy(maximum_attempts=2)
"""What fails twice is left to the next round, which looks anew."""


class Round(Value):
    """What one round did."""

    orders: int
    mendable: int
    mended: int


@workflow.defn
class Reconciler:
    @workflow.run
    async def run(self) -> Round:
        diagnosis = await workflow.execute_activity_method(
            Doctor.examine,
            task_queue=DELIVERY,
            start_to_close_timeout=LONGEST_LOOK,
            heartbeat_timeout=SILENCE,
            retry_policy=TWICE,
            summary="all orders",
        )
        mended = 0
        for finding in diagnosis.findings:
            mended += await workflow.execute_activity_method(
                Doctor.mend,
                finding,
                task_queue=DELIVERY,
                start_to_close_timeout=ONE_REMEDY,
                retry_policy=TWICE,
                summary=f"{finding.fault} {finding.about}",
            )
        return Round(orders=diagnosis.orders, mendable=len(diagnosis.findings), mended=mended)
