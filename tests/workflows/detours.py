"""Orders that leave the straight way: each is a story as those in `stories.py`."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from domain.orders.agreement import SubmitAgreement
from domain.orders.answer import Answer
from domain.orders.assignment import Accept, Assign, Decline, Offer
from domain.orders.custody import RecoverDevice
from domain.orders.lifecycle import ResumeOrder
from domain.orders.onsite import SubmitOnSite
from domain.orders.parts import Stage
from domain.orders.payout import PayOut
from domain.orders.penalties import Appeal, DecideAppeal, Penalize
from domain.orders.penalty import PenaltyRule
from domain.orders.prepayment import SubmitPrepayment
from domain.orders.reopening import Reopen
from domain.orders.request import Ask, Deny, Grant
from domain.orders.stationary import Take
from domain.orders.supplement import SubmitSupplement
from domain.orders.takeover import TakeOver
from domain.orders.undo import Undo
from domain.orders.verification import Return
from domain.orders.waiting import WaitKind
from domain.orders.write_off import WriteOff
from domain.organizations import OrganizationSettings
from tests.crew import Crew
from tests.workflows.running import Orders, Running
from tests.workflows.skipping import SkippingOrders
from tests.workflows.steps import (
    AGREED,
    OPTION,
    PRICE,
    cash,
    complete,
    hand_over,
    into_work,
    submit_agreement,
    submit_receipt,
    submit_report,
)

MORE = {"lines": [{"name": "Термоплёнка", "unit_price": 120_000}]}
RULED = OrganizationSettings(
    penalties=(PenaltyRule(kind=WaitKind.SUBMIT_AGREEMENT, after=200, amount=50_000),)
)


async def offered(orders: Orders, crew: Crew) -> Running:
    order = await orders.open(crew, engineer=None)
    await order.give(Offer, crew.curator, engineers=[crew.engineer.id, crew.second_engineer.id])
    return order


async def offer_raced(orders: Orders, crew: Crew) -> Running:
    """Both accept at once: one has it, the other is refused."""
    order = await offered(orders, crew)
    presses = [order.command(Accept, engineer) for engineer in (crew.engineer, crew.second_engineer)]
    outcomes = await asyncio.gather(*map(order.send, presses), return_exceptions=True)
    assert sorted(isinstance(came, Answer) for came in outcomes) == [False, True]
    return order


async def offer_declined(orders: Orders, crew: Crew) -> Running:
    """By one; the other's button is alive."""
    order = await offered(orders, crew)
    accept = order.command(Accept, crew.engineer)
    await order.give(Decline, crew.second_engineer, reason="в отпуске")
    await order.send(accept)
    return order


async def requests_decided(orders: Orders, crew: Crew) -> Running:
    """Denied; a pause, which the curator ends; another engineer."""
    order = await orders.open(crew)
    await order.give(Accept, crew.engineer)
    await order.give(Ask, crew.engineer, what="cancellation", reason="клиент пропал")
    await order.give(Deny, crew.curator, reason="я дозвонилась")
    until = await orders.now() + timedelta(days=4)
    await order.give(Ask, crew.engineer, what="pause", reason="ждём пропуск", until=until)
    await order.give(Grant, crew.curator)
    await order.give(ResumeOrder, crew.curator)
    await order.give(Ask, crew.engineer, what="reassignment", reason="заболел")
    await order.give(Grant, crew.curator)
    await order.give(Assign, crew.curator, engineer=crew.second_engineer.id)
    await order.give(Accept, crew.second_engineer)
    return order


async def undone_steps(orders: Orders, crew: Crew) -> Running:
    """Every kind of submission is taken back once by its author, a hand-over with the device."""

    async def undo(part: str) -> None:
        await order.give(Undo, crew.engineer, part=part)

    order = await orders.open(crew)
    await order.give(Accept, crew.engineer)
    await submit_agreement(order)
    await undo("agreement")
    await submit_agreement(order)
    await order.approve("agreement")
    await order.give(SubmitPrepayment, crew.engineer, payment=cash(1_000))
    await undo("prepayment")
    await order.give(SubmitPrepayment, crew.engineer, payment=None)
    await order.approve("prepayment")
    await hand_over(order)
    await undo("stationary.1")
    await hand_over(order, part="stationary.1")
    await order.approve("stationary.1")
    await submit_receipt(order, 20_000)
    await undo("receipt.1")
    await submit_receipt(order, 30_000, part="receipt.1")
    await order.approve("receipt.1")
    await order.give(Ask, crew.engineer, what="cancellation", reason="передумал")
    await undo("request")
    return order


async def taken_over(orders: Orders, crew: Crew) -> Running:
    """By another curator, who verifies; then the owner hands it back."""
    order = await into_work(orders, crew)
    await hand_over(order)
    await order.give(TakeOver, crew.second_curator, reason="в отпуске")
    await order.give(Return, crew.second_curator, part="stationary.1", reason="нет фото")
    await order.give(TakeOver, crew.owner, to=crew.curator.id, reason="вернулась")
    return order


