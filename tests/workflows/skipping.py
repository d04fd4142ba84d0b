"""Orders on the time-skipping server: days pass in milliseconds, timers fire, our record stays real."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from temporalio.testing import WorkflowEnvironment

from activities.records import Records
from stack import binaries
from storage.database import Database
from tests.namespaces import add_search_attributes
from tests.workflows.running import Orders
from worker import order_worker
from workflows.plugin import Plugin

MOSCOW = ZoneInfo("Europe/Moscow")


def next_monday(now: datetime) -> datetime:
    """Ten in the morning, when the organizations of the tests have begun to work."""
    local = now.astimezone(MOSCOW)
    day = local.date() + timedelta(days=7 - local.weekday())
    return datetime.combine(day, time(10), MOSCOW).astimezone(UTC)


class SkippingOrders(Orders):
    """No errand runs here, as no time is skipped while an activity does: tests deliver by hand."""

    def __init__(self, environment: WorkflowEnvironment, database: Database) -> None:
        super().__init__(environment.client, database)
        self.environment = environment

    async def now(self) -> datetime:
        return await self.environment.get_current_time()

    async def pass_until(self, moment: datetime) -> None:
        """Let everything happen that is due until then."""
        await self.environment.sleep(moment - await self.now())

    async def passes(self, **duration: float) -> None:
        await self.environment.sleep(timedelta(**duration))


@asynccontextmanager
async def time_skipping(database: Database) -> AsyncIterator[SkippingOrders]:
    """A server with its own clock, and workers for it. The clock begins now and goes forward only."""
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=binaries.command("temporal-test-server"), plugins=[Plugin()]
    ) as environment:
        await add_search_attributes(environment.client)
        async with order_worker(environment.client, Records(database)):
            yield SkippingOrders(environment, database)
