"""Whole orders, each along another path of the process. Every one ends where its name says."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from domain.orders.assignment import Accept, Assign, Decline
from domain.orders.custody import GiveDevice, ReceiveDevice, ReturnDevice
from domain.orders.lifecycle import AddNote, Cancel, PauseOrder, ResumeOrder, SetDeadline, Withdraw
from domain.orders.parts import Stage
from domain.orders.payments import RecordPayment, Refund, SettleMoney
from domain.orders.prepayment import ConfirmPayment, SubmitPrepayment
from domain.orders.stationary import AssignStationary, SetPriority
from domain.orders.verification import Return
from domain.orders.visit import Arrive, Depart, FailVisit, MoveVisit
from domain.organizations import Mode, OrganizationSettings, Verification
from tests.crew import Crew
from tests.workflows.detours import DETOURS
from tests.workflows.kinsfolk import KINSFOLK
from tests.workflows.running import Orders, Running
from tests.workflows.steps import (
    PRICE,
    agree,
    both_branches,
    cash,
    collect,
    complete,
    hand_over,
    into_work,
    repair,
    submit_agreement,
    submit_receipt,
    submit_report,
)

Story = Callable[[Orders, Crew], Awaitable[Running]]


async def both_branches_in_parallel(orders: Orders, crew: Crew) -> Running:
    order = await into_work(orders, crew, prepaid=100_000)
    await both_branches(order)
    await repair(order)
    await collect(order)
    await complete(order, PRICE - 100_000)
    return order


async def visits(orders: Orders, crew: Crew) -> Running:
    """Nobody there, another time, on the way, on site, agreed."""
    now = await orders.now()
    interval = {"since": now + timedelta(hours=20), "until": now + timedelta(hours=22)}
    order = await orders.open(crew, visit=interval, note="Звонить дважды")
    await order.give(Accept, crew.engineer)
    await order.give(Depart, crew.engineer)
    await order.give(FailVisit, crew.engineer, reason="nobody_there")
    later = {key: at + timedelta(days=1) for key, at in interval.items()}
    await order.give(MoveVisit, crew.curator, to=later, reason="client_asked")
    await order.give(Depart, crew.engineer)
    await order.give(Arrive, crew.engineer)
    await submit_agreement(order)
    await order.approve("agreement")
    return order


async def refusal_with_a_fee(orders: Orders, crew: Crew) -> Running:
    order = await orders.open(crew)
    await order.give(Accept, crew.engineer)
    await submit_agreement(order, kind="refused", code="price", text="Дорого", fee=70_000, method="cash")
    await order.approve("agreement")
    return order


async def returned_stages(orders: Orders, crew: Crew) -> Running:
    """Each step and each branch comes back once."""
    order = await orders.open(crew)
    await order.give(Accept, crew.engineer)
    await submit_agreement(order)
    await order.give(Return, crew.curator, part="agreement", reason="нет модели ролика")
    await submit_agreement(order)
    await order.approve("agreement")
    await order.give(SubmitPrepayment, crew.engineer, payment=cash(1_000))
    await order.give(Return, crew.curator, part="prepayment", reason="чек не читается")
    await order.give(SubmitPrepayment, crew.engineer, payment=None)
    await order.approve("prepayment")
    await submit_receipt(order, 60_000, 20_000)
    await order.give(Return, crew.curator, part="receipt.1", reason="см. строку", lines={1: "не та цена"})
    await submit_receipt(order, 15_000, part="receipt.1", total=75_000)
    await order.approve("receipt.1")
    await hand_over(order)
    await order.give(Return, crew.curator, part="stationary.1", reason="нет фото")
    await hand_over(order, part="stationary.1")
    await order.give(Return, crew.curator, part="stationary.1", reason="и описания")
    await order.give(Withdraw, crew.engineer, part="stationary.1", reason="сделаю на месте")
    await submit_report(order, PRICE)
    await order.give(Return, crew.curator, part="report", reason="акт без подписи")
    await complete(order)
    return order


async def cancelled_in_the_workshop(orders: Orders, crew: Crew) -> Running:
    """A way, not an instant: the device goes back first, then the money."""
    order = await into_work(orders, crew, prepaid=100_000)
    await both_branches(order)
    await repair(order)
    await order.give(Cancel, crew.curator, reason="клиент передумал")
    await order.give(GiveDevice, crew.worker, to=crew.engineer.id)
    await order.give(ReceiveDevice, crew.engineer)
    await order.give(ReturnDevice, crew.engineer, act=[crew.photos.pop()])
    await order.give(
        SettleMoney,
        crew.curator,
        refund=90_000,
        method="cash",
        recipient="клиент",
        kept_reason="выезд",
    )
    return order


async def reassignment(orders: Orders, crew: Crew) -> Running:
    """Declined, offered to another, accepted, taken away again with the device in hand."""
    order = await orders.open(crew, engineer=None)
    await order.give(Assign, crew.curator, engineer=crew.second_engineer.id)
    await order.give(Decline, crew.second_engineer, reason="в отпуске")
    await order.give(Assign, crew.curator, engineer=crew.engineer.id)
    await agree(order)
    await order.give(SubmitPrepayment, crew.engineer, payment=None)
    await order.approve("prepayment")
    await hand_over(order)
    await order.give(Return, crew.curator, part="stationary.1", reason="рано")
    await order.give(Withdraw, crew.engineer, part="stationary.1", reason="рано")
    await order.give(Assign, crew.curator, engineer=crew.second_engineer.id)
    await order.give(Accept, crew.second_engineer)
    await order.give(GiveDevice, crew.engineer, to=crew.second_engineer.id)
    await order.give(ReceiveDevice, crew.second_engineer)
    return order


async def thinking_client(orders: Orders, crew: Crew) -> Running:
    order = await orders.open(crew)
    await order.give(Accept, crew.engineer)
    until = await orders.now() + timedelta(days=5)
    await submit_agreement(order, kind="thinking", until=until)
    await submit_agreement(order)
    await order.approve("agreement")
    return order


async def invoice(orders: Orders, crew: Crew) -> Running:
    """Its money counts when somebody sees it on the account; more comes outside of the steps."""
    order = await orders.open(crew)
    await agree(order)
    bill = {"amount": 200_000, "method": "invoice"}
    await order.give(SubmitPrepayment, crew.engineer, payment=bill)
    await order.approve("prepayment")
    await order.give(ConfirmPayment, crew.owner)
    await order.give(RecordPayment, crew.curator, payment=cash(50_000))
    await order.give(Refund, crew.curator, amount=10_000, method="card", recipient="клиент", reason="скидка")
    await complete(order, PRICE - 240_000)
    return order


async def completed_with_a_debt(orders: Orders, crew: Crew) -> Running:
    order = await into_work(orders, crew)
    await submit_report(order, PRICE - 50_000)
    due = await orders.today(crew) + timedelta(days=10)
    await order.approve("report", debt_due=due)
    await order.give(RecordPayment, crew.curator, payment=cash(50_000))
    return order


async def walk_in_with_diagnosis(orders: Orders, crew: Crew) -> Running:
    """The client brought it; the workshop finds out what is wrong before anything is agreed."""
    order = await orders.open(crew, engineer=None, walk_in=True)
    await order.give(Assign, crew.curator, engineer=crew.engineer.id)
    await order.give(Accept, crew.engineer)
    await order.give(GiveDevice, crew.curator, to=crew.engineer.id)
    await order.give(ReceiveDevice, crew.engineer)
    await hand_over(order, purpose="diagnosis")
    await order.approve("stationary.1")
    await order.give(AssignStationary, crew.curator, part="stationary.1", person=crew.worker.id)
    await order.give(SetPriority, crew.curator, part="stationary.1", priority=1)
    await repair(order)
    await collect(order)
    await submit_agreement(order)
    return order


async def paused_and_resumed(orders: Orders, crew: Crew) -> Running:
    order = await orders.open(crew)
    await order.give(Accept, crew.engineer)
    until = await orders.now() + timedelta(days=9)
    await order.give(SetDeadline, crew.curator, part="agreement", until=until)
    await order.give(PauseOrder, crew.curator, until=until + timedelta(days=1), reason="клиент в отъезде")
    await order.give(ResumeOrder, crew.curator)
    return order


async def verified_after(orders: Orders, crew: Crew) -> Running:
    """The engineer goes on while the curator has not looked yet; the report is approved last."""
    order = await orders.open(crew)
    await order.give(Accept, crew.engineer)
    await submit_agreement(order)
    await order.give(SubmitPrepayment, crew.engineer, payment=cash(100_000))
    await submit_receipt(order, 30_000)
    await submit_report(order, PRICE - 100_000)
    for part in ("agreement", "prepayment", "receipt.1", "report"):
        await order.approve(part)
    return order


async def notes_by_signal(orders: Orders, crew: Crew) -> Running:
    """Accepted, refused, unreadable, and of somebody else's envelope."""
    order = await orders.open(crew)
    await order.signal(order.command(AddNote, crew.engineer, text="Позвонил"))
    await order.signal(order.command(Accept, crew.second_engineer))
    await order.handle.signal("command", {"id": "broken-1", "json": '{"kind": "add_note"'})
    await order.handle.signal("command", {"id": "broken-2", "json": '{"kind": "add_note"}'})
    note = order.command(AddNote, crew.engineer, text="Чужой конверт")
    await order.handle.signal("command", {"id": "broken-3", "json": note.model_dump_json()})
    await order.give(Accept, crew.engineer)
    return order


