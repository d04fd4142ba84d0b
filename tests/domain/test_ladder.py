"""The ladder over thirty days: exactly the reminders that are due, none at night, none while paused."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import Hours, WorkingCalendar
from domain.orders.agreement import Agreed, Option, SubmitAgreement, Thinking
from domain.orders.assignment import Accept, Assign
from domain.orders.errors import NotDue, RoleMissing, WaitGone
from domain.orders.lifecycle import PauseOrder, ResumeOrder, SetDeadline
from domain.orders.notices import NoticeKind, notices
from domain.orders.record import replayed
from domain.orders.reminders import Remind
from domain.orders.stationary import Take
from domain.orders.verification import Return
from domain.orders.visit import Interval, MoveReason, MoveVisit
from domain.orders.waiting import Action, Ladder, WaitKind
from domain.organizations import OrganizationSettings
from domain.people import Role
from tests.domain.world import CURATOR, ENGINEER, OTHER_ENGINEER, STAFF, WORKER, World, line

BERLIN = ZoneInfo("Europe/Berlin")
CALENDAR = WorkingCalendar(zone="Europe/Berlin", holidays=(date(2026, 3, 31),))
STEADY = Ladder(remind=9 * 60, again=4 * 9 * 60, escalate=6 * 9 * 60, escalate_again=10 * 9 * 60)
SETTINGS = OrganizationSettings(calendar=CALENDAR, ladders=dict.fromkeys(WaitKind, STEADY))
NAMES = {person.id: person.name for person in STAFF}


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


class Heard(NamedTuple):
    """When somebody was told, who, and of what."""

    at: str
    who: str
    what: str


def told(month: int, day: int, clock: str, who: str, what: WaitKind) -> Heard:
    return Heard(f"2026-{month:02}-{day:02} {clock}", who, what.value)


class Timekeeper:
    """The pure form of the workflow's loop: sleeps until a rung, reminds, notes who hears it."""

    def __init__(self, world: World) -> None:
        self.world, self.heard = world, list[Heard]()

    def until(self, moment: datetime) -> list[Heard]:
        """Every reminder up to that moment."""
        first = len(self.heard)
        while (due := self.next_at()) and due <= moment:
            self.world.now = max(due, self.world.now)
            self.remind()
        self.world.now = moment
        return self.heard[first:]

    def next_at(self) -> datetime | None:
        return min((wait.next_at for wait in self.world.order.waits if wait.next_at), default=None)

    def remind(self) -> None:
        for wait in self.world.order.waits:
            rung = wait.rung_due(self.world.now)
            if rung is None:
                continue
            before = self.world.order
            for notice in notices(before, self.world.give(None, Remind, wait=wait.id, rung=rung)):
                if notice.kind is NoticeKind.REMINDER and notice.wait_kind:
                    who = NAMES[notice.to_person] if notice.to_person else str(notice.to_role)
                    local = self.world.now.astimezone(BERLIN)
                    self.heard.append(Heard(f"{local:%Y-%m-%d %H:%M}", who, notice.wait_kind.value))


def visited() -> World:
    """Accepted on Monday the 16th at 9:00, no visit planned: it waits for the agreement."""
    world = World(SETTINGS)
    world.now = at(3, 16, 9)
    return world.accepted()


def test_thirty_days_of_one_wait_with_nights_weekends_a_pause_a_holiday_and_a_clock_change() -> None:
    world = visited()
    clock = Timekeeper(world)
    first = clock.until(at(3, 17, 18))
    world.give(CURATOR, PauseOrder, until=at(3, 25, 9), reason="client away")
    silent = clock.until(at(3, 25, 8, 59))
    rest = clock.until(at(4, 15, 9))
    # Two working days are over when the pause begins: two more are left to the second rung.
    # The clock goes forward on Sunday the 29th, Tuesday the 31st is a holiday.
    assert first == [told(3, 16, "18:00", "Ivan", WaitKind.SUBMIT_AGREEMENT)]
    assert silent == []
    assert rest == [
        told(3, 26, "18:00", "Ivan", WaitKind.SUBMIT_AGREEMENT),
        told(3, 30, "18:00", "Olga", WaitKind.SUBMIT_AGREEMENT),
        told(4, 6, "18:00", "superuser", WaitKind.SUBMIT_AGREEMENT),
    ]


