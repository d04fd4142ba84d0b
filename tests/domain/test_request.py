from datetime import timedelta

import pytest
from pydantic import ValidationError

from domain.orders.assignment import Assign, Offer
from domain.orders.errors import (
    BranchesOpen,
    DateTooFar,
    NotYours,
    OrderPaused,
    PastDate,
    StageMismatch,
)
from domain.orders.lifecycle import Cancel, PauseOrder, ResumeOrder
from domain.orders.notices import NoticeKind, notices
from domain.orders.parts import RequestKind, Stage
from domain.orders.prepayment import SubmitPrepayment
from domain.orders.request import Ask, Deny, Grant, NoRequest, RequestOpenAlready
from domain.orders.state import Phase
from domain.orders.verification import Return
from domain.orders.waiting import Clock, WaitKind
from tests.domain.world import (
    ALL_HANDS,
    CURATOR,
    ENGINEER,
    OTHER_CURATOR,
    OTHER_ENGINEER,
    WORKER,
    World,
    cash,
)

DECIDE = (WaitKind.DECIDE_REQUEST, CURATOR.id)


def asked(what: RequestKind, world: World | None = None, **fields: object) -> World:
    world = world or World().accepted()
    if what is RequestKind.PAUSE:
        fields = {"until": world.now + timedelta(days=5)} | fields
    world.give(ENGINEER, Ask, what=what, reason="Клиент в отпуске", **fields)
    return world


def test_a_request_waits_for_the_curator_on_the_curators_clock_with_its_reason() -> None:
    world = World().accepted()
    before = world.order
    count = len(world.entries)
    asked(RequestKind.REASSIGNMENT, world)
    assert DECIDE in world.waits()
    assert (WaitKind.SUBMIT_AGREEMENT, ENGINEER.id) in world.waits()
    assert world.wait(WaitKind.DECIDE_REQUEST).clock is Clock.CURATOR
    (told,) = notices(before, world.entries[count:])
    assert (told.to_person, told.wait_kind, told.text) == (
        CURATOR.id,
        WaitKind.DECIDE_REQUEST,
        "Клиент в отпуске",
    )


def test_a_granted_pause_pauses_until_the_day_that_was_asked_for() -> None:
    world = asked(RequestKind.PAUSE)
    before = world.order
    until = world.now + timedelta(days=5)
    added = world.give(CURATOR, Grant)
    assert world.order.pause
    assert (world.order.pause.until, world.order.pause.reason) == (until, "Клиент в отпуске")
    assert world.waits() == [(WaitKind.RESUME, CURATOR.id)]
    assert [(told.kind, told.to_person, told.text) for told in notices(before, added)] == [
        (NoticeKind.GRANTED, ENGINEER.id, "pause")
    ]
    world.give(CURATOR, ResumeOrder)
    assert world.waits() == [(WaitKind.SUBMIT_AGREEMENT, ENGINEER.id)]


def test_a_granted_reassignment_takes_the_engineer_off_and_the_curator_names_another() -> None:
    world = asked(RequestKind.REASSIGNMENT)
    before = world.order
    added = world.give(CURATOR, Grant)
    assert world.order.engineer is None
    assert world.waits() == [(WaitKind.ASSIGN, CURATOR.id)]
    told = [(one.kind, one.to_person) for one in notices(before, added)]
    assert told == [(NoticeKind.GRANTED, ENGINEER.id), (NoticeKind.YOUR_TURN, CURATOR.id)]
    with pytest.raises(NotYours):
        world.submit_agreement(1000)
    world.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)


def test_a_granted_cancellation_is_a_way_with_the_request_for_its_reason() -> None:
    world = World().in_workshop()
    asked(RequestKind.CANCELLATION, world)
    world.give(CURATOR, Grant)
    assert world.order.stage is Stage.CANCELLING
    assert world.order.closing
    assert world.order.closing.reason == "Клиент в отпуске"
    assert world.waits() == [(WaitKind.GIVE_DEVICE, WORKER.id)]


def test_a_cancellation_is_granted_under_the_same_condition_as_the_curators_own() -> None:
    world = World().agreed()
    world.give(ENGINEER, SubmitPrepayment, payment=cash(1000))
    asked(RequestKind.CANCELLATION, world)
    for command in (Grant, Cancel):
        with pytest.raises(BranchesOpen):
            world.give(CURATOR, command, **({"reason": "no"} if command is Cancel else {}))
    world.give(CURATOR, Return, part="prepayment", reason="wrong sum")
    world.give(CURATOR, Grant)
    assert world.order.closed is Stage.CANCELLED


