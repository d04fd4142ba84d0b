"""Whatever an order waits for, somebody does it: so every order comes to its end."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from domain.orders.assignment import Accept, Assign
from domain.orders.custody import GiveDevice, ReceiveDevice, ReturnDevice
from domain.orders.lifecycle import ResumeOrder
from domain.orders.parts import VisitState
from domain.orders.payments import RecordPayment, SettleMoney
from domain.orders.prepayment import ConfirmPayment, SubmitPrepayment
from domain.orders.state import Order
from domain.orders.stationary import FinishRepair, Take
from domain.orders.visit import Arrive, Depart, MoveVisit
from domain.orders.waiting import Wait, WaitKind
from domain.people import Person
from domain.values import PersonId
from tests.workflows.running import Running
from tests.workflows.steps import cash, hand_over, submit_agreement, submit_receipt, submit_report

LONGEST = 40
"""Steps after which an order that is not at its end never will be."""

Act = Callable[[Running, Order, Wait], Awaitable[object]]


async def finish(order: Running) -> Order:
    """Do what it waits for, one thing after the other, until it waits for nothing."""
    for _ in range(LONGEST):
        held = await caught_up(order)
        if not held.waits:
            return held
        wait = min(held.waits, key=lambda wait: list(ACTS).index(wait.kind))
        await ACTS[wait.kind](order, held, wait)
    raise AssertionError(f"it still waits for {[wait.id for wait in held.waits]}")


async def caught_up(order: Running) -> Order:
    """Look at it as its people do, who then answer what they see. Its engineer does the engineer's part."""
    held = await order.held()
    order.answer = order.answer.model_copy(update={"parts": held.parts, "version": held.version})
    if held.engineer:
        order.crew = replace(order.crew, engineer=person(order, held.engineer))
    return held


def person(order: Running, person_id: PersonId | None) -> Person:
    return next(person for person in order.crew.people if person.id == person_id)


async def assign(order: Running, held: Order, wait: Wait) -> None:
    await order.give(Assign, order.crew.curator, engineer=order.crew.engineer.id)


async def accept(order: Running, held: Order, wait: Wait) -> None:
    await order.give(Accept, person(order, wait.person))


async def visit(order: Running, held: Order, wait: Wait) -> None:
    assert held.visit
    on_site = held.visit.state is VisitState.ON_MY_WAY
    await order.give(Arrive if on_site else Depart, order.crew.engineer)


async def move_visit(order: Running, held: Order, wait: Wait) -> None:
    since = await order.orders.now() + timedelta(days=1)
    interval = {"since": since, "until": since + timedelta(hours=2)}
    await order.give(MoveVisit, order.crew.curator, to=interval, reason="client_asked")


async def approve(order: Running, held: Order, wait: Wait) -> None:
    await order.approve(wait.part)


async def agree(order: Running, held: Order, wait: Wait) -> None:
    if held.engineer is None:  # a walk-in: somebody has to carry it first
        await assign(order, held, wait)
    else:
        await submit_agreement(order)


async def prepay(order: Running, held: Order, wait: Wait) -> None:
    await order.give(SubmitPrepayment, order.crew.engineer, payment=None)


async def confirm_payment(order: Running, held: Order, wait: Wait) -> None:
    await order.give(ConfirmPayment, order.crew.owner)


async def hand_over_again(order: Running, held: Order, wait: Wait) -> None:
    await hand_over(order, part=wait.part)


async def take(order: Running, held: Order, wait: Wait) -> None:
    await order.give(Take, order.crew.worker, part=wait.part)


async def repair(order: Running, held: Order, wait: Wait) -> None:
    photos = [order.crew.photos.pop()]
    await order.give(
        FinishRepair, order.crew.worker, part=wait.part, done="заменена плата", amount=20_000, photos=photos
    )


async def give_device(order: Running, held: Order, wait: Wait) -> None:
    assert held.carrier
    await order.give(GiveDevice, person(order, held.custody.holder), to=held.carrier)


async def receive_device(order: Running, held: Order, wait: Wait) -> None:
    await order.give(ReceiveDevice, person(order, held.custody.offered_to))


async def return_device(order: Running, held: Order, wait: Wait) -> None:
    await order.give(ReturnDevice, person(order, held.custody.holder), no_act_reason="клиент спешил")


async def correct_receipt(order: Running, held: Order, wait: Wait) -> None:
    receipt = held.receipt_at(wait.part)
    assert receipt
    missing = receipt.total - sum(line.quantity * line.unit_price for line in receipt.accepted)
    await submit_receipt(order, missing, part=wait.part, total=receipt.total)


async def report(order: Running, held: Order, wait: Wait) -> None:
    await submit_report(order, held.totals.debt)


async def settle(order: Running, held: Order, wait: Wait) -> None:
    refund = held.totals.received - (held.closing.fee if held.closing else 0)
    await order.give(SettleMoney, order.crew.curator, refund=refund, method="cash", recipient="клиент")


async def collect_debt(order: Running, held: Order, wait: Wait) -> None:
    await order.give(RecordPayment, order.crew.curator, payment=cash(held.totals.debt))


async def resume(order: Running, held: Order, wait: Wait) -> None:
    await order.give(ResumeOrder, order.crew.curator)


ACTS: dict[WaitKind, Act] = {
    WaitKind.RESUME: resume,
    WaitKind.ASSIGN: assign,
    WaitKind.ACCEPT: accept,
    WaitKind.RESCHEDULE: move_visit,
    WaitKind.VISIT: visit,
    WaitKind.RECEIVE_DEVICE: receive_device,
    WaitKind.GIVE_DEVICE: give_device,
    WaitKind.RETURN_DEVICE: return_device,
    WaitKind.SUBMIT_AGREEMENT: agree,
    WaitKind.CLIENT_DECISION: agree,
    WaitKind.VERIFY_AGREEMENT: approve,
    WaitKind.SUBMIT_PREPAYMENT: prepay,
    WaitKind.VERIFY_PREPAYMENT: approve,
    WaitKind.CONFIRM_PAYMENT: confirm_payment,
    WaitKind.CORRECT_HANDOVER: hand_over_again,
    WaitKind.VERIFY_HANDOVER: approve,
    WaitKind.TAKE: take,
    WaitKind.REPAIR: repair,
    WaitKind.VERIFY_REPAIR: approve,
    WaitKind.CORRECT_RECEIPT: correct_receipt,
    WaitKind.VERIFY_RECEIPT: approve,
    WaitKind.SUBMIT_REPORT: report,
    WaitKind.VERIFY_REPORT: approve,
    WaitKind.SETTLE_MONEY: settle,
    WaitKind.COLLECT_DEBT: collect_debt,
}
"""In the order in which they are done."""
