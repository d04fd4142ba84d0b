"""Planted faults of clocks and penalties, one for each of their invariants."""

from collections.abc import Iterable
from datetime import timedelta

from domain.calendar import WorkingCalendar
from domain.orders import reminders, turns
from domain.orders.clocks import Clocks, Stretch, leading, sum_of
from domain.orders.waiting import Clock, Wait
from tests.domain.plants import Plot, breaks

HOUR = timedelta(hours=1)


@breaks("the clocks sum to the working time")
def _minutes_are_rounded(plot: Plot) -> None:
    def rounded(stretches: Iterable[Stretch], calendar: WorkingCalendar) -> Clocks:
        exact = sum_of(stretches, calendar)
        return Clocks.model_validate({clock.value: exact.of(clock) // HOUR * HOUR for clock in Clock})

    plot.set(turns, "sum_of", rounded)


@breaks("each clock shows what its waits took")
def _the_client_pays_for_the_curators_time(plot: Plot) -> None:
    def late(waits: Iterable[Wait]) -> Clock | None:
        clock = leading(waits)
        return Clock.CLIENT if clock is Clock.CURATOR else clock

    plot.set(reminders, "leading", late)
