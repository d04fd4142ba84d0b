"""Where the device has been: who has held it, from when until when, as the record tells it."""

from collections.abc import Iterable

from domain.orders.record import Entry, replayed
from domain.orders.state import Order
from domain.orders.undo import Undone
from domain.values import Moment, PersonId, Value


class Stay(Value):
    """With one holder. `holder` None is the client; `given_by` too."""

    holder: PersonId | None
    since: Moment
    """When the holder confirmed to have it."""
    until: Moment | None = None
    """None of where it is now."""
    given_by: PersonId | None = None


def holdings(entries: Iterable[Entry]) -> tuple[Stay, ...]:
    """From the opening on. A hand-over that was undone is as if it had not been."""
    order: Order | None = None
    found: list[Stay] = []
    for entry in entries:
        order = replayed([entry], order)
        custody = order.custody
        if found and found[-1].holder == custody.holder:
            continue
        if isinstance(entry.event, Undone):
            found = found[:-1]
        now = Stay(holder=custody.holder, since=custody.since, given_by=custody.given_by)
        if found and found[-1].holder == now.holder:
            found[-1] = now
        else:
            found = [*found[:-1], *(_ended(stay, now.since) for stay in found[-1:]), now]
    return tuple(found)


def _ended(stay: Stay, at: Moment) -> Stay:
    return stay.model_copy(update={"until": at})
