from datetime import datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from domain.orders.errors import (
    BranchNotOpen,
    DateTooFar,
    MediaUnknown,
    NotPaused,
    NotYours,
    OrderPaused,
    PastDate,
    RoleMissing,
    StaleVersion,
    UnknownPart,
    WaitGone,
)
from domain.orders.lifecycle import AddNote, PauseOrder, ResumeOrder, SetDeadline, Withdraw
from domain.orders.order import Command
from domain.orders.parts import JobState
from domain.orders.payments import RecordPayment
from domain.orders.reminders import Remind
from domain.orders.stationary import Take
from domain.orders.verification import Return
from domain.orders.waiting import WaitKind
from tests.domain.world import (
    BUYER,
    CURATOR,
    ENGINEER,
    HOME,
    OTHER_CURATOR,
    OTHER_ENGINEER,
    OWNER,
    WORKER,
    World,
    cash,
)

NEVER = datetime.max.replace(tzinfo=timezone(timedelta(hours=-12)))


def paused(world: World) -> World:
    world.give(CURATOR, PauseOrder, until=world.now + timedelta(days=10), reason="client away")
    return world


def test_a_paused_order_waits_for_its_day_only() -> None:
    world = paused(World().accepted())
    assert world.waits() == [(WaitKind.RESUME, CURATOR.id)]
    with pytest.raises(OrderPaused):
        world.submit_agreement(1000)
    with pytest.raises(OrderPaused):
        paused(world)


def test_what_it_waited_for_goes_on_afterwards_with_the_time_that_was_left() -> None:
    world = World().accepted()
    before = world.wait(WaitKind.SUBMIT_AGREEMENT)
    paused(world).passes(days=2)
    world.give(CURATOR, ResumeOrder)
    after = world.wait(WaitKind.SUBMIT_AGREEMENT)
    assert (after.id, after.since) == (before.id, before.since)
    assert after.rungs[0].at == before.rungs[0].at + timedelta(days=2)


def test_a_pause_ends_by_itself() -> None:
    world = paused(World().accepted())
    world.passes(days=10)
    world.give(None, Remind, wait=world.wait(WaitKind.RESUME).id, rung=0)
    assert world.waits() == [(WaitKind.SUBMIT_AGREEMENT, ENGINEER.id)]


def test_money_may_come_during_a_pause() -> None:
    world = paused(World().in_work(1000))
    world.give(CURATOR, RecordPayment, payment=cash(1000))
    world.give(CURATOR, AddNote, text="paid at the office")
    assert world.order.totals.debt == 0


def test_a_pause_is_the_curators_ahead_and_within_the_limit() -> None:
    world = World().accepted()
    with pytest.raises(NotYours):
        world.give(ENGINEER, PauseOrder, until=world.now + timedelta(days=1), reason="tired")
    for until, refusal in (
        (world.now, PastDate),
        (world.now + timedelta(days=90, seconds=1), DateTooFar),
        (NEVER, DateTooFar),
    ):
        with pytest.raises(refusal):
            world.give(CURATOR, PauseOrder, until=until, reason="client away")


def test_only_a_paused_order_is_resumed_and_by_its_curator() -> None:
    world = World().accepted()
    with pytest.raises(NotPaused):
        world.give(CURATOR, ResumeOrder)
    paused(world)
    with pytest.raises(NotYours):
        world.give(OTHER_CURATOR, ResumeOrder)


def test_a_deadline_is_ahead_within_a_year_and_for_what_is_waited_for() -> None:
    world = World().accepted()
    for until, refusal in ((world.now, PastDate), (NEVER, DateTooFar)):
        with pytest.raises(refusal):
            world.give(CURATOR, SetDeadline, part="agreement", until=until)
    tomorrow = world.now + timedelta(days=1)
    with pytest.raises(WaitGone):
        world.give(CURATOR, SetDeadline, part="report", until=tomorrow)
    with pytest.raises(NotYours):
        world.give(ENGINEER, SetDeadline, part="agreement", until=tomorrow)


