"""A receipt whose lines go to several of the person's orders: told to all of them at once, settled once."""

from typing import Any

import pytest
from pydantic import ValidationError

from domain.orders.agreement import Agreed, Option, SubmitAgreement
from domain.orders.assignment import Accept, Assign
from domain.orders.errors import BranchesOpen, UnknownPart
from domain.orders.ledger import PostingKind
from domain.orders.lifecycle import Cancel, Withdraw
from domain.orders.notices import NoticeKind, notices
from domain.orders.parts import ReceiptState
from domain.orders.penalty import PenaltyRule
from domain.orders.prepayment import SubmitPrepayment
from domain.orders.receipt import SubmitReceipt
from domain.orders.record import replayed
from domain.orders.reminders import Remind
from domain.orders.shares import Share
from domain.orders.sharing import SharedUnfit, SharedWithStranger
from domain.orders.takeover import TakeOver
from domain.orders.undo import Undo
from domain.orders.verification import Approve, Return
from domain.orders.waiting import WaitKind
from domain.organizations import Mode, OrganizationSettings, Verification
from tests.domain.world import (
    CURATOR,
    ENGINEER,
    OTHER_CURATOR,
    OTHER_ENGINEER,
    World,
    bought,
    line,
)

FIRST, SHARED = "receipt.1", "shared.1"
PRICE = 1000


def two(settings: OrganizationSettings | None = None) -> tuple[World, World]:
    """Two orders in work that one engineer carries."""
    home, other = World(settings).in_work(PRICE), World(settings, order=3).in_work(PRICE)
    home.neighbours[other.order_id] = other
    other.neighbours[home.order_id] = home
    return home, other


def carried_by_their_curator(order: int) -> World:
    world = World(order=order).open(walk_in=True)
    options, outcome = (Option(lines=(line(1000),)),), Agreed(option=0)
    world.give(CURATOR, SubmitAgreement, options=options, outcome=outcome)
    world.approve("agreement", by=OTHER_CURATOR)
    world.give(CURATOR, SubmitPrepayment, payment=None)
    return world.approve("prepayment", by=OTHER_CURATOR)


def shared(home: World, other: World, own: int = 100, theirs: int = 250, **fields: Any) -> World:
    lines = (*([bought(own)] if own else []), bought(theirs, "drum", order=other.order_id))
    return home.submit_receipt(lines=lines, total=own + theirs, **fields)


def share_of(world: World) -> Share:
    (expense,) = world.order.shared
    return expense.share


def test_each_order_pays_its_own_lines_and_together_they_make_the_document() -> None:
    home, other = two()
    shared(home, other)
    assert (home.order.totals.expense, other.order.totals.expense) == (0, 0)
    home.approve(FIRST)
    assert (home.order.totals.expense, other.order.totals.expense) == (100, 250)
    (posting,) = (
        posting for one in other.entries if one.event.part == SHARED for posting in one.event.postings
    )
    assert (posting.kind, posting.person, posting.method) == (PostingKind.EXPENSE, ENGINEER.id, None)
    assert replayed(other.entries) == other.order


def test_what_was_paid_with_the_clients_cash_is_so_in_the_other_order_too() -> None:
    home, other = two()
    shared(home, other, paid_by="client_cash").approve(FIRST)
    methods = [posting.method for entry in other.entries for posting in entry.event.postings]
    assert methods[-1] == "cash"


def test_the_other_order_knows_the_number_and_waits_for_the_homes_curator() -> None:
    home, other = two()
    shared(home, other)
    share = share_of(other)
    assert (share.number, share.receipt, share.home) == (home.number, FIRST, home.order_id)
    assert [line.name for line in share.pending] == ["drum"]
    assert other.waits() == [(WaitKind.VERIFY_SHARED, CURATOR.id)]
    with pytest.raises(BranchesOpen, match=SHARED):
        other.submit_report()
    home.approve(FIRST)
    assert other.waits() == [(WaitKind.SUBMIT_REPORT, ENGINEER.id)]
    other.submit_report(PRICE).approve("report")
    assert other.order.totals.net == other.order.totals.price - 250


def test_the_others_people_cannot_verify_or_withdraw_it_there() -> None:
    home, other = two()
    shared(home, other)
    for kind in (Approve, Return, Withdraw):
        fields = {} if kind is Approve else {"reason": "?"}
        with pytest.raises(UnknownPart):
            other.give(CURATOR, kind, part=SHARED, **fields)


