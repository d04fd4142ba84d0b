from datetime import timedelta

import pytest

from domain.orders.errors import DateTooFar, NotYours, NoVisit, PastDate
from domain.orders.order import Command
from domain.orders.parts import VisitState
from domain.orders.visit import Arrive, Depart, FailReason, FailVisit, Interval, MoveReason, MoveVisit
from domain.orders.waiting import WaitKind
from tests.domain.world import CURATOR, ENGINEER, MONDAY, OTHER_ENGINEER, World


def interval(**start: float) -> Interval:
    since = MONDAY + timedelta(**start)
    return Interval(since=since, until=since + timedelta(hours=2))


def planned() -> World:
    world = World().accepted()
    world.give(CURATOR, MoveVisit, to=interval(days=1), reason=MoveReason.CLIENT_ASKED)
    return world


def test_a_planned_visit_comes_before_the_agreement() -> None:
    world = planned()
    assert world.waits() == [(WaitKind.VISIT, ENGINEER.id)]
    world.give(ENGINEER, Depart)
    world.give(ENGINEER, Arrive)
    assert world.waits() == [(WaitKind.SUBMIT_AGREEMENT, ENGINEER.id)]


@pytest.mark.parametrize("reason", list(FailReason))
def test_a_failed_visit_needs_a_new_time(reason: FailReason) -> None:
    world = planned()
    world.give(ENGINEER, FailVisit, reason=reason)
    assert world.waits() == [(WaitKind.RESCHEDULE, CURATOR.id)]
    world.give(CURATOR, MoveVisit, to=interval(days=2), reason=MoveReason.CLIENT_ASKED)
    assert world.waits() == [(WaitKind.VISIT, ENGINEER.id)]


@pytest.mark.parametrize(
    ("reason", "clock"),
    [
        (MoveReason.CLIENT_ASKED, "client"),
        (MoveReason.ENGINEER_BUSY, "engineer"),
        (MoveReason.OFFICE, "curator"),
    ],
)
def test_the_reason_of_a_move_says_whose_clock_runs(reason: MoveReason, clock: str) -> None:
    world = planned()
    world.give(ENGINEER, MoveVisit, to=interval(days=3), reason=reason)
    assert world.wait(WaitKind.VISIT).clock == clock


@pytest.mark.parametrize("kind", [Depart, Arrive])
def test_without_a_planned_visit_nobody_is_on_the_way(kind: type[Command]) -> None:
    with pytest.raises(NoVisit):
        World().accepted().give(ENGINEER, kind)


def test_nobody_departs_twice_and_nobody_arrives_at_a_failed_visit() -> None:
    world = planned()
    world.give(ENGINEER, Depart)
    with pytest.raises(NoVisit):
        world.give(ENGINEER, Depart)
    world.give(ENGINEER, FailVisit, reason=FailReason.NO_PASS)
    with pytest.raises(NoVisit):
        world.give(ENGINEER, Arrive)


def test_a_visit_is_its_engineers() -> None:
    world = planned()
    for somebody in (OTHER_ENGINEER, CURATOR):
        with pytest.raises(NotYours):
            world.give(somebody, Depart)
    with pytest.raises(NotYours):
        world.give(OTHER_ENGINEER, MoveVisit, to=interval(days=3), reason=MoveReason.OFFICE)


def test_a_visit_moves_ahead_and_within_a_year() -> None:
    world = planned()
    with pytest.raises(PastDate):
        world.give(ENGINEER, MoveVisit, to=interval(days=-1), reason=MoveReason.OFFICE)
    with pytest.raises(DateTooFar):
        world.give(ENGINEER, MoveVisit, to=interval(days=367), reason=MoveReason.OFFICE)


def test_who_brings_the_clients_answer_has_been_there() -> None:
    world = planned().submit_agreement(1000)
    assert world.order.visit is not None
    assert world.order.visit.state is VisitState.ON_SITE
