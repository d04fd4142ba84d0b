from datetime import timedelta

import pytest

from domain.orders.assignment import Assign
from domain.orders.custody import GiveDevice, HolderActive, ReceiveDevice, RecoverDevice, ReturnDevice
from domain.orders.errors import BranchNotOpen, DeviceElsewhere, NotYours, PersonBlocked, RoleMissing
from domain.orders.lifecycle import Cancel, PauseOrder, ResumeOrder
from domain.orders.notices import NoticeKind, notices
from domain.orders.parts import JobState, Stage
from domain.orders.payments import RecordPayment
from domain.orders.stationary import FinishRepair
from domain.orders.takeover import CuratorAlready, TakeOver
from domain.orders.waiting import WaitKind
from domain.people import Person, Role
from tests.domain.world import (
    BLOCKED,
    BUYER,
    CURATOR,
    ENGINEER,
    OTHER_CURATOR,
    OTHER_ENGINEER,
    OWNER,
    STAFF,
    WORKER,
    World,
    cash,
    person,
)

SUPERUSER = person(12, "Root", Role.SUPERUSER)


def taken_over(world: World, by: Person = OTHER_CURATOR) -> World:
    world.give(by, TakeOver, reason="holidays")
    return world


def blocked(world: World, somebody: Person) -> World:
    world.for_a_moment(somebody.id, active=False)
    return world


def test_whoever_takes_over_is_waited_for_and_the_others_are_told() -> None:
    world = World().accepted().submit_agreement(1000)
    before = world.order
    added = world.give(OTHER_CURATOR, TakeOver, reason="holidays")
    assert world.order.curator == OTHER_CURATOR.id
    assert world.waits() == [(WaitKind.VERIFY_AGREEMENT, OTHER_CURATOR.id)]
    told = [(one.kind, one.to_person, one.text) for one in notices(before, added)]
    assert told == [
        (NoticeKind.TAKEN_OVER, ENGINEER.id, "holidays"),
        (NoticeKind.TAKEN_OVER, CURATOR.id, "holidays"),
        (NoticeKind.YOUR_TURN, OTHER_CURATOR.id, None),
    ]
    with pytest.raises(NotYours):
        world.approve("agreement", by=CURATOR)
    world.approve("agreement", by=OTHER_CURATOR)


def test_22_nobody_acts_on_another_curators_order_without_taking_it_over() -> None:
    world = World().accepted()
    for kind, fields in ((Cancel, {}), (PauseOrder, {"until": world.now + timedelta(days=1)})):
        with pytest.raises(NotYours):
            world.give(OTHER_CURATOR, kind, reason="mine", **fields)
    taken_over(world)
    with pytest.raises(NotYours):
        world.give(CURATOR, Cancel, reason="still mine")


def test_34_who_took_over_from_whom_and_why_stands_in_the_record() -> None:
    world = taken_over(World().accepted())
    (entry,) = (entry for entry in world.entries if entry.event.kind == "taken_over")
    assert (entry.by, entry.event.model_dump(include={"curator", "before", "reason"})) == (
        OTHER_CURATOR.id,
        {"curator": OTHER_CURATOR.id, "before": CURATOR.id, "reason": "holidays"},
    )


@pytest.mark.parametrize("by", [OWNER, SUPERUSER])
def test_an_owner_or_superuser_hands_it_to_a_curator(by: Person) -> None:
    world = World(staff=(*STAFF, SUPERUSER)).accepted()
    world.give(by, TakeOver, to=OTHER_CURATOR.id, reason="balance")
    assert world.order.curator == OTHER_CURATOR.id
    with pytest.raises(RoleMissing):
        world.give(by, TakeOver, reason="for myself")
    with pytest.raises(RoleMissing):
        world.give(by, TakeOver, to=ENGINEER.id, reason="no curator")
    with pytest.raises(PersonBlocked):
        world.give(by, TakeOver, to=BLOCKED.id, reason="blocked")


def test_nobody_else_hands_it_to_anybody_and_no_one_takes_their_own() -> None:
    world = World().accepted()
    with pytest.raises(RoleMissing):
        world.give(CURATOR, TakeOver, to=OTHER_CURATOR.id, reason="you do it")
    for somebody in (ENGINEER, BUYER, WORKER):
        with pytest.raises(RoleMissing):
            world.give(somebody, TakeOver, reason="mine")
    with pytest.raises(CuratorAlready):
        world.give(CURATOR, TakeOver, reason="mine already")


def test_it_goes_on_though_the_old_curator_is_blocked() -> None:
    world = blocked(World().open(), CURATOR)
    with pytest.raises(PersonBlocked):
        world.give(CURATOR, Assign, engineer=ENGINEER.id)
    taken_over(world)
    world.give(OTHER_CURATOR, Assign, engineer=ENGINEER.id)