def test_a_returned_line_holds_the_other_order_until_its_author_has_mended_it() -> None:
    home, other = two()
    shared(home, other)
    home.give(CURATOR, Return, part=FIRST, reason="one line", lines={1: "wrong drum"})
    assert other.waits() == [(WaitKind.CORRECT_SHARED, ENGINEER.id)]
    assert (home.order.totals.expense, other.order.totals.expense) == (100, 0)
    home.submit_receipt(part=FIRST, lines=(bought(250, "drum", order=other.order_id),), total=350)
    home.approve(FIRST)
    assert (home.order.totals.expense, other.order.totals.expense) == (100, 250)
    assert [one.part for one in other.order.shared] == [SHARED]


def test_accepted_lines_of_a_returned_document_are_settled_at_once() -> None:
    home, other = two()
    shared(home, other)
    home.give(CURATOR, Return, part=FIRST, reason="one line", lines={0: "private"})
    assert other.order.totals.expense == 250
    assert other.waits() == [(WaitKind.SUBMIT_REPORT, ENGINEER.id)]
    home.submit_receipt(part=FIRST, lines=(), total=250).approve(FIRST)
    assert (home.order.totals.expense, other.order.totals.expense) == (0, 250)


def test_what_becomes_another_orders_or_nobodys_lets_go_of_the_first() -> None:
    home, other = two()
    shared(home, other)
    home.give(CURATOR, Return, part=FIRST, reason="belongs here")
    home.submit_receipt(100, 250, part=FIRST)
    assert (share_of(other).state, other.order.shared[0].open) == (ReceiptState.WITHDRAWN, False)
    home.approve(FIRST)
    assert (home.order.totals.expense, other.order.totals.expense) == (350, 0)


@pytest.mark.parametrize("way", ["withdraw", "cancel"])
def test_an_end_of_the_receipt_is_the_end_of_its_shares(way: str) -> None:
    home, other = two()
    shared(home, other)
    home.give(CURATOR, Return, part=FIRST, reason="one line", lines={0: "private"})
    home.submit_receipt(part=FIRST, lines=(bought(100, order=other.order_id),), total=350)
    if way == "cancel":
        home.give(CURATOR, Cancel, reason="client moved")
    else:
        home.give(CURATOR, Return, part=FIRST, reason="blurred")
        home.give(ENGINEER, Withdraw, part=FIRST, reason="lost")
    assert not other.order.shared[0].open
    assert other.order.totals.expense == 250, "what was accepted stays"
    other.submit_report(PRICE).approve("report")


def test_an_order_does_not_end_while_another_settles_its_expenses() -> None:
    home, other = two()
    shared(home, other)
    with pytest.raises(BranchesOpen, match=SHARED):
        other.give(CURATOR, Cancel, reason="client moved")
    home.approve(FIRST)
    other.give(CURATOR, Cancel, reason="client moved")


def test_a_paused_order_is_told_all_the_same() -> None:
    home, other = two()
    shared(home, other)
    other.paused()
    home.approve(FIRST)
    assert other.order.totals.expense == 250
    assert other.waits() == [(WaitKind.RESUME, CURATOR.id)]


def test_verified_after_the_report_is_sent_in_but_not_approved_before_it() -> None:
    home, other = two(OrganizationSettings(verification=Verification(receipt=Mode.AFTER)))
    shared(home, other)
    other.submit_report(PRICE)
    with pytest.raises(BranchesOpen):
        other.approve("report")
    home.approve(FIRST)
    other.approve("report")


def test_the_other_order_is_the_persons_own_and_in_work() -> None:
    home, other = two()
    stranger = World(order=4).in_work()
    with pytest.raises(SharedWithStranger) as unknown:
        shared(home, stranger)
    home.neighbours[stranger.order_id] = stranger
    stranger.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)
    stranger.give(OTHER_ENGINEER, Accept)
    with pytest.raises(SharedWithStranger) as not_ones_own:
        shared(home, stranger)
    assert str(unknown.value) == str(not_ones_own.value), "nobody learns that it exists"
    other.paused()
    with pytest.raises(SharedUnfit) as unfit:
        shared(home, other)
    assert unfit.value.facts == {"number": other.number, "state": "paused"}


def test_an_order_whose_report_is_sent_in_takes_no_expenses() -> None:
    home, other = two()
    other.submit_report(PRICE)
    with pytest.raises(SharedUnfit) as unfit:
        shared(home, other)
    assert unfit.value.facts["state"] == "report"
    assert home.order.receipts == ()
    assert other.order.shared == ()


