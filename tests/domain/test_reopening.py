"""Возобновление: a closed order goes on, what its end had posted is reversed, what was received stays."""

from datetime import timedelta

import pytest

from domain.money import Method
from domain.orders.agreement import Agreed, Option, Refused
from domain.orders.errors import BelowReceived, RoleMissing, StageMismatch
from domain.orders.ledger import PostingKind
from domain.orders.lifecycle import AddNote, Cancel
from domain.orders.notices import NoticeKind, notices
from domain.orders.onsite import SubmitOnSite
from domain.orders.parts import RefusalCode, Stage
from domain.orders.payments import Refund, SettleMoney
from domain.orders.payout import PayOut
from domain.orders.record import replayed
from domain.orders.reopening import Reopen, ReopenTooLate
from domain.orders.supplement import SubmitSupplement
from domain.orders.supplements import SupplementState
from domain.orders.waiting import WaitKind
from domain.orders.write_off import WriteOff
from domain.people import Person, Role
from tests.domain.world import CURATOR, ENGINEER, OWNER, STAFF, World, cash, line, person

BOSS = person(50, "Platform", Role.SUPERUSER)


def reopened(world: World, by: Person = OWNER) -> World:
    world.give(by, Reopen, reason="it broke again")
    return world


def completed(paid: int = 1000, debt_due: str | None = None) -> World:
    world = World(staff=(*STAFF, BOSS)).in_work(1000).submit_report(paid, advance=100)
    return world.approve("report", debt_due=debt_due)


def test_a_completed_one_is_back_at_its_report() -> None:
    world = reopened(completed())
    order = world.order
    assert (order.closed, order.closed_at, order.archive_at, order.stage) == (None, None, None, Stage.REPORT)
    assert world.waits() == [(WaitKind.SUBMIT_REPORT, ENGINEER.id)]
    assert order.report.return_reason == "it broke again"
    assert (order.totals.price, order.totals.received) == (1000, 1000)
    assert (order.totals.commission, order.totals.advance) == (0, 0)
    world.submit_receipt(200).approve("receipt.1").submit_report(0).approve("report")
    assert (world.order.closed, world.order.totals.commission) == (Stage.COMPLETED, 320)
    assert [entry.event.kind for entry in world.entries].count("closed") == 2
    assert replayed(world.entries) == world.order


def test_a_debt_is_no_longer_due_and_what_was_written_off_is_owed_again() -> None:
    world = completed(400, debt_due="2026-03-20")
    world.give(OWNER, WriteOff, amount=500, reason="the client is gone")
    reopened(world)
    assert (world.order.debt_due, world.order.totals.debt, world.order.totals.write_off) == (None, 600, 0)
    assert world.waits() == [(WaitKind.SUBMIT_REPORT, ENGINEER.id)]


def test_what_was_paid_out_stays_so_and_comes_off_the_next_advance() -> None:
    world = completed()
    world.give(OWNER, PayOut, person=ENGINEER.id, amount=300, method=Method.CASH)
    reopened(world)
    assert world.order.payable == {ENGINEER.id: -300}
    world.submit_report(0, advance=100).approve("report")
    assert world.order.payable == {ENGINEER.id: 0}


def test_a_split_commission_is_taken_back_from_each() -> None:
    world = World().in_work(1000)
    world.give(CURATOR, AddNote, text="two of them")
    world.submit_report(1000).approve("report", commission_split={ENGINEER.id: 10_000})
    reopened(world)
    back = [p for p in world.entries[-2].event.postings if p.kind is PostingKind.COMMISSION]
    assert [(p.person, p.amount) for p in back] == [(ENGINEER.id, -400)]


def test_a_refused_one_is_agreed_on_anew_and_the_fee_counts_as_paid_ahead() -> None:
    world = World().in_work(1000, prepaid=400)
    no = Refused(code=RefusalCode.PRICE, text="no", fee=150, method=Method.CASH)
    world.give(ENGINEER, SubmitSupplement, options=(Option(lines=(line(5),)),), outcome=no, ends_order=True)
    world.approve("supplement.1")
    world.give(CURATOR, SettleMoney, refund=250, method=Method.CASH, recipient="client")
    assert world.order.closed is Stage.REFUSED
    reopened(world)
    assert world.order.stage is Stage.AGREEMENT
    assert world.waits() == [(WaitKind.SUBMIT_AGREEMENT, ENGINEER.id)]
    assert (world.order.totals.price, world.order.totals.received) == (0, 150)
    with pytest.raises(BelowReceived):
        world.submit_agreement(149)
    world.submit_agreement(700).approve("agreement")
    assert (world.order.totals.price, world.order.totals.debt) == (700, 550)


