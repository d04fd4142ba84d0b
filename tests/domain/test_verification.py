"""Nobody verifies the own submission; where nobody else may, it is marked (самопроверка)."""

import pytest

from domain.orders.agreement import Agreed, AgreementApproved, Option, SubmitAgreement
from domain.orders.errors import NothingPending, NotYours, OwnSubmission, RoleMissing
from domain.orders.opening import Open
from domain.orders.parts import JobState, Purpose
from domain.orders.stationary import FinishRepair, RepairApproved, Take
from domain.orders.verification import Approve, Return
from domain.orders.waiting import WaitKind
from domain.people import Person
from domain.values import OrderId
from tests.domain.world import (
    ALL_HANDS,
    BUYER,
    CURATOR,
    ENGINEER,
    HOME,
    OTHER_CURATOR,
    OWNER,
    PRINTER,
    STAFF,
    WORKER,
    World,
    line,
)

OPTIONS = (Option(lines=(line(1000),)),)
ALONE = tuple(one for one in STAFF if one not in (OTHER_CURATOR, ALL_HANDS))


def carried_by_its_curator(staff: tuple[Person, ...] = STAFF) -> World:
    world = World(staff=staff).open(walk_in=True)
    world.give(CURATOR, SubmitAgreement, options=OPTIONS, outcome=Agreed(option=0))
    return world


def test_the_orders_own_curator_verifies() -> None:
    world = World().accepted().submit_agreement(1000)
    with pytest.raises(NotYours):
        world.approve("agreement", by=OTHER_CURATOR)
    world.approve("agreement")


@pytest.mark.parametrize("somebody", [ENGINEER, WORKER, OWNER, BUYER])
def test_only_curators_verify(somebody: Person) -> None:
    world = World().accepted().submit_agreement(1000)
    with pytest.raises(RoleMissing):
        world.approve("agreement", by=somebody)
    with pytest.raises(RoleMissing):
        world.give(somebody, Return, part="agreement", reason="mine")


def test_the_curators_own_submission_waits_for_any_other_curator() -> None:
    world = carried_by_its_curator()
    assert world.waits() == [(WaitKind.VERIFY_AGREEMENT, None)]
    with pytest.raises(OwnSubmission):
        world.approve("agreement")
    with pytest.raises(OwnSubmission):
        world.give(CURATOR, Return, part="agreement", reason="mine")
    (approved, *_) = world.give(OTHER_CURATOR, Approve, part="agreement")
    assert isinstance(approved.event, AgreementApproved)
    assert approved.event.self_check is False


def test_where_nobody_else_may_the_own_check_is_marked() -> None:
    world = carried_by_its_curator(ALONE)
    (approved, *_) = world.give(CURATOR, Approve, part="agreement")
    assert isinstance(approved.event, AgreementApproved)
    assert approved.event.self_check is True


def test_a_repair_is_the_work_of_whoever_did_it() -> None:
    world = World()
    ids = {"order_id": OrderId(HOME), "organization_id": HOME, "contact_sha256": "0" * 64}
    world.give(ALL_HANDS, Open, **ids, device=PRINTER, walk_in=True)
    world.handed_over(by=ALL_HANDS, purpose=Purpose.DIAGNOSIS).approve("stationary.1")
    world.give(ALL_HANDS, Take, part="stationary.1")
    world.give(ALL_HANDS, FinishRepair, part="stationary.1", done="fuse", amount=0, photos=(world.photo(),))
    with pytest.raises(OwnSubmission):
        world.approve("stationary.1", by=ALL_HANDS)
    (approved, *_) = world.give(OTHER_CURATOR, Approve, part="stationary.1")
    assert isinstance(approved.event, RepairApproved)
    assert world.order.stationary[0].state is JobState.READY


def test_nothing_is_approved_or_returned_twice() -> None:
    world = World().agreed()
    with pytest.raises(NothingPending):
        world.approve("agreement")
    with pytest.raises(NothingPending):
        world.give(CURATOR, Return, part="agreement", reason="late")