def test_a_denied_request_changes_nothing_but_is_answered_with_its_reason() -> None:
    world = asked(RequestKind.REASSIGNMENT)
    before = world.order
    added = world.give(CURATOR, Deny, reason="Некому отдать")
    assert world.waits() == [(WaitKind.SUBMIT_AGREEMENT, ENGINEER.id)]
    (told,) = notices(before, added)
    assert (told.kind, told.to_person, told.text) == (NoticeKind.DENIED, ENGINEER.id, "Некому отдать")
    asked(RequestKind.CANCELLATION, world)


def test_one_request_at_a_time_and_nothing_to_decide_without_one() -> None:
    world = World().accepted()
    for command, fields in ((Grant, {}), (Deny, {"reason": "no"})):
        with pytest.raises(NoRequest):
            world.give(CURATOR, command, **fields)
    asked(RequestKind.CANCELLATION, world)
    with pytest.raises(RequestOpenAlready):
        asked(RequestKind.PAUSE, world)


def test_who_asks_and_who_decides() -> None:
    world = World().accepted()
    for somebody in (CURATOR, OTHER_ENGINEER):
        with pytest.raises(NotYours):
            world.give(somebody, Ask, what="reassignment", reason="x")
    asked(RequestKind.REASSIGNMENT, world)
    for somebody in (ENGINEER, OTHER_CURATOR):
        with pytest.raises(NotYours):
            world.give(somebody, Grant)
        with pytest.raises(NotYours):
            world.give(somebody, Deny, reason="x")


def test_a_walk_in_has_no_engineer_to_ask() -> None:
    with pytest.raises(NotYours):
        World().open(walk_in=True).give(CURATOR, Ask, what="cancellation", reason="x")


def test_a_pause_has_an_end_that_still_fits_when_it_is_granted() -> None:
    world = World().accepted()
    with pytest.raises(ValidationError):
        asked(RequestKind.PAUSE, world, until=None)
    with pytest.raises(ValidationError):
        asked(RequestKind.CANCELLATION, world, until=world.now)
    with pytest.raises(PastDate):
        asked(RequestKind.PAUSE, world, until=world.now)
    with pytest.raises(DateTooFar):
        asked(RequestKind.PAUSE, world, until=world.now + timedelta(days=91))
    asked(RequestKind.PAUSE, world).passes(days=6)
    with pytest.raises(PastDate):
        world.give(CURATOR, Grant)
    world.give(CURATOR, Deny, reason="the day has passed")


@pytest.mark.parametrize("how", ["assigned", "offered", "cancelled", "closed", "paused"])
def test_a_request_vanishes_with_what_it_was_about(how: str) -> None:
    world = World().in_work(1000)
    if how == "closed":
        world.submit_report(1000)
    asked(RequestKind.PAUSE, world)
    match how:
        case "assigned":
            world.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)
        case "offered":
            world.give(CURATOR, Offer, engineers=(ALL_HANDS.id, OTHER_ENGINEER.id))
        case "cancelled":
            world.give(CURATOR, Cancel, reason="no")
        case "closed":
            world.approve("report")
        case "paused":
            world.give(CURATOR, PauseOrder, until=world.now + timedelta(days=1), reason="said yes")
    assert world.order.request is None
    if how == "paused":
        world.give(CURATOR, ResumeOrder)
    assert DECIDE not in world.waits()


def test_another_request_outlives_a_pause() -> None:
    world = asked(RequestKind.REASSIGNMENT)
    world.give(CURATOR, PauseOrder, until=world.now + timedelta(days=1), reason="no client")
    with pytest.raises(OrderPaused):
        world.give(CURATOR, Grant)
    world.give(CURATOR, ResumeOrder)
    assert DECIDE in world.waits()


def test_an_order_on_its_way_out_takes_no_requests() -> None:
    world = World().in_workshop()
    world.give(CURATOR, Cancel, reason="no")
    assert world.order.phase is Phase.CLOSING
    with pytest.raises(StageMismatch):
        asked(RequestKind.REASSIGNMENT, world)
