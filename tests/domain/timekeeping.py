"""A witness of the clocks: it looks at every moment's waits in the stored entries, and keeps its own sums."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.calendar import WorkingCalendar
from domain.orders.record import Entry
from domain.orders.reminders import WaitsChanged
from domain.orders.state import Order
from domain.orders.timekeeping import clocks_at
from domain.orders.waiting import Clock, Wait

NEAREST_FIRST = ("curator", "stationary", "engineer", "client")
BESIDE = ("collect_debt", "decide_appeal")


class Timekeeper:
    """`waits` are those of the order after each entry, `since` is when they last changed."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.calendar = calendar
        self.waits: dict[str, Wait] = {}
        self.since: datetime | None = None
        self.spent: Counter[str] = Counter()
        """Microseconds by clock."""
        self.elapsed = timedelta()
        self.last: datetime | None = None
        """The entry before, while the order was open."""

    def read(self, entry: Entry, after: Order) -> None:
        if self.last:
            self.elapsed += self.calendar.between(self.last, entry.at)
        self.last = None if after.closed else entry.at
        event = entry.event
        if isinstance(event, WaitsChanged):
            self._count(entry.at)
            pauses = any(wait.kind == "resume" for wait in event.started)
            kept = {} if pauses else self.waits
            self.waits = {name: wait for name, wait in kept.items() if name not in event.ended}
            self.waits |= {wait.id: wait for wait in event.started}

    def _count(self, at: datetime) -> None:
        clock = self._leads()
        if clock and self.since:
            self.spent[clock] += self.calendar.between(self.since, at) // timedelta(microseconds=1)
        self.since = at

    def shown(self, clock: str, at: datetime) -> timedelta:
        """What a clock shows, the running one included."""
        running = self.since and self._leads() == clock
        shown = timedelta(microseconds=self.spent[clock])
        return shown + self.calendar.between(self.since, at) if running and self.since else shown

    def _leads(self) -> str | None:
        asked = {wait.clock.value for wait in self.waits.values() if wait.kind not in BESIDE}
        return next((name for name in NEAREST_FIRST if name in asked), None)

    def invariants(self, order: Order, now: datetime) -> Iterator[tuple[str, bool]]:
        running = self.calendar.between(self.last, now) if self.last else timedelta()
        whole = clocks_at(order, now, self.calendar).total
        yield "the clocks sum to the working time", whole == self.elapsed + running
        own = {clock: timedelta(microseconds=self.spent[clock.value]) for clock in Clock}
        kept = {clock: order.clocks.of(clock) for clock in Clock}
        yield "each clock shows what its waits took", own == kept
