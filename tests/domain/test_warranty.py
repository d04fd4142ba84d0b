from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.orders.agreement import SubmitAgreement
from domain.orders.assignment import Accept
from domain.orders.errors import (
    AboveDebt,
    AdvanceTooHigh,
    NothingPending,
    NotYours,
    OrderUnknown,
    Refusal,
    StageMismatch,
)
from domain.orders.ledger import Totals
from domain.orders.lifecycle import Cancel
from domain.orders.notices import NoticeKind, notices
from domain.orders.parts import Purpose, Stage
from domain.orders.payments import RecordPayment
from domain.orders.record import replayed
from domain.orders.reopening import Reopen
from domain.orders.stationary import Take
from domain.orders.supplement import SubmitSupplement
from domain.orders.undo import Undo
from domain.orders.verification import Return
from domain.orders.visit import Arrive
from domain.orders.waiting import WaitKind
from domain.orders.warranty import (
    EarlierNotCompleted,
    NotWarranty,
    NoWarranty,
    OtherDevice,
    UnderWarranty,
    WarrantyOver,
)
from domain.people import Person
from tests.domain.openings import EARLIER, completed
from tests.domain.test_opening import TOMORROW
from tests.domain.world import (
    CURATOR,
    ENGINEER,
    MONDAY,
    OTHER_CURATOR,
    OTHER_ENGINEER,
    OWNER,
    PRINTER,
    WORKER,
    World,
    cash,
    line,
)

AGREED = {"options": ({"lines": (line(1000),)},), "outcome": {"kind": "agreed", "option": 0}}


def repeated(**fields: object) -> World:
    """A repeat under warranty that its engineer has accepted."""
    world = World()
    world.open(warranty_of=completed(world), engineer=ENGINEER.id, **fields)
    world.give(ENGINEER, Accept)
    return world


def test_a_repeat_goes_straight_to_work_once_somebody_carries_it() -> None:
    world = World()
    world.open(warranty_of=completed(world), engineer=ENGINEER.id, visit=TOMORROW)
    assert (world.order.stage, world.waits()) == (Stage.ASSIGNMENT, [(WaitKind.ACCEPT, ENGINEER.id)])
    world.give(ENGINEER, Accept)
    assert (world.order.stage, world.waits()) == (Stage.WORK, [(WaitKind.VISIT, ENGINEER.id)])
    world.give(ENGINEER, Arrive)
    assert world.waits() == [(WaitKind.SUBMIT_REPORT, ENGINEER.id)]
    assert world.order.warranty is not None
    assert (world.order.warranty.of, world.order.warranty.number) == (EARLIER, "SVC-000128")


def test_without_an_engineer_it_waits_for_one() -> None:
    world = World()
    world.open(warranty_of=completed(world))
    assert (world.order.stage, world.waits()) == (Stage.ASSIGNMENT, [(WaitKind.ASSIGN, CURATOR.id)])


@pytest.mark.parametrize(
    ("earlier", "refusal"),
    [
        ({"closed": None, "closed_at": None}, EarlierNotCompleted),
        ({"closed": Stage.REFUSED}, EarlierNotCompleted),
        ({"serial": "VN-2"}, OtherDevice),
        ({"serial": None}, OtherDevice),
        ({"days": 19}, WarrantyOver),
        ({"days": 0, "closed_at": MONDAY}, WarrantyOver),
    ],
)
def test_what_the_earlier_order_does_not_prove_needs_a_reason(
    earlier: dict[str, Any], refusal: type[Refusal]
) -> None:
    world = World()
    with pytest.raises(refusal):
        world.open(warranty_of=completed(world, **earlier))
    world.open(warranty_of=completed(world, **earlier), warranty_reason="our own mistake")
    assert world.order.under_warranty


def test_a_device_without_a_serial_number_proves_nothing() -> None:
    world = World()
    unnamed = PRINTER.model_copy(update={"serial": None})
    with pytest.raises(OtherDevice):
        world.open(warranty_of=completed(world, serial=None), device=unnamed)


def test_a_serial_number_is_the_same_however_it_is_typed() -> None:
    world = World()
    world.open(warranty_of=completed(world, serial=" vn 1"))
    assert world.order.under_warranty


def test_the_last_day_of_a_warranty_counts_in_the_organizations_zone() -> None:
    world = World()
    world.open(warranty_of=completed(world, days=20, closed_at=MONDAY - timedelta(days=20, hours=9)))
    assert world.order.under_warranty


def test_an_order_that_nobody_here_has_is_unknown_with_a_reason_too() -> None:
    for reason in (None, "because"):
        with pytest.raises(OrderUnknown):
            World().open(warranty_of=UUID(int=77), warranty_reason=reason)


def test_a_reason_without_an_earlier_order_is_no_opening() -> None:
    with pytest.raises(ValidationError):
        World().open(warranty_reason="because")


def test_it_ends_with_no_money_and_its_loss_is_not_asked_for() -> None:
    world = repeated().submit_receipt(30_000).approve("receipt.1").submit_report().approve("report")
    assert world.order.closed is Stage.COMPLETED
    assert world.order.totals == Totals(expense=30_000)
    assert world.waits() == []