def test_thirty_days_of_an_order_that_goes_on_tell_each_person_of_each_wait_in_turn() -> None:
    world = visited()
    clock = Timekeeper(world)
    clock.until(at(3, 18, 12))
    world.submit_agreement(1000)
    clock.until(at(3, 23, 10))
    world.give(CURATOR, Return, part="agreement", reason="blurred")
    clock.until(at(3, 30, 18))
    world.give(CURATOR, SetDeadline, part="agreement", until=at(4, 9, 15))
    clock.until(at(4, 15, 9))
    assert clock.heard == [
        told(3, 16, "18:00", "Ivan", WaitKind.SUBMIT_AGREEMENT),
        told(3, 19, "12:00", "Olga", WaitKind.VERIFY_AGREEMENT),
        told(3, 24, "10:00", "Ivan", WaitKind.SUBMIT_AGREEMENT),
        told(3, 27, "10:00", "Ivan", WaitKind.SUBMIT_AGREEMENT),
        told(4, 9, "15:00", "Ivan", WaitKind.SUBMIT_AGREEMENT),
        told(4, 14, "15:00", "Ivan", WaitKind.SUBMIT_AGREEMENT),
    ]


def test_late_rungs_collapse_into_the_last_one_due() -> None:
    world = visited()
    clock = Timekeeper(world)
    world.now = at(3, 24, 12)  # nobody kept the time for a week
    clock.remind()
    clock.remind()
    assert clock.heard == [told(3, 24, "12:00", "Olga", WaitKind.SUBMIT_AGREEMENT)]
    assert clock.until(at(4, 15, 9)) == [told(3, 27, "18:00", "superuser", WaitKind.SUBMIT_AGREEMENT)]


def test_never_more_reminders_than_the_ladder_has_steps() -> None:
    world = visited()
    clock = Timekeeper(world)
    assert len(clock.until(at(12, 1, 9))) == 4


def test_a_changed_setting_applies_from_the_next_wait_only() -> None:
    world = visited()
    clock = Timekeeper(world)
    quick = Ladder(remind=60, again=120, escalate=180, escalate_again=240)
    world.set(ladders=dict.fromkeys(WaitKind, quick))
    assert clock.until(at(3, 16, 19)) == [told(3, 16, "18:00", "Ivan", WaitKind.SUBMIT_AGREEMENT)]
    world.now = at(3, 17, 9)
    world.submit_agreement(1000)
    assert clock.until(at(3, 17, 11)) == [
        told(3, 17, "10:00", "Olga", WaitKind.VERIFY_AGREEMENT),
        told(3, 17, "11:00", "Olga", WaitKind.VERIFY_AGREEMENT),
    ]


def test_a_pause_keeps_the_ladder_that_a_wait_began_with() -> None:
    world = visited()
    quick = Ladder(remind=60, again=120, escalate=180, escalate_again=240)
    world.set(ladders=dict.fromkeys(WaitKind, quick))
    world.give(CURATOR, PauseOrder, until=at(3, 20, 9), reason="client away")
    world.now = at(3, 18, 9)
    world.give(CURATOR, ResumeOrder)
    assert Timekeeper(world).until(at(3, 19, 9)) == [told(3, 18, "18:00", "Ivan", WaitKind.SUBMIT_AGREEMENT)]


def test_a_deadline_moves_the_first_reminder_to_it_and_the_others_after_it() -> None:
    world = visited()
    world.give(CURATOR, SetDeadline, part="agreement", until=at(3, 20, 12))
    assert world.wait(WaitKind.SUBMIT_AGREEMENT).until == at(3, 20, 12)
    assert Timekeeper(world).until(at(4, 15, 9)) == [
        told(3, 20, "12:00", "Ivan", WaitKind.SUBMIT_AGREEMENT),
        told(3, 25, "12:00", "Ivan", WaitKind.SUBMIT_AGREEMENT),
        told(3, 27, "12:00", "Olga", WaitKind.SUBMIT_AGREEMENT),
        told(4, 3, "12:00", "superuser", WaitKind.SUBMIT_AGREEMENT),
    ]


def test_a_deadline_outlives_a_pause_and_ends_with_its_wait() -> None:
    world = visited()
    world.give(CURATOR, SetDeadline, part="agreement", until=at(3, 20, 12))
    world.give(CURATOR, PauseOrder, until=at(3, 18, 9), reason="client away")
    world.give(CURATOR, ResumeOrder)
    assert world.wait(WaitKind.SUBMIT_AGREEMENT).due == at(3, 20, 12)
    world.submit_agreement(1000)
    assert world.order.deadlines == {}


def test_a_date_that_has_passed_before_the_wait_begins_escalates_nothing_at_once() -> None:
    world = World(SETTINGS)
    world.now = at(3, 16, 9)
    world.open(engineer=ENGINEER.id, visit=Interval(since=at(3, 16, 10), until=at(3, 16, 12)))
    world.now = at(3, 20, 9)
    world.give(ENGINEER, Accept)
    assert world.wait(WaitKind.VISIT).due == at(3, 16, 12)
    assert Timekeeper(world).until(at(3, 24, 9)) == [told(3, 20, "18:00", "Ivan", WaitKind.VISIT)]


