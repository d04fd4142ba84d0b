"""PRODUCT §10, the lines that the order's own rules decide, by their numbers."""

from datetime import timedelta
from typing import get_args

import pytest
from pydantic import ValidationError

from domain.money import Method, Payment, PricedLine
from domain.orders.agreement import Agreed, Refused, SubmitAgreement
from domain.orders.assignment import Accept, Assign
from domain.orders.errors import (
    AdvanceTooHigh,
    NetUnexplained,
    NotFree,
    NothingPending,
    NotYours,
    OrderClosed,
    StageMismatch,
    StaleVersion,
    UnknownPart,
    WaitGone,
)
from domain.orders.ledger import PostingKind
from domain.orders.lifecycle import AddNote, PauseOrder
from domain.orders.notices import NoticeKind, notices
from domain.orders.order import PartCommand
from domain.orders.parts import RefusalCode, Stage
from domain.orders.payments import RecordPayment, Refund, SettleMoney
from domain.orders.payout import PayOut, PayoutTooHigh
from domain.orders.prepayment import SubmitPrepayment
from domain.orders.record import AnyCommand
from domain.orders.reminders import Remind
from domain.orders.stationary import FinishRepair, Take
from domain.orders.verification import Return
from domain.orders.waiting import WaitKind
from tests.domain.world import (
    CURATOR,
    ENGINEER,
    OTHER_ENGINEER,
    OTHER_WORKER,
    PRINTER,
    WORKER,
    World,
    cash,
    line,
)

NO = Refused(code=RefusalCode.GOES_ELSEWHERE, text="Брат починит", fee=50_000, method=Method.CASH)


def test_01_a_refusal_keeps_its_reason_and_is_no_agreement() -> None:
    world = World().accepted().submit_agreement(1000, outcome=NO)
    refusal = world.order.agreement.refusal
    assert refusal is not None
    assert (refusal.code, refusal.text, refusal.fee) == (NO.code, NO.text, NO.fee)
    assert world.order.agreement.amount is None
    world.approve("agreement")
    assert world.order.closed is Stage.REFUSED
    assert world.order.totals.agreed == 0
    assert world.order.closing is not None
    assert world.order.closing.reason == "Брат починит"


def test_02_cash_is_the_same_cash_in_every_form() -> None:
    world = World().in_work(1000, prepaid=300)
    world.submit_report(700).approve("report")
    paid = [posting for entry in world.entries for posting in entry.event.postings if posting.method]
    assert [(posting.kind, posting.method) for posting in paid] == [(PostingKind.PAYMENT, Method.CASH)] * 2
    forms = (Payment, Refund, SettleMoney)
    assert all(form.model_fields["method"].annotation is Method for form in forms)


@pytest.mark.parametrize("part", ["report", "prepayment", "agreement"])
def test_03_what_was_never_sent_in_cannot_be_approved(part: str) -> None:
    world = World().accepted()
    with pytest.raises(NothingPending):
        world.approve(part)
    assert world.order.closed is None


@pytest.mark.parametrize("part", ["receipt.1", "stationary.1", "nonsense"])
def test_03_what_does_not_exist_cannot_be_approved(part: str) -> None:
    with pytest.raises(UnknownPart):
        World().in_work().approve(part)


def test_04_no_stage_is_sent_in_before_its_time() -> None:
    world = World().accepted()
    for send in (
        lambda: world.give(ENGINEER, SubmitPrepayment, payment=None),
        world.submit_report,
        lambda: world.submit_receipt(100),
        world.handed_over,
    ):
        with pytest.raises(StageMismatch):
            send()


def test_04_nothing_is_sent_in_or_approved_once_the_order_is_finished() -> None:
    world = World().in_work(0).submit_report().approve("report")
    closed = world.order
    for send in (
        lambda: world.submit_agreement(1000),
        lambda: world.give(ENGINEER, SubmitPrepayment, payment=None),
        world.submit_report,
        lambda: world.approve("report"),
        lambda: world.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id),
    ):
        with pytest.raises(OrderClosed):
            send()
    assert world.order == closed


