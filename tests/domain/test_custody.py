import pytest
from pydantic import ValidationError

from domain.orders.assignment import Accept, Assign
from domain.orders.custody import GiveDevice, ReceiveDevice, ReturnDevice
from domain.orders.errors import (
    BranchNotOpen,
    DeviceElsewhere,
    DeviceInWorkshop,
    DeviceNotOffered,
    WrongRecipient,
)
from domain.orders.holdings import holdings
from domain.orders.lifecycle import Cancel
from domain.orders.opening import Open
from domain.orders.parts import Purpose, Stage
from domain.orders.stationary import FinishRepair, Take
from domain.orders.undo import Undo
from domain.orders.waiting import WaitKind
from domain.values import OrderId
from tests.domain.world import (
    ALL_HANDS,
    BUYER,
    CURATOR,
    ENGINEER,
    HOME,
    OTHER_CURATOR,
    OTHER_ENGINEER,
    PRINTER,
    WORKER,
    World,
)

JOB = "stationary.1"


def test_every_hand_over_is_confirmed_by_both_sides() -> None:
    world = World().in_work()
    assert world.order.custody.holder is None
    world.handed_over()
    assert world.order.custody.holder == ENGINEER.id
    world.approve(JOB)
    assert world.order.custody.holder == ENGINEER.id, "nobody has taken it yet"
    world.give(WORKER, Take, part=JOB)
    assert world.order.custody.holder == WORKER.id
    world.repaired()
    world.give(WORKER, GiveDevice, to=ENGINEER.id)
    assert world.order.custody.holder == WORKER.id, "nobody has received it yet"
    world.give(ENGINEER, ReceiveDevice)
    assert world.order.custody.holder == ENGINEER.id
    world.submit_report()
    assert world.order.custody.holder is None


def test_who_does_not_hold_it_gives_nothing() -> None:
    world = World().in_workshop()
    with pytest.raises(DeviceElsewhere):
        world.give(ENGINEER, GiveDevice, to=CURATOR.id)
    with pytest.raises(DeviceElsewhere):
        world.give(ENGINEER, ReturnDevice, no_act_reason="lost")


def test_an_unfinished_repair_is_not_given_back() -> None:
    world = World().in_workshop()
    with pytest.raises(BranchNotOpen):
        world.give(WORKER, GiveDevice, to=ENGINEER.id)


def test_it_goes_to_the_carrier_or_the_curator_only() -> None:
    world = World().in_workshop().repaired()
    for somebody in (BUYER, OTHER_ENGINEER, OTHER_CURATOR):
        with pytest.raises(WrongRecipient):
            world.give(WORKER, GiveDevice, to=somebody.id)
    world.give(WORKER, GiveDevice, to=CURATOR.id)
    assert world.waits() == [(WaitKind.RECEIVE_DEVICE, CURATOR.id)]
    with pytest.raises(DeviceNotOffered):
        world.give(ENGINEER, ReceiveDevice)
    world.give(CURATOR, ReceiveDevice)
    assert (WaitKind.GIVE_DEVICE, CURATOR.id) in world.waits()


def test_nobody_gives_it_to_themselves_outside_of_the_workshop() -> None:
    world = World().in_workshop().repaired().collected()
    with pytest.raises(WrongRecipient):
        world.give(ENGINEER, GiveDevice, to=ENGINEER.id)


def test_a_new_offer_replaces_the_one_before() -> None:
    world = World().in_workshop().repaired()
    world.give(WORKER, GiveDevice, to=CURATOR.id)
    world.give(WORKER, GiveDevice, to=ENGINEER.id)
    with pytest.raises(DeviceNotOffered):
        world.give(CURATOR, ReceiveDevice)
    world.give(ENGINEER, ReceiveDevice)


def test_a_device_whose_job_is_open_does_not_go_back_to_the_client() -> None:
    world = World().in_work().handed_over()
    with pytest.raises(DeviceInWorkshop):
        world.give(ENGINEER, ReturnDevice, act=(world.photo(),))


def test_a_return_has_its_act_or_the_reason_why_there_is_none() -> None:
    world = World().in_workshop().repaired().collected()
    with pytest.raises(ValidationError):
        world.give(ENGINEER, ReturnDevice)
    with pytest.raises(ValidationError):
        world.give(ENGINEER, ReturnDevice, act=(world.photo(),), no_act_reason="lost")
    world.give(ENGINEER, ReturnDevice, no_act_reason="the client left")
    assert world.order.custody.holder is None


def test_one_person_who_does_everything_gets_a_device_out_of_the_own_workshop() -> None:
    world = World()
    world.give(
        ALL_HANDS,
        Open,
        order_id=OrderId(HOME),
        organization_id=HOME,
        contact_sha256="0" * 64,
        device=PRINTER,
        walk_in=True,
    )
    world.handed_over(by=ALL_HANDS, purpose=Purpose.DIAGNOSIS).approve(JOB)
    world.give(ALL_HANDS, Take, part=JOB)
    world.give(ALL_HANDS, FinishRepair, part=JOB, done="fuse", amount=0, photos=(world.photo(),))
    world.approve(JOB)
    assert world.waits() == [(WaitKind.GIVE_DEVICE, ALL_HANDS.id)]
    world.give(ALL_HANDS, GiveDevice, to=ALL_HANDS.id)
    world.give(ALL_HANDS, ReceiveDevice)
    assert world.waits() == [(WaitKind.SUBMIT_AGREEMENT, ALL_HANDS.id)]


def test_a_holder_who_lost_the_order_gives_it_back_when_the_order_is_cancelled() -> None:
    world = World().in_workshop().repaired().collected()
    world.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)
    world.give(OTHER_ENGINEER, Accept)
    world.give(CURATOR, Cancel, reason="client moved")
    assert world.waits() == [(WaitKind.RETURN_DEVICE, ENGINEER.id)]
    world.give(ENGINEER, ReturnDevice, no_act_reason="client abroad")
    assert world.order.closed is Stage.CANCELLED


def test_where_the_device_was_is_told_without_what_was_undone() -> None:
    world = World().in_workshop()
    world.give(WORKER, FinishRepair, part="stationary.1", done="fuse", amount=0, photos=(world.photo(),))
    way = [None, ENGINEER.id, WORKER.id]
    assert [stay.holder for stay in holdings(world.entries)] == way
    world.approve("stationary.1").collected().submit_report(0)
    assert [stay.holder for stay in holdings(world.entries)] == [*way, ENGINEER.id, None]
    world.give(ENGINEER, Undo, part="report")
    stays = holdings(world.entries)
    assert [stay.holder for stay in stays] == [*way, ENGINEER.id]
    assert (stays[-1].since, stays[-1].until) == (world.order.custody.since, None)
