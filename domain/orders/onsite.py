"""«Сделано на месте»: agreement, payment and report as one form with one verification."""

from datetime import date
from typing import Annotated, Literal

from annotated_types import Len

from domain.money import Money, PricedLine
from domain.orders import report
from domain.orders.agreement import Agreed, Option, final_amount
from domain.orders.errors import BranchesOpen, StageMismatch
from domain.orders.facts import Facts
from domain.orders.ledger import price_change
from domain.orders.order import Event, Stamp, decide, evolve
from domain.orders.parts import AgreementStep, Custody, OnSiteStep, PrepaymentStep, Stage, StepState
from domain.orders.report import CommissionSplit, Figures, ReportForm, ReportSubmitted
from domain.orders.rights import carrier_of
from domain.orders.state import Order
from domain.orders.visit import been_there
from domain.values import Moment, Text


class SubmitOnSite(ReportForm):
    """What was done for how much, what the client paid, and the report, in one.

    Nothing is paid ahead: `received` is all that the client paid, the rest stays as the debt.
    """

    kind: Literal["submit_on_site"] = "submit_on_site"
    part: Literal["onsite"] = "onsite"
    lines: Annotated[tuple[PricedLine, ...], Len(1, 20)]
    amount: Money | None = None
    discount_reason: Text | None = None


class OnSiteSubmitted(Event):
    kind: Literal["on_site_submitted"] = "on_site_submitted"
    part: Literal["onsite"] = "onsite"
    lines: Annotated[tuple[PricedLine, ...], Len(1, 20)]
    amount: int
    discount_reason: Text | None
    report: ReportSubmitted
    """The form's report; its photos are those of this event."""


class OnSiteApproved(Event):
    """The agreement, the payment and the report are approved at once."""

    kind: Literal["on_site_approved"] = "on_site_approved"
    part: Literal["onsite"] = "onsite"
    self_check: bool
    net_reason: Text | None
    debt_due: Moment | None
    figures: Figures
    commission_split: CommissionSplit = {}


class OnSiteReturned(Event):
    kind: Literal["on_site_returned"] = "on_site_returned"
    part: Literal["onsite"] = "onsite"
    reason: Text


@decide.register
def _(command: SubmitOnSite, order: Order, facts: Facts) -> list[Event]:
    carrier_of(order, facts)
    if order.stage is not Stage.AGREEMENT or order.agreement.state is not StepState.OPEN:
        raise StageMismatch(stage=order.stage.value)
    _refuse_unfinished(order)
    agreed = Agreed(option=0, amount=command.amount, discount_reason=command.discount_reason)
    amount = final_amount(agreed, (Option(lines=command.lines),), order.totals.received)
    form = AgreementStep(state=StepState.APPROVED, amount=amount)
    submitted = report.submitted(command, _priced(order.with_(onsite=OnSiteStep(agreement=form))), facts)
    return [
        OnSiteSubmitted(
            lines=command.lines,
            amount=amount,
            discount_reason=command.discount_reason,
            report=submitted.model_copy(update={"photos": ()}),
            photos=submitted.photos,
        )
    ]


def _refuse_unfinished(order: Order) -> None:
    """An order whose agreement came back may have gone further already: that is brought to its end first."""
    steps = (("prepayment", order.prepayment), ("report", order.report))
    begun = [part for part, step in steps if step.state is not StepState.OPEN]
    if parts := [*begun, *(branch.part for branch in order.open_branches)]:
        raise BranchesOpen(parts=", ".join(parts))


def _filled_in(order: Order) -> Order:
    """The order with its three steps as the form has them."""
    form = order.onsite
    nothing_ahead = PrepaymentStep(state=StepState.APPROVED, author=form.author)
    return order.with_(agreement=form.agreement, prepayment=nothing_ahead, report=form.report)


def _priced(order: Order) -> Order:
    """The same with the ledger as the form's price will make it."""
    filled = _filled_in(order)
    return filled.with_(totals=order.totals.plus(price_change(order.totals, filled.agreed_amount)))


def approve(
    order: Order,
    facts: Facts,
    *,
    self_check: bool,
    net_reason: Text | None,
    debt_due: date | None,
    split: CommissionSplit,
) -> list[Event]:
    """What the approvals of the agreement and of the report would post, in this order."""
    priced = _priced(order)
    reported = report.approved(
        priced, facts, self_check=self_check, net_reason=net_reason, debt_due=debt_due, split=split
    )
    approved = OnSiteApproved(
        self_check=self_check,
        net_reason=reported.net_reason,
        debt_due=reported.debt_due,
        figures=reported.figures,
        commission_split=split,
        postings=(*price_change(order.totals, priced.agreed_amount), *reported.postings),
    )
    return [approved]


@evolve.register
def _(event: OnSiteSubmitted, order: Order, stamp: Stamp) -> Order:
    agreed = AgreementStep(state=StepState.APPROVED, author=stamp.by, amount=event.amount, lines=event.lines)
    form = OnSiteStep(
        state=StepState.PENDING,
        author=stamp.by,
        agreement=agreed,
        report=report.pending_step(event.report, order, stamp),
    )
    # What stood at the agreement before is answered with it: a return, a client who thought it over.
    asked = AgreementStep(author=stamp.by)
    return been_there(order).with_(onsite=form, agreement=asked, custody=Custody(since=stamp.at))


@evolve.register
def _(event: OnSiteApproved, order: Order, stamp: Stamp) -> Order:
    approved = order.onsite.model_copy(update={"state": StepState.APPROVED})
    return report.completed(_filled_in(order), event.postings, event.debt_due).with_(onsite=approved)


@evolve.register
def _(event: OnSiteReturned, order: Order, stamp: Stamp) -> Order:
    return order.with_(onsite=OnSiteStep(author=order.onsite.author, return_reason=event.reason))
