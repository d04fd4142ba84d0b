"""Согласование: the engineer offers options; the client agrees to one, thinks it over, or refuses."""

from typing import Annotated, Literal, Self, assert_never

from annotated_types import Len
from pydantic import Field, model_validator

from domain.money import Method, Money, PricedLine
from domain.orders.closing import begin_refusing, refusal_postings, unused_claims
from domain.orders.dates import refuse_unfit_moment
from domain.orders.errors import (
    AboveOption,
    BelowReceived,
    DiscountUnexplained,
    NoSuchOption,
    StageMismatch,
)
from domain.orders.facts import Facts
from domain.orders.ledger import price_change
from domain.orders.order import Event, PartCommand, Stamp, decide, evolve
from domain.orders.parts import (
    AgreementStep,
    ClientRefusal,
    OnSiteStep,
    RefusalCode,
    Stage,
    StepState,
)
from domain.orders.rights import carrier_of
from domain.orders.state import Order
from domain.orders.visit import been_there
from domain.organizations import Mode
from domain.values import MediaId, Moment, Sha256, Text, Value


class Option(Value):
    """One way to repair it: what it takes and what it costs."""

    lines: Annotated[tuple[PricedLine, ...], Len(1, 20)]

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)


class Agreed(Value):
    """The client takes option number `option` (from 0), perhaps for less than its total."""

    kind: Literal["agreed"] = "agreed"
    option: Annotated[int, Field(strict=True, ge=0, le=8)]
    amount: Money | None = None
    discount_reason: Text | None = None


class Thinking(Value):
    kind: Literal["thinking"] = "thinking"
    until: Moment


class Refused(Value):
    kind: Literal["refused"] = "refused"
    code: RefusalCode
    text: Text
    fee: Money = 0
    method: Method | None = None

    @model_validator(mode="after")
    def _fee_is_paid_somehow(self) -> Self:
        if self.fee and self.method in (None, Method.INVOICE):
            raise ValueError("say how the fee was paid: cash, card or sbp")
        return self

    @property
    def recorded(self) -> ClientRefusal:
        return ClientRefusal(code=self.code, text=self.text, fee=self.fee, method=self.method)


Outcome = Annotated[Agreed | Thinking | Refused, Field(discriminator="kind")]
Options = Annotated[tuple[Option, ...], Len(1, 9)]


class SubmitAgreement(PartCommand):
    kind: Literal["submit_agreement"] = "submit_agreement"
    part: Literal["agreement"] = "agreement"
    options: Options
    outcome: Outcome
    photos: Annotated[tuple[MediaId, ...], Len(0, 10)] = ()

    def media(self) -> tuple[MediaId, ...]:
        return self.photos


class AgreementSubmitted(Event):
    kind: Literal["agreement_submitted"] = "agreement_submitted"
    part: Literal["agreement"] = "agreement"
    options: Options
    outcome: Annotated[Agreed | Refused, Field(discriminator="kind")]
    amount: int | None
    goes_on: bool


class AgreementPostponed(Event):
    kind: Literal["agreement_postponed"] = "agreement_postponed"
    part: Literal["agreement"] = "agreement"
    options: Options
    until: Moment


class AgreementApproved(Event):
    kind: Literal["agreement_approved"] = "agreement_approved"
    part: Literal["agreement"] = "agreement"
    self_check: bool


class AgreementReturned(Event):
    kind: Literal["agreement_returned"] = "agreement_returned"
    part: Literal["agreement"] = "agreement"
    reason: Text


@decide.register
def _(command: SubmitAgreement, order: Order, facts: Facts) -> list[Event]:
    carrier_of(order, facts)
    if order.stage is not Stage.AGREEMENT or order.agreement.state is not StepState.OPEN:
        raise StageMismatch(stage=order.stage.value)
    photos = facts.photos(command.photos)
    amount: int | None = None
    after = False
    match command.outcome:
        case Thinking(until=until):
            refuse_unfit_moment("until", until, facts, facts.organization.settings.thinking_days)
            return [AgreementPostponed(options=command.options, until=until, photos=photos)]
        case Agreed() as outcome:
            amount = final_amount(outcome, command.options, order.totals.received)
            after = facts.organization.settings.verification.agreement is Mode.AFTER
        case Refused() as outcome:
            pass
        case _:
            assert_never(command.outcome)
    return [
        AgreementSubmitted(
            options=command.options, outcome=outcome, amount=amount, goes_on=after, photos=photos
        )
    ]


def final_amount(outcome: Agreed, options: tuple[Option, ...], received: int) -> int:
    """What the client agreed to pay: the chosen option's total or less, and not below what is paid."""
    if outcome.option >= len(options):
        raise NoSuchOption(option=outcome.option, count=len(options))
    total = options[outcome.option].total
    amount = total if outcome.amount is None else outcome.amount
    if amount > total:
        raise AboveOption(amount=amount, total=total)
    if amount < total and outcome.discount_reason is None:
        raise DiscountUnexplained(amount=amount, total=total)
    if amount < received:
        raise BelowReceived(amount=amount, received=received)
    return amount


def approve(order: Order, facts: Facts, *, self_check: bool) -> list[Event]:
    """The price is posted; of a refusal its fee, and what is still to be paid of it."""
    refusal = order.agreement.refusal
    if refusal is None:
        releases: tuple[Sha256, ...] = ()
        postings = price_change(order.totals, order.agreement.amount or 0)
    else:
        releases = unused_claims(order)
        postings = refusal_postings(order, refusal, order.agreement.author)
    return [AgreementApproved(self_check=self_check, postings=postings, releases=releases)]


def answered(
    options: tuple[Option, ...], outcome: Agreed | Refused
) -> tuple[tuple[PricedLine, ...], ClientRefusal | None]:
    """The lines the client agreed to, or the refusal."""
    if isinstance(outcome, Agreed):
        return options[outcome.option].lines, None
    return (), outcome.recorded


@evolve.register
def _(event: AgreementSubmitted, order: Order, stamp: Stamp) -> Order:
    lines, refusal = answered(event.options, event.outcome)
    step = AgreementStep(
        state=StepState.PENDING,
        author=stamp.by,
        goes_on=event.goes_on,
        amount=event.amount,
        lines=lines,
        refusal=refusal,
    )
    return been_there(order).with_(agreement=step, onsite=OnSiteStep())


@evolve.register
def _(event: AgreementPostponed, order: Order, stamp: Stamp) -> Order:
    thinking = AgreementStep(author=stamp.by, thinking_until=event.until)
    return been_there(order).with_(agreement=thinking, onsite=OnSiteStep())


@evolve.register
def _(event: AgreementApproved, order: Order, stamp: Stamp) -> Order:
    step = order.agreement
    approved = order.with_(agreement=step.model_copy(update={"state": StepState.APPROVED}))
    if step.refusal is None:
        return approved
    return begin_refusing(approved, step.refusal)


@evolve.register
def _(event: AgreementReturned, order: Order, stamp: Stamp) -> Order:
    return order.with_(agreement=AgreementStep(author=order.agreement.author, return_reason=event.reason))
