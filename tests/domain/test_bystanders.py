from domain.orders.bystanders import bystanders
from domain.orders.custody import GiveDevice, ReceiveDevice
from domain.orders.lifecycle import AddNote, Cancel
from domain.orders.notices import Notice, NoticeKind
from domain.orders.order import Command
from domain.orders.parts import Stage
from domain.orders.reopening import Reopen
from domain.orders.stationary import AssignStationary
from domain.orders.verification import Approve
from domain.people import Person
from tests.domain.world import CURATOR, ENGINEER, OWNER, WORKER, World

JOB = "stationary.1"


def told(world: World, by: Person, kind: type[Command], **fields: object) -> list[Notice]:
    """What the command changes on cards of others."""
    before = world.order
    return bystanders(before, world.give(by, kind, **fields))


def test_the_workshops_card_follows_the_end_of_the_job_of_the_order_and_its_new_beginning() -> None:
    world = World().in_workshop().repaired()
    assert told(world, WORKER, GiveDevice, to=ENGINEER.id) == []
    (job_over,) = told(world, ENGINEER, ReceiveDevice)
    assert (job_over.kind, job_over.to_person, job_over.text) == (NoticeKind.WENT_ON, WORKER.id, Stage.WORK)
    assert told(world, CURATOR, AddNote, text="calls back tomorrow") == []
    world.submit_report(1000_00)
    (ended,) = told(world, CURATOR, Approve, part="report")
    assert (ended.to_person, ended.text) == (WORKER.id, Stage.COMPLETED)
    (again,) = told(world, OWNER, Reopen, reason="it jams again")
    assert (again.to_person, again.text) == (WORKER.id, Stage.REPORT)


def test_whoever_was_named_for_a_job_hears_that_it_is_cancelled() -> None:
    world = World().in_work().handed_over().approve(JOB)
    assert told(world, CURATOR, AssignStationary, part=JOB, person=WORKER.id) == []
    (cancelled,) = told(world, CURATOR, Cancel, reason="client moved")
    assert (cancelled.to_person, cancelled.text) == (WORKER.id, Stage.CANCELLING)


def test_who_is_told_anyway_did_it_or_had_no_job_is_no_bystander() -> None:
    world = World().accepted()
    assert bystanders(None, world.entries) == []
    assert told(world, CURATOR, Cancel, reason="client moved") == []
