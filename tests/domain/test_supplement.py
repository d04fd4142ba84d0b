"""Доп. согласование: what it adds to the price, and what it can end."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from domain.money import Method
from domain.orders.agreement import Agreed, Option, SubmitAgreement, Thinking
from domain.orders.assignment import Accept, Assign
from domain.orders.errors import (
    AboveAgreed,
    AboveOption,
    BranchesOpen,
    BranchNotOpen,
    DiscountUnexplained,
    NoSuchOption,
    NotYours,
    OrderClosed,
    OwnSubmission,
    StageMismatch,
    UnknownPart,
)
from domain.orders.ledger import PostingKind
from domain.orders.lifecycle import Cancel, Withdraw
from domain.orders.notices import NoticeKind, notices
from domain.orders.parts import (
    Stage,
)
from domain.orders.payments import RecordPayment, SettleMoney
from domain.orders.prepayment import ConfirmPayment, SubmitPrepayment
from domain.orders.record import replayed
from domain.orders.supplement import SubmitSupplement, SupplementOpen
from domain.orders.supplements import SupplementState
from domain.orders.verification import Approve, Return
from domain.orders.waiting import WaitKind
from domain.organizations import Mode, Verification
from domain.people import Person
from tests.domain.world import CURATOR, ENGINEER, OTHER_CURATOR, OTHER_ENGINEER, World, cash, invoice, line

NO: dict[str, object] = {"kind": "refused", "code": "price", "text": "Дорого"}


def more(world: World, price: int = 300, by: Person = ENGINEER, **fields: object) -> World:
    wanted = {"options": (Option(lines=(line(price),)),), "outcome": Agreed(option=0)}
    world.give(by, SubmitSupplement, **(wanted | fields))
    return world


def test_an_approved_one_is_added_to_the_price_by_postings() -> None:
    world = more(World().in_work(1000, prepaid=400))
    assert world.waits() == [(WaitKind.VERIFY_SUPPLEMENT, CURATOR.id)]
    assert (world.order.stage, world.order.totals.price) == (Stage.WORK, 1000)
    world.approve("supplement.1")
    assert [(p.kind, p.amount) for p in world.entries[-2].event.postings] == [
        (PostingKind.AGREED, -1000),
        (PostingKind.AGREED, 1300),
    ]
    assert (world.order.totals.price, world.order.agreed_amount, world.order.totals.debt) == (1300, 1300, 900)
    assert world.waits() == [(WaitKind.SUBMIT_REPORT, ENGINEER.id)]
    world.give(CURATOR, RecordPayment, payment=cash(900))
    world.submit_report().approve("report")
    assert (world.order.closed, world.order.totals.commission) == (Stage.COMPLETED, 520)
    assert replayed(world.entries) == world.order


def test_the_report_counts_it() -> None:
    world = more(World().in_work(1000)).approve("supplement.1").submit_report(1300)
    figures = world.entries[-2].event.model_dump()["figures"]
    assert (figures["gross"], figures["debt"]) == (1300, 0)


def test_the_report_waits_while_it_is_open() -> None:
    world = more(World().in_work(1000))
    with pytest.raises(BranchesOpen, match=r"supplement\.1"):
        world.submit_report(1000)
    world.give(CURATOR, Return, part="supplement.1", reason="which part?")
    assert world.waits() == [(WaitKind.CORRECT_SUPPLEMENT, ENGINEER.id)]
    with pytest.raises(BranchesOpen):
        world.submit_report(1000)
    assert world.order.supplements[0].return_reason == "which part?"
    more(world, 200, part="supplement.1").approve("supplement.1").submit_report(1200)
    assert world.order.supplements[0].amount == 200


def test_only_one_is_open_at_a_time_and_more_may_follow() -> None:
    world = more(World().in_work(1000))
    with pytest.raises(SupplementOpen, match=r"supplement\.1"):
        more(world)
    more(world.approve("supplement.1"), 50).approve("supplement.2")
    assert world.order.totals.price == 1350


def test_a_thinking_client_is_waited_for_on_the_clients_clock() -> None:
    world = World().in_work(1000)
    until = world.now + timedelta(days=5)
    more(world, outcome=Thinking(until=until))
    wait = world.wait(WaitKind.CLIENT_DECISION)
    assert (wait.part, wait.person, wait.clock, wait.until) == (
        "supplement.1",
        ENGINEER.id,
        "client",
        until,
    )
    with pytest.raises(SupplementOpen):
        more(world)
    more(world, part="supplement.1")
    assert world.waits() == [(WaitKind.VERIFY_SUPPLEMENT, CURATOR.id)]


def test_a_refusal_leaves_the_order_as_it_was_agreed() -> None:
    world = more(World().in_work(1000, prepaid=400), outcome=NO).approve("supplement.1")
    assert (world.order.stage, world.order.totals.price) == (Stage.WORK, 1000)
    refusal = world.order.supplements[0].refusal
    assert refusal is not None
    assert refusal.text == "Дорого"
    world.submit_report(600).approve("report")
    assert world.order.closed is Stage.COMPLETED


def test_a_refusal_may_end_the_whole_order_with_its_fee() -> None:
    world = World().in_work(1000, prepaid=400)
    more(world, outcome=NO | {"fee": 150, "method": "cash"}, ends_order=True).approve("supplement.1")
    assert world.order.stage is Stage.REFUSING
    assert world.waits() == [(WaitKind.SETTLE_MONEY, CURATOR.id)]
    world.give(CURATOR, SettleMoney, refund=250, method=Method.CASH, recipient="client")
    assert world.order.closed is Stage.REFUSED
    assert (world.order.totals.price, world.order.totals.received) == (150, 150)


def test_a_fee_without_an_end_and_an_end_without_a_refusal_cannot_be_said() -> None:
    world = World().in_work(1000)
    for fields in ({"outcome": NO | {"fee": 5, "method": "cash"}}, {"ends_order": True}):
        with pytest.raises(ValidationError):
            more(world, **fields)


def test_money_that_nobody_verified_is_not_forgotten_when_it_ends_the_order() -> None:
    world = World()
    world.set(verification=Verification(prepayment=Mode.AFTER))
    world.agreed(1000).give(ENGINEER, SubmitPrepayment, payment=cash(400))
    more(world, outcome=NO, ends_order=True)
    with pytest.raises(BranchesOpen, match="prepayment"):
        world.approve("supplement.1")
    world.approve("prepayment").approve("supplement.1")
    assert world.order.stage is Stage.REFUSING


def test_with_an_agreement_verified_after_the_price_comes_first() -> None:
    world = World()
    world.set(verification=Verification(agreement=Mode.AFTER, prepayment=Mode.AFTER))
    world.accepted().submit_agreement(1000)
    world.give(ENGINEER, SubmitPrepayment, payment=None)
    more(world)
    with pytest.raises(BranchesOpen, match="agreement"):
        world.approve("supplement.1")
    world.approve("agreement").approve("supplement.1")
    assert world.order.totals.price == 1300
    # An agreement that comes back does not hold the supplement's correction up.
    returned = World()
    returned.set(verification=Verification(agreement=Mode.AFTER, prepayment=Mode.AFTER))
    returned.accepted().submit_agreement(1000)
    returned.give(ENGINEER, SubmitPrepayment, payment=None)
    more(returned)
    for part in ("agreement", "supplement.1"):
        returned.give(CURATOR, Return, part=part, reason="no")
    more(returned, part="supplement.1")
    returned.submit_agreement(900).approve("agreement").approve("supplement.1")
    assert returned.order.totals.price == 1200


def test_the_new_price_is_the_limit_of_payments() -> None:
    world = World().agreed(1000)
    world.give(ENGINEER, SubmitPrepayment, payment=invoice(1000))
    world.approve("prepayment")
    with pytest.raises(StageMismatch):
        more(world)
    world.give(CURATOR, ConfirmPayment)
    more(world).approve("supplement.1")
    assert world.order.totals.debt == 300
    world.give(CURATOR, RecordPayment, payment=cash(300))
    assert world.order.totals.debt == 0


def test_a_prepayment_verified_after_may_be_up_to_the_new_price() -> None:
    world = World()
    world.set(verification=Verification(prepayment=Mode.AFTER))
    world.agreed(1000).give(ENGINEER, SubmitPrepayment, payment=cash(1000))
    more(world).approve("supplement.1").give(CURATOR, Return, part="prepayment", reason="1200 by the receipt")
    with pytest.raises(AboveAgreed):
        world.give(ENGINEER, SubmitPrepayment, payment=cash(1301))
    world.give(ENGINEER, SubmitPrepayment, payment=cash(1200))


def test_its_amount_follows_the_rules_of_the_agreement() -> None:
    world = World().in_work(1000)
    for outcome, refusal in (
        (Agreed(option=1), NoSuchOption),
        (Agreed(option=0, amount=301), AboveOption),
        (Agreed(option=0, amount=299), DiscountUnexplained),
    ):
        with pytest.raises(refusal):
            more(world, outcome=outcome)
    more(world, outcome=Agreed(option=0, amount=0, discount_reason="gift")).approve("supplement.1")
    assert world.order.totals.price == 1000


def test_only_the_carrier_in_work_sends_it_in_and_only_what_came_back_again() -> None:
    with pytest.raises(StageMismatch):
        more(World().agreed())
    world = World().in_work(1000)
    with pytest.raises(NotYours):
        more(world, by=CURATOR)
    with pytest.raises(UnknownPart):
        more(world, part="supplement.1", version=0)
    more(world)
    with pytest.raises(BranchNotOpen):
        more(world, part="supplement.1")


def test_who_carries_the_order_now_corrects_it() -> None:
    world = more(World().in_work(1000))
    world.give(CURATOR, Return, part="supplement.1", reason="unclear")
    world.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)
    world.give(OTHER_ENGINEER, Accept)
    assert world.waits() == [(WaitKind.CORRECT_SUPPLEMENT, OTHER_ENGINEER.id)]
    more(world, by=OTHER_ENGINEER, part="supplement.1")


def test_a_returned_or_postponed_one_may_be_withdrawn() -> None:
    world = more(World().in_work(1000))
    with pytest.raises(BranchNotOpen):
        world.give(ENGINEER, Withdraw, part="supplement.1", reason="mine")
    world.give(CURATOR, Return, part="supplement.1", reason="no")
    with pytest.raises(NotYours):
        world.give(OTHER_ENGINEER, Withdraw, part="supplement.1", reason="mine")
    world.give(ENGINEER, Withdraw, part="supplement.1", reason="not needed")
    more(world, outcome=Thinking(until=world.now + timedelta(days=2)))
    world.give(CURATOR, Withdraw, part="supplement.2", reason="not needed")
    assert {one.state for one in world.order.supplements} == {SupplementState.WITHDRAWN}
    world.submit_report(1000)


def test_a_cancelled_order_forgets_an_open_one() -> None:
    world = more(World().in_work(1000))
    world.give(CURATOR, Cancel, reason="client moved")
    assert world.order.supplements[0].state is SupplementState.WITHDRAWN
    assert world.order.closed is Stage.CANCELLED


def test_a_return_goes_to_whoever_corrects_it_with_its_reason() -> None:
    world = more(World().in_work(1000))
    before = world.order
    (told,) = notices(before, world.give(CURATOR, Return, part="supplement.1", reason="which part?"))
    assert (told.kind, told.to_person, told.wait_kind, told.text) == (
        NoticeKind.YOUR_TURN,
        ENGINEER.id,
        WaitKind.CORRECT_SUPPLEMENT,
        "which part?",
    )


def test_nobody_verifies_the_own_one() -> None:
    world = World().open(walk_in=True)
    options = (Option(lines=(line(100),)),)
    world.give(CURATOR, SubmitAgreement, options=options, outcome=Agreed(option=0))
    world.approve("agreement", by=OTHER_CURATOR)
    world.give(CURATOR, SubmitPrepayment, payment=None)
    world.approve("prepayment", by=OTHER_CURATOR)
    more(world, by=CURATOR)
    with pytest.raises(OwnSubmission):
        world.approve("supplement.1")
    world.approve("supplement.1", by=OTHER_CURATOR)


def test_01_a_refused_supplement_keeps_its_reason_and_is_no_agreement() -> None:
    """PRODUCT §10, 1: a refusal lost its reason and was saved as an agreement."""
    world = more(World().in_work(1000), outcome=NO)
    (submitted,) = (e.event for e in world.entries if e.event.kind == "supplement_submitted")
    assert submitted.model_dump()["outcome"]["text"] == "Дорого"
    assert (world.order.supplements[0].amount, world.order.supplements[0].lines) == (0, ())
    assert world.order.totals.price == 1000


def test_04_it_is_neither_sent_nor_approved_out_of_its_time() -> None:
    """PRODUCT §10, 4: any stage could be sent or approved at any time, also on a finished order."""
    world = more(World().in_work(1000)).approve("supplement.1").submit_report(1300).approve("report")
    with pytest.raises(OrderClosed):
        more(world)
    with pytest.raises(OrderClosed):
        world.give(CURATOR, Approve, part="supplement.1")


def test_38_the_first_offer_stays_in_the_record_when_it_is_sent_again() -> None:
    """PRODUCT §10, 38: editing wiped the first defect text."""
    world = more(World().in_work(1000), 300)
    world.give(CURATOR, Return, part="supplement.1", reason="no")
    more(world, 200, part="supplement.1")
    offers = [e.event.model_dump()["amount"] for e in world.entries if e.event.kind == "supplement_submitted"]
    assert offers == [300, 200]
