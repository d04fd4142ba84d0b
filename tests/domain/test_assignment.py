import pytest

from domain.orders.assignment import Accept, Assign, Decline
from domain.orders.custody import GiveDevice, ReceiveDevice
from domain.orders.errors import AlreadyAssigned, DeviceElsewhere, NothingOffered, NotYours, PersonBlocked
from domain.orders.parts import Stage
from domain.orders.waiting import WaitKind
from domain.people import Person
from tests.domain.world import (
    BLOCKED,
    CURATOR,
    ENGINEER,
    OTHER_CURATOR,
    OTHER_ENGINEER,
    OTHER_WORKER,
    OWNER,
    World,
)


def test_who_accepts_carries_the_order() -> None:
    world = World().accepted()
    assert world.order.carrier == ENGINEER.id
    assert world.order.stage is Stage.AGREEMENT


def test_who_declines_gives_the_order_back_to_the_curator() -> None:
    world = World().open(engineer=ENGINEER.id)
    world.give(ENGINEER, Decline, reason="on leave")
    assert world.waits() == [(WaitKind.ASSIGN, CURATOR.id)]


@pytest.mark.parametrize("somebody", [OTHER_ENGINEER, CURATOR, OTHER_WORKER])
def test_only_who_was_asked_answers(somebody: Person) -> None:
    world = World().open(engineer=ENGINEER.id)
    with pytest.raises(NothingOffered):
        world.give(somebody, Accept)
    with pytest.raises(NothingOffered):
        world.give(somebody, Decline, reason="mine")


def test_nobody_accepts_twice() -> None:
    with pytest.raises(NothingOffered):
        World().accepted().give(ENGINEER, Accept)


def test_only_the_orders_own_curator_assigns() -> None:
    world = World().open()
    for somebody in (OTHER_CURATOR, ENGINEER):
        with pytest.raises(NotYours):
            world.give(somebody, Assign, engineer=ENGINEER.id)


def test_the_same_engineer_is_not_asked_twice_and_a_blocked_one_never() -> None:
    world = World().open(engineer=ENGINEER.id)
    with pytest.raises(AlreadyAssigned):
        world.give(CURATOR, Assign, engineer=ENGINEER.id)
    with pytest.raises(PersonBlocked):
        world.give(CURATOR, Assign, engineer=BLOCKED.id)


def test_a_reassigned_order_is_lost_at_once_and_won_by_accepting() -> None:
    world = World().accepted()
    world.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)
    with pytest.raises(NotYours):
        world.submit_agreement(1000)
    assert world.waits() == [(WaitKind.ACCEPT, OTHER_ENGINEER.id)]
    world.give(OTHER_ENGINEER, Accept)
    assert world.waits() == [(WaitKind.SUBMIT_AGREEMENT, OTHER_ENGINEER.id)]


def test_a_walk_in_whose_engineer_declines_is_carried_by_its_curator_again() -> None:
    world = World().open(walk_in=True)
    world.give(CURATOR, Assign, engineer=ENGINEER.id)
    assert world.order.carrier is None
    world.give(ENGINEER, Decline, reason="busy")
    assert world.order.carrier == CURATOR.id


def test_the_curator_hands_a_walk_in_device_to_the_engineer_who_takes_over() -> None:
    world = World().open(walk_in=True)
    world.give(CURATOR, Assign, engineer=ENGINEER.id)
    world.give(ENGINEER, Accept)
    assert (WaitKind.GIVE_DEVICE, CURATOR.id) in world.waits()


def test_a_reassignment_while_the_engineer_holds_the_device_waits_for_its_hand_over() -> None:
    world = World().in_workshop().repaired().collected()
    assert world.order.custody.holder == ENGINEER.id
    world.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)
    world.give(OTHER_ENGINEER, Accept)
    assert set(world.waits()) == {
        (WaitKind.GIVE_DEVICE, ENGINEER.id),
        (WaitKind.SUBMIT_REPORT, OTHER_ENGINEER.id),
    }
    with pytest.raises(DeviceElsewhere):
        world.submit_report(by=OTHER_ENGINEER)
    world.give(ENGINEER, GiveDevice, to=OTHER_ENGINEER.id)
    world.give(OTHER_ENGINEER, ReceiveDevice)
    world.submit_report(by=OTHER_ENGINEER)
    assert world.order.custody.holder is None


def test_a_device_on_its_way_to_the_engineer_before_is_offered_anew() -> None:
    world = World().in_workshop().repaired()
    worker = next(iter(world.order.stationary)).worker
    world.give(world.people[worker] if worker else None, GiveDevice, to=ENGINEER.id)
    world.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)
    assert world.order.custody.offered_to is None
    assert (WaitKind.GIVE_DEVICE, worker) in world.waits()


def test_the_work_of_one_who_is_blocked_is_moved_by_whoever_manages_people() -> None:
    world = World().accepted()
    with pytest.raises(NotYours):
        world.give(OTHER_CURATOR, Assign, engineer=OTHER_ENGINEER.id, instead_of=ENGINEER.id)
    world.for_a_moment(ENGINEER.id, active=False)
    for by, before in ((OTHER_CURATOR, OTHER_ENGINEER), (OWNER, ENGINEER), (OTHER_ENGINEER, ENGINEER)):
        with pytest.raises(NotYours):
            world.give(by, Assign, engineer=OTHER_ENGINEER.id, instead_of=before.id)
    world.give(OTHER_CURATOR, Assign, engineer=OTHER_ENGINEER.id, instead_of=ENGINEER.id)
    assert world.order.offered_to == (OTHER_ENGINEER.id,)


def test_a_command_from_before_that_field_still_is_the_same_command() -> None:
    command = Assign(id="a", by=CURATOR.id, version=1, engineer=ENGINEER.id)
    assert "instead_of" not in command.model_dump(mode="json")
