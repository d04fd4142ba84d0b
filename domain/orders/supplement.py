"""Доп. согласование: in work more turns out to be needed; the client agrees, thinks it over, or refuses."""

from typing import Annotated, Literal, Self, assert_never

from annotated_types import Len
from pydantic import Field, model_validator

from domain.orders.agreement import Agreed, Options, Outcome, Refused, Thinking, answered, final_amount
from domain.orders.closing import begin_refusing, refusal_postings, unused_claims
from domain.orders.dates import refuse_unfit_moment
from domain.orders.errors import BranchesOpen, BranchNotOpen, Refusal, StageMismatch, UnknownPart
from domain.orders.facts import Facts
from domain.orders.ledger import price_change
from domain.orders.order import Event, PartCommand, Stamp, decide, evolve
from domain.orders.parts import (
    Part,
    StepState,
)
from domain.orders.rights import carrier_of
from domain.orders.state import Order
from domain.orders.supplements import TO_SEND_IN, Supplement, SupplementState
from domain.orders.warranty import UnderWarranty
from domain.values import MediaId, Moment, Text

NEW = "supplement"
"""The part that opens a new one; an existing one is `supplement.<number>`."""


class SupplementOpen(Refusal):
    code = "supplement.open"
    text = "{part} is not decided yet: one supplementary agreement at a time."


class SubmitSupplement(PartCommand):
    """Sends a new one in, or again after a return or after the client has thought it over.

    A refusal leaves the order as it was agreed before; with `ends_order` the client refuses all of it.
    """

    kind: Literal["submit_supplement"] = "submit_supplement"
    part: Annotated[str, Field(pattern=r"^supplement(\.[1-9][0-9]{0,3})?$")] = NEW
    options: Options
    outcome: Outcome
    ends_order: bool = False
    photos: Annotated[tuple[MediaId, ...], Len(0, 10)] = ()

    @model_validator(mode="after")
    def _only_a_refusal_ends_it(self) -> Self:
        refused = self.outcome if isinstance(self.outcome, Refused) else None
        if self.ends_order and refused is None:
            raise ValueError("only a refusal ends the order")
        if refused and refused.fee and not self.ends_order:
            raise ValueError("a fee is taken when the whole order ends")
        return self

    def media(self) -> tuple[MediaId, ...]:
        return self.photos


class SupplementSubmitted(Event):
    kind: Literal["supplement_submitted"] = "supplement_submitted"
    options: Options
    outcome: Annotated[Agreed | Refused, Field(discriminator="kind")]
    amount: int
    """What it adds to the price; 0 of a refusal."""
    ends_order: bool


class SupplementPostponed(Event):
    kind: Literal["supplement_postponed"] = "supplement_postponed"
    options: Options
    until: Moment


class SupplementApproved(Event):
    kind: Literal["supplement_approved"] = "supplement_approved"
    self_check: bool


class SupplementReturned(Event):
    kind: Literal["supplement_returned"] = "supplement_returned"
    reason: Text


@decide.register
def _(command: SubmitSupplement, order: Order, facts: Facts) -> list[Event]:
    carrier_of(order, facts)
    part = _part_of(command, order)
    photos = facts.photos(command.photos)
    match command.outcome:
        case Thinking(until=until):
            refuse_unfit_moment("until", until, facts, facts.organization.settings.thinking_days)
            return [SupplementPostponed(part=part, options=command.options, until=until, photos=photos)]
        case Agreed() as outcome:
            # The price before is not below what is paid, so any amount on top of it is not either.
            amount = final_amount(outcome, command.options, received=0)
        case Refused() as outcome:
            amount = 0
        case _:
            assert_never(command.outcome)
    submitted = SupplementSubmitted(
        part=part,
        options=command.options,
        outcome=outcome,
        amount=amount,
        ends_order=command.ends_order,
        photos=photos,
    )
    return [submitted]


def _part_of(command: SubmitSupplement, order: Order) -> Part:
    """The part of a new one, or of the one to be sent in again."""
    if command.part == NEW:
        if not order.in_work:
            raise StageMismatch(stage=order.stage.value)
        if order.under_warranty:
            raise UnderWarranty
        if there := next((one for one in order.supplements if one.open), None):
            raise SupplementOpen(part=there.part)
        return f"{NEW}.{len(order.supplements) + 1}"
    before = order.supplement_at(command.part)
    if before is None:
        raise UnknownPart(part=command.part)
    if before.state not in TO_SEND_IN:
        raise BranchNotOpen(part=before.part, state=before.state.value)
    return before.part


def approve(supplement: Supplement, order: Order, *, self_check: bool) -> list[Event]:
    """Its amount is added to the price; a refusal changes nothing, or ends the order with its fee."""
    if order.agreement.state is not StepState.APPROVED:  # else there is no price yet that it adds to
        raise BranchesOpen(parts="agreement")
    approved = SupplementApproved(part=supplement.part, self_check=self_check)
    if supplement.refusal and supplement.ends_order:
        postings = refusal_postings(order, supplement.refusal, supplement.author)
        releases = unused_claims(order)
        return [approved.model_copy(update={"postings": postings, "releases": releases})]
    if not supplement.amount:
        return [approved]
    postings = price_change(order.totals, order.totals.agreed + supplement.amount)
    return [approved.model_copy(update={"postings": postings})]


@evolve.register
def _(event: SupplementSubmitted, order: Order, stamp: Stamp) -> Order:
    lines, refusal = answered(event.options, event.outcome)
    supplement = Supplement(
        part=event.part,
        state=SupplementState.PENDING,
        author=stamp.author,
        amount=event.amount,
        lines=lines,
        refusal=refusal,
        ends_order=event.ends_order,
    )
    return _put(order, supplement)


def _put(order: Order, supplement: Supplement) -> Order:
    others = tuple(other for other in order.supplements if other.part != supplement.part)
    return order.with_(supplements=(*others, supplement))


@evolve.register
def _(event: SupplementPostponed, order: Order, stamp: Stamp) -> Order:
    supplement = Supplement(
        part=event.part,
        state=SupplementState.THINKING,
        author=stamp.author,
        thinking_until=event.until,
    )
    return _put(order, supplement)


@evolve.register
def _(event: SupplementApproved, order: Order, stamp: Stamp) -> Order:
    approved = order.with_supplement(event.part, state=SupplementState.APPROVED)
    supplement = order.supplement_at(event.part)
    if supplement and supplement.refusal and supplement.ends_order:
        return begin_refusing(approved, supplement.refusal)
    return approved


@evolve.register
def _(event: SupplementReturned, order: Order, stamp: Stamp) -> Order:
    return order.with_supplement(
        event.part,
        state=SupplementState.RETURNED,
        amount=0,
        lines=(),
        refusal=None,
        return_reason=event.reason,
    )
