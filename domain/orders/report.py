"""Отчёт: the signed act, the rest of the money, the warranty; the sums are computed, never typed."""

from datetime import date
from typing import Annotated, Literal, Self

from annotated_types import Len
from pydantic import AfterValidator, Field, model_validator

from domain.money import BASIS_POINTS, Method, Money, Payment, apportioned, share
from domain.orders.dates import refuse_unfit_day
from domain.orders.errors import (
    AboveDebt,
    AdvanceTooHigh,
    BranchesOpen,
    DebtUndated,
    DeviceElsewhere,
    NetUnexplained,
    Refusal,
    StageMismatch,
)
from domain.orders.facts import Facts
from domain.orders.ledger import WAGES, Posting, PostingKind
from domain.orders.order import Event, PartCommand, Stamp, decide, evolve
from domain.orders.parts import Custody, ReportStep, Stage, StepState
from domain.orders.prepayment import received
from domain.orders.rights import actor, carrier_of
from domain.orders.state import Order
from domain.orders.visit import been_there
from domain.values import MediaId, Moment, PersonId, Text, Value


def _is_whole(split: dict[PersonId, int]) -> dict[PersonId, int]:
    if split and sum(split.values()) != BASIS_POINTS:
        raise ValueError(f"the shares must make {BASIS_POINTS} basis points")
    return split


CommissionSplit = Annotated[
    dict[PersonId, Annotated[int, Field(strict=True, ge=1, le=BASIS_POINTS)]],
    Len(0, 20),
    AfterValidator(_is_whole),
]
"""By person, shares of the commission in basis points."""


class SplitWithStranger(Refusal):
    code = "report.split_with_stranger"
    text = "The commission is split among those who carried the order; {person} did not."


class ReportForm(PartCommand):
    """What every report says, alone or in one form with the steps before it."""

    act: Annotated[tuple[MediaId, ...], Len(0, 10)] = ()
    no_contract_reason: Text | None = None
    received: Payment | None = None
    advance: Money = 0
    warranty_days: Annotated[int, Field(strict=True, ge=0, le=3650)] = 0

    @model_validator(mode="after")
    def _is_proven(self) -> Self:
        if bool(self.act) == bool(self.no_contract_reason):
            raise ValueError("send the signed act, or say why there is no contract")
        if self.received and self.received.method is Method.INVOICE:
            raise ValueError("an invoice is not received yet: leave it out, it stays as the client's debt")
        return self

    def media(self) -> tuple[MediaId, ...]:
        photo = self.received and self.received.fiscal_photo
        return (*self.act, *([photo] if photo else []))


class SubmitReport(ReportForm):
    kind: Literal["submit_report"] = "submit_report"
    part: Literal["report"] = "report"


class Figures(Value):
    """What a report comes to, in kopecks (MON-2)."""

    gross: int
    costs: int
    net: int
    commission: int
    debt: int


class ReportSubmitted(Event):
    """The act is signed by the client, so the device is back with them."""

    kind: Literal["report_submitted"] = "report_submitted"
    part: Literal["report"] = "report"
    no_contract_reason: Text | None
    received: Payment | None
    advance: int
    warranty_days: int
    commission_bp: int
    figures: Figures


class ReportApproved(Event):
    kind: Literal["report_approved"] = "report_approved"
    part: Literal["report"] = "report"
    self_check: bool
    net_reason: Text | None
    debt_due: Moment | None
    figures: Figures
    commission_split: CommissionSplit = {}


class ReportReturned(Event):
    kind: Literal["report_returned"] = "report_returned"
    part: Literal["report"] = "report"
    reason: Text


@decide.register
def _(command: SubmitReport, order: Order, facts: Facts) -> list[Event]:
    carrier_of(order, facts)
    if order.stage not in (Stage.WORK, Stage.REPORT) or not order.in_work:
        raise StageMismatch(stage=order.stage.value)
    _refuse_open(order)
    return [submitted(command, order, facts)]


def submitted(command: ReportForm, order: Order, facts: Facts) -> ReportSubmitted:
    """The report with its figures, of an order whose price is agreed on."""
    carrier = carrier_of(order, facts)
    if order.custody.holder not in (None, carrier):
        raise DeviceElsewhere(holder=str(order.custody.holder))
    person = actor(facts)
    settings = facts.organization.settings
    rate = settings.commission_rate(person, order.device.kind, settings.calendar.local_date(facts.at))
    amount = command.received.amount if command.received else 0
    figures = _figures(order, amount, rate)
    if figures.debt < 0:
        raise AboveDebt(amount=amount, debt=figures.debt + amount)
    if command.advance > figures.commission:
        raise AdvanceTooHigh(advance=command.advance, commission=figures.commission)
    return ReportSubmitted(
        no_contract_reason=command.no_contract_reason,
        received=command.received,
        advance=command.advance,
        warranty_days=command.warranty_days,
        commission_bp=rate,
        figures=figures,
        photos=facts.photos(command.media()),
    )


