from datetime import timedelta

import pytest

from domain.money import Method
from domain.orders.errors import AboveDebt, OrderClosed, RoleMissing, StageMismatch
from domain.orders.ledger import Posting, PostingKind
from domain.orders.parts import Stage
from domain.orders.payments import RecordPayment
from domain.orders.payout import PayOut, PayoutBeforeDebt, PayoutTooHigh
from domain.orders.state import Order
from domain.orders.waiting import WaitKind
from domain.orders.write_off import WriteOff
from domain.people import Person
from domain.values import PersonId
from tests.domain.world import CURATOR, ENGINEER, MONDAY, OTHER_CURATOR, OTHER_ENGINEER, OWNER, World, cash

SOON = MONDAY.date() + timedelta(days=2)


def pay_out(world: World, amount: int, by: Person = CURATOR, to: PersonId = ENGINEER.id) -> Order:
    world.give(by, PayOut, person=to, amount=amount, method=Method.CASH)
    return world.order


def completed(price: int = 100_000, received: int = 100_000, advance: int = 0) -> World:
    world = World().in_work(price).submit_report(received, advance=advance)
    return world.approve("report", debt_due=SOON)


def test_what_was_earned_is_paid_out_once_to_the_last_kopeck() -> None:
    world = completed(advance=15_000)
    pay_out(world, 10_000)
    pay_out(world, 15_000, by=OWNER)
    assert world.entries[-1].event.postings == (
        Posting(kind=PostingKind.PAYOUT, amount=15_000, person=ENGINEER.id, method=Method.CASH),
    )
    assert (world.order.totals.payout, world.order.payable) == (25_000, {ENGINEER.id: 0})
    with pytest.raises(PayoutTooHigh) as refused:
        pay_out(world, 1, by=OTHER_CURATOR)
    assert refused.value.facts == {"amount": 1, "payable": 0}


def test_nobody_gets_another_ones_part() -> None:
    world = completed()
    for other in (OTHER_ENGINEER, CURATOR):
        with pytest.raises(PayoutTooHigh):
            pay_out(world, 1, to=other.id)


def test_it_is_payable_once_the_client_owes_nothing() -> None:
    world = completed(received=40_000)
    with pytest.raises(PayoutBeforeDebt) as refused:
        pay_out(world, 1)
    assert refused.value.facts == {"debt": 60_000}
    world.give(CURATOR, RecordPayment, payment=cash(60_000))
    pay_out(world, 40_000)


def test_it_takes_the_right_to_pay_and_an_order_that_is_completed() -> None:
    with pytest.raises(RoleMissing):
        pay_out(completed(), 1, by=ENGINEER)
    with pytest.raises(StageMismatch):
        pay_out(World().in_work().submit_report(100_000), 1)


def test_a_written_off_debt_is_waited_for_no_longer_and_takes_nothing_from_who_did_the_work() -> None:
    world = completed(received=40_000)
    assert world.wait(WaitKind.COLLECT_DEBT)
    world.give(OWNER, WriteOff, amount=50_000, reason="half a year of silence")
    assert (world.order.totals.debt, world.order.totals.commission) == (10_000, 40_000)
    assert world.wait(WaitKind.COLLECT_DEBT)
    world.give(CURATOR, RecordPayment, payment=cash(4_000))
    world.give(OWNER, WriteOff, amount=6_000, reason="bankrupt")
    assert (world.order.totals.debt, world.order.waits, world.order.closed) == (0, (), Stage.COMPLETED)
    pay_out(world, 40_000)


def test_no_more_is_written_off_or_paid_than_is_owed() -> None:
    world = completed(received=40_000)
    with pytest.raises(AboveDebt) as refused:
        world.give(OWNER, WriteOff, amount=60_001, reason="typo")
    assert refused.value.facts == {"amount": 60_001, "debt": 60_000}
    world.give(OWNER, WriteOff, amount=60_000, reason="bankrupt")
    for by, kind, fields in (
        (CURATOR, RecordPayment, {"payment": cash(1)}),
        (OWNER, WriteOff, {"amount": 1, "reason": "again"}),
    ):
        with pytest.raises(AboveDebt):
            world.give(by, kind, **fields)


def test_only_an_owner_writes_off_and_only_when_the_order_is_closed() -> None:
    with pytest.raises(RoleMissing):
        completed(received=0).give(CURATOR, WriteOff, amount=1, reason="kindness")
    with pytest.raises(StageMismatch):
        World().in_work().give(OWNER, WriteOff, amount=1, reason="early")


def test_a_closed_order_still_takes_nothing_else() -> None:
    with pytest.raises(OrderClosed):
        completed().submit_receipt(100)
