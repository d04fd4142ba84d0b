"""Cancellation is a way: the device goes back first, then the money, and only then it is cancelled."""

import pytest

from domain.money import Method
from domain.orders.agreement import Agreed, Option, SubmitAgreement
from domain.orders.assignment import Assign
from domain.orders.custody import GiveDevice, ReceiveDevice, ReturnDevice
from domain.orders.errors import (
    BranchesOpen,
    KeptUnexplained,
    NothingToSettle,
    NotYours,
    OrderClosed,
    SettlementMismatch,
    StageMismatch,
)
from domain.orders.lifecycle import AddNote, Cancel, PauseOrder
from domain.orders.order import Command
from domain.orders.parts import JobState, Stage
from domain.orders.payments import RecordPayment, SettleMoney
from domain.orders.prepayment import SubmitPrepayment
from domain.orders.stationary import Take
from domain.orders.verification import Return
from domain.orders.waiting import WaitKind
from tests.domain.world import (
    CURATOR,
    ENGINEER,
    OTHER_CURATOR,
    OTHER_ENGINEER,
    OWNER,
    WORKER,
    World,
    cash,
    invoice,
    line,
)


def cancelled(world: World) -> World:
    world.give(CURATOR, Cancel, reason="client moved away")
    return world


def settled(world: World, refund: int, reason: str | None = None) -> World:
    fields = {"method": Method.CASH, "recipient": "the client", "kept_reason": reason}
    world.give(CURATOR, SettleMoney, refund=refund, **fields)
    return world


def test_with_nothing_to_give_back_it_is_cancelled_at_once() -> None:
    world = cancelled(World().accepted())
    assert world.order.closed is Stage.CANCELLED
    assert world.order.waits == ()
    assert world.order.closing is not None
    assert world.order.closing.reason == "client moved away"


def test_a_device_in_the_workshop_comes_back_step_by_step_and_then_the_money() -> None:
    world = World().in_work(100_000, prepaid=30_000).handed_over().approve("stationary.1")
    world.give(WORKER, Take, part="stationary.1")
    cancelled(world)
    assert world.order.stage is Stage.CANCELLING
    assert world.order.stationary[0].state is JobState.READY
    assert world.waits() == [(WaitKind.GIVE_DEVICE, WORKER.id)]
    world.give(WORKER, GiveDevice, to=ENGINEER.id)
    assert world.waits() == [(WaitKind.RECEIVE_DEVICE, ENGINEER.id)]
    world.give(ENGINEER, ReceiveDevice)
    assert world.waits() == [(WaitKind.RETURN_DEVICE, ENGINEER.id)]
    world.give(ENGINEER, ReturnDevice, act=(world.photo(),))
    assert world.waits() == [(WaitKind.SETTLE_MONEY, CURATOR.id)]
    settled(world, 30_000)
    assert world.order.closed is Stage.CANCELLED
    assert (world.order.totals.price, world.order.totals.received) == (0, 0)


def test_what_is_kept_becomes_the_price_and_needs_a_reason() -> None:
    world = cancelled(World().in_work(100_000, prepaid=30_000))
    with pytest.raises(KeptUnexplained):
        settled(world, 25_000)
    settled(world, 25_000, "the trip")
    assert (world.order.totals.price, world.order.totals.received) == (5_000, 5_000)


def test_never_more_than_was_paid_goes_back_and_never_twice() -> None:
    world = cancelled(World().in_workshop().repaired().collected())
    with pytest.raises(NothingToSettle):
        settled(world, 1)
    world = cancelled(World().in_work(1000, prepaid=400))
    with pytest.raises(SettlementMismatch) as refused:
        settled(world, 401)
    assert refused.value.facts == {"expected": 400, "amount": 401}


def test_only_the_orders_own_curator_cancels_and_settles() -> None:
    world = World().in_work(1000, prepaid=400)
    for somebody in (OTHER_CURATOR, OWNER, ENGINEER):
        with pytest.raises(NotYours):
            world.give(somebody, Cancel, reason="mine")
    cancelled(world)
    with pytest.raises(NotYours):
        world.give(OTHER_CURATOR, SettleMoney, refund=400, method=Method.CASH, recipient="client")


