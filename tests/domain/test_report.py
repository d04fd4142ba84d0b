from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from domain.orders.custody import GiveDevice, ReceiveDevice
from domain.orders.errors import (
    AboveDebt,
    AdvanceTooHigh,
    BranchesOpen,
    DateTooFar,
    DebtUndated,
    DeviceElsewhere,
    NotYours,
    PastDate,
    StageMismatch,
)
from domain.orders.ledger import PostingKind
from domain.orders.parts import Stage
from domain.orders.payments import RecordPayment
from domain.orders.prepayment import SubmitPrepayment
from domain.orders.report import Figures, ReportSubmitted, SubmitReport
from domain.orders.stationary import Take
from domain.orders.verification import Return
from domain.orders.waiting import WaitKind
from domain.organizations import Mode, OrganizationSettings, Verification
from tests.domain.world import CURATOR, ENGINEER, MONDAY, OTHER_ENGINEER, WORKER, World, cash, invoice

TODAY = MONDAY.date()


def figures_of(world: World) -> Figures:
    submitted = [entry.event for entry in world.entries if isinstance(entry.event, ReportSubmitted)]
    return submitted[-1].figures


def test_the_figures_are_computed_from_the_ledger() -> None:
    world = World().in_work(100_000, prepaid=30_000).handed_over().approve("stationary.1")
    world.give(CURATOR, RecordPayment, payment=cash(10_000))
    world.submit_receipt(5_000, 2_500).approve("receipt.1")
    world.give(WORKER, Take, part="stationary.1")
    world.repaired(amount=12_500).collected()
    world.submit_report(50_000)
    assert figures_of(world) == Figures(
        gross=100_000, costs=20_000, net=80_000, commission=32_000, debt=10_000
    )


def test_a_verified_report_completes_the_order_and_accrues_the_commission() -> None:
    world = World().in_work(100_000).submit_report(100_000, advance=15_000)
    assert world.order.totals.received == 0
    world.approve("report")
    totals = world.order.totals
    assert world.order.closed is Stage.COMPLETED
    assert (totals.received, totals.debt, totals.commission, totals.advance) == (100_000, 0, 40_000, 15_000)
    assert world.order.waits == ()


def test_a_persons_own_rate_goes_before_the_organizations() -> None:
    world = World().in_work(100_001)
    world.people[ENGINEER.id] = ENGINEER.model_copy(update={"commission_bp": 3333})
    world.submit_report(100_001)
    assert figures_of(world).commission == 33_330  # 33 330.33 kopecks


def test_the_rate_is_that_of_the_day_of_the_report() -> None:
    world = World().in_work(100_000).submit_report(100_000)
    world.set(commission_bp=0)
    world.approve("report")
    assert world.order.totals.commission == 40_000


def test_no_more_is_received_than_is_owed() -> None:
    with pytest.raises(AboveDebt) as refused:
        World().in_work(1000, prepaid=400).submit_report(601)
    assert refused.value.facts == {"amount": 601, "debt": 600}


def test_what_was_paid_elsewhere_meanwhile_is_not_received_twice() -> None:
    world = World().in_work(1000).submit_report(1000)
    world.give(CURATOR, RecordPayment, payment=cash(300))
    with pytest.raises(AboveDebt):
        world.approve("report")
    world.give(CURATOR, Return, part="report", reason="300 came to the office")
    world.submit_report(700).approve("report")
    assert world.order.totals.debt == 0


def test_a_debt_needs_the_curator_and_a_day_and_is_waited_for_after_the_end() -> None:
    world = World().in_work(1000).submit_report(400)
    with pytest.raises(DebtUndated):
        world.approve("report")
    with pytest.raises(PastDate):
        world.approve("report", debt_due=TODAY - timedelta(days=1))
    with pytest.raises(DateTooFar):
        world.approve("report", debt_due=date.max)
    world.approve("report", debt_due=TODAY + timedelta(days=2))
    wait = world.wait(WaitKind.COLLECT_DEBT)
    assert wait.due == MONDAY.replace(hour=18) + timedelta(days=2)
    world.give(CURATOR, RecordPayment, payment=cash(600))
    assert world.order.waits == ()


def test_costs_that_grew_after_the_report_lower_the_commission_and_may_void_the_advance() -> None:
    world = World(OrganizationSettings(verification=Verification(receipt=Mode.AFTER)))
    world.in_work(10_000).submit_receipt(5_000).submit_report(10_000, advance=4_000)
    world.approve("receipt.1")
    with pytest.raises(AdvanceTooHigh):
        world.approve("report")
    world.give(CURATOR, Return, part="report", reason="smaller advance")
    world.submit_report(10_000, advance=2_000).approve("report")
    assert world.order.totals.commission == 2_000


def test_a_signed_act_or_the_reason_why_there_is_none() -> None:
    world = World().in_work()
    with pytest.raises(ValidationError):
        world.submit_report(act=())
    with pytest.raises(ValidationError):
        world.submit_report(no_contract_reason="lost")
    with pytest.raises(ValidationError):
        world.give(ENGINEER, SubmitReport, act=(world.photo(),), received=invoice(100))
    world.submit_report(act=(), no_contract_reason="lost")


def test_it_is_its_carriers_who_has_the_device_or_the_client_has() -> None:
    with pytest.raises(NotYours):
        World().in_work().submit_report(by=OTHER_ENGINEER)
    world = World().in_workshop().repaired()
    with pytest.raises(BranchesOpen):
        world.submit_report()
    world.collected()
    world.submit_report()
    with pytest.raises(StageMismatch):
        world.submit_report()


def test_a_returned_report_opens_the_branches_again() -> None:
    world = World().in_work().submit_report()
    world.give(CURATOR, Return, part="report", reason="a receipt is missing")
    assert world.order.stage is Stage.REPORT
    world.submit_receipt(100).approve("receipt.1").submit_report()
    assert figures_of(world).costs == 100


def test_it_is_approved_last() -> None:
    after = OrganizationSettings(verification=Verification(agreement=Mode.AFTER, prepayment=Mode.AFTER))
    world = World(after).accepted().submit_agreement(1000)
    world.give(ENGINEER, SubmitPrepayment, payment=cash(200))
    world.submit_report(800)
    assert figures_of(world).debt == 0
    with pytest.raises(BranchesOpen, match="agreement, prepayment"):
        world.approve("report")
    world.approve("agreement").approve("prepayment").approve("report")
    postings = [posting for entry in world.entries for posting in entry.event.postings]
    assert [posting.amount for posting in postings if posting.kind is PostingKind.PAYMENT] == [200, 800]


def test_who_has_no_device_sends_no_report() -> None:
    world = World().in_workshop().repaired()
    world.give(WORKER, GiveDevice, to=CURATOR.id)
    world.give(CURATOR, ReceiveDevice)
    with pytest.raises(DeviceElsewhere):
        world.submit_report()
