import pytest
from pydantic import ValidationError

from domain.money import Method, share
from domain.orders.errors import AboveDebt, NotYours, RefundAboveReceived
from domain.orders.payments import RecordPayment, Refund
from tests.domain.world import CURATOR, ENGINEER, OTHER_CURATOR, World, cash


def test_a_payment_is_never_above_the_debt() -> None:
    world = World().in_work(1000, prepaid=400)
    with pytest.raises(AboveDebt) as refused:
        world.give(CURATOR, RecordPayment, payment=cash(601))
    assert refused.value.facts == {"amount": 601, "debt": 600}
    world.give(CURATOR, RecordPayment, payment=cash(600))


def test_nothing_is_paid_before_there_is_a_price() -> None:
    with pytest.raises(AboveDebt):
        World().accepted().give(CURATOR, RecordPayment, payment=cash(1))


def test_a_refund_is_never_above_what_was_received_and_makes_the_debt_grow() -> None:
    world = World().in_work(1000, prepaid=400)
    with pytest.raises(RefundAboveReceived):
        refund(world, 401)
    refund(world, 150)
    assert (world.order.totals.received, world.order.totals.debt) == (250, 750)


def test_money_outside_of_the_steps_is_the_orders_own_curators() -> None:
    world = World().in_work(1000, prepaid=400)
    for somebody in (ENGINEER, OTHER_CURATOR):
        with pytest.raises(NotYours):
            world.give(somebody, RecordPayment, payment=cash(1))


@pytest.mark.parametrize("amount", [0, -1, 1.5, True, 100_000_000_001])
def test_an_amount_is_a_whole_number_of_kopecks_within_reason(amount: object) -> None:
    with pytest.raises(ValidationError):
        refund(World().in_work(1000, prepaid=400), amount)


def test_a_share_is_rounded_half_up_to_a_whole_kopeck() -> None:
    assert [share(amount, 5_000) for amount in (0, 1, 2, 3)] == [0, 1, 1, 2]
    assert share(100_001, 3_333) == 33_330


def refund(world: World, amount: object) -> None:
    fields = {"method": Method.CARD, "recipient": "the client", "reason": "discount"}
    world.give(CURATOR, Refund, amount=amount, **fields)