def test_supplements_of_before_do_not_count_in_the_new_price() -> None:
    world = World().in_work(1000, prepaid=400)
    more = {"options": (Option(lines=(line(300),)),), "outcome": Agreed(option=0)}
    world.give(ENGINEER, SubmitSupplement, **more)
    world.approve("supplement.1").give(CURATOR, Cancel, reason="client moved")
    world.give(CURATOR, SettleMoney, refund=300, method=Method.CASH, recipient="client", kept_reason="trip")
    reopened(world)
    assert (world.order.totals.price, world.order.totals.received) == (0, 100)
    assert world.order.supplements[0].state is SupplementState.WITHDRAWN
    world.submit_agreement(900).approve("agreement")
    assert (world.order.agreed_amount, world.order.totals.price) == (900, 900)


def test_a_cancelled_one_may_be_refunded_and_cancelled_again() -> None:
    world = World().in_work(1000, prepaid=400)
    world.give(CURATOR, Cancel, reason="client moved")
    world.give(CURATOR, SettleMoney, refund=300, method=Method.CASH, recipient="client", kept_reason="trip")
    reopened(world)
    world.give(CURATOR, Refund, amount=40, method=Method.CASH, recipient="client", reason="peace")
    world.give(CURATOR, Cancel, reason="after all")
    assert world.waits() == [(WaitKind.SETTLE_MONEY, CURATOR.id)]
    world.give(CURATOR, SettleMoney, refund=60, method=Method.CASH, recipient="client")
    assert (world.order.closed, world.order.totals.price, world.order.totals.received) == (
        Stage.CANCELLED,
        0,
        0,
    )


def test_one_that_was_done_on_site_is_back_at_its_report() -> None:
    world = World().accepted()
    world.give(ENGINEER, SubmitOnSite, lines=(line(1000),), act=(world.photo(),), received=cash(1000))
    world.approve("onsite")
    reopened(world)
    assert (world.order.stage, world.order.totals.commission) == (Stage.REPORT, 0)
    world.submit_report().approve("report")
    assert world.order.totals.commission == 400


def test_owners_and_superusers_reopen_and_nobody_else() -> None:
    for somebody in (CURATOR, ENGINEER):
        with pytest.raises(RoleMissing):
            reopened(completed(), by=somebody)
    reopened(completed(), by=BOSS)


def test_only_a_closed_order_within_its_time_is_reopened() -> None:
    with pytest.raises(StageMismatch):
        reopened(World().accepted())
    world = completed()
    world.passes(days=29)
    world.give(ENGINEER, AddNote, text="a late note is taken")
    reopened(world)
    late = completed(400, debt_due="2026-03-20")
    late.passes(days=30)
    with pytest.raises(ReopenTooLate, match=(late.now - timedelta(0)).strftime("%Y-%m-%d")):
        reopened(late)


def test_curator_and_engineer_are_told() -> None:
    world = completed()
    before = world.order
    told = notices(before, world.give(OWNER, Reopen, reason="it broke again"))
    news = [(one.to_person, one.text) for one in told if one.kind is NoticeKind.REOPENED]
    assert news == [(CURATOR.id, "it broke again"), (ENGINEER.id, "it broke again")]
    assert [one.wait_kind for one in told if one.kind is NoticeKind.YOUR_TURN] == [WaitKind.SUBMIT_REPORT]


def test_38_the_first_end_stays_in_the_record() -> None:
    """PRODUCT §10, 38: editing wiped what was written first."""
    world = reopened(completed())
    world.submit_report(0).approve("report")
    kinds = [entry.event.kind for entry in world.entries]
    assert (kinds.count("report_approved"), kinds.count("reopened")) == (2, 1)