def test_a_deadline_makes_no_form_stale_that_somebody_is_filling_in() -> None:
    world = World().accepted()
    seen = world.order.parts.get("agreement", 0)
    world.give(CURATOR, SetDeadline, part="agreement", until=world.now + timedelta(days=1))
    assert world.order.parts.get("agreement", 0) == seen


@pytest.mark.parametrize("part", ["", "x" * 21, "a\x00b", "receipt.0", "Отчёт", "a b"])
def test_a_part_has_a_name_that_can_be_stored_and_shown(part: str) -> None:
    with pytest.raises(ValidationError):
        World().accepted().give(CURATOR, SetDeadline, part=part, until=NEVER)


def test_everybody_who_sees_the_order_adds_notes_and_photos() -> None:
    world = World().accepted()
    for somebody in (CURATOR, OTHER_CURATOR, ENGINEER, OTHER_ENGINEER, WORKER, OWNER):
        world.give(somebody, AddNote, text="seen", photos=(world.photo(),))
    with pytest.raises(RoleMissing):
        world.give(BUYER, AddNote, text="what is this?")
    with pytest.raises(MediaUnknown):
        world.give(ENGINEER, AddNote, text="look", photos=(HOME,))


@pytest.mark.parametrize("text", ["", "   ", "a\x00b", "x" * 2001])
def test_a_note_says_something_that_can_be_stored(text: str) -> None:
    with pytest.raises(ValidationError):
        World().accepted().give(ENGINEER, AddNote, text=text)


def test_a_note_makes_no_button_stale() -> None:
    world = World().accepted()
    seen = dict(world.order.parts)
    world.give(ENGINEER, AddNote, text="the client called")
    assert {part: world.order.parts[part] for part in seen if part != "notes"} == seen


def test_a_job_nobody_has_taken_is_withdrawn_and_one_that_is_taken_is_not() -> None:
    world = World().in_work().handed_over()
    with pytest.raises(BranchNotOpen):
        world.give(ENGINEER, Withdraw, part="stationary.1", reason="too early")
    world.approve("stationary.1")
    with pytest.raises(NotYours):
        world.give(OTHER_ENGINEER, Withdraw, part="stationary.1", reason="mine")
    world.give(ENGINEER, Withdraw, part="stationary.1", reason="repaired on site")
    assert world.order.stationary[0].state is JobState.WITHDRAWN
    assert world.order.custody.holder == ENGINEER.id
    taken = World().in_workshop()
    with pytest.raises(BranchNotOpen):
        taken.give(CURATOR, Withdraw, part="stationary.1", reason="too late")
    with pytest.raises(UnknownPart):
        taken.give(CURATOR, Withdraw, part="stationary.2", reason="?")


def test_a_returned_receipt_is_withdrawn_by_its_author_or_the_curator() -> None:
    world = World().in_work().submit_receipt(100, 200)
    world.give(CURATOR, Return, part="receipt.1", reason="one line", lines={1: "private"})
    world.give(ENGINEER, Withdraw, part="receipt.1", reason="leave it")
    assert world.order.totals.expense == 100
    assert world.order.receipts[0].claims != (), "a line of it counts, so it stays used"


@pytest.mark.parametrize("kind", [Take])
def test_a_button_of_the_past_is_refused_with_the_version_of_now(kind: type[Command]) -> None:
    world = World().in_work().handed_over().approve("stationary.1")
    current = world.order.parts["stationary.1"]
    with pytest.raises(StaleVersion) as refused:
        world.give(WORKER, kind, part="stationary.1", version=current - 1)
    assert refused.value.facts == {"part": "stationary.1", "given": current - 1, "current": current}


def test_a_change_of_another_part_makes_no_button_stale() -> None:
    world = World().in_work().handed_over().approve("stationary.1")
    seen = world.order.parts["stationary.1"]
    world.submit_receipt(100).approve("receipt.1")
    world.give(WORKER, Take, part="stationary.1", version=seen)