def test_05_and_40_a_second_tap_is_refused_as_stale() -> None:
    world = World().accepted()
    tap = world.command(
        ENGINEER,
        SubmitAgreement,
        options=({"lines": (line(1000),)},),
        outcome=Agreed(option=0),
    )
    world.take(tap)
    with pytest.raises(StaleVersion):
        world.take(tap)


def test_07_amounts_are_never_negative() -> None:
    for wrong in (
        lambda: line(-1),
        lambda: PricedLine(name="x", quantity=-1, unit_price=1),
        lambda: PricedLine(name="x", quantity=1, unit_price=True),
        lambda: Payment(amount=0, method=Method.CASH, fiscal_number="1"),
        lambda: Agreed(option=0, amount=-5),
        lambda: Refused(code=RefusalCode.PRICE, text="no", fee=-5, method=Method.CASH),
    ):
        with pytest.raises(ValidationError):
            wrong()


def test_07_an_advance_above_the_commission_is_refused() -> None:
    world = World().in_work(100_000)
    with pytest.raises(AdvanceTooHigh) as refused:
        world.submit_report(100_000, advance=40_001)
    assert refused.value.facts == {"advance": 40_001, "commission": 40_000}
    world.submit_report(100_000, advance=40_000)


def test_07_a_net_below_zero_needs_the_curators_word() -> None:
    world = World().in_work(1000).submit_receipt(1500).approve("receipt.1").submit_report(1000)
    with pytest.raises(NetUnexplained):
        world.approve("report")
    world.approve("report", net_reason="first order of a big client")
    assert world.order.totals.net == -500
    assert world.order.totals.commission == 0


def test_08_another_workshop_engineer_neither_takes_nor_finishes_the_job() -> None:
    world = World().in_workshop()
    with pytest.raises(NotFree):
        world.give(OTHER_WORKER, Take, part="stationary.1")
    with pytest.raises(NotYours):
        world.give(
            OTHER_WORKER, FinishRepair, part="stationary.1", done="x", amount=0, photos=(world.photo(),)
        )
    assert world.order.custody.holder == WORKER.id


def test_10_free_text_is_kept_as_it_was_typed() -> None:
    world = World().open(note="  Звонить ДВАЖДЫ <b>&  ")
    (note,) = (entry.event.text for entry in world.entries if entry.event.kind == "noted")
    assert note == "  Звонить ДВАЖДЫ <b>&  "
    assert world.order.device.complaint == "Не ВКЛючается"


def test_13_what_was_sent_in_is_no_longer_to_do() -> None:
    world = World().accepted()
    assert world.waits() == [(WaitKind.SUBMIT_AGREEMENT, ENGINEER.id)]
    world.submit_agreement(1000)
    assert world.waits() == [(WaitKind.VERIFY_AGREEMENT, CURATOR.id)]
    world.approve("agreement")
    assert world.waits() == [(WaitKind.SUBMIT_PREPAYMENT, ENGINEER.id)]


def test_32_a_second_branch_and_a_second_wait_have_names_of_their_own() -> None:
    world = World().in_work().submit_receipt(100).submit_receipt(200)
    assert [receipt.part for receipt in world.order.receipts] == ["receipt.1", "receipt.2"]
    first = World().accepted().submit_agreement(1000)
    before = first.wait(WaitKind.VERIFY_AGREEMENT).id
    first.give(CURATOR, Return, part="agreement", reason="blurred")
    first.submit_agreement(1000)
    assert first.wait(WaitKind.VERIFY_AGREEMENT).id != before


def test_33_everybody_is_told_that_it_is_their_turn_and_why_it_came_back() -> None:
    world = World().open(engineer=ENGINEER.id)
    before = world.order
    (offer,) = notices(None, world.entries)
    assert (offer.kind, offer.to_person) == (NoticeKind.YOUR_TURN, ENGINEER.id)
    (turn,) = notices(before, world.give(ENGINEER, Accept))
    assert (turn.to_person, turn.wait_kind) == (ENGINEER.id, WaitKind.SUBMIT_AGREEMENT)
    world.submit_agreement(1000)
    before = world.order
    (back,) = notices(before, world.give(CURATOR, Return, part="agreement", reason="Фото смазано"))
    assert (back.to_person, back.text) == (ENGINEER.id, "Фото смазано")