def test_nothing_is_agreed_on_paid_or_advanced() -> None:
    world = repeated()
    for kind, refusal in ((SubmitAgreement, StageMismatch), (SubmitSupplement, UnderWarranty)):
        with pytest.raises(refusal):
            world.give(ENGINEER, kind, **AGREED)
    with pytest.raises(AboveDebt):
        world.submit_report(received=1)
    with pytest.raises(AdvanceTooHigh):
        world.submit_report(advance=1)
    with pytest.raises(AboveDebt):
        world.give(CURATOR, RecordPayment, payment=cash(1))
    with pytest.raises(NothingPending):
        world.give(ENGINEER, Undo, part="agreement")
    with pytest.raises(NothingPending):
        world.give(CURATOR, Return, part="prepayment", reason="no")


def test_a_returned_report_waits_for_the_report_and_not_for_the_visit() -> None:
    world = repeated(visit=TOMORROW).submit_report()
    world.give(CURATOR, Return, part="report", reason="blurred")
    assert world.waits() == [(WaitKind.SUBMIT_REPORT, ENGINEER.id)]


def test_a_walk_in_goes_to_the_workshop_for_its_repair() -> None:
    world = World()
    world.open(warranty_of=completed(world), walk_in=True)
    assert world.waits() == [(WaitKind.SUBMIT_REPORT, CURATOR.id)]
    with pytest.raises(StageMismatch):
        world.handed_over(by=CURATOR, purpose=Purpose.DIAGNOSIS)
    world.handed_over(by=CURATOR)
    world.approve("stationary.1", by=OTHER_CURATOR)
    assert world.waits() == [(WaitKind.TAKE, None)]


@pytest.mark.parametrize("by", [ENGINEER, CURATOR])
def test_not_warranty_leads_back_to_the_agreement(by: Person) -> None:
    world = repeated()
    before = world.order
    added = world.give(by, NotWarranty, reason="coffee")
    told = [one for one in notices(before, added) if one.kind is NoticeKind.NOT_WARRANTY]
    assert [(one.to_person, one.text) for one in told] == [
        ((CURATOR if by is ENGINEER else ENGINEER).id, "coffee")
    ]
    assert (world.order.stage, world.waits()) == (
        Stage.AGREEMENT,
        [(WaitKind.SUBMIT_AGREEMENT, ENGINEER.id)],
    )
    world.submit_agreement(90_000).approve("agreement")
    assert (world.order.stage, world.order.totals.price) == (Stage.PREPAYMENT, 90_000)
    assert world.order.warranty is not None
    assert (world.order.warranty.number, world.order.warranty.denied) == ("SVC-000128", "coffee")
    assert replayed(world.entries) == world.order


def test_only_who_carries_it_or_its_curator_denies_it_and_once() -> None:
    world = repeated()
    for somebody in (OTHER_ENGINEER, OTHER_CURATOR, OWNER):
        with pytest.raises(NotYours):
            world.give(somebody, NotWarranty, reason="coffee")
    world.give(CURATOR, NotWarranty, reason="coffee")
    with pytest.raises(NoWarranty):
        world.give(CURATOR, NotWarranty, reason="tea")
    with pytest.raises(NoWarranty):
        World().accepted().give(ENGINEER, NotWarranty, reason="coffee")


def test_a_report_under_way_is_taken_back_before_the_warranty_is_denied() -> None:
    world = repeated().submit_report()
    with pytest.raises(StageMismatch):
        world.give(CURATOR, NotWarranty, reason="coffee")
    world.give(ENGINEER, Undo, part="report")
    world.give(CURATOR, NotWarranty, reason="coffee")
    assert world.order.stage is Stage.AGREEMENT


def test_what_is_in_the_workshop_then_finds_out_what_is_wrong() -> None:
    world = repeated().handed_over().approve("stationary.1")
    world.give(WORKER, Take, part="stationary.1")
    world.give(CURATOR, NotWarranty, reason="coffee")
    assert world.waits() == [(WaitKind.REPAIR, WORKER.id)]
    assert world.order.stationary[0].purpose is Purpose.DIAGNOSIS
    world.repaired(amount=5_000).collected()
    assert world.waits() == [(WaitKind.SUBMIT_AGREEMENT, ENGINEER.id)]


@pytest.mark.parametrize("ended", ["completed", "cancelled"])
def test_a_reopened_repeat_is_in_work_again_and_still_free(ended: str) -> None:
    world = repeated()
    if ended == "completed":
        world.submit_report().approve("report")
    else:
        world.give(CURATOR, Cancel, reason="client moved")
    assert world.order.closed == ended
    world.give(OWNER, Reopen, reason="came back")
    assert (world.order.stage, world.waits()) == (Stage.REPORT, [(WaitKind.SUBMIT_REPORT, ENGINEER.id)])
    assert world.order.under_warranty
    world.give(CURATOR, NotWarranty, reason="coffee")
    assert world.waits() == [(WaitKind.SUBMIT_AGREEMENT, ENGINEER.id)]