async def caught_up(orders: Orders, crew: Crew) -> Running:
    """The record moves ahead of the workflow, which is told to read it."""
    order = await orders.open(crew)
    await order.record_beside(order.command(Accept, crew.engineer))
    await order.handle.signal("catch_up")
    await order.record_beside(order.command(AddNote, crew.engineer, text="мимо"))
    await order.handle.signal("catch_up")
    await order.give(AddNote, crew.engineer, text="снова вместе")
    return order


STORIES: dict[Story, Stage] = {
    both_branches_in_parallel: Stage.COMPLETED,
    visits: Stage.PREPAYMENT,
    refusal_with_a_fee: Stage.REFUSED,
    returned_stages: Stage.COMPLETED,
    cancelled_in_the_workshop: Stage.CANCELLED,
    reassignment: Stage.WORK,
    thinking_client: Stage.PREPAYMENT,
    invoice: Stage.COMPLETED,
    completed_with_a_debt: Stage.COMPLETED,
    walk_in_with_diagnosis: Stage.AGREEMENT,
    paused_and_resumed: Stage.AGREEMENT,
    verified_after: Stage.COMPLETED,
    notes_by_signal: Stage.AGREEMENT,
    caught_up: Stage.AGREEMENT,
    **DETOURS,
    **KINSFOLK,
}
"""Each with the stage it leads to."""

AFTER = Verification(agreement=Mode.AFTER, prepayment=Mode.AFTER, receipt=Mode.AFTER)
SETTINGS: dict[Story, OrganizationSettings] = {verified_after: OrganizationSettings(verification=AFTER)}
"""Of the stories that happen in another kind of organization."""
