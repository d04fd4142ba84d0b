"""The way out: refused and cancelled orders wait for the device's return, then the money's (ORD-3, ORD-8)."""

from datetime import timedelta
from typing import Literal

from domain.money import Method
from domain.orders.errors import BranchesOpen, Refusal
from domain.orders.facts import Facts
from domain.orders.ledger import Posting, PostingKind, price_change
from domain.orders.order import Event, Stamp, evolve
from domain.orders.parts import (
    AssignmentState,
    ClientRefusal,
    Closing,
    JobState,
    Part,
    ReceiptBranch,
    ReceiptState,
    Stage,
    StepState,
)
from domain.orders.state import Order
from domain.orders.supplements import SupplementState
from domain.values import Moment, PersonId, Sha256


class OrderArchived(Refusal):
    code = "order.archived"
    text = "The order has ended for good ({stage}): it takes no notes, payouts or appeals any more."


class Closed(Event):
    """The order has ended. Its workflow lives on until `archive_at`, for notes and debts."""

    kind: Literal["closed"] = "closed"
    part: Literal["order"] = "order"
    outcome: Stage
    archive_at: Moment


def consequences(order: Order, facts: Facts) -> list[Event]:
    """What follows by itself from the state a command led to: an order with nothing left to do closes."""
    if order.closed:
        return []
    if order.report.state is StepState.APPROVED:
        return [_closed(Stage.COMPLETED, facts)]
    closing = order.closing
    if closing is None or order.custody.holder or owes_money(order):
        return []
    totals = order.totals
    repriced = closing.outcome is Stage.CANCELLED and totals.agreed != totals.received
    postings = price_change(totals, totals.received) if repriced else ()
    return [_closed(closing.outcome, facts, postings)]


def owes_money(order: Order) -> bool:
    """Whether a closing order still has client's money that somebody must account for."""
    closing = order.closing
    return closing is not None and not closing.money_settled and order.totals.received > closing.fee


def unused_claims(order: Order) -> tuple[Sha256, ...]:
    """Hashes of documents of which no line was accepted: another order may use them."""
    return tuple(
        sha256
        for receipt in order.receipts
        if receipt.open and not receipt.accepted
        for sha256 in receipt.claims
    )


def withdrawn(receipt: ReceiptBranch) -> ReceiptBranch:
    """Its accepted lines stay, and with them its claims."""
    claims = receipt.claims if receipt.accepted else ()
    return receipt.model_copy(update={"state": ReceiptState.WITHDRAWN, "pending": (), "claims": claims})


def unverified_money(order: Order) -> list[Part]:
    """Money that is not in the ledger yet, and on a way out would be forgotten: the client's in a step that
    waits for its curator, and expenses that another order's receipt holds for this one.
    """
    prepaid = order.prepayment.payment
    handed_over = prepaid is not None and prepaid.method is not Method.INVOICE
    steps = (
        ("prepayment", order.prepayment, handed_over),
        ("report", order.report, order.report.received),
        ("onsite", order.onsite, order.onsite.report.received),
    )
    unsettled = (expense.part for expense in order.shared if expense.open)
    return [*(part for part, step, money in steps if money and step.state is StepState.PENDING), *unsettled]


def refusal_postings(order: Order, refusal: ClientRefusal, author: PersonId | None) -> tuple[Posting, ...]:
    """Of a verified refusal of the whole order: its price is the fee, and what is missing to it is paid."""
    if parts := unverified_money(order):
        raise BranchesOpen(parts=", ".join(parts))
    owed = refusal.fee - order.totals.received
    fee = Posting(kind=PostingKind.REFUSAL_FEE, amount=refusal.fee)
    paid = Posting(kind=PostingKind.PAYMENT, amount=owed, person=author, method=refusal.method)
    lines = (*price_change(order.totals, 0), fee, *([paid] if owed > 0 else []))
    return tuple(line for line in lines if line.amount)


def begin_refusing(order: Order, refusal: ClientRefusal) -> Order:
    return begin_closing(order, Closing(outcome=Stage.REFUSED, reason=refusal.text, fee=refusal.fee))


def _closed(outcome: Stage, facts: Facts, postings: tuple[Posting, ...] = ()) -> Closed:
    archive_at = facts.at + timedelta(days=facts.organization.settings.reopen_days)
    return Closed(outcome=outcome, archive_at=archive_at, postings=postings)


def begin_closing(order: Order, closing: Closing) -> Order:
    """Everything under way ends; a device in the workshop is ready to be given back."""
    jobs = (
        job.model_copy(update={"state": JobState.READY if job.in_workshop else JobState.WITHDRAWN})
        if job.open
        else job
        for job in order.stationary
    )
    receipts = (withdrawn(receipt) if receipt.open else receipt for receipt in order.receipts)
    supplements = (
        supplement.model_copy(update={"state": SupplementState.WITHDRAWN}) if supplement.open else supplement
        for supplement in order.supplements
    )
    return order.with_(
        closing=closing,
        pause=None,
        held=(),
        held_since=None,
        assignment=AssignmentState.ACCEPTED if order.engineer else AssignmentState.NOBODY,
        offered_to=(),
        request=None,
        stationary=tuple(jobs),
        receipts=tuple(receipts),
        supplements=tuple(supplements),
    )


@evolve.register
def _(event: Closed, order: Order, stamp: Stamp) -> Order:
    return order.with_(closed=event.outcome, closed_at=stamp.at, archive_at=event.archive_at, request=None)
