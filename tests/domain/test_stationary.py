from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from domain.orders.assignment import Accept, Assign
from domain.orders.errors import (
    BranchNotOpen,
    DateTooFar,
    DeviceInWorkshop,
    MediaUnknown,
    NotFree,
    NotYours,
    PastDate,
    PersonBlocked,
    RoleMissing,
    StageMismatch,
    UnknownPart,
)
from domain.orders.parts import JobState, Purpose
from domain.orders.stationary import AssignStationary, FinishRepair, SetPriority, Take
from domain.orders.verification import Return
from domain.orders.waiting import WaitKind
from tests.domain.world import (
    BLOCKED,
    CURATOR,
    ENGINEER,
    HOME,
    MONDAY,
    OTHER_CURATOR,
    OTHER_ENGINEER,
    OTHER_WORKER,
    WORKER,
    World,
)

JOB = "stationary.1"


def queued() -> World:
    return World().in_work().handed_over().approve(JOB)


def returned() -> World:
    world = World().in_work().handed_over()
    world.give(CURATOR, Return, part=JOB, reason="no serial")
    return world


def test_a_job_goes_from_hand_over_to_collection_and_everybody_is_waited_for_in_turn() -> None:
    world = World().in_work().handed_over()
    assert world.waits() == [(WaitKind.VERIFY_HANDOVER, CURATOR.id)]
    world.approve(JOB)
    assert world.waits() == [(WaitKind.TAKE, None)]
    world.give(WORKER, Take, part=JOB)
    assert world.waits() == [(WaitKind.REPAIR, WORKER.id)]
    world.give(WORKER, FinishRepair, part=JOB, done="fuse", amount=700, photos=(world.photo(),))
    assert world.waits() == [(WaitKind.VERIFY_REPAIR, CURATOR.id)]
    assert world.order.totals.stationary_work == 0
    world.approve(JOB)
    assert world.waits() == [(WaitKind.GIVE_DEVICE, WORKER.id)]
    assert world.order.totals.stationary_work == 700
    world.collected()
    assert world.waits() == [(WaitKind.SUBMIT_REPORT, ENGINEER.id)]
    assert world.order.stationary[0].state is JobState.COLLECTED


def test_a_named_worker_and_nobody_else_takes_it() -> None:
    world = queued()
    world.give(CURATOR, AssignStationary, part=JOB, person=OTHER_WORKER.id)
    assert world.waits() == [(WaitKind.TAKE, OTHER_WORKER.id)]
    with pytest.raises(NotYours):
        world.give(WORKER, Take, part=JOB)
    world.give(OTHER_WORKER, Take, part=JOB)
    with pytest.raises(NotFree):
        world.give(CURATOR, AssignStationary, part=JOB, person=WORKER.id)


def test_only_active_workshop_people_repair() -> None:
    world = queued()
    with pytest.raises(RoleMissing):
        world.give(CURATOR, AssignStationary, part=JOB, person=ENGINEER.id)
    with pytest.raises(PersonBlocked):
        world.give(CURATOR, AssignStationary, part=JOB, person=BLOCKED.id)
    with pytest.raises(RoleMissing):
        world.give(ENGINEER, Take, part=JOB)


def test_priority_is_the_curators_and_lies_between_one_and_five() -> None:
    world = queued()
    world.give(CURATOR, SetPriority, part=JOB, priority=1)
    assert world.order.stationary[0].priority == 1
    with pytest.raises(NotYours):
        world.give(OTHER_CURATOR, SetPriority, part=JOB, priority=2)
    for wrong in (0, 6, True):
        with pytest.raises(ValidationError):
            world.give(CURATOR, SetPriority, part=JOB, priority=wrong)


def test_a_finished_job_has_no_priority() -> None:
    world = World().in_workshop().repaired().collected()
    with pytest.raises(BranchNotOpen):
        world.give(CURATOR, SetPriority, part=JOB, priority=1)


def test_a_returned_hand_over_is_sent_in_again_and_keeps_its_priority() -> None:
    world = returned()
    assert world.waits() == [(WaitKind.CORRECT_HANDOVER, ENGINEER.id)]
    world.give(CURATOR, SetPriority, part=JOB, priority=5)
    world.handed_over(part=JOB).approve(JOB)
    assert len(world.order.stationary) == 1
    assert world.order.stationary[0].priority == 5


