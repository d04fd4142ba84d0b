from datetime import timedelta

import pytest
from pydantic import ValidationError

from domain.money import Method
from domain.orders.agreement import Agreed, Option, Refused, SubmitAgreement, Thinking
from domain.orders.errors import (
    AboveOption,
    BelowReceived,
    BranchesOpen,
    DateTooFar,
    DiscountUnexplained,
    MediaUnknown,
    NoSuchOption,
    NotYours,
    PastDate,
    StageMismatch,
)
from domain.orders.ledger import Totals
from domain.orders.parts import RefusalCode, Stage
from domain.orders.prepayment import SubmitPrepayment
from domain.orders.verification import Return
from domain.orders.waiting import WaitKind
from domain.organizations import Mode, OrganizationSettings, Verification
from tests.domain.world import CURATOR, ENGINEER, HOME, MONDAY, OTHER_ENGINEER, World, cash, line

CHEAP, DEAR = Option(lines=(line(1000),)), Option(lines=(line(1000), line(250, quantity=2)))
BOTH = (CHEAP, DEAR)
AFTER = OrganizationSettings(verification=Verification(agreement=Mode.AFTER, prepayment=Mode.AFTER))


def refused(fee: int = 0, method: Method | None = None) -> Refused:
    return Refused(code=RefusalCode.PRICE, text="too dear", fee=fee, method=method)


def test_the_price_is_that_of_the_chosen_option() -> None:
    world = World().accepted().submit_agreement(0, options=BOTH, outcome=Agreed(option=1))
    assert world.order.agreement.amount == 1500
    assert world.order.agreement.lines == DEAR.lines
    assert world.order.totals.agreed == 0, "nothing is posted before it is approved"
    world.approve("agreement")
    assert world.order.totals.agreed == 1500
    assert world.order.stage is Stage.PREPAYMENT


def test_the_final_amount_may_be_lower_with_a_reason_and_never_higher() -> None:
    world = World().accepted()
    with pytest.raises(AboveOption):
        world.submit_agreement(0, options=BOTH, outcome=Agreed(option=0, amount=1001))
    with pytest.raises(DiscountUnexplained):
        world.submit_agreement(0, options=BOTH, outcome=Agreed(option=0, amount=999))
    lower = Agreed(option=0, amount=999, discount_reason="regular client")
    world.submit_agreement(0, options=BOTH, outcome=lower)
    assert world.order.agreement.amount == 999


def test_an_option_that_was_not_offered_cannot_be_agreed_to() -> None:
    with pytest.raises(NoSuchOption) as error:
        World().accepted().submit_agreement(0, options=BOTH, outcome=Agreed(option=2))
    assert error.value.facts == {"option": 2, "count": 2}


@pytest.mark.parametrize("count", [0, 10])
def test_there_are_one_to_nine_options(count: int) -> None:
    with pytest.raises(ValidationError):
        World().accepted().submit_agreement(0, options=(CHEAP,) * count)


@pytest.mark.parametrize("count", [0, 21])
def test_an_option_has_one_to_twenty_lines(count: int) -> None:
    with pytest.raises(ValidationError):
        Option(lines=(line(1),) * count)


def test_an_agreed_amount_is_not_below_what_the_client_has_paid() -> None:
    """No step takes money before; the supplementary agreement will. Until then the state is planted."""
    world = World().accepted()
    world.state = world.order.with_(totals=Totals(payment=700))
    with pytest.raises(BelowReceived):
        world.submit_agreement(600)


def test_a_thinking_client_is_waited_for_and_asked_again() -> None:
    world = World().accepted()
    until = world.now + timedelta(days=30)
    world.submit_agreement(0, options=BOTH, outcome=Thinking(until=until))
    wait = world.wait(WaitKind.CLIENT_DECISION)
    assert (wait.person, wait.clock, wait.until) == (ENGINEER.id, "client", until)
    world.submit_agreement(1000)
    assert world.waits() == [(WaitKind.VERIFY_AGREEMENT, CURATOR.id)]


