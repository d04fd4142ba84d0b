"""Честные часы: the working time of an order, split between those who had something to do (SLA-3, ADR 14).

The waits of an order change only with a `WaitsChanged`; the working time between two of them goes to one
clock. So the parts make the whole exactly, whatever runs in parallel.
"""

from collections.abc import Iterable
from datetime import timedelta

from domain.calendar import WorkingCalendar
from domain.orders.waiting import Clock, Wait, WaitKind
from domain.values import Moment, Value

PRECEDENCE = (Clock.CURATOR, Clock.STATIONARY, Clock.ENGINEER, Clock.CLIENT)
"""Whose time it is when several are waited for: the company's own duties first, nearest to the desk first."""

SECOND = timedelta(seconds=1)

BESIDE_THE_WORK = frozenset({WaitKind.COLLECT_DEBT, WaitKind.DECIDE_APPEAL})
"""Waits that hold up no repair: no clock runs for them."""


class Clocks(Value):
    """Working time by clock."""

    client: timedelta = timedelta()
    engineer: timedelta = timedelta()
    curator: timedelta = timedelta()
    stationary: timedelta = timedelta()

    @property
    def total(self) -> timedelta:
        return self.client + self.engineer + self.curator + self.stationary

    def of(self, clock: Clock) -> timedelta:
        time: timedelta = getattr(self, clock.value)
        return time

    def plus(self, other: "Clocks") -> "Clocks":
        return Clocks.model_validate({clock.value: self.of(clock) + other.of(clock) for clock in Clock})

    def whole_seconds(self) -> dict[Clock, int]:
        """In seconds that sum to the whole's: each clock takes what it adds to the sum rounded down."""
        seconds, so_far = {}, timedelta()
        for clock in Clock:
            before, so_far = so_far, so_far + self.of(clock)
            seconds[clock] = so_far // SECOND - before // SECOND
        return seconds


class Ticking(Value):
    """The clock that runs, and since when."""

    clock: Clock
    since: Moment


class Stretch(Value):
    """Time that has gone by on one clock."""

    clock: Clock
    since: Moment
    until: Moment


def leading(waits: Iterable[Wait]) -> Clock | None:
    """Whose clock runs while an open order waits for all of these."""
    clocks = {wait.clock for wait in waits if wait.kind not in BESIDE_THE_WORK}
    return next((clock for clock in PRECEDENCE if clock in clocks), None)


def sum_of(stretches: Iterable[Stretch], calendar: WorkingCalendar) -> Clocks:
    """The working time in these stretches, by clock."""
    sums = dict.fromkeys(Clock, timedelta())
    for stretch in stretches:
        sums[stretch.clock] += calendar.between(stretch.since, stretch.until)
    return Clocks.model_validate({clock.value: time for clock, time in sums.items()})
