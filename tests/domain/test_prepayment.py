import pytest
from pydantic import ValidationError

from domain.money import Method, Payment
from domain.orders.errors import (
    AboveAgreed,
    BranchesOpen,
    NothingPending,
    NothingToConfirm,
    NotYours,
    RoleMissing,
)
from domain.orders.parts import Stage
from domain.orders.payments import RecordPayment
from domain.orders.prepayment import ConfirmPayment, SubmitPrepayment
from domain.orders.verification import Return
from domain.orders.waiting import WaitKind
from domain.organizations import Mode, OrganizationSettings, Verification
from tests.domain.world import CURATOR, ENGINEER, HOME, OTHER_ENGINEER, OWNER, World, cash, invoice

AFTER = OrganizationSettings(verification=Verification(agreement=Mode.AFTER, prepayment=Mode.AFTER))


def sent(world: World, payment: Payment | None) -> World:
    world.give(ENGINEER, SubmitPrepayment, payment=payment)
    return world


def test_no_prepayment_is_an_answer_too() -> None:
    world = sent(World().agreed(1000), None).approve("prepayment")
    assert world.order.stage is Stage.WORK
    assert world.order.totals.received == 0


def test_cash_counts_when_it_is_verified() -> None:
    world = sent(World().agreed(1000), cash(1000))
    assert world.order.totals.received == 0
    world.approve("prepayment")
    assert (world.order.totals.received, world.order.totals.debt) == (1000, 0)


def test_it_is_never_above_what_is_agreed() -> None:
    with pytest.raises(AboveAgreed) as refused:
        sent(World().agreed(1000), cash(1001))
    assert refused.value.facts == {"amount": 1001, "open": 1000}


def test_what_the_client_paid_elsewhere_counts() -> None:
    world = World().agreed(1000)
    world.give(CURATOR, RecordPayment, payment=cash(600))
    with pytest.raises(AboveAgreed):
        sent(world, cash(401))
    sent(world, cash(400))
    assert world.waits() == [(WaitKind.VERIFY_PREPAYMENT, CURATOR.id)]


def test_an_invoice_counts_when_somebody_sees_its_money() -> None:
    world = sent(World().agreed(1000), invoice(1000)).approve("prepayment")
    wait = world.wait(WaitKind.CONFIRM_PAYMENT)
    assert (world.order.stage, wait.clock) == (Stage.PREPAYMENT, "client")
    for engineer in (ENGINEER, OTHER_ENGINEER):
        with pytest.raises(RoleMissing):
            world.give(engineer, ConfirmPayment)
    world.give(OWNER, ConfirmPayment)
    assert (world.order.stage, world.order.totals.received) == (Stage.WORK, 1000)
    with pytest.raises(NothingToConfirm):
        world.give(OWNER, ConfirmPayment)


def test_an_invoice_that_is_not_paid_goes_back_and_the_client_may_pay_otherwise() -> None:
    world = sent(World().agreed(1000), invoice(1000)).approve("prepayment")
    with pytest.raises(NothingPending):
        world.approve("prepayment")
    world.give(CURATOR, Return, part="prepayment", reason="the client pays in cash")
    sent(world, cash(1000)).approve("prepayment")
    assert world.order.stage is Stage.WORK


def test_an_invoice_and_cash_for_the_same_debt_do_not_both_count() -> None:
    world = sent(World().agreed(1000), invoice(1000)).approve("prepayment")
    world.give(CURATOR, RecordPayment, payment=cash(1000))
    with pytest.raises(AboveAgreed):
        world.give(CURATOR, ConfirmPayment)
    assert world.order.totals.debt == 0


def test_the_money_has_a_fiscal_proof_or_a_reason_why_not() -> None:
    with pytest.raises(ValidationError):
        Payment(amount=1, method=Method.CASH)
    with pytest.raises(ValidationError):
        Payment(amount=1, method=Method.CASH, fiscal_number="1", no_fiscal_reason="lost")
    assert Payment(amount=1, method=Method.SBP, no_fiscal_reason="terminal broken")
    assert Payment(amount=1, method=Method.INVOICE)


def test_its_fiscal_photo_must_be_stored() -> None:
    world = World().agreed()
    photo = world.photo()
    sent(world, Payment(amount=1, method=Method.CASH, fiscal_photo=photo))
    assert [one.id for one in world.entries[-2].event.photos] == [photo]
    assert HOME not in world.stored


def test_only_the_engineer_of_the_order_takes_it() -> None:
    with pytest.raises(NotYours):
        World().agreed().give(OTHER_ENGINEER, SubmitPrepayment, payment=None)


def test_verified_after_work_begins_at_once_but_never_on_an_unpaid_invoice() -> None:
    assert sent(World(AFTER).accepted().submit_agreement(1000), cash(10)).order.stage is Stage.WORK
    assert sent(World(AFTER).accepted().submit_agreement(1000), invoice(10)).order.stage is Stage.PREPAYMENT


def test_money_is_not_booked_against_a_price_that_nobody_approved() -> None:
    world = sent(World(AFTER).accepted().submit_agreement(1000), cash(10))
    with pytest.raises(BranchesOpen, match="agreement"):
        world.approve("prepayment")
    world.approve("agreement").approve("prepayment")
    assert world.order.totals.received == 10


def test_a_prepayment_that_no_longer_fits_the_price_is_not_approved() -> None:
    world = sent(World(AFTER).accepted().submit_agreement(1000), cash(1000))
    world.give(CURATOR, Return, part="agreement", reason="cheaper")
    world.submit_agreement(600).approve("agreement")
    with pytest.raises(AboveAgreed):
        world.approve("prepayment")