def test_a_client_thinks_at_most_thirty_days_and_never_in_the_past() -> None:
    world = World().accepted()
    for until, refusal in (
        (MONDAY - timedelta(minutes=1), PastDate),
        (MONDAY, PastDate),
        (MONDAY + timedelta(days=30, seconds=1), DateTooFar),
    ):
        with pytest.raises(refusal):
            world.submit_agreement(0, options=BOTH, outcome=Thinking(until=until))


def test_a_verified_refusal_closes_the_order_with_its_fee_paid() -> None:
    world = World().accepted().submit_agreement(0, options=BOTH, outcome=refused(500, Method.CARD))
    assert world.order.closed is None
    world.approve("agreement")
    assert world.order.closed is Stage.REFUSED
    assert (world.order.totals.price, world.order.totals.received) == (500, 500)
    assert world.order.waits == ()


def test_a_refusal_without_a_fee_costs_nothing() -> None:
    world = World().accepted().submit_agreement(0, options=BOTH, outcome=refused()).approve("agreement")
    assert world.order.closed is Stage.REFUSED
    assert (world.order.totals.price, world.order.totals.received) == (0, 0)


@pytest.mark.parametrize("method", [None, Method.INVOICE])
def test_a_fee_is_paid_on_the_spot(method: Method | None) -> None:
    with pytest.raises(ValidationError):
        refused(500, method)


def test_a_returned_agreement_goes_back_with_its_reason() -> None:
    world = World().accepted().submit_agreement(1000)
    world.give(CURATOR, Return, part="agreement", reason="no photo of the plate")
    assert world.order.agreement.return_reason == "no photo of the plate"
    assert world.order.agreement.amount is None, "the approval is bound to the exact lines"
    assert world.waits() == [(WaitKind.SUBMIT_AGREEMENT, ENGINEER.id)]


def test_only_the_engineer_of_the_order_sends_in_and_only_once() -> None:
    world = World().accepted()
    with pytest.raises(NotYours):
        world.give(OTHER_ENGINEER, SubmitAgreement, options=BOTH, outcome=Agreed(option=0))
    world.submit_agreement(1000)
    with pytest.raises(StageMismatch):
        world.submit_agreement(1000)


def test_its_photos_must_be_stored() -> None:
    with pytest.raises(MediaUnknown):
        World().accepted().submit_agreement(1000, photos=(HOME,))


def test_verified_after_the_engineer_goes_on_and_a_return_opens_the_stage_again() -> None:
    world = World(AFTER).accepted().submit_agreement(1000)
    assert world.order.stage is Stage.PREPAYMENT
    assert set(world.waits()) == {
        (WaitKind.VERIFY_AGREEMENT, CURATOR.id),
        (WaitKind.SUBMIT_PREPAYMENT, ENGINEER.id),
    }
    world.give(CURATOR, Return, part="agreement", reason="wrong option")
    assert world.waits() == [(WaitKind.SUBMIT_AGREEMENT, ENGINEER.id)]


def test_a_refusal_is_always_verified_before() -> None:
    world = World(AFTER).accepted().submit_agreement(0, options=BOTH, outcome=refused())
    assert world.order.stage is Stage.AGREEMENT


def test_money_that_nobody_verified_is_not_forgotten_by_a_refusal() -> None:
    world = World(AFTER).accepted().submit_agreement(1000)
    world.give(ENGINEER, SubmitPrepayment, payment=cash(400))
    world.give(CURATOR, Return, part="agreement", reason="client called")
    world.submit_agreement(0, options=BOTH, outcome=refused())
    with pytest.raises(BranchesOpen, match="prepayment"):
        world.approve("agreement")
    world.give(CURATOR, Return, part="prepayment", reason="given back at the door")
    world.approve("agreement")
    assert world.order.closed is Stage.REFUSED
