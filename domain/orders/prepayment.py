"""Предоплата: what the client pays ahead; nothing is an answer too."""

from typing import Literal

from domain.money import Method, Payment
from domain.orders.errors import AboveAgreed, BranchesOpen, NothingToConfirm, StageMismatch
from domain.orders.facts import Facts
from domain.orders.ledger import Posting, PostingKind
from domain.orders.order import Event, PartCommand, Stamp, decide, evolve
from domain.orders.parts import PrepaymentStep, Stage, StepState
from domain.orders.rights import carrier_of, one_who_may
from domain.orders.state import Order
from domain.organizations import Mode
from domain.people import Permission
from domain.values import MediaId, PersonId, Text


class SubmitPrepayment(PartCommand):
    """`payment` None says that the client pays nothing ahead («нет предоплаты»)."""

    kind: Literal["submit_prepayment"] = "submit_prepayment"
    part: Literal["prepayment"] = "prepayment"
    payment: Payment | None

    def media(self) -> tuple[MediaId, ...]:
        photo = self.payment and self.payment.fiscal_photo
        return (photo,) if photo else ()


class ConfirmPayment(PartCommand):
    """The invoice's money is on the account."""

    kind: Literal["confirm_payment"] = "confirm_payment"
    part: Literal["prepayment"] = "prepayment"


class PrepaymentSubmitted(Event):
    kind: Literal["prepayment_submitted"] = "prepayment_submitted"
    part: Literal["prepayment"] = "prepayment"
    payment: Payment | None
    goes_on: bool


class PrepaymentApproved(Event):
    """Of an invoice only the paper is approved: its money counts when it is confirmed."""

    kind: Literal["prepayment_approved"] = "prepayment_approved"
    part: Literal["prepayment"] = "prepayment"
    self_check: bool


class PaymentConfirmed(Event):
    kind: Literal["payment_confirmed"] = "payment_confirmed"
    part: Literal["prepayment"] = "prepayment"


class PrepaymentReturned(Event):
    kind: Literal["prepayment_returned"] = "prepayment_returned"
    part: Literal["prepayment"] = "prepayment"
    reason: Text


@decide.register
def _(command: SubmitPrepayment, order: Order, facts: Facts) -> list[Event]:
    carrier_of(order, facts)
    if order.stage is not Stage.PREPAYMENT or order.prepayment.state is not StepState.OPEN:
        raise StageMismatch(stage=order.stage.value)
    photos = facts.photos(command.media())
    payment = command.payment
    _refuse_above(payment, order)
    after = facts.organization.settings.verification.prepayment is Mode.AFTER
    goes_on = after and (payment is None or payment.method is not Method.INVOICE)
    return [PrepaymentSubmitted(payment=payment, goes_on=goes_on, photos=photos)]


@decide.register
def _(command: ConfirmPayment, order: Order, facts: Facts) -> list[Event]:
    person = one_who_may(Permission.MONEY_CONFIRM, facts)
    payment = order.prepayment.payment
    if order.prepayment.state is not StepState.UNPAID or payment is None:
        raise NothingToConfirm
    _refuse_above(payment, order)
    return [PaymentConfirmed(postings=(received(payment, person),))]


def approve(order: Order, facts: Facts, *, self_check: bool) -> list[Event]:
    payment = order.prepayment.payment
    if order.agreement.state is not StepState.APPROVED:  # else money would stand against no price
        raise BranchesOpen(parts="agreement")
    _refuse_above(payment, order)
    counts_now = payment is not None and payment.method is not Method.INVOICE
    postings = (received(payment, order.prepayment.author),) if payment and counts_now else ()
    return [PrepaymentApproved(self_check=self_check, postings=postings)]


def received(payment: Payment, person: PersonId | None) -> Posting:
    return Posting(kind=PostingKind.PAYMENT, amount=payment.amount, person=person, method=payment.method)


def _refuse_above(payment: Payment | None, order: Order) -> None:
    still_open = order.agreed_amount - order.totals.received
    if payment and payment.amount > still_open:
        raise AboveAgreed(amount=payment.amount, open=still_open)


@evolve.register
def _(event: PrepaymentSubmitted, order: Order, stamp: Stamp) -> Order:
    step = PrepaymentStep(
        state=StepState.PENDING, author=stamp.by, goes_on=event.goes_on, payment=event.payment
    )
    return order.with_(prepayment=step)


@evolve.register
def _(event: PrepaymentApproved, order: Order, stamp: Stamp) -> Order:
    payment = order.prepayment.payment
    unpaid = payment is not None and payment.method is Method.INVOICE
    state = StepState.UNPAID if unpaid else StepState.APPROVED
    return order.with_(prepayment=order.prepayment.model_copy(update={"state": state}))


@evolve.register
def _(event: PaymentConfirmed, order: Order, stamp: Stamp) -> Order:
    return order.with_(prepayment=order.prepayment.model_copy(update={"state": StepState.APPROVED}))


@evolve.register
def _(event: PrepaymentReturned, order: Order, stamp: Stamp) -> Order:
    return order.with_(prepayment=PrepaymentStep(author=order.prepayment.author, return_reason=event.reason))