def test_a_paused_order_is_taken_over_and_resumed() -> None:
    world = World().accepted().submit_agreement(1000)
    world.give(CURATOR, PauseOrder, until=world.now + timedelta(days=1), reason="away")
    taken_over(world)
    assert world.waits() == [(WaitKind.RESUME, OTHER_CURATOR.id)]
    world.give(OTHER_CURATOR, ResumeOrder)
    assert world.waits() == [(WaitKind.VERIFY_AGREEMENT, OTHER_CURATOR.id)]


def test_a_closing_and_a_closed_order_with_a_debt_are_taken_over() -> None:
    world = World().in_work(1000, prepaid=500)
    world.give(CURATOR, Cancel, reason="no")
    assert taken_over(world).waits() == [(WaitKind.SETTLE_MONEY, OTHER_CURATOR.id)]
    world = World().in_work(1000).submit_report()
    world.approve("report", debt_due=world.now.date() + timedelta(days=9))
    assert taken_over(world).waits() == [(WaitKind.COLLECT_DEBT, OTHER_CURATOR.id)]
    world.give(OTHER_CURATOR, RecordPayment, payment=cash(1000))
    assert world.order.stage is Stage.COMPLETED
    assert world.order.totals.debt == 0


def test_a_device_that_the_old_curator_holds_is_handed_over_by_them() -> None:
    world = taken_over(World().open(walk_in=True))
    assert world.order.custody.holder == CURATOR.id
    give = world.wait(WaitKind.GIVE_DEVICE)
    assert (give.person, give.role) == (CURATOR.id, Role.CURATOR)
    world.give(CURATOR, GiveDevice, to=OTHER_CURATOR.id)
    world.give(OTHER_CURATOR, ReceiveDevice)
    assert world.order.custody.holder == OTHER_CURATOR.id


def test_a_device_on_its_way_to_the_old_curator_is_offered_anew() -> None:
    world = World().in_workshop().repaired()
    world.give(WORKER, GiveDevice, to=CURATOR.id)
    taken_over(world)
    assert world.order.custody.offered_to is None
    assert (WaitKind.GIVE_DEVICE, WORKER.id) in world.waits()


def test_a_device_is_recovered_from_a_blocked_holder_by_the_curator() -> None:
    world = blocked(taken_over(World().open(walk_in=True)), CURATOR)
    added = world.give(OTHER_CURATOR, RecoverDevice, holder=CURATOR.id, reason="has left")
    assert world.order.custody.holder == OTHER_CURATOR.id
    assert WaitKind.GIVE_DEVICE not in [kind for kind, _ in world.waits()]
    assert added[0].event.model_dump()["holder"] == CURATOR.id


def test_a_blocked_repairer_does_not_lock_the_order() -> None:
    world = blocked(World().in_workshop(), WORKER)
    before = world.order
    added = world.give(ENGINEER, RecoverDevice, holder=WORKER.id, reason="has left")
    told = notices(before, added)[0]
    assert (told.kind, told.to_person, told.text) == (NoticeKind.RECOVERED, CURATOR.id, "has left")
    assert world.order.custody.holder == ENGINEER.id
    assert world.order.stationary[0].state is JobState.WITHDRAWN
    assert world.waits() == [(WaitKind.SUBMIT_REPORT, ENGINEER.id)]
    world.handed_over()
    assert world.order.stationary[1].state is JobState.HANDOVER_PENDING


def test_a_repair_that_is_ready_is_collected_from_a_blocked_repairer() -> None:
    world = blocked(World().in_workshop().repaired(), WORKER)
    world.give(CURATOR, RecoverDevice, holder=WORKER.id, reason="has left")
    assert world.order.stationary[0].state is JobState.COLLECTED


def test_a_repair_that_waits_for_verification_is_verified_first() -> None:
    world = World().in_workshop()
    world.give(WORKER, FinishRepair, part="stationary.1", done="fuse", amount=0, photos=(world.photo(),))
    blocked(world, WORKER)
    with pytest.raises(BranchNotOpen):
        world.give(CURATOR, RecoverDevice, holder=WORKER.id, reason="has left")
    world.approve("stationary.1")
    world.give(CURATOR, RecoverDevice, holder=WORKER.id, reason="has left")


def test_a_blocked_holder_does_not_hold_up_the_way_out() -> None:
    world = World().in_workshop().repaired().collected()
    world.give(CURATOR, Cancel, reason="no")
    blocked(world, ENGINEER)
    world.give(CURATOR, RecoverDevice, holder=ENGINEER.id, reason="has left")
    world.give(CURATOR, ReturnDevice, no_act_reason="by courier")
    assert world.order.closed is Stage.CANCELLED


def test_nobody_fetches_a_device_from_a_holder_who_can_hand_it_over() -> None:
    world = World().in_workshop()
    with pytest.raises(HolderActive):
        world.give(CURATOR, RecoverDevice, holder=WORKER.id, reason="impatient")
    with pytest.raises(DeviceElsewhere):
        world.give(CURATOR, RecoverDevice, holder=ENGINEER.id, reason="a guess")
    for somebody in (OTHER_CURATOR, OTHER_ENGINEER):
        with pytest.raises(NotYours):
            world.give(somebody, RecoverDevice, holder=WORKER.id, reason="mine")
