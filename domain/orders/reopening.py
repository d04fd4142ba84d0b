"""Возобновление: the owner opens a closed order again; what its end had posted is reversed (ORD-8)."""

from typing import ClassVar, Literal

from domain.orders.errors import Refusal
from domain.orders.facts import Facts
from domain.orders.ledger import Posting, PostingKind, price_change
from domain.orders.order import Event, PartCommand, Stamp, decide, evolve
from domain.orders.parts import AgreementStep, OnSiteStep, PrepaymentStep, ReportStep, Stage
from domain.orders.rights import one_who_may
from domain.orders.state import Order, Phase
from domain.orders.supplements import SupplementState
from domain.people import Permission
from domain.values import Text


class ReopenTooLate(Refusal):
    code = "order.reopen_late"
    text = "The order could be reopened until {until}."


class Reopen(PartCommand):
    """Of a completed order, or one under warranty, the report is open again; any other is agreed on anew."""

    when: ClassVar[frozenset[Phase]] = frozenset({Phase.CLOSED})

    kind: Literal["reopen"] = "reopen"
    part: Literal["order"] = "order"
    reason: Text


class Reopened(Event):
    kind: Literal["reopened"] = "reopened"
    part: Literal["order"] = "order"
    reason: Text


@decide.register
def _(command: Reopen, order: Order, facts: Facts) -> list[Event]:
    one_who_may(Permission.ORDERS_REOPEN, facts)
    if order.archive_at and facts.at >= order.archive_at:
        until = order.archive_at.astimezone(facts.organization.settings.calendar.tz)
        raise ReopenTooLate(until=until.isoformat())
    return [Reopened(reason=command.reason, postings=_reversals(order))]


def _reversals(order: Order) -> tuple[Posting, ...]:
    """What was received or paid out stays so. The agreed price stays with a completed order only.

    Commission and advance are decided by the next report; a debt that was written off is owed again.
    """
    totals = order.totals
    if order.closed is Stage.COMPLETED:
        given_up = Posting(kind=PostingKind.WRITE_OFF, amount=totals.write_off)
        found = tuple(
            posting.model_copy(update={"amount": -posting.amount}) for posting in (*_wages(order), given_up)
        )
    else:
        fee = Posting(kind=PostingKind.REFUSAL_FEE, amount=-totals.refusal_fee)
        found = (*price_change(totals, 0), fee)
    return tuple(posting for posting in found if posting.amount)


def _wages(order: Order) -> tuple[Posting, ...]:
    """What the report's approval posted to people."""
    if order.report.wages:
        return order.report.wages
    author = order.report.author  # a state of 0.1: all was the author's
    return (
        Posting(kind=PostingKind.COMMISSION, amount=order.totals.commission, person=author),
        Posting(kind=PostingKind.ADVANCE, amount=order.totals.advance, person=author),
    )


@evolve.register
def _(event: Reopened, order: Order, stamp: Stamp) -> Order:
    again = order.with_(
        closed=None, closed_at=None, archive_at=None, debt_due=None, closing=None, onsite=OnSiteStep()
    )
    report = ReportStep(author=order.report.author, return_reason=event.reason)
    if order.closed is Stage.COMPLETED or order.under_warranty:
        return again.with_(report=report)
    supplements = (one.model_copy(update={"state": SupplementState.WITHDRAWN}) for one in order.supplements)
    return again.with_(
        agreement=AgreementStep(author=order.agreement.author, return_reason=event.reason),
        prepayment=PrepaymentStep(),
        report=ReportStep(),
        supplements=tuple(supplements),
    )