def test_a_line_that_comes_back_needs_no_second_leave_from_its_order() -> None:
    """It has been reassigned since, and the author spent the money for it all the same."""
    home, other = two()
    shared(home, other)
    home.give(CURATOR, Return, part=FIRST, reason="blurred")
    other.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)
    other.give(OTHER_ENGINEER, Accept)
    shared(home, other, part=FIRST).approve(FIRST)
    assert other.order.totals.expense == 250


def test_to_name_the_receipts_own_order_is_to_name_none() -> None:
    home, _ = two()
    home.submit_receipt(lines=(bought(100, order=home.order_id),), total=100).approve(FIRST)
    assert home.order.totals.expense == 100
    assert home.order.receipts[0].shared_with == {}


def test_receipts_may_cross() -> None:
    home, other = two()
    shared(home, other)
    shared(other, home, own=30, theirs=70)
    for world in (home, other):
        world.approve(FIRST)
    assert (home.order.totals.expense, other.order.totals.expense) == (170, 280)


def test_a_document_of_lines_for_others_only_moves_nothing_at_home() -> None:
    home, other = two()
    shared(home, other, own=0).approve(FIRST)
    assert (home.order.totals.expense, other.order.totals.expense) == (0, 250)


def test_the_curators_own_receipt_waits_for_any_other_curator_in_both() -> None:
    home, other = carried_by_their_curator(2), carried_by_their_curator(3)
    home.neighbours[other.order_id] = other
    shared(home, other, by=CURATOR)
    assert (WaitKind.VERIFY_SHARED, None) in other.waits()
    home.approve(FIRST, by=OTHER_CURATOR)
    assert other.order.totals.expense == 250


def test_the_same_paper_is_the_same_paper_however_its_lines_are_spread() -> None:
    home, other = two()

    def claims(*lines: object) -> tuple[str, ...]:
        fields = {"document": home.photo(), "seller": "Toner", "dated": home.now.date(), "total": 5}
        command = home.command(ENGINEER, SubmitReceipt, lines=lines, paid_by="own", **fields)
        return command.content_claims()

    assert claims(bought(5)) == claims(bought(5, order=other.order_id))


def test_a_line_that_names_no_order_is_written_as_before_there_were_any() -> None:
    assert bought(5).model_dump(mode="json") == {"name": "part", "quantity": 1, "unit_price": 5}


def test_the_homes_wait_tells_the_person_and_the_others_only_reminds() -> None:
    home, other = two()
    before = other.order
    shared(home, other)
    added = other.entries[before.version :]
    assert [one.kind for one in notices(before, added)] == []
    wait = other.wait(WaitKind.VERIFY_SHARED)
    before, other.now = other.order, wait.rungs[0].at
    added = other.give(None, Remind, wait=wait.id, rung=0)
    assert [one.kind for one in notices(before, added)] == [NoticeKind.REMINDER]


def test_no_rule_charges_for_one_delay_twice() -> None:
    with pytest.raises(ValidationError, match="answered in another order"):
        PenaltyRule(kind=WaitKind.CORRECT_SHARED, after=60, amount=100)


def test_an_undone_receipt_is_its_authors_again_in_both_orders() -> None:
    home, other = two()
    shared(home, other)
    home.give(ENGINEER, Undo, part=FIRST)
    assert other.waits() == [(WaitKind.CORRECT_SHARED, ENGINEER.id)]
    shared(home, other, theirs=70, part=FIRST).approve(FIRST)
    assert (home.order.totals.expense, other.order.totals.expense) == (100, 70)


def test_whoever_takes_the_home_over_is_asked_in_the_other_order() -> None:
    home, other = two()
    shared(home, other)
    home.give(OTHER_CURATOR, TakeOver, reason="ill")
    assert other.waits() == [(WaitKind.VERIFY_SHARED, OTHER_CURATOR.id)]


def test_shares_of_several_receipts_have_parts_of_their_own() -> None:
    home, other = two()
    shared(home, other)
    shared(home, other, own=1, theirs=2)
    shared(other, home, own=3, theirs=4)
    home.approve("receipt.2")
    assert [(one.part, one.share.receipt, one.open) for one in other.order.shared] == [
        (SHARED, FIRST, True),
        ("shared.2", "receipt.2", False),
    ]
    assert [one.part for one in home.order.shared] == [SHARED]
