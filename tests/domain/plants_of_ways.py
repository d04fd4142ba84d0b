"""Planted faults in the ways that not every order takes."""

from typing import Any

from domain.orders import reopening, supplement
from domain.orders.facts import Facts
from domain.orders.order import decide
from domain.orders.state import Order
from domain.orders.supplement import SubmitSupplement
from tests.domain.plants import Plot, breaks


@breaks("one supplement at a time")
def _a_second_supplement_is_not_seen(plot: Plot) -> None:
    submit = decide.registry[SubmitSupplement]

    def blind(command: SubmitSupplement, order: Order, facts: Facts) -> Any:
        if command.part != supplement.NEW:
            return submit(command, order, facts)
        events = submit(command, order.with_(supplements=()), facts)
        part = f"supplement.{len(order.supplements) + 1}"
        return [event.model_copy(update={"part": part}) for event in events]

    plot.rule(decide, SubmitSupplement, blind)


@breaks("a reopened order is settled anew")
def _a_reopened_order_keeps_what_its_end_posted(plot: Plot) -> None:
    plot.set(reopening, "_reversals", lambda order: ())
