"""Чья очередь: what an order waits for from now on, and whose the time was until now."""

from domain.orders.expectations import expectations
from domain.orders.facts import Facts
from domain.orders.penalty import with_rule
from domain.orders.reminders import WaitsChanged
from domain.orders.state import Order
from domain.orders.timekeeping import worked_since
from domain.orders.waiting import Expectation, Wait, resumed, start


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


def _started(expected: Expectation, wait_id: str, order: Order, facts: Facts) -> Wait:
    settings = facts.organization.settings
    held = next((wait for wait in order.held if expected.met_by(wait)), None)
    if held and order.held_since and not order.pause:
        return resumed(held, order.held_since, facts.at, settings.calendar)
    wait = start(expected, wait_id, facts.at, settings.calendar, settings.ladders)
    begun = {"began": order.version + 1, "engineer_before": order.clocks.engineer}
    return with_rule(wait.model_copy(update=begun), settings.penalties, settings.calendar)
