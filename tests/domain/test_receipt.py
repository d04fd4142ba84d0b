from datetime import timedelta

import pytest
from pydantic import ValidationError

from domain.orders.assignment import Accept, Assign
from domain.orders.errors import (
    BranchesOpen,
    BranchNotOpen,
    FutureDate,
    LinesNotAllowed,
    NoSuchLine,
    NotYours,
    ReceiptEmpty,
    ReceiptSum,
    ReceiptUsed,
    UnknownPart,
)
from domain.orders.ledger import PostingKind
from domain.orders.lifecycle import Cancel, Withdraw
from domain.orders.parts import ReceiptState
from domain.orders.receipt import ReceiptSubmitted
from domain.orders.verification import Return
from domain.orders.waiting import WaitKind
from domain.organizations import Mode, OrganizationSettings, Verification
from tests.domain.world import CURATOR, ENGINEER, MONDAY, OTHER_CURATOR, OTHER_ENGINEER, World, bought

FIRST = "receipt.1"


def test_expenses_count_when_they_are_verified_and_to_whom_they_belong() -> None:
    world = World().in_work().submit_receipt(100, 200)
    assert world.order.totals.expense == 0
    world.approve(FIRST)
    assert world.order.totals.expense == 300
    (posting,) = world.entries[-2].event.postings
    assert (posting.kind, posting.person) == (PostingKind.EXPENSE, ENGINEER.id)


def test_the_lines_make_up_the_total() -> None:
    with pytest.raises(ReceiptSum) as refused:
        World().in_work().submit_receipt(100, 200, total=301)
    assert refused.value.facts == {"lines": 300, "total": 301}


def test_a_receipt_has_at_least_one_and_at_most_fifty_lines() -> None:
    world = World().in_work()
    with pytest.raises(ReceiptEmpty):
        world.submit_receipt()
    with pytest.raises(ValidationError):
        world.submit_receipt(*[1] * 51)
    world.submit_receipt(*[1] * 50)


def test_a_document_is_not_of_tomorrow_by_the_organizations_own_calendar() -> None:
    world = World().in_work()
    world.now = MONDAY.replace(hour=23)  # still Monday in Moscow, Tuesday soon
    with pytest.raises(FutureDate):
        world.submit_receipt(100, dated=MONDAY.date() + timedelta(days=1))
    world.passes(hours=2)
    world.submit_receipt(100, dated=MONDAY.date() + timedelta(days=1))


def test_the_same_photo_is_used_once_and_the_refusal_says_where() -> None:
    world = World().in_work()
    photo = world.photo()
    world.submit_receipt(100, document=photo)
    with pytest.raises(ReceiptUsed) as refused:
        world.submit_receipt(200, document=photo)
    assert refused.value.facts == {"number": "SVC-000123"}


def test_the_same_content_on_another_photo_is_used_once() -> None:
    world = World().in_work().submit_receipt(100, 200)
    with pytest.raises(ReceiptUsed):
        world.submit_receipt(100, 200)
    world.submit_receipt(100, 200, seller="Another shop")


def test_a_fiscal_receipt_is_used_once_whatever_is_typed_of_it() -> None:
    world = World().in_work()
    world.submit_receipt(100, document=world.fiscal_photo("1"))
    with pytest.raises(ReceiptUsed) as refused:
        world.submit_receipt(250, seller="Another shop", document=world.fiscal_photo("1"))
    assert refused.value.facts == {"number": "SVC-000123"}


def test_two_fiscal_receipts_may_be_alike_to_the_last_line() -> None:
    world = World().in_work()
    world.submit_receipt(100, 200, document=world.fiscal_photo("1"))
    world.submit_receipt(100, 200, document=world.fiscal_photo("2"))
    with pytest.raises(ReceiptUsed):
        world.submit_receipt(100, 200)  # of one of them, where nobody can read the code


def test_a_fiscal_receipt_that_was_returned_whole_may_be_used_again() -> None:
    world = World().in_work()
    world.submit_receipt(100, document=world.fiscal_photo("1"))
    world.give(CURATOR, Return, part=FIRST, reason="Не та сумма")
    world.submit_receipt(110, document=world.fiscal_photo("1"), part=FIRST)
    world.give(CURATOR, Return, part=FIRST, reason="И эта не та")
    world.submit_receipt(120, document=world.fiscal_photo("1"))


def test_the_event_says_which_fiscal_receipt_it_was() -> None:
    world = World().in_work()
    world.submit_receipt(100, document=world.fiscal_photo("7"))
    event = next(e.event for e in reversed(world.entries) if isinstance(e.event, ReceiptSubmitted))
    assert event.fiscal
    assert (event.fiscal.fp, event.fiscal.claim in event.claims) == ("7", True)


def test_single_lines_are_returned_with_their_reasons_and_the_rest_is_accepted() -> None:
    world = World().in_work().submit_receipt(100, 200, 300)
    world.give(CURATOR, Return, part=FIRST, reason="one line", lines={1: "wrong model"})
    receipt = world.order.receipts[0]
    assert receipt.return_reasons == {1: "wrong model"}
    assert [one.unit_price for one in receipt.accepted] == [100, 300]
    assert [one.unit_price for one in receipt.pending] == [200]
    assert world.order.totals.expense == 400
    world.submit_receipt(part=FIRST, lines=(bought(200, "right model"),), total=600).approve(FIRST)
    assert world.order.totals.expense == 600


