"""Чья очередь: what an order waits for from now on, and whose the time was until now."""

from domain.calendar import WorkingCalendar
from domain.orders.clocks import Clocks, Stretch, leading, sum_of
from domain.orders.expectations import expectations
from domain.orders.facts import Facts
from domain.orders.reminders import WaitsChanged
from domain.orders.state import Order
from domain.orders.waiting import Expectation, Wait, resumed, start
from domain.values import Moment


def changed_waits(order: Order, facts: Facts) -> list[WaitsChanged]:
    """Ended and started waits, where the state expects others than there are."""
    expected = expectations(order)
    ended = tuple(wait.id for wait in order.waits if not any(e.met_by(wait) for e in expected))
    fresh = [e for e in expected if not any(e.met_by(wait) for wait in order.waits)]
    if not ended and not fresh:
        return []
    worked = worked_since(order, facts.at, facts.organization.settings.calendar)
    clocked = order.with_(clocks=order.clocks.plus(worked))
    started = tuple(
        _started(e, _wait_id(e, order, fresh[:earlier]), clocked, facts) for earlier, e in enumerate(fresh)
    )
    return [WaitsChanged(ended=ended, started=started, worked=worked)]


def _wait_id(expected: Expectation, order: Order, earlier: list[Expectation]) -> str:
    """Names the entry that starts it; of several alike, such as an offer's, the later ones are counted."""
    name = f"{expected.part}:{expected.kind}@{order.version + 1}"
    alike = sum((e.part, e.kind) == (expected.part, expected.kind) for e in earlier)
    return f"{name}.{alike + 1}" if alike else name


def clocks_at(order: Order, at: Moment, calendar: WorkingCalendar) -> Clocks:
    """The clocks of an order at a moment, the running one included."""
    return order.clocks.plus(worked_since(order, at, calendar))


def worked_since(order: Order, at: Moment, calendar: WorkingCalendar) -> Clocks:
    """The working time up to `at` that the order's clocks do not hold yet."""
    return sum_of((*order.uncounted, *_running(order, at)), calendar)


def _running(order: Order, at: Moment) -> tuple[Stretch, ...]:
    if order.ticking:
        return (Stretch(clock=order.ticking.clock, since=order.ticking.since, until=at),)
    waits = order.waits or order.held
    clock = leading(waits)
    if clock is None or order.clocks != Clocks() or order.closed_at not in (None, at):
        return ()
    # A state that was kept without its clocks (a workflow's long run): its present waits are all it knows.
    return (Stretch(clock=clock, since=max(wait.since for wait in waits), until=at),)


def _started(expected: Expectation, wait_id: str, order: Order, facts: Facts) -> Wait:
    settings = facts.organization.settings
    held = next((wait for wait in order.held if expected.met_by(wait)), None)
    if held and order.held_since and not order.pause:
        return resumed(held, order.held_since, facts.at, settings.calendar)
    wait = start(expected, wait_id, facts.at, settings.calendar, settings.ladders)
    return wait.model_copy(update={"began": order.version + 1, "engineer_before": order.clocks.engineer})
