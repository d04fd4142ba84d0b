"""Fair clocks: whose working time an order takes, in parts that sum to the whole (SLA-3)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import WorkingCalendar
from domain.orders.clocks import Clocks, leading
from domain.orders.lifecycle import AddNote, Cancel, PauseOrder, ResumeOrder
from domain.orders.record import Entry, replayed
from domain.orders.reminders import Remind, WaitsChanged
from domain.orders.state import Order
from domain.orders.timekeeping import clocks_at
from domain.orders.verification import Return
from domain.orders.visit import Interval, MoveReason, MoveVisit
from domain.orders.waiting import Clock, WaitKind
from domain.organizations import OrganizationSettings
from tests.domain.world import CURATOR, ENGINEER, ROUBLE, World

BERLIN = ZoneInfo("Europe/Berlin")
CALENDAR = WorkingCalendar(zone="Europe/Berlin", holidays=(date(2026, 3, 31),))


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def world_at(moment: datetime) -> World:
    world = World(OrganizationSettings(calendar=CALENDAR))
    world.now = moment
    return world


def hours(world: World) -> dict[str, float]:
    """By clock, those that ran."""
    clocks = clocks_at(world.order, world.now, CALENDAR)
    shown = {clock.value: clocks.of(clock) / timedelta(hours=1) for clock in Clock}
    return {name: time for name, time in shown.items() if time}


def test_each_stretch_goes_to_whoever_had_something_to_do() -> None:
    world = world_at(at(3, 16, 9)).open()
    world.now = at(3, 16, 10)
    assert hours(world) == {"curator": 1}
    visit = Interval(since=at(3, 17, 9), until=at(3, 17, 11))
    world.give(CURATOR, MoveVisit, to=visit, reason=MoveReason.CLIENT_ASKED)
    world.now = at(3, 16, 12)
    assert hours(world) == {"curator": 3}, "nobody goes there yet"


def test_the_clients_clock_runs_only_when_nobody_of_the_company_has_anything_to_do() -> None:
    """ADR 14 tells this order."""
    world = world_at(at(3, 16, 9)).accepted()
    world.give(
        CURATOR,
        MoveVisit,
        to=Interval(since=at(3, 17, 9), until=at(3, 17, 11)),
        reason=MoveReason.CLIENT_ASKED,
    )
    assert world.order.ticking
    assert world.order.ticking.clock is Clock.CLIENT
    world.now = at(3, 17, 9)
    assert hours(world) == {"client": 9}
    world.give(
        ENGINEER, MoveVisit, to=Interval(since=at(3, 17, 13), until=at(3, 17, 15)), reason="engineer_busy"
    )
    world.now = at(3, 17, 13)
    assert hours(world) == {"client": 9, "engineer": 4}


def test_in_parallel_curator_leads_workshop_workshop_engineer_and_engineer_client() -> None:
    world = world_at(at(3, 16, 9)).in_work().handed_over()
    world.submit_receipt(100)
    assert {wait.clock for wait in world.order.waits} == {Clock.CURATOR}
    world.approve("stationary.1")
    assert {wait.clock for wait in world.order.waits} == {Clock.CURATOR, Clock.STATIONARY}
    world.now = at(3, 16, 11)
    world.approve("receipt.1")
    world.now = at(3, 16, 14)
    assert hours(world) == {"curator": 2, "stationary": 3}
    waits = {wait.kind: wait for wait in world.order.waits}
    take = waits[WaitKind.TAKE]
    engineers = take.model_copy(update={"clock": Clock.ENGINEER})
    clients = take.model_copy(update={"clock": Clock.CLIENT})
    assert leading((clients, engineers, take)) is Clock.STATIONARY
    assert leading((clients, engineers)) is Clock.ENGINEER
    assert leading((clients,)) is Clock.CLIENT


def test_a_pause_is_the_clients_time_and_what_it_interrupts_goes_on_after_it() -> None:
    world = world_at(at(3, 16, 9)).accepted()
    world.now = at(3, 16, 12)
    world.give(CURATOR, PauseOrder, until=at(3, 25, 9), reason="client away")
    world.now = at(3, 17, 9)
    world.give(CURATOR, ResumeOrder)
    world.now = at(3, 17, 10)
    assert hours(world) == {"engineer": 4, "client": 6}


def test_nights_weekends_holidays_and_a_clock_change_are_the_calendars() -> None:
    """From Friday evening over the 29th, when the clock goes forward, and the holiday on the 31st."""
    world = world_at(at(3, 27, 19)).accepted()
    world.now = at(3, 28, 3)
    world.submit_agreement(100 * ROUBLE)
    assert hours(world) == {}, "nobody works at night"
    world.now = at(4, 1, 10)
    world.approve("agreement")
    assert hours(world) == {"curator": 10}
    assert world.order.clocks.total == CALENDAR.between(world.order.opened_at, world.now)


def test_several_commands_in_a_second_lose_nothing() -> None:
    world = world_at(at(3, 16, 9)).accepted()
    for _ in range(9):
        world.passes(microseconds=123_457)
        world.submit_agreement(100 * ROUBLE)
        world.passes(microseconds=1)
        world.give(CURATOR, Return, part="agreement", reason="blurred")
    clocks = world.order.clocks
    assert clocks.engineer == 9 * timedelta(microseconds=123_457)
    assert clocks.curator == 9 * timedelta(microseconds=1)
    assert sum(clocks.whole_seconds().values()) == 1


def test_seconds_of_the_clocks_sum_to_those_of_the_whole() -> None:
    third = timedelta(seconds=1) / 3
    clocks = Clocks(client=2 * third, engineer=2 * third, curator=2 * third, stationary=2 * third)
    assert sum(clocks.whole_seconds().values()) == 2


def test_after_closing_no_clock_runs_though_the_debt_is_waited_for() -> None:
    world = world_at(at(3, 16, 9)).in_work(price=1000 * ROUBLE).submit_report()
    world.now = at(3, 16, 10)
    world.approve("report", debt_due=date(2026, 4, 1), net_reason=None)
    assert [kind for kind, _ in world.waits()] == [WaitKind.COLLECT_DEBT]
    world.now = at(3, 30, 10)
    wait = world.wait(WaitKind.COLLECT_DEBT)
    world.now = at(5, 30, 10)
    world.give(None, Remind, wait=wait.id, rung=0)
    assert world.order.ticking is None
    assert hours(world) == {"curator": 1}


def test_an_order_on_its_way_out_goes_on_counting_until_it_is_closed() -> None:
    world = world_at(at(3, 16, 9)).in_workshop()
    world.now = at(3, 16, 11)
    world.give(CURATOR, Cancel, reason="client moved")
    world.now = at(3, 16, 12)
    assert hours(world) == {"stationary": 3}


def without_clocks(entry: Entry) -> Entry:
    """As the first release recorded it."""
    if not isinstance(entry.event, WaitsChanged):
        return entry
    stored = entry.model_dump(mode="json")
    del stored["event"]["worked"]
    for wait in stored["event"]["started"]:
        del wait["began"], wait["engineer_before"]
    return Entry.model_validate(stored)


def long_order() -> World:
    world = world_at(at(3, 16, 9)).accepted()
    world.now = at(3, 16, 12)
    world.submit_agreement(100 * ROUBLE)
    world.now = at(3, 18, 9)
    world.give(CURATOR, PauseOrder, until=at(3, 25, 9), reason="client away")
    world.now = at(3, 18, 10)
    world.give(CURATOR, ResumeOrder)
    return world


def test_an_order_recorded_before_clocks_were_is_counted_from_its_opening() -> None:
    world = long_order()
    known = world.order.clocks
    world.entries = [without_clocks(entry) for entry in world.entries]
    world.state = replayed(world.entries)
    assert world.order.clocks == Clocks()
    assert clocks_at(world.order, world.now, CALENDAR) == known
    world.now = at(3, 18, 11)
    world.approve("agreement")
    assert world.order.uncounted == ()
    assert world.order.clocks == known.plus(Clocks(curator=timedelta(hours=1)))
    assert world.order.clocks.total == CALENDAR.between(world.order.opened_at, world.now)


def test_a_state_kept_without_clocks_is_counted_from_the_last_of_its_waits() -> None:
    """A workflow's run from before the clocks carries the state alone, and none of its entries."""
    world = world_at(at(3, 16, 9)).accepted()
    world.now = at(3, 16, 12)
    world.submit_agreement(100 * ROUBLE)
    kept = world.order.model_dump(mode="json", exclude={"clocks", "ticking", "uncounted"})
    world.state = Order.model_validate(kept)
    world.now = at(3, 16, 14)
    assert hours(world) == {"curator": 2}
    world.approve("agreement")
    world.now = at(3, 16, 15)
    assert hours(world) == {"curator": 2, "engineer": 1}


def test_what_changes_no_wait_costs_no_event() -> None:
    world = long_order()
    [entry] = world.give(ENGINEER, AddNote, text="called")
    assert entry.event.kind == "noted"


@pytest.mark.parametrize("kind", [WaitKind.COLLECT_DEBT, WaitKind.DECIDE_APPEAL])
def test_what_holds_up_no_repair_is_on_nobodys_clock(kind: WaitKind) -> None:
    wait = long_order().order.waits[0].model_copy(update={"kind": kind})
    assert leading((wait,)) is None
