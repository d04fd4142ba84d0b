"""«Сделано на месте»: one form, one verification, and the same sums as step by step."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from domain.money import Method
from domain.orders.agreement import Agreed, Option, SubmitAgreement, Thinking
from domain.orders.assignment import Accept, Assign
from domain.orders.custody import GiveDevice, ReceiveDevice
from domain.orders.errors import (
    AboveDebt,
    AboveOption,
    AdvanceTooHigh,
    BranchesOpen,
    DebtUndated,
    DeviceElsewhere,
    DiscountUnexplained,
    NetUnexplained,
    NothingPending,
    NotYours,
    OrderClosed,
    OwnSubmission,
    Refusal,
    StageMismatch,
)
from domain.orders.ledger import PostingKind
from domain.orders.lifecycle import Cancel
from domain.orders.notices import notices
from domain.orders.onsite import SubmitOnSite
from domain.orders.parts import Purpose, Stage, StepState, VisitState
from domain.orders.prepayment import SubmitPrepayment
from domain.orders.record import replayed
from domain.orders.stationary import Take
from domain.orders.supplement import SubmitSupplement
from domain.orders.undo import Undo
from domain.orders.verification import Return
from domain.orders.visit import Interval
from domain.orders.waiting import WaitKind
from domain.organizations import Mode, Verification
from domain.people import Person
from tests.domain.world import CURATOR, ENGINEER, OTHER_CURATOR, OTHER_ENGINEER, WORKER, World, cash, line


def done(world: World, price: int = 1000, paid: int = 1000, by: Person = ENGINEER, **fields: object) -> World:
    wanted = {"lines": (line(price),), "act": (world.photo(),), "received": cash(paid) if paid else None}
    world.give(by, SubmitOnSite, **(wanted | fields))
    return world


def test_one_approval_posts_everything_and_completes_the_order() -> None:
    world = done(World().accepted(), advance=100, warranty_days=90)
    assert (world.order.stage, world.order.totals.price) == (Stage.REPORT, 0)
    assert world.waits() == [(WaitKind.VERIFY_ON_SITE, CURATOR.id)]
    world.approve("onsite")
    order = world.order
    assert (order.closed, order.waits) == (Stage.COMPLETED, ())
    assert [(p.kind, p.amount, p.person) for p in world.entries[-3].event.postings] == [
        (PostingKind.AGREED, 1000, None),
        (PostingKind.PAYMENT, 1000, ENGINEER.id),
        (PostingKind.COMMISSION, 400, ENGINEER.id),
        (PostingKind.ADVANCE, 100, ENGINEER.id),
    ]
    assert {order.agreement.state, order.prepayment.state, order.report.state} == {StepState.APPROVED}
    assert (order.agreement.author, order.report.warranty_days) == (ENGINEER.id, 90)
    assert replayed(world.entries) == order


def test_its_sums_are_those_of_the_steps_one_by_one() -> None:
    at_once = done(World().accepted(), paid=700, advance=50).approve("onsite", debt_due="2026-03-20")
    steps = World().in_work(1000).submit_report(700, advance=50).approve("report", debt_due="2026-03-20")
    assert at_once.order.totals == steps.order.totals
    assert at_once.order.debt_due == steps.order.debt_due
    assert [wait.kind for wait in at_once.order.waits] == [WaitKind.COLLECT_DEBT]


def test_a_debt_needs_its_date() -> None:
    world = done(World().accepted(), paid=0)
    with pytest.raises(DebtUndated):
        world.approve("onsite")
    world.approve("onsite", debt_due="2026-03-20")
    assert world.order.totals.debt == 1000


def test_a_loss_needs_its_reason() -> None:
    world = World().open(walk_in=True).handed_over(by=CURATOR, purpose=Purpose.DIAGNOSIS)
    world.approve("stationary.1", by=OTHER_CURATOR)
    world.give(WORKER, Take, part="stationary.1")
    world.repaired(amount=1500)
    world.give(WORKER, GiveDevice, to=CURATOR.id)
    world.give(CURATOR, ReceiveDevice)
    done(world, by=CURATOR)
    with pytest.raises(NetUnexplained):
        world.approve("onsite", by=OTHER_CURATOR)
    world.approve("onsite", by=OTHER_CURATOR, net_reason="our fault")
    assert (world.order.closed, world.order.totals.commission) == (Stage.COMPLETED, 0)


def test_it_keeps_the_rules_of_each_of_its_steps() -> None:
    world = World().accepted()
    wrong_sums: tuple[tuple[dict[str, Any], type[Refusal]], ...] = (
        ({"amount": 1001}, AboveOption),
        ({"amount": 999}, DiscountUnexplained),
        ({"paid": 1001}, AboveDebt),
        ({"advance": 401}, AdvanceTooHigh),
    )
    for fields, refusal in wrong_sums:
        with pytest.raises(refusal):
            done(world, **fields)
    unreadable: tuple[dict[str, Any], ...] = (
        {"act": ()},
        {"received": {"amount": 1, "method": Method.INVOICE}},
        {"lines": ()},
    )
    for wrong in unreadable:
        with pytest.raises(ValidationError):
            done(world, **wrong)
    done(world, amount=900, paid=900, discount_reason="regular client").approve("onsite")
    assert world.order.totals.price == 900


def test_while_it_waits_the_other_steps_wait() -> None:
    world = done(World().accepted())
    with pytest.raises(StageMismatch):
        world.submit_agreement(500)
    with pytest.raises(StageMismatch):
        world.handed_over(purpose=Purpose.DIAGNOSIS)
    with pytest.raises(StageMismatch):
        done(world)
    for part in ("agreement", "prepayment", "report"):
        with pytest.raises(NothingPending):
            world.approve(part)
    with pytest.raises(BranchesOpen, match="onsite"):
        world.give(CURATOR, Cancel, reason="client moved")


def test_a_return_goes_to_its_author_who_may_also_go_step_by_step() -> None:
    world = done(World().accepted())
    before = world.order
    (told,) = notices(before, world.give(CURATOR, Return, part="onsite", reason="which part?"))
    assert (told.to_person, told.wait_kind, told.text) == (
        ENGINEER.id,
        WaitKind.CORRECT_ON_SITE,
        "which part?",
    )
    assert world.order.stage is Stage.AGREEMENT
    again = World()
    again.entries, again.state = list(world.entries), world.state
    done(again, 900, 900).approve("onsite")
    assert again.order.totals.price == 900
    world.submit_agreement(800).give(CURATOR, Return, part="agreement", reason="no")
    assert world.waits() == [(WaitKind.SUBMIT_AGREEMENT, ENGINEER.id)]


def test_a_client_who_thought_it_over_is_no_longer_waited_for() -> None:
    world = World().accepted()
    world.submit_agreement(
        0, options=(Option(lines=(line(1),)),), outcome=Thinking(until=world.now + timedelta(days=3))
    )
    done(world).give(CURATOR, Return, part="onsite", reason="no")
    assert world.waits() == [(WaitKind.CORRECT_ON_SITE, ENGINEER.id)]


def test_it_needs_nothing_open_and_the_device_where_the_client_is() -> None:
    world = World().accepted().handed_over(purpose=Purpose.DIAGNOSIS)
    with pytest.raises(BranchesOpen, match=r"stationary\.1"):
        done(world)
    for stage in (World().agreed(), World().in_work()):
        with pytest.raises(StageMismatch):
            done(stage)
    after = World()
    after.set(verification=Verification(agreement=Mode.AFTER, prepayment=Mode.AFTER))
    after.accepted().submit_agreement(1000)
    after.give(ENGINEER, SubmitPrepayment, payment=cash(300))
    after.give(CURATOR, Return, part="agreement", reason="no")
    with pytest.raises(BranchesOpen, match="prepayment"):
        done(after)
    elsewhere = World().open(walk_in=True)
    elsewhere.give(CURATOR, Assign, engineer=ENGINEER.id)
    elsewhere.give(ENGINEER, Accept)
    with pytest.raises(DeviceElsewhere):
        done(elsewhere)


def test_only_the_carrier_sends_it_and_nobody_verifies_the_own() -> None:
    world = World().accepted()
    for somebody in (CURATOR, OTHER_ENGINEER):
        with pytest.raises(NotYours):
            done(world, by=somebody)
    own = done(World().open(walk_in=True), by=CURATOR)
    with pytest.raises(OwnSubmission):
        own.approve("onsite")
    own.approve("onsite", by=OTHER_CURATOR)


def test_whoever_sends_it_has_been_there() -> None:
    world = World()
    since = world.now + timedelta(hours=1)
    world.open(engineer=ENGINEER.id, visit=Interval(since=since, until=since + timedelta(hours=1)))
    world.give(ENGINEER, Accept)
    done(world).give(CURATOR, Return, part="onsite", reason="no")
    assert world.order.visit is not None
    assert world.order.visit.state is VisitState.ON_SITE
    assert world.waits() == [(WaitKind.CORRECT_ON_SITE, ENGINEER.id)]


def test_04_it_is_not_sent_to_a_finished_order() -> None:
    """PRODUCT §10, 4: any stage could be sent or approved at any time, also on a finished order."""
    world = done(World().accepted()).approve("onsite")
    with pytest.raises(OrderClosed):
        done(world)
    with pytest.raises(OrderClosed):
        world.give(ENGINEER, SubmitAgreement, options=(Option(lines=(line(1),)),), outcome=Agreed(option=0))


def test_38_what_was_written_first_stays_in_the_record() -> None:
    """PRODUCT §10, 38: editing wiped the first defect text."""
    world = done(World().accepted(), no_contract_reason=None)
    world.give(CURATOR, Return, part="onsite", reason="no")
    done(world, 900, 900)
    sent = [e.event.model_dump()["amount"] for e in world.entries if e.event.kind == "on_site_submitted"]
    assert sent == [1000, 900]


def test_its_author_takes_it_back_and_a_supplement_too() -> None:
    world = done(World().open(walk_in=True), by=CURATOR)
    world.give(CURATOR, Undo, part="onsite")
    assert (world.order.stage, world.order.custody.holder) == (Stage.AGREEMENT, CURATOR.id)
    done(world, by=CURATOR)
    in_work = World().in_work(1000)
    more = {"options": (Option(lines=(line(300),)),), "outcome": Agreed(option=0)}
    in_work.give(ENGINEER, SubmitSupplement, **more)
    in_work.give(ENGINEER, Undo, part="supplement.1")
    assert in_work.waits() == [(WaitKind.CORRECT_SUPPLEMENT, ENGINEER.id)]