def test_a_returned_line_may_be_left_out() -> None:
    world = World().in_work().submit_receipt(100, 200)
    world.give(CURATOR, Return, part=FIRST, reason="private", lines={1: "not for this order"})
    world.submit_receipt(part=FIRST, lines=(), total=100).approve(FIRST)
    assert world.order.totals.expense == 100


def test_a_line_that_is_not_there_cannot_be_returned() -> None:
    world = World().in_work().submit_receipt(100, 200)
    for index in (-1, 2):
        with pytest.raises(NoSuchLine):
            world.give(CURATOR, Return, part=FIRST, reason="x", lines={index: "?"})


def test_lines_are_returned_of_receipts_only() -> None:
    world = World().accepted().submit_agreement(1000)
    with pytest.raises(LinesNotAllowed):
        world.give(CURATOR, Return, part="agreement", reason="x", lines={0: "?"})


def test_a_document_returned_whole_or_withdrawn_may_be_used_again() -> None:
    world = World().in_work()
    photo = world.photo()
    world.submit_receipt(100, document=photo)
    world.give(CURATOR, Return, part=FIRST, reason="belongs to another order")
    world.submit_receipt(100, document=photo)
    assert [receipt.part for receipt in world.order.receipts] == [FIRST, "receipt.2"]
    world.give(CURATOR, Return, part="receipt.2", reason="blurred")
    world.give(ENGINEER, Withdraw, part="receipt.2", reason="wrong order")
    world.submit_receipt(part=FIRST, lines=(bought(100),), total=100, document=photo)
    second = world.order.receipt_at("receipt.2")
    assert second is not None
    assert second.claims == ()


def test_a_document_of_which_a_line_is_accepted_stays_taken_however_it_is_written_anew() -> None:
    world = World().in_work()
    photo = world.photo()
    world.submit_receipt(100, 200, document=photo)
    world.give(CURATOR, Return, part=FIRST, reason="one line", lines={1: "wrong model"})
    world.submit_receipt(part=FIRST, lines=(bought(200, "right model"),), total=300)
    for again in (photo, world.photo()):
        with pytest.raises(ReceiptUsed):
            world.submit_receipt(100, 200, document=again)


def test_what_is_left_of_two_documents_may_look_the_same() -> None:
    world = World().in_work().submit_receipt(100, 200).submit_receipt(100, 300)
    for part in (FIRST, "receipt.2"):
        world.give(CURATOR, Return, part=part, reason="one line", lines={1: "private"})
        world.submit_receipt(part=part, lines=(), total=100).approve(part)
    assert world.order.totals.expense == 200


def test_a_cancelled_order_lets_go_of_what_nobody_accepted() -> None:
    world = World().in_work().submit_receipt(100)
    world.give(CURATOR, Cancel, reason="client moved")
    assert world.claimed == {}
    assert world.order.receipts[0].state is ReceiptState.WITHDRAWN


def test_a_returned_receipt_is_its_authors_who_spent_the_money() -> None:
    world = World().in_work().submit_receipt(100)
    world.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)
    world.give(OTHER_ENGINEER, Accept)
    world.give(CURATOR, Return, part=FIRST, reason="blurred")
    assert world.waits() == [(WaitKind.CORRECT_RECEIPT, ENGINEER.id)]
    with pytest.raises(NotYours):
        world.submit_receipt(100, part=FIRST, by=OTHER_ENGINEER)
    world.submit_receipt(100, part=FIRST).approve(FIRST)
    with pytest.raises(NotYours):
        world.submit_receipt(500)
    world.submit_receipt(500, by=OTHER_ENGINEER)


def test_the_report_waits_until_no_branch_is_open() -> None:
    world = World().in_work().submit_receipt(100)
    with pytest.raises(BranchesOpen, match=r"receipt\.1"):
        world.submit_report()
    world.give(CURATOR, Return, part=FIRST, reason="blurred")
    with pytest.raises(BranchesOpen):
        world.submit_report()
    world.give(CURATOR, Withdraw, part=FIRST, reason="not needed")
    world.submit_report()


def test_verified_after_the_report_is_sent_in_but_not_approved_before_it() -> None:
    world = World(OrganizationSettings(verification=Verification(receipt=Mode.AFTER)))
    world.in_work(1000).submit_receipt(100)
    assert set(world.waits()) == {
        (WaitKind.VERIFY_RECEIPT, CURATOR.id),
        (WaitKind.SUBMIT_REPORT, ENGINEER.id),
    }
    world.submit_report(1000)
    with pytest.raises(BranchesOpen):
        world.approve("report")
    world.approve(FIRST).approve("report")
    assert world.order.totals.net == 900


def test_what_was_sent_in_under_one_mode_keeps_it() -> None:
    world = World().in_work().submit_receipt(100)
    world.set(verification=Verification(receipt=Mode.AFTER))
    with pytest.raises(BranchesOpen):
        world.submit_report()


def test_a_receipt_is_sent_in_again_only_after_a_return() -> None:
    world = World().in_work().submit_receipt(100)
    with pytest.raises(BranchNotOpen):
        world.submit_receipt(100, part=FIRST)
    with pytest.raises(UnknownPart):
        world.submit_receipt(100, part="receipt.9")
    with pytest.raises(NotYours):
        world.approve(FIRST, by=OTHER_CURATOR)