def _refuse_open(order: Order) -> None:
    if branches := order.blocking_branches:
        raise BranchesOpen(parts=", ".join(branch.part for branch in branches))


def _figures(order: Order, amount: int, commission_bp: int) -> Figures:
    """With `amount` received now. Steps that are verified after count as if they were approved."""
    gross = order.agreed_amount
    ahead = order.prepayment.payment if order.prepayment.state is StepState.PENDING else None
    net = gross - order.totals.costs
    return Figures(
        gross=gross,
        costs=order.totals.costs,
        net=net,
        commission=share(max(net, 0), commission_bp),
        debt=gross - order.totals.received - order.totals.write_off - (ahead.amount if ahead else 0) - amount,
    )


def approved(
    order: Order,
    facts: Facts,
    *,
    self_check: bool,
    net_reason: Text | None,
    debt_due: date | None,
    split: CommissionSplit,
) -> ReportApproved:
    """The last word: everything before it is approved, a loss is explained, a debt has its date."""
    unverified = [
        name
        for name, step in (("agreement", order.agreement), ("prepayment", order.prepayment))
        if step.state is not StepState.APPROVED
    ]
    if parts := [*unverified, *(branch.part for branch in order.open_branches)]:
        raise BranchesOpen(parts=", ".join(parts))
    report = order.report
    amount = report.received.amount if report.received else 0
    figures = _figures(order, amount, report.commission_bp)
    if figures.debt < 0:  # paid elsewhere meanwhile
        raise AboveDebt(amount=amount, debt=figures.debt + amount)
    if figures.net < 0 and net_reason is None and not order.under_warranty:  # there the loss is meant
        raise NetUnexplained(loss=-figures.net)
    wages = _wages(order, figures.commission, split)
    paid = (received(report.received, report.author),) if report.received else ()
    return ReportApproved(
        self_check=self_check,
        net_reason=net_reason,
        debt_due=_debt_due(figures.debt, debt_due, facts),
        figures=figures,
        commission_split=split,
        postings=(*paid, *wages),
    )


def approve(
    order: Order,
    facts: Facts,
    *,
    self_check: bool,
    net_reason: Text | None,
    debt_due: date | None,
    split: CommissionSplit,
) -> list[Event]:
    return [
        approved(order, facts, self_check=self_check, net_reason=net_reason, debt_due=debt_due, split=split)
    ]


def _wages(order: Order, commission: int, split: CommissionSplit) -> tuple[Posting, ...]:
    """To each his part; the advance is its author's, and within the author's part."""
    report = order.report
    stranger = next((person for person in split if person not in order.carried_by), None)
    if stranger is not None:
        raise SplitWithStranger(person=str(stranger))
    author = report.author
    earned = apportioned(commission, split or ({author: BASIS_POINTS} if author else {}))
    # A reopened order may have paid out more than it earns now: that comes off first.
    own = earned.get(author, 0) + min(order.payable.get(author, 0), 0) if author else 0
    if report.advance > own:
        raise AdvanceTooHigh(advance=report.advance, commission=own)
    parts = (
        Posting(kind=PostingKind.COMMISSION, amount=amount, person=person)
        for person, amount in earned.items()
    )
    advance = Posting(kind=PostingKind.ADVANCE, amount=report.advance, person=author)
    return tuple(posting for posting in (*parts, advance) if posting.amount)


def _debt_due(debt: int, due: date | None, facts: Facts) -> Moment | None:
    if debt <= 0:
        return None
    if due is None:
        raise DebtUndated(debt=debt)
    refuse_unfit_day("debt_due", due, facts)
    return facts.organization.settings.calendar.end_of(due)


@evolve.register
def _(event: ReportSubmitted, order: Order, stamp: Stamp) -> Order:
    # Of an ordinary order the agreement has told that the client was visited.
    seen = been_there(order) if order.under_warranty else order
    return seen.with_(report=pending_step(event, order, stamp), custody=Custody(since=stamp.at))


def pending_step(event: ReportSubmitted, order: Order, stamp: Stamp) -> ReportStep:
    return ReportStep(
        state=StepState.PENDING,
        author=stamp.by,
        received=event.received,
        advance=event.advance,
        warranty_days=event.warranty_days,
        commission_bp=event.commission_bp,
        custody_before=order.custody.model_copy(update={"offered_to": None})
        if order.custody.holder
        else None,
    )


@evolve.register
def _(event: ReportApproved, order: Order, stamp: Stamp) -> Order:
    return completed(order, event.postings, event.debt_due)


def completed(order: Order, postings: tuple[Posting, ...], debt_due: Moment | None) -> Order:
    wages = tuple(posting for posting in postings if posting.kind in WAGES)
    report = order.report.model_copy(update={"state": StepState.APPROVED, "wages": wages})
    return order.with_(report=report, debt_due=debt_due)


@evolve.register
def _(event: ReportReturned, order: Order, stamp: Stamp) -> Order:
    return order.with_(report=ReportStep(author=order.report.author, return_reason=event.reason))
