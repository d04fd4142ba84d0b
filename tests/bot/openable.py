"""Which squares an order has whose buttons open something, and who has them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from bot.orders import Look
from domain.orders.state import Order, Phase
from telegram.actions import REVIEW, Deed, deeds, openings
from telegram.presses import Press

Square = tuple[str, str, str]
"""Stage, button, and the roles of all who have it."""
Wanted = dict[Square, tuple[Press, list[str]]]
"""With who has it."""
EXPLAINED: Final = ", with "
"""Between a review's button, or one under it, and what its approval has to say."""


def openable(readers: Mapping[str, Look]) -> Wanted:
    """Of an order, as each of those people sees it now."""
    now, found = datetime.now(UTC), dict[Press, list[str]]()
    for login, seen in readers.items():
        for deed in _opening(seen, now):
            press = Press(deed.kind, seen.order.id, deed.part, deed.version)
            found.setdefault(press, []).append(login)
    squares: Wanted = {}
    for press, holders in found.items():
        order = readers[holders[0]].order
        roles = "+".join(sorted(_role(readers[one]) for one in holders))
        squares.setdefault((_stage(order), _button(press, order), roles), (press, holders))
    return squares


def under_review(square: Square) -> list[tuple[str, Square]]:
    """What else opens a form, where that review is shown: by its kind, and its square."""
    stage, button, roles = square
    kinds = ("return", "approve") if EXPLAINED in button else ("return",)
    return [(kind, (stage, button.replace(REVIEW, kind), roles)) for kind in kinds]


def kind_of(square: Square) -> str:
    """The button's kind, whatever is to be explained with it."""
    return square[1].partition(EXPLAINED)[0]


def explained(order: Order) -> str:
    """What the approval of its report has to say, and so opens a form; empty: the press is enough."""
    report = order.report.received.amount if order.report.received else 0
    if len(order.carried_by) > 1:
        return "shares"
    if order.agreed_amount < order.totals.costs and not order.under_warranty:
        return "a loss"
    return "a debt" if order.totals.received + report < order.agreed_amount else ""


def _button(press: Press, order: Order) -> str:
    why = explained(order) if (press.kind, press.part) == (REVIEW, "report") else ""
    return f"{press.kind}{EXPLAINED}{why}" if why else press.kind


def _opening(seen: Look, now: datetime) -> list[Deed]:
    main, more = deeds(seen.order, seen.reader, now)
    after = openings(seen.order, seen.reader, erased=seen.seen.contact is None)
    return [one for one in (*main, *more, *after) if one.form or one.kind == REVIEW]


def _stage(order: Order) -> str:
    stage = order.stage.value
    return stage if order.phase in (Phase.ACTIVE, Phase.CLOSED) else f"{stage}, {order.phase.value}"


def _role(seen: Look) -> str:
    return min(seen.reader.roles).value