def test_34_every_entry_says_who_when_and_why() -> None:
    world = World().accepted()
    world.passes(hours=1)
    (noted,) = world.give(ENGINEER, AddNote, text="waits for the pass")
    assert (noted.by, noted.at, noted.command_id) == (ENGINEER.id, world.now, f"c{world.given}")


def test_34_whatever_undoes_somebodys_work_needs_a_reason() -> None:
    kinds = {cls.model_fields["kind"].default: cls for cls in get_args(get_args(AnyCommand)[0])}
    reasons = ("decline", "return", "pause", "cancel", "withdraw", "refund", "fail_visit", "move_visit")
    assert all(kinds[kind].model_fields["reason"].is_required() for kind in reasons)


def test_38_the_first_words_about_the_fault_outlive_every_later_step() -> None:
    world = World().in_work().handed_over(description="looks burnt")
    world.give(CURATOR, Return, part="stationary.1", reason="which board?")
    world.handed_over(part="stationary.1", description="power board")
    assert world.order.device == PRINTER
    told = [entry.event.description for entry in world.entries if entry.event.kind == "handed_over"]
    assert told == ["looks burnt", "power board"]


def test_42_a_paused_order_reminds_nobody() -> None:
    world = World().accepted()
    held = world.wait(WaitKind.SUBMIT_AGREEMENT)
    world.give(CURATOR, PauseOrder, until=world.now + timedelta(days=9), reason="client away")
    world.passes(days=8)
    with pytest.raises(WaitGone):
        world.give(None, Remind, wait=held.id, rung=0)
    (resume,) = world.order.waits
    assert (resume.kind, resume.rung_due(world.now)) == (WaitKind.RESUME, None)


def test_43_commission_goes_to_who_did_the_work_and_not_to_who_took_the_money() -> None:
    world = World().in_work(100_000, prepaid=100_000)  # Ivan took all of it
    world.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)
    world.give(OTHER_ENGINEER, Accept)
    world.submit_report(by=OTHER_ENGINEER).approve("report")
    postings = [posting for entry in world.entries for posting in entry.event.postings]
    assert {(p.kind, p.person) for p in postings if p.person} == {
        (PostingKind.PAYMENT, ENGINEER.id),
        (PostingKind.COMMISSION, OTHER_ENGINEER.id),
    }


def test_43_on_reassignment_the_curator_splits_it_among_those_who_did_the_work() -> None:
    world = World().in_work(100_000)
    world.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)
    world.give(OTHER_ENGINEER, Accept)
    world.give(CURATOR, RecordPayment, payment=cash(40_000))  # Olga takes money, and earns nothing by it
    split = {ENGINEER.id: 7_000, OTHER_ENGINEER.id: 3_000}
    world.submit_report(60_000, by=OTHER_ENGINEER).approve("report", commission_split=split)
    assert world.order.payable == {ENGINEER.id: 28_000, OTHER_ENGINEER.id: 12_000}
    with pytest.raises(PayoutTooHigh):
        world.give(CURATOR, PayOut, person=CURATOR.id, amount=1, method=Method.CASH)


def test_44_of_two_who_take_at_once_one_has_it_and_the_other_is_told() -> None:
    world = World().in_work().handed_over().approve("stationary.1")
    seen = world.order.parts["stationary.1"]
    world.give(WORKER, Take, part="stationary.1", version=seen)
    with pytest.raises(StaleVersion):
        world.give(OTHER_WORKER, Take, part="stationary.1", version=seen)


def test_45_every_command_on_a_part_names_the_version_that_was_seen() -> None:
    unversioned = {
        cls.model_fields["kind"].default
        for cls in get_args(get_args(AnyCommand)[0])
        if not issubclass(cls, PartCommand)
    }
    assert unversioned == {"open", "add_note", "remind"}