def test_the_one_who_moved_the_visit_is_on_the_clock_and_reminders_start_at_its_end() -> None:
    world = visited()
    to = Interval(since=at(3, 18, 10), until=at(3, 18, 12))
    world.give(ENGINEER, MoveVisit, to=to, reason=MoveReason.ENGINEER_BUSY)
    assert world.wait(WaitKind.VISIT).clock == "engineer"
    assert Timekeeper(world).until(at(3, 19, 9)) == [told(3, 18, "12:00", "Ivan", WaitKind.VISIT)]


def test_a_thinking_client_is_asked_about_at_the_time_given_and_not_before() -> None:
    world = visited()
    options, outcome = (Option(lines=(line(100),)),), Thinking(until=at(3, 27, 11))
    world.give(ENGINEER, SubmitAgreement, options=options, outcome=outcome)
    assert world.wait(WaitKind.CLIENT_DECISION).clock == "client"
    assert Timekeeper(world).until(at(3, 30, 9)) == [told(3, 27, "11:00", "Ivan", WaitKind.CLIENT_DECISION)]
    agreed = Agreed(option=0)
    world.give(ENGINEER, SubmitAgreement, options=options, outcome=agreed)
    assert world.wait(WaitKind.VERIFY_AGREEMENT).person == CURATOR.id


def test_each_role_escalates_to_the_one_above_it() -> None:
    world = World().in_work().handed_over().approve("stationary.1")
    take = world.wait(WaitKind.TAKE)
    assert [rung.to for rung in take.rungs if rung.action is Action.ESCALATE] == [
        Role.CURATOR,
        Role.SUPERUSER,
    ]
    world.give(WORKER, Take, part="stationary.1")
    repair = world.wait(WaitKind.REPAIR)
    assert [rung.to for rung in repair.rungs] == [
        Role.STATIONARY_ENGINEER,
        Role.STATIONARY_ENGINEER,
        Role.CURATOR,
        Role.SUPERUSER,
    ]
    unassigned = World().open().wait(WaitKind.ASSIGN)
    assert [rung.to for rung in unassigned.rungs] == [Role.CURATOR, Role.CURATOR, Role.SUPERUSER]


def test_rungs_of_a_worked_night_come_as_one_message_when_work_goes_on() -> None:
    evenings = CALENDAR.model_copy(
        update={"week": (Hours(since=time(12), until=time(0)),) * 5 + (None, None)}
    )
    world = World(OrganizationSettings(calendar=evenings))
    world.now = at(3, 20, 20, 40)
    world.open()
    assert Timekeeper(world).until(at(3, 23, 13)) == [told(3, 23, "12:00", "superuser", WaitKind.ASSIGN)]


def test_a_pause_that_ends_at_night_ends_in_the_morning() -> None:
    world = visited()
    world.give(CURATOR, PauseOrder, until=at(3, 20, 0), reason="client away")
    world.now = at(3, 20, 7)
    wait = world.wait(WaitKind.RESUME)
    with pytest.raises(NotDue):
        world.give(None, Remind, wait=wait.id, rung=0)
    world.now = at(3, 20, 8)
    world.give(None, Remind, wait=wait.id, rung=0)
    assert world.order.pause is None


def test_a_reminder_of_what_is_gone_of_what_is_passed_and_by_a_person_is_refused() -> None:
    world = visited()
    wait = world.wait(WaitKind.SUBMIT_AGREEMENT)
    with pytest.raises(NotDue):
        world.give(None, Remind, wait=wait.id, rung=0)
    world.passes(days=9)
    with pytest.raises(RoleMissing):
        world.give(CURATOR, Remind, wait=wait.id, rung=0)
    world.give(None, Remind, wait=wait.id, rung=1)
    for rung in (0, 1, 4):
        with pytest.raises(WaitGone):
            world.give(None, Remind, wait=wait.id, rung=rung)
    world.submit_agreement(1000)
    with pytest.raises(WaitGone):
        world.give(None, Remind, wait=wait.id, rung=2)


def test_a_wait_for_another_person_is_a_new_wait() -> None:
    world = visited()
    before = world.wait(WaitKind.SUBMIT_AGREEMENT)
    world.passes(days=3)
    world.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)
    world.give(OTHER_ENGINEER, Accept)
    after = world.wait(WaitKind.SUBMIT_AGREEMENT)
    assert (after.person, after.since) == (OTHER_ENGINEER.id, world.now)
    assert after.id != before.id
    assert replayed(world.entries) == world.order
    assert timedelta() < after.rungs[0].at - world.now
