"""The record is behind its workflow: somebody restored a backup. To append would fork the history."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta

import asyncpg
import pytest
from temporalio.api.enums.v1 import EventType

from domain.calendar import Hours, WorkingCalendar
from domain.orders.lifecycle import PauseOrder
from domain.organizations import OrganizationSettings
from tests.crew import Crew, recruit
from tests.faults.backup import Backup
from tests.faults.shop import FaultyShop, known, note, proved
from tests.workflows.running import Running, eventually
from workflows.order import REFUSED_RUNG

NEVER_QUIET = WorkingCalendar(quiet=Hours(since=time(0), until=time(0)))


@pytest.fixture
async def connection(shop: FaultyShop) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(shop.stack.settings.database.url)
    yield connection
    await connection.close()


async def test_a_record_behind_its_workflow_is_an_alarm_and_never_appended_to(
    shop: FaultyShop, crew: Crew, connection: asyncpg.Connection
) -> None:
    [worker] = await shop.workers.only()
    order = await shop.open(crew)
    old, new = Backup(connection, order.id, "old"), Backup(connection, order.id, "new")
    await old.take()
    lost = note(order)
    first = await order.send(lost)
    await new.take()
    await old.restore()
    entries, copy = await order.entries(), await order.held()
    command, signalled = note(order), note(order)
    await order.signal(signalled)
    refusal = await order.refused(command)
    assert refusal.type == "record.behind"
    assert refusal.details[1] == {"record": first.version - 1, "workflow": first.version}
    assert await order.entries() == entries
    assert await order.held() == copy
    assert await known(order, command.id) is None
    assert alarms(shop, worker, order) == 2
    await new.restore()
    answers = [first, await order.send(command), await order.send(signalled)]
    await proved(order, lost, command, signalled, answers=answers)


async def test_a_due_reminder_does_not_run_hot_on_a_record_behind(
    shop: FaultyShop, connection: asyncpg.Connection
) -> None:
    [worker] = await shop.workers.only()
    crew = await recruit(shop.database, OrganizationSettings(calendar=NEVER_QUIET))
    order = await shop.open(crew)
    old, new = Backup(connection, order.id, "old"), Backup(connection, order.id, "new")
    await old.take()
    soon = datetime.now(UTC) + timedelta(seconds=1)
    await order.give(PauseOrder, crew.curator, until=soon, reason="Ждём запчасть")
    await new.take()
    await old.restore()
    await eventually(lambda: pauses_for(order, REFUSED_RUNG))
    assert alarms(shop, worker, order) == 1
    await new.restore()
    await proved(order)


async def pauses_for(order: Running, seconds: int) -> bool:
    """Whether the workflow has set itself a timer of that length, and nothing happened since."""
    events = (await order.handle.fetch_history()).events
    timers = [event for event in events if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED]
    last = timers[-1].timer_started_event_attributes
    return last.start_to_fire_timeout.seconds == seconds


def alarms(shop: FaultyShop, worker: str, order: Running) -> int:
    lines = shop.workers.log(worker).splitlines()
    return sum("critical" in line and "record.behind" in line and str(order.id) in line for line in lines)
