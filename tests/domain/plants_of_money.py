"""Planted faults in what becomes of the money, one for each of its invariants."""

from typing import Any

from domain.money import apportioned
from domain.orders import agreement, closing, record, report
from domain.orders.facts import Facts
from domain.orders.ledger import Posting, PostingKind, Totals
from domain.orders.order import Event, decide
from domain.orders.payments import Refund, Refunded
from domain.orders.state import Order
from tests.domain.plants import Plot, breaks
from tests.domain.world import STRANGER


@breaks("the totals are the sum of the postings")
def _postings_count_twice(plot: Plot) -> None:
    once = Totals.plus
    plot.set(Totals, "plus", lambda totals, postings: once(once(totals, postings), postings))


@breaks("nobody gets back more than was paid")
def _a_refund_has_no_bound(plot: Plot) -> None:
    def refund(command: Refund, order: Order, facts: Facts) -> list[Event]:
        posting = Posting(kind=PostingKind.REFUND, amount=command.amount, method=command.method)
        return [Refunded(recipient=command.recipient, reason=command.reason, postings=(posting,))]

    plot.rule(decide, Refund, refund)


@breaks("the client never pays too much")
def _a_report_forgets_what_was_paid_meanwhile(plot: Plot) -> None:
    figures = report._figures

    def never_below(order: Order, amount: int, commission_bp: int) -> report.Figures:
        honest = figures(order, amount, commission_bp)
        return honest.model_copy(update={"debt": max(honest.debt, 0)})

    plot.set(report, "_figures", never_below)


@breaks("the parts of a commission make it")
def _a_split_loses_a_kopeck(plot: Plot) -> None:
    def careless(amount: int, shares: dict[Any, int]) -> dict[Any, int]:
        return apportioned(max(amount - 1, 0), shares)

    plot.set(report, "apportioned", careless)


@breaks("only who carried the order earns with it")
def _anybody_may_have_a_part(plot: Plot) -> None:
    plot.set(
        Order,
        "carried_by",
        property(lambda order: frozenset({order.curator, STRANGER.id, *order.carriers, order.report.author})),
    )


@breaks("nobody is given more than they earned")
def _a_payout_is_not_remembered(plot: Plot) -> None:
    plot.set(record, "WAGES", {})


@breaks("a debt is what is neither paid nor given up")
def _a_written_off_debt_goes_on(plot: Plot) -> None:
    plot.set(Totals, "debt", property(lambda totals: totals.price - totals.received))


@breaks("a cancelled order owes nothing")
def _a_cancelled_order_keeps_its_price(plot: Plot) -> None:
    plot.set(closing, "price_change", lambda totals, price: ())


@breaks("a refused order costs its fee")
def _the_fee_is_never_paid(plot: Plot) -> None:
    approve = agreement.approve

    def unpaid(order: Order, facts: Facts, *, self_check: bool) -> list[Event]:
        (event,) = approve(order, facts, self_check=self_check)
        left = tuple(one for one in event.postings if one.kind is not PostingKind.PAYMENT)
        return [event.model_copy(update={"postings": left})]

    plot.set(agreement, "approve", unpaid)
