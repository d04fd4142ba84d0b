"""Waiting and its end: pauses, archives, and records that moved ahead of their workflow."""

from datetime import timedelta

from temporalio.api.enums.v1 import EventType

from domain.orders.assignment import Accept
from domain.orders.lifecycle import AddNote, PauseOrder, ResumeOrder
from domain.orders.order import Command
from domain.orders.reminders import Reminded
from domain.orders.stationary import Take
from domain.orders.waiting import WaitKind
from domain.organizations import OrganizationSettings
from storage.database import Database
from tests.crew import Crew, recruit
from tests.workflows.histories import events_of, of_type
from tests.workflows.running import Orders, Running, eventually
from tests.workflows.skipping import next_monday, time_skipping
from tests.workflows.steps import hand_over, into_work, submit_receipt
from tests.workflows.stories import refusal_with_a_fee
from workflows.order import REFUSED_RUNG


def kinds(order: Running) -> list[WaitKind]:
    return [wait.kind for wait in order.answer.waits]


async def test_a_pause_stops_commands_and_waits_until_it_is_resumed(orders: Orders, crew: Crew) -> None:
    order = await orders.open(crew)
    await order.give(Accept, crew.engineer)
    until = await orders.now() + timedelta(days=3)
    await order.give(PauseOrder, crew.curator, until=until, reason="клиент в отъезде")
    assert kinds(order) == [WaitKind.RESUME]
    note: Command = order.command(AddNote, crew.engineer, text="всё равно")
    await order.send(note)
    await order.give(ResumeOrder, crew.curator)
    assert kinds(order) == [WaitKind.SUBMIT_AGREEMENT]
    assert (await order.refused(order.command(ResumeOrder, crew.curator))).type == "order.not_paused"


async def test_a_closed_order_takes_notes_until_its_archive_and_then_ends(database: Database) -> None:
    crew = await recruit(database, OrganizationSettings(reopen_days=30))
    async with time_skipping(database) as orders:
        order = await refusal_with_a_fee(orders, crew)
        closed_at = await orders.now()
        await orders.pass_until(closed_at + timedelta(days=29))
        await order.give(AddNote, crew.engineer, text="вернулся за кабелем")
        await orders.pass_until(closed_at + timedelta(days=30, minutes=1))
        assert await order.handle.result() == "refused"


async def test_catch_up_reads_what_another_path_recorded(orders: Orders, crew: Crew) -> None:
    order = await orders.open(crew)
    await order.record_beside(order.command(Accept, crew.engineer))
    assert (await order.held()).version == 3
    await order.handle.signal("catch_up")

    async def caught_up() -> bool:
        return await order.held() == await order.recorded()

    await eventually(caught_up)
    assert (await order.held()).engineer == crew.engineer.id


async def test_the_next_command_brings_what_the_copy_missed(orders: Orders, crew: Crew) -> None:
    order = await orders.open(crew)
    await order.record_beside(order.command(Accept, crew.engineer))
    answer = await order.give(AddNote, crew.engineer, text="после")
    assert answer.first_seq == 6
    assert await order.held() == await order.recorded()


async def test_a_wait_that_ended_beside_the_workflow_is_not_reminded_of(database: Database) -> None:
    crew = await recruit(database)
    async with time_skipping(database) as orders:
        begin = next_monday(await orders.now())
        await orders.pass_until(begin)
        order = await into_work(orders, crew)
        same = begin + timedelta(minutes=10)
        await orders.pass_until(same)
        await submit_receipt(order, 60_000, at=same)
        await hand_over(order, at=same)
        await order.approve("stationary.1", at=same)
        await order.record_beside(order.command(Take, crew.worker, part="stationary.1"))

        await orders.pass_until(begin + timedelta(hours=4))

        reminded = [entry.event.wait for entry in await order.entries() if isinstance(entry.event, Reminded)]
        assert [wait.partition("@")[0] for wait in reminded] == ["receipt.1:verify_receipt"]
        timers = of_type(await events_of(order), EventType.EVENT_TYPE_TIMER_STARTED)
        naps = [one.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta() for one in timers]
        assert timedelta(seconds=REFUSED_RUNG) not in naps, "it takes the ended wait for a broken record"
        assert await order.held() == await order.recorded()