async def recovered_device(orders: Orders, crew: Crew) -> Running:
    """From the workshop, whose engineer is blocked in the middle of the repair."""
    order = await into_work(orders, crew)
    await hand_over(order)
    await order.approve("stationary.1")
    await order.give(Take, crew.worker, part="stationary.1")
    async with orders.database.transaction() as tx:
        await tx.people.put(crew.worker.model_copy(update={"active": False}))
    await order.give(RecoverDevice, crew.engineer, holder=crew.worker.id, reason="уволен")
    return order


async def penalties_appealed(orders: Orders, crew: Crew) -> Running:
    """One is reversed, one upheld."""
    order = await orders.open(crew)
    await order.give(Accept, crew.engineer)
    for part, verdict in (("penalty.1", "reverse"), ("penalty.2", "uphold")):
        charge = {"person": crew.engineer.id, "amount": 50_000, "reason": "не позвонил"}
        await order.give(Penalize, crew.curator, part=part, **charge)
        await order.give(Appeal, crew.engineer, part=part, reason="звонил дважды")
        await order.give(DecideAppeal, crew.owner, part=part, verdict=verdict, reason="по журналу")
    return order


async def paid_out(orders: Orders, crew: Crew) -> Running:
    order = await into_work(orders, crew)
    await complete(order)
    earned = (await order.held()).payable[crew.engineer.id]
    await order.give(PayOut, crew.owner, person=crew.engineer.id, amount=earned, method="card")
    return order


async def debt_written_off(orders: Orders, crew: Crew) -> Running:
    order = await into_work(orders, crew)
    await submit_report(order, PRICE - 50_000)
    due = await orders.today(crew) + timedelta(days=10)
    await order.approve("report", debt_due=due)
    await order.give(WriteOff, crew.owner, amount=50_000, reason="клиент обанкротился")
    return order


async def reopened(orders: Orders, crew: Crew) -> Running:
    order = await into_work(orders, crew)
    await complete(order)
    await order.give(Reopen, crew.owner, reason="клиент вернулся")
    await complete(order, 0)
    return order


async def supplemented(orders: Orders, crew: Crew) -> Running:
    """The client thinks it over, agrees to more, and refuses still more."""

    async def submit(part: str = "supplement", **outcome: Any) -> None:
        given = outcome or AGREED
        await order.give(SubmitSupplement, crew.engineer, part=part, options=[MORE], outcome=given)

    order = await into_work(orders, crew)
    await submit(kind="thinking", until=await orders.now() + timedelta(days=3))
    await submit("supplement.1")
    await order.give(Return, crew.curator, part="supplement.1", reason="какая плёнка?")
    await submit("supplement.1")
    await order.approve("supplement.1")
    await submit(kind="refused", code="price", text="Хватит", fee=0)
    await order.approve("supplement.2")
    await complete(order, PRICE + 120_000)
    return order


async def done_on_site(orders: Orders, crew: Crew) -> Running:
    """One form and one verification, which it passes the second time."""
    order = await orders.open(crew)
    await order.give(Accept, crew.engineer)
    form = {"lines": OPTION["lines"], "act": [crew.photos.pop()], "received": cash(PRICE)}
    await order.give(SubmitOnSite, crew.engineer, **form)
    await order.give(Return, crew.curator, part="onsite", reason="акт без подписи")
    await order.give(SubmitOnSite, crew.engineer, **form | {"act": [crew.photos.pop()]})
    await order.approve("onsite")
    return order


async def penalized_by_rule(orders: SkippingOrders, crew: Crew) -> Running:
    """The engineer's own clock runs too long; the appeal is won. Of an organization that is `RULED`."""
    order = await orders.open(crew)
    await order.give(Accept, crew.engineer)
    await orders.passes(days=2)
    held = await order.held()
    assert [penalty.author for penalty in held.penalties] == [None]
    order.answer = order.answer.model_copy(update={"parts": held.parts})
    await order.give(Appeal, crew.engineer, part="penalty.1", reason="клиент не открыл")
    await order.give(DecideAppeal, crew.owner, part="penalty.1", verdict="reverse", reason="так и было")
    await order.give(SubmitAgreement, crew.engineer, options=[OPTION], outcome=AGREED)
    return order


DETOURS: dict[Callable[[Orders, Crew], Awaitable[Running]], Stage] = {
    offer_raced: Stage.AGREEMENT,
    offer_declined: Stage.AGREEMENT,
    requests_decided: Stage.AGREEMENT,
    undone_steps: Stage.WORK,
    taken_over: Stage.WORK,
    recovered_device: Stage.WORK,
    penalties_appealed: Stage.AGREEMENT,
    paid_out: Stage.COMPLETED,
    debt_written_off: Stage.COMPLETED,
    reopened: Stage.COMPLETED,
    supplemented: Stage.COMPLETED,
    done_on_site: Stage.COMPLETED,
}
"""Each with the stage it leads to."""
