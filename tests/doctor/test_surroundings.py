"""What all orders share: workers that poll, errands that run, the schedules."""

from datetime import UTC, datetime, time, timedelta

import asyncpg
import pytest
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleOverlapPolicy,
    ScheduleSpec,
    WorkflowExecutionStatus,
)

import metrics
from activities.doctor import Diagnosis, Doctor
from domain.calendar import Hours, WorkingCalendar
from domain.orders.health import Fault, Finding
from domain.organizations import Organization, OrganizationSettings
from settings import DatabaseSettings, Settings
from storage.database import Database
from tests.doctor.ward import doctor_for
from tests.namespaces import own_namespace
from tests.storage.shop import Shop
from tests.workers import working
from tests.workflows.channels import PostRoom
from tests.workflows.running import eventually
from workflows.errands import ERRANDS
from workflows.live import LiveWorkflows
from workflows.names import DELIVERY, ORDERS
from workflows.schedules import SCHEDULES, start_schedules

Seen = list[tuple[Fault, str]]


@pytest.fixture
async def client(settings: Settings) -> Client:
    return await own_namespace(settings.temporal)


async def seen(client: Client, database: Database) -> Seen:
    diagnosis = await doctor_for(client, database).diagnose()
    return [(finding.fault, finding.about) for finding in diagnosis.findings]


async def test_nobody_works_and_no_errand_was_ever_started(client: Client, database: Database) -> None:
    missing = [(Fault.ERRAND_MISSING, errand) for errand in ERRANDS]
    unpolled = [(Fault.QUEUE_UNPOLLED, ORDERS), (Fault.QUEUE_UNPOLLED, DELIVERY)]
    assert await seen(client, database) == [*missing, *unpolled]


async def test_a_terminated_errand_is_started_by_the_next_round_of_the_schedule(
    client: Client, database: Database
) -> None:
    async with working(client, database, PostRoom(), doctor_for(client, database)):
        assert await seen(client, database) == []
        for errand in ERRANDS:
            await client.get_workflow_handle(errand).terminate()
        assert await seen(client, database) == [(Fault.ERRAND_MISSING, errand) for errand in ERRANDS]
        await start_schedules(client)
        await client.get_schedule_handle("reconciler").trigger()

        async def whole() -> bool:
            return not await seen(client, database)

        await eventually(whole)


async def test_the_schedules_reminders_of_cash_reach_the_activity(
    client: Client, database: Database, witness: asyncpg.Connection
) -> None:
    """In a shop that never closes: it is Sunday, or night, somewhere in most test runs."""
    shop = await Shop(database).found()
    always = Hours(since=time(0), until=time(0))
    calendar = WorkingCalendar(week=(always,) * 7, quiet=always)
    settings = OrganizationSettings(calendar=calendar, cash_remind_days=1)
    async with database.transaction() as tx:
        await tx.organizations.put(Organization(id=shop.id, name="Сервис", settings=settings))
    shop.clock = datetime.now(UTC) - timedelta(days=3)
    await shop.order_in_work(prepaid=70_000)
    async with working(client, database, PostRoom()):
        await start_schedules(client)
        await client.get_schedule_handle("cash-reminders").trigger()

        async def reminded() -> bool:
            return bool(await witness.fetchval("SELECT 1 FROM outbox WHERE about_person = $1", shop.engineer))

        await eventually(reminded)


async def test_an_errand_that_fails_again_and_again_is_found(client: Client, database: Database) -> None:
    nowhere = Database(DatabaseSettings(url="postgresql://nobody@127.0.0.1:1/nothing"))
    async with working(client, nowhere, PostRoom()):

        async def stuck() -> bool:
            return (Fault.ERRAND_STUCK, "errand-messages") in await seen(client, database)

        await eventually(stuck, within=30)
    await nowhere.close()


async def test_however_often_workers_start_there_is_one_of_each_schedule_and_no_overlap(
    client: Client,
) -> None:
    await start_schedules(client)
    await start_schedules(client)
    for name, regular in SCHEDULES.items():
        schedule = (await client.get_schedule_handle(name).describe()).schedule
        assert schedule.policy.overlap is ScheduleOverlapPolicy.SKIP
        assert [interval.every for interval in schedule.spec.intervals] == [regular.every]


async def test_the_sweeper_of_0_1_is_retired_with_the_run_that_it_has_begun(client: Client) -> None:
    """No worker knows its workflow any more: it would fail its tasks for ever."""
    action = ScheduleActionStartWorkflow("SweepOutbox", id="sweep-outbox", task_queue=ORDERS)
    schedule = await client.create_schedule("sweep-outbox", Schedule(action=action, spec=ScheduleSpec()))
    await schedule.trigger()

    async def begun() -> str:
        runs = [run.id async for run in client.list_workflows("WorkflowType = 'SweepOutbox'")]
        return runs[0] if runs else ""

    run = client.get_workflow_handle(await eventually(begun))
    await start_schedules(client)
    assert (await run.describe()).status is WorkflowExecutionStatus.TERMINATED
    assert {entry.id async for entry in await client.list_schedules()} == set(SCHEDULES)
    await start_schedules(client)


async def test_old_findings_are_left_to_whoever_ran_the_last_round(
    client: Client, database: Database
) -> None:
    now = datetime.now(UTC)
    doctor = Doctor(database, LiveWorkflows(client), lambda: now)
    doctor.report(Diagnosis(orders=0, findings=(Finding(fault=Fault.QUEUE_UNPOLLED, about=ORDERS),)))

    def told() -> list[float]:
        return [sample.value for family in metrics.FINDINGS.collect() for sample in family.samples]

    now += timedelta(minutes=11)
    doctor.forget()
    assert sum(told()) == 1
    now += timedelta(minutes=2)
    doctor.forget()
    assert told() == []