def test_money_that_nobody_verified_is_not_forgotten() -> None:
    world = World().agreed(1000)
    world.give(ENGINEER, SubmitPrepayment, payment=cash(400))
    with pytest.raises(BranchesOpen, match="prepayment"):
        cancelled(world)
    world.approve("prepayment")
    cancelled(world)
    assert world.waits() == [(WaitKind.SETTLE_MONEY, CURATOR.id)]
    reported = World().in_work(1000).submit_report(1000)
    with pytest.raises(BranchesOpen, match="report"):
        cancelled(reported)
    reported.give(CURATOR, Return, part="report", reason="given back")
    assert cancelled(reported).order.closed is Stage.CANCELLED


def test_an_unpaid_invoice_does_not_hold_a_cancellation_up() -> None:
    world = World().agreed(1000)
    world.give(ENGINEER, SubmitPrepayment, payment=invoice(400))
    world.approve("prepayment")
    assert cancelled(world).order.closed is Stage.CANCELLED


def test_a_walk_in_device_leaves_the_office_before_its_order_is_cancelled() -> None:
    world = cancelled(World().open(walk_in=True))
    assert world.waits() == [(WaitKind.RETURN_DEVICE, CURATOR.id)]
    world.give(CURATOR, ReturnDevice, no_act_reason="nothing was done")
    assert world.order.closed is Stage.CANCELLED


def test_a_refused_orders_device_goes_back_before_it_is_closed() -> None:
    world = World().open(walk_in=True)
    options = (Option(lines=(line(1000),)),)
    refused = {"kind": "refused", "code": "price", "text": "too dear", "fee": 300, "method": "card"}
    world.give(CURATOR, SubmitAgreement, options=options, outcome=refused)
    world.approve("agreement", by=OTHER_CURATOR)
    assert world.order.stage is Stage.REFUSING
    assert world.waits() == [(WaitKind.RETURN_DEVICE, CURATOR.id)]
    world.give(CURATOR, ReturnDevice, act=(world.photo(),))
    assert world.order.closed is Stage.REFUSED
    assert (world.order.totals.price, world.order.totals.received) == (300, 300)


def test_on_the_way_out_nothing_else_is_begun() -> None:
    world = cancelled(World().in_work(1000, prepaid=400))
    for kind, fields in (
        (Cancel, {"reason": "again"}),
        (PauseOrder, {"until": world.now.replace(year=2027), "reason": "later"}),
        (Assign, {"engineer": OTHER_ENGINEER.id}),
        (SubmitAgreement, {"options": (Option(lines=(line(1),)),), "outcome": Agreed(option=0)}),
        (RecordPayment, {"payment": cash(1)}),
    ):
        with pytest.raises(StageMismatch):
            world.give(CURATOR, kind, **fields)


def test_a_paused_order_may_be_cancelled() -> None:
    world = World().accepted()
    world.give(CURATOR, PauseOrder, until=world.now.replace(day=20), reason="client away")
    assert cancelled(world).order.closed is Stage.CANCELLED


def test_everything_under_way_ends_and_money_spent_stays_spent() -> None:
    world = World().in_work().submit_receipt(100).approve("receipt.1").submit_receipt(200).handed_over()
    cancelled(world)
    assert [branch.state.value for branch in world.order.receipts] == ["approved", "withdrawn"]
    assert world.order.stationary[0].state is JobState.WITHDRAWN
    assert world.order.totals.expense == 100


@pytest.mark.parametrize("kind", [Cancel, AddNote])
def test_a_closed_order_takes_notes_and_nothing_else(kind: type[Command]) -> None:
    world = cancelled(World().accepted())
    if kind is AddNote:
        world.give(ENGINEER, AddNote, text="the client called again")
        return
    with pytest.raises(OrderClosed):
        world.give(CURATOR, kind, reason="again")