def test_a_returned_hand_over_is_corrected_by_whoever_has_the_order_now() -> None:
    world = returned()
    world.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)
    assert world.waits() == [(WaitKind.ACCEPT, OTHER_ENGINEER.id)]
    world.give(OTHER_ENGINEER, Accept)
    assert (WaitKind.CORRECT_HANDOVER, OTHER_ENGINEER.id) in world.waits()
    assert (WaitKind.GIVE_DEVICE, ENGINEER.id) in world.waits()


def test_a_returned_repair_is_finished_again_by_the_same_worker() -> None:
    world = World().in_workshop()
    world.give(WORKER, FinishRepair, part=JOB, done="fuse", amount=700, photos=(world.photo(),))
    world.give(CURATOR, Return, part=JOB, reason="no photo of the board")
    assert world.waits() == [(WaitKind.REPAIR, WORKER.id)]
    world.repaired(amount=500)
    assert world.order.totals.stationary_work == 500


def test_a_job_is_not_finished_twice() -> None:
    world = World().in_workshop()
    world.give(WORKER, FinishRepair, part=JOB, done="fuse", amount=0, photos=(world.photo(),))
    with pytest.raises(BranchNotOpen):
        world.give(WORKER, FinishRepair, part=JOB, done="fuse", amount=0, photos=(world.photo(),))


def test_one_device_is_in_one_job_at_a_time_and_in_many_after_another() -> None:
    world = queued()
    with pytest.raises(DeviceInWorkshop):
        world.handed_over()
    world.give(WORKER, Take, part=JOB)
    world.repaired().collected().handed_over()
    assert [job.part for job in world.order.stationary] == ["stationary.1", "stationary.2"]


@pytest.mark.parametrize(("days", "fits"), [(-1, PastDate), (0, None), (366, None), (367, DateTooFar)])
def test_the_due_date_is_neither_past_nor_a_slip(days: int, fits: type[Exception] | None) -> None:
    world = World().in_work()
    due = MONDAY.date() + timedelta(days=days)
    if fits:
        with pytest.raises(fits):
            world.handed_over(due=due)
    else:
        world.handed_over(due=due)
        assert world.order.stationary[0].due.astimezone(MONDAY.tzinfo).date() in (
            due,
            due + timedelta(days=1),
        )


def test_a_date_at_the_end_of_time_is_refused_and_not_a_crash() -> None:
    with pytest.raises(DateTooFar):
        World().in_work().handed_over(due=date.max)


@pytest.mark.parametrize("photos", [(), (HOME,) * 11])
def test_a_hand_over_has_one_to_ten_photos(photos: tuple[object, ...]) -> None:
    with pytest.raises(ValidationError):
        World().in_work().handed_over(photos=photos)


def test_a_photo_that_is_not_stored_is_refused() -> None:
    with pytest.raises(MediaUnknown):
        World().in_work().handed_over(photos=(HOME,))


def test_before_the_agreement_only_a_diagnosis_and_in_work_only_a_repair() -> None:
    with pytest.raises(StageMismatch):
        World().accepted().handed_over(purpose=Purpose.REPAIR)
    with pytest.raises(StageMismatch):
        World().in_work().handed_over(purpose=Purpose.DIAGNOSIS)
    world = World().accepted().handed_over(purpose=Purpose.DIAGNOSIS)
    assert world.waits() == [(WaitKind.VERIFY_HANDOVER, CURATOR.id)]


def test_a_returned_diagnosis_does_not_become_a_repair_before_the_agreement() -> None:
    world = World().accepted().handed_over(purpose=Purpose.DIAGNOSIS)
    world.give(CURATOR, Return, part=JOB, reason="no serial")
    with pytest.raises(StageMismatch):
        world.handed_over(part=JOB, purpose=Purpose.REPAIR)
    world.handed_over(part=JOB, purpose=Purpose.DIAGNOSIS)


def test_the_finding_of_a_diagnosis_is_there_for_the_agreement() -> None:
    world = World().accepted().handed_over(purpose=Purpose.DIAGNOSIS).approve(JOB)
    world.give(WORKER, Take, part=JOB)
    world.repaired().collected()
    assert world.order.stationary[0].finding == "fuse"
    assert world.waits() == [(WaitKind.SUBMIT_AGREEMENT, ENGINEER.id)]


def test_a_job_that_is_not_there() -> None:
    with pytest.raises(UnknownPart):
        World().in_work().give(WORKER, Take, part="stationary.7")
