"""Working time: when an organization works, in its own zone, and when its messages stay silent (SLA-2)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import Annotated, Self
from zoneinfo import ZoneInfo, available_timezones

from annotated_types import Len
from pydantic import AfterValidator, model_validator

from domain.values import Moment, Value

MIDNIGHT = time(0)
FORTNIGHT = 14
LONGEST_CLOSURE = 366
"""Days in a row without work after which a calendar is taken for a mistake."""


@lru_cache(maxsize=1)
def _known_zones() -> frozenset[str]:
    """Once per process: it walks the folders of the time zone data."""
    return frozenset(available_timezones())


def _known_zone(name: str) -> str:
    if name not in _known_zones():
        raise ValueError(f"there is no time zone {name!r}; write it like Europe/Moscow")
    return name


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


class Hours(Value):
    """From one wall-clock time to another; as working hours `until` 00:00 means the end of that day."""

    since: time
    until: time


class WorkingCalendar(Value):
    """An organization's week, holidays and quiet hours, in its own time zone.

    Durations are elapsed time, so a working day with a clock change in it is an hour shorter or longer.
    """

    zone: Annotated[str, AfterValidator(_known_zone)] = "Europe/Moscow"
    week: Annotated[tuple[Hours | None, ...], Len(7, 7)] = (
        *(Hours(since=time(9), until=time(18)) for _ in range(5)),
        None,
        None,
    )
    """Monday first; None is a day off."""
    holidays: tuple[date, ...] = ()
    quiet: Hours = Hours(since=time(21), until=time(8))
    """No reminder is sent in these hours, whatever the week says; may run over midnight."""

    @model_validator(mode="after")
    def _some_day_is_worked(self) -> Self:
        if not any(self.week):
            raise ValueError("give working hours for at least one day of the week")
        for hours in filter(None, self.week):
            if hours.until != MIDNIGHT and hours.until <= hours.since:
                raise ValueError("a working day ends after it begins (00:00 is the end of the day)")
        return self

    @property
    def tz(self) -> ZoneInfo:
        return _zone(self.zone)

    def local_date(self, moment: Moment) -> date:
        return moment.astimezone(self.tz).date()

    def begin_of(self, day: date) -> datetime:
        """The first moment of that day, worked or not."""
        return self._at(day, MIDNIGHT)

    def end_of(self, day: date) -> datetime:
        """The close of work on that day, or midnight after it where nobody works."""
        window = self._window(day)
        return window[1] if window else self._at(day + timedelta(days=1), MIDNIGHT)

    def add(self, start: Moment, duration: timedelta) -> datetime:
        """The moment at which `duration` of working time has passed since `start`."""
        left = duration
        for begins, closes in self._windows(start):
            if closes - begins >= left:
                return begins + left
            left -= closes - begins
        raise ValueError("the calendar has no working time for a year: check its holidays")

    def between(self, start: Moment, end: Moment) -> timedelta:
        """Working time from `start` to `end`; nothing when `end` is earlier."""
        total = timedelta()
        if end <= start:
            return total
        for begins, closes in self._windows(start):
            if begins >= end:
                break
            total += min(closes, end) - begins
        return total

    def workdays(self, after: date, until: date) -> int:
        """How many days are worked after the one and up to the other."""
        days = (after + timedelta(days=number + 1) for number in range((until - after).days))
        return sum(self._window(day) is not None for day in days)

    def fit_for_news(self, moment: Moment) -> bool:
        """Whether what can wait may be told: on a worked day, not before work begins, not in quiet hours.

        Where work begins in quiet hours, at any other time of that day.
        """
        window = self._window(self.local_date(moment))
        if window is None or self.audible(moment) != moment:
            return False
        return moment >= window[0] or self.audible(window[0]) != window[0]

    def audible(self, moment: Moment) -> datetime:
        """The moment itself, or the end of the quiet hours it falls into."""
        local = moment.astimezone(self.tz)
        quiet, wall = self.quiet, local.time()
        over_midnight = quiet.since > quiet.until
        if over_midnight and wall >= quiet.since:
            return self._last_at(local.date() + timedelta(days=1), quiet.until)
        if (over_midnight and wall < quiet.until) or (quiet.since <= wall < quiet.until):
            return self._last_at(local.date(), quiet.until)
        return moment.astimezone(UTC)

    def audible_at_work(self, worked: Moment) -> datetime:
        """The worked moment itself; one in the quiet hours moves to the next that is worked and audible.

        Where all work is done in quiet hours, it moves to their end.
        """
        audible = self.audible(worked)
        if audible == worked:
            return audible
        for begins, closes in islice(self._windows(audible), FORTNIGHT):
            if (heard := self.audible(begins)) <= closes:
                return heard
        return audible

    def _windows(self, start: Moment) -> Iterator[tuple[datetime, datetime]]:
        """Working windows from `start` on, the first cut to it; UTC, as only that measures elapsed time."""
        start = start.astimezone(UTC)
        day, closed_days = self.local_date(start), 0
        while closed_days <= LONGEST_CLOSURE:
            window = self._window(day)
            closed_days = 0 if window else closed_days + 1
            if window and window[1] > start:
                yield max(start, window[0]), window[1]
            day += timedelta(days=1)

    def _window(self, day: date) -> tuple[datetime, datetime] | None:
        hours = self.week[day.weekday()]
        if hours is None or day in self.holidays:
            return None
        last = day + timedelta(days=1) if hours.until == MIDNIGHT else day
        begins = self._at(day, hours.since)
        # Hours that a clock change leaves out end no earlier than they begin.
        return begins, max(begins, self._at(last, hours.until))

    def _at(self, day: date, wall: time) -> datetime:
        return datetime.combine(day, wall, self.tz).astimezone(UTC)

    def _last_at(self, day: date, wall: time) -> datetime:
        """The later one of a wall-clock time that a clock change shows twice."""
        return max(self._at(day, wall), self._at(day, wall.replace(fold=1)))
