"""Working time: a night, a weekend or a clock change must neither swallow nor invent an hour."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.calendar import Hours, WorkingCalendar

BERLIN = ZoneInfo("Europe/Berlin")
NINE_TO_SIX = Hours(since=time(9), until=time(18))
WEEK = WorkingCalendar(zone="Europe/Berlin", week=(NINE_TO_SIX,) * 5 + (None, None))
ROUND_THE_CLOCK = WorkingCalendar(
    zone="Europe/Berlin",
    week=(Hours(since=time(0), until=time(0)),) * 7,
    quiet=Hours(since=time(0), until=time(0)),
)
FORWARD = date(2026, 3, 29)
"""02:00 becomes 03:00 in Berlin."""
BACK = date(2026, 10, 25)
"""03:00 becomes 02:00."""


def berlin(month: int, day: int, hour: int = 0, minute: int = 0, *, fold: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN, fold=fold)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def test_a_night_is_no_working_time() -> None:
    assert WEEK.add(berlin(3, 3, 17), hours(2)) == berlin(3, 4, 10)
    assert WEEK.between(berlin(3, 3, 17), berlin(3, 4, 10)) == hours(2)


def test_a_weekend_is_no_working_time() -> None:
    assert WEEK.add(berlin(3, 6, 17), hours(2)) == berlin(3, 9, 10)
    assert WEEK.between(berlin(3, 7), berlin(3, 9)) == hours(0)


def test_a_holiday_is_no_working_time() -> None:
    closed = WEEK.model_copy(update={"holidays": (date(2026, 3, 4),)})
    assert closed.add(berlin(3, 3, 17), hours(2)) == berlin(3, 5, 10)
    assert closed.between(berlin(3, 3, 9), berlin(3, 5, 18)) == hours(18)


def test_what_begins_outside_of_work_begins_at_the_next_opening() -> None:
    assert WEEK.add(berlin(3, 7, 3), hours(0)) == berlin(3, 9, 9)
    assert WEEK.add(berlin(3, 9, 7), hours(1)) == berlin(3, 9, 10)


def test_what_ends_with_the_day_ends_today_and_not_tomorrow() -> None:
    assert WEEK.add(berlin(3, 9, 9), hours(9)) == berlin(3, 9, 18)


def test_a_day_may_close_at_midnight() -> None:
    late = WEEK.model_copy(update={"week": (Hours(since=time(18), until=time(0)),) * 7})
    assert late.between(berlin(3, 9), berlin(3, 10)) == hours(6)
    assert late.add(berlin(3, 9, 23), hours(2)) == berlin(3, 10, 19)
    assert late.end_of(date(2026, 3, 9)) == berlin(3, 10)


def test_an_hour_is_missing_when_the_clock_goes_forward_and_twice_there_when_it_goes_back() -> None:
    assert ROUND_THE_CLOCK.between(berlin(3, 29), berlin(3, 30)) == hours(23)
    assert ROUND_THE_CLOCK.between(berlin(10, 25), berlin(10, 26)) == hours(25)
    assert ROUND_THE_CLOCK.add(berlin(3, 28, 12), hours(24)) == berlin(3, 29, 13)
    assert ROUND_THE_CLOCK.add(berlin(10, 24, 12), hours(24)) == berlin(10, 25, 11)


def test_office_hours_stay_on_the_wall_clock_over_both_clock_changes() -> None:
    assert WEEK.add(berlin(3, 27, 17), hours(2)) == datetime(2026, 3, 30, 8, tzinfo=UTC)
    assert WEEK.add(berlin(10, 23, 17), hours(2)) == datetime(2026, 10, 26, 9, tzinfo=UTC)


def test_hours_that_a_clock_change_leaves_out_never_take_time_away() -> None:
    at_night = WEEK.model_copy(update={"week": (Hours(since=time(2, 30), until=time(3, 15)),) * 7})
    assert at_night.between(berlin(3, 29), berlin(3, 30)) == hours(0)
    assert at_night.add(berlin(3, 28, 3), hours(0.5)) == berlin(3, 30, 2, 45)


def test_the_end_of_a_day_off_is_the_midnight_after_it() -> None:
    assert WEEK.end_of(date(2026, 3, 6)) == berlin(3, 6, 18)
    assert WEEK.end_of(date(2026, 3, 7)) == berlin(3, 8)


def test_quiet_hours_run_over_midnight() -> None:
    assert WEEK.audible(berlin(3, 3, 20, 59)) == berlin(3, 3, 20, 59)
    assert WEEK.audible(berlin(3, 3, 21)) == berlin(3, 4, 8)
    assert WEEK.audible(berlin(3, 4, 7, 59)) == berlin(3, 4, 8)
    assert WEEK.audible(berlin(3, 4, 8)) == berlin(3, 4, 8)


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    siesta = WEEK.model_copy(update={"quiet": Hours(since=time(13), until=time(15))})
    assert siesta.audible(berlin(3, 3, 14)) == berlin(3, 3, 15)
    assert siesta.audible(berlin(3, 3, 23)) == berlin(3, 3, 23)
    assert ROUND_THE_CLOCK.audible(berlin(3, 3, 0)) == berlin(3, 3, 0)


def test_quiet_hours_end_no_earlier_than_they_are_asked_about_when_an_hour_comes_twice() -> None:
    calendar = WEEK.model_copy(update={"quiet": Hours(since=time(22), until=time(2, 30))})
    second = berlin(10, 25, 2, 15, fold=1)
    assert calendar.audible(second) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_message_that_falls_into_a_worked_night_waits_for_work_and_not_for_saturday_morning() -> None:
    evenings = WEEK.model_copy(update={"week": (Hours(since=time(12), until=time(0)),) * 5 + (None, None)})
    assert evenings.audible_at_work(berlin(3, 6, 20)) == berlin(3, 6, 20)
    assert evenings.audible_at_work(berlin(3, 6, 22)) == berlin(3, 9, 12)


def test_where_only_quiet_hours_are_worked_a_message_waits_for_their_end() -> None:
    nights = WEEK.model_copy(update={"week": (Hours(since=time(22), until=time(0)),) * 7})
    assert nights.audible_at_work(berlin(3, 6, 23)) == berlin(3, 7, 8)


@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": "Moon/Far_Side"},
        {"week": (None,) * 7},
        {"week": (NINE_TO_SIX,) * 6},
        {"week": (Hours(since=time(18), until=time(9)),) * 7},
    ],
)
def test_a_calendar_that_means_nothing_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        WorkingCalendar.model_validate(wrong)


def test_a_year_of_holidays_is_taken_for_a_mistake() -> None:
    never = WEEK.model_copy(
        update={"holidays": tuple(date(2026, 3, 1) + timedelta(days=index) for index in range(400))}
    )
    with pytest.raises(ValueError, match="check its holidays"):
        never.add(berlin(3, 3), hours(1))


# Whatever the calendar.

minutes_of_day = st.integers(0, 24 * 60 - 1)


def wall(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


@st.composite
def working_hours(draw: st.DrawFn) -> Hours | None:
    since = draw(minutes_of_day)
    until = draw(st.one_of(st.just(0), st.integers(since + 1, 24 * 60)))
    return draw(st.sampled_from((Hours(since=wall(since), until=wall(until % (24 * 60))), None)))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    week = draw(st.tuples(*[working_hours()] * 7).filter(any))
    near = st.dates(date(2026, 3, 20), date(2026, 4, 5)) | st.dates(date(2026, 10, 15), date(2026, 11, 2))
    return WorkingCalendar(
        zone=draw(st.sampled_from(("Europe/Berlin", "Europe/Moscow", "America/St_Johns", "Asia/Kathmandu"))),
        week=week,
        holidays=tuple(draw(st.lists(near, max_size=4))),
        quiet=Hours(since=wall(draw(minutes_of_day)), until=wall(draw(minutes_of_day))),
    )


def within(first: date, last: date) -> st.SearchStrategy[datetime]:
    bounds = (datetime.combine(day, time()) for day in (first, last))
    return st.datetimes(*bounds, timezones=st.just(UTC))


moments = within(date(2026, 3, 20), date(2026, 4, 5)) | within(date(2026, 10, 15), date(2026, 11, 2))
durations = st.integers(0, 60 * 60 * 60).map(lambda seconds: timedelta(seconds=seconds))
often = settings(max_examples=120, derandomize=True, deadline=None, database=None)


@often
@given(calendars(), moments, durations)
def test_between_undoes_add(calendar: WorkingCalendar, start: datetime, duration: timedelta) -> None:
    end = calendar.add(start, duration)
    assert end >= start
    assert calendar.between(start, end) == duration


@often
@given(calendars(), moments, durations, durations)
def test_adding_twice_is_adding_the_sum(
    calendar: WorkingCalendar, start: datetime, one: timedelta, two: timedelta
) -> None:
    assert calendar.add(calendar.add(start, one), two) == calendar.add(start, one + two)


@often
@given(calendars(), moments, moments, durations)
def test_a_later_start_never_ends_earlier(
    calendar: WorkingCalendar, one: datetime, two: datetime, duration: timedelta
) -> None:
    early, late = sorted((one, two))
    assert calendar.add(early, duration) <= calendar.add(late, duration)


@often
@given(calendars(), st.tuples(moments, moments, moments))
def test_working_time_is_the_sum_of_its_parts(
    calendar: WorkingCalendar, three: tuple[datetime, datetime, datetime]
) -> None:
    first, middle, last = sorted(three)
    parts = calendar.between(first, middle) + calendar.between(middle, last)
    assert calendar.between(first, last) == parts
    assert timedelta() <= parts <= last - first
    assert calendar.between(last, first) == timedelta()


@often
@given(calendars(), moments)
def test_a_message_is_never_early_and_never_in_quiet_hours(
    calendar: WorkingCalendar, moment: datetime
) -> None:
    heard = calendar.audible(moment)
    assert heard >= moment
    assert calendar.audible(heard) == heard


@often
@given(calendars(), moments, durations)
def test_a_message_at_work_is_worked_time_where_any_is_audible(
    calendar: WorkingCalendar, start: datetime, duration: timedelta
) -> None:
    worked = calendar.add(start, duration)
    heard = calendar.audible_at_work(worked)
    assert heard >= worked
    assert calendar.audible(heard) == heard
