"""Careless changes to the order's workflow: each would break orders in flight, and the replay must say so."""

import asyncio
from datetime import timedelta

from temporalio import workflow

from activities.notifications import Notifications
from activities.records import Recording
from domain.orders.order import Command
from workflows.names import DELIVERY
from workflows.order import OrderWorkflow
from workflows.progress import Progress


@workflow.defn(name="Order")
class OneTimerMore(OrderWorkflow):
    """Breathes before it records."""

    @workflow.init
    def __init__(self, progress: Progress) -> None:
        super().__init__(progress)

    @workflow.run
    async def run(self, progress: Progress) -> str:
        return await super().run(progress)

    async def record(self, command: Command, *, remember_refusal: bool) -> Recording:
        await asyncio.sleep(1)
        return await super().record(command, remember_refusal=remember_refusal)


@workflow.defn(name="Order")
class DeliversByItself(OrderWorkflow):
    """Empties the outbox before it records."""

    @workflow.init
    def __init__(self, progress: Progress) -> None:
        super().__init__(progress)

    @workflow.run
    async def run(self, progress: Progress) -> str:
        return await super().run(progress)

    async def record(self, command: Command, *, remember_refusal: bool) -> Recording:
        await workflow.execute_activity_method(
            Notifications.deliver_as_it_comes,
            task_queue=DELIVERY,
            start_to_close_timeout=timedelta(minutes=1),
        )
        return await super().record(command, remember_refusal=remember_refusal)


@workflow.defn(name="Order")
class ForgetsItsStory(OrderWorkflow):
    """Sets no search attributes any more."""

    @workflow.init
    def __init__(self, progress: Progress) -> None:
        super().__init__(progress)

    @workflow.run
    async def run(self, progress: Progress) -> str:
        return await super().run(progress)

    def tell_the_story(self) -> None:
        return


MUTANTS = (OneTimerMore, DeliversByItself, ForgetsItsStory)
