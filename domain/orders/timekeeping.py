"""What the clocks of an order show at a moment: what its state knows, put to a calendar."""

from domain.calendar import WorkingCalendar
from domain.orders.clocks import Clocks, Stretch, leading, sum_of
from domain.orders.state import Order
from domain.values import Moment


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
