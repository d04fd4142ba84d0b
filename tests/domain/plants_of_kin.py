"""Planted faults of what an order has to do with others."""

from typing import Any

from domain.orders.facts import Facts
from domain.orders.order import Stamp, decide, evolve
from domain.orders.state import Order
from domain.orders.supplement import SubmitSupplement
from domain.orders.warranty import WarrantyDenied
from tests.domain.plants import Plot, breaks


@breaks("a repair under warranty costs the client nothing")
def _more_work_is_paid_for_under_warranty(plot: Plot) -> None:
    submit = decide.registry[SubmitSupplement]

    def blind(command: SubmitSupplement, order: Order, facts: Facts) -> Any:
        return submit(command, order.with_(warranty=None), facts)

    plot.rule(decide, SubmitSupplement, blind)


@breaks("a warranty is what the record says")
def _a_denied_warranty_stays(plot: Plot) -> None:
    deny = evolve.registry[WarrantyDenied]

    def forgetful(event: WarrantyDenied, order: Order, stamp: Stamp) -> Order:
        denied: Order = deny(event, order, stamp)
        return denied.with_(warranty=order.warranty)

    plot.rule(evolve, WarrantyDenied, forgetful)
