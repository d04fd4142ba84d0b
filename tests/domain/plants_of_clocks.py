"""Planted faults of clocks and penalties, one for each of their invariants."""

from collections.abc import Iterable
from datetime import timedelta

from domain.calendar import WorkingCalendar
from domain.orders import penalties, reminders, timekeeping
from domain.orders.clocks import Clocks, Stretch, leading, sum_of
from domain.orders.facts import Facts
from domain.orders.order import Event, decide
from domain.orders.penalties import DecideAppeal
from domain.orders.state import Order
from domain.orders.waiting import Clock, Wait
from tests.domain.plants import Plot, breaks

HOUR = timedelta(hours=1)


@breaks("the clocks sum to the working time")
def _minutes_are_rounded(plot: Plot) -> None:
    def rounded(stretches: Iterable[Stretch], calendar: WorkingCalendar) -> Clocks:
        exact = sum_of(stretches, calendar)
        return Clocks.model_validate({clock.value: exact.of(clock) // HOUR * HOUR for clock in Clock})

    plot.set(timekeeping, "sum_of", rounded)


@breaks("each clock shows what its waits took")
def _the_client_pays_for_the_curators_time(plot: Plot) -> None:
    def late(waits: Iterable[Wait]) -> Clock | None:
        clock = leading(waits)
        return Clock.CLIENT if clock is Clock.CURATOR else clock

    plot.set(reminders, "leading", late)


@breaks("each penalty is explained by its events")
def _a_penalty_counts_everybodys_time(plot: Plot) -> None:
    plot.set(penalties, "clocks_at", lambda *asked: Clocks(engineer=timedelta(days=999)))


@breaks("a won appeal leaves the ledger as if it had not been")
def _a_won_appeal_gives_nothing_back(plot: Plot) -> None:
    rule = decide.registry[DecideAppeal]

    def kept(command: DecideAppeal, order: Order, facts: Facts) -> list[Event]:
        return [event.model_copy(update={"postings": ()}) for event in rule(command, order, facts)]

    plot.rule(decide, DecideAppeal, kept)


@breaks("nobody decides about the own penalty")
def _everybody_is_a_judge(plot: Plot) -> None:
    plot.set(penalties, "_refuse_partial", lambda order, penalty, facts: None)
