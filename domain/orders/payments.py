"""Деньги вне шагов: a debt is paid, money goes back, a closing order's money is settled."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.money import Method, Money, Payment
from domain.orders.closing import owes_money
from domain.orders.errors import (
    AboveDebt,
    KeptUnexplained,
    NothingToSettle,
    RefundAboveReceived,
    SettlementMismatch,
)
from domain.orders.facts import Facts
from domain.orders.ledger import Posting, PostingKind
from domain.orders.order import Event, PartCommand, Stamp, decide, evolve
from domain.orders.parts import Stage
from domain.orders.prepayment import received
from domain.orders.rights import curator_of
from domain.orders.state import Order, Phase
from domain.values import Line, MediaId, PersonId, Text


class RecordPayment(PartCommand):
    """The client pays outside of a step; also after the order is completed with a debt."""

    when: ClassVar[frozenset[Phase]] = frozenset({Phase.ACTIVE, Phase.PAUSED, Phase.CLOSED})

    kind: Literal["record_payment"] = "record_payment"
    part: Literal["money"] = "money"
    payment: Payment

    def media(self) -> tuple[MediaId, ...]:
        return (self.payment.fiscal_photo,) if self.payment.fiscal_photo else ()


class Refund(PartCommand):
    kind: Literal["refund"] = "refund"
    part: Literal["money"] = "money"
    amount: Annotated[Money, Field(gt=0)]
    method: Method
    recipient: Line
    reason: Text


class SettleMoney(PartCommand):
    """Accounts for the client's money when an order is refused or cancelled: how much goes back, to whom."""

    when: ClassVar[frozenset[Phase]] = frozenset({Phase.CLOSING})

    kind: Literal["settle_money"] = "settle_money"
    part: Literal["money"] = "money"
    refund: Money
    method: Method
    recipient: Line
    kept_reason: Text | None = None


class PaymentRecorded(Event):
    kind: Literal["payment_recorded"] = "payment_recorded"
    part: Literal["money"] = "money"
    payment: Payment


class Refunded(Event):
    kind: Literal["refunded"] = "refunded"
    part: Literal["money"] = "money"
    recipient: Line
    reason: Text


class ClientSettled(Event):
    kind: Literal["client_settled"] = "client_settled"
    part: Literal["money"] = "money"
    recipient: Line
    kept: int
    kept_reason: Text | None


@decide.register
def _(command: RecordPayment, order: Order, facts: Facts) -> list[Event]:
    curator = curator_of(order, facts)
    photos = facts.photos(command.media())
    if command.payment.amount > order.totals.debt:
        raise AboveDebt(amount=command.payment.amount, debt=order.totals.debt)
    return [
        PaymentRecorded(
            payment=command.payment, postings=(received(command.payment, curator),), photos=photos
        )
    ]


@decide.register
def _(command: Refund, order: Order, facts: Facts) -> list[Event]:
    curator = curator_of(order, facts)
    if command.amount > order.totals.received:
        raise RefundAboveReceived(amount=command.amount, received=order.totals.received)
    posting = _refund(command.amount, curator, command.method)
    return [Refunded(recipient=command.recipient, reason=command.reason, postings=posting)]


@decide.register
def _(command: SettleMoney, order: Order, facts: Facts) -> list[Event]:
    curator = curator_of(order, facts)
    closing = order.closing
    if closing is None or not owes_money(order):
        raise NothingToSettle
    expected = order.totals.received - closing.fee
    if command.refund > expected or (closing.outcome is Stage.REFUSED and command.refund != expected):
        raise SettlementMismatch(expected=expected, amount=command.refund)
    kept = expected - command.refund
    if kept and command.kept_reason is None:
        raise KeptUnexplained(kept=kept)
    return [
        ClientSettled(
            recipient=command.recipient,
            kept=kept,
            kept_reason=command.kept_reason,
            postings=_refund(command.refund, curator, command.method),
        )
    ]


def _refund(amount: int, person: PersonId, method: Method) -> tuple[Posting, ...]:
    posting = Posting(kind=PostingKind.REFUND, amount=amount, person=person, method=method)
    return (posting,) if amount else ()


@evolve.register
def _(event: PaymentRecorded, order: Order, stamp: Stamp) -> Order:
    return order


@evolve.register
def _(event: Refunded, order: Order, stamp: Stamp) -> Order:
    return order


@evolve.register
def _(event: ClientSettled, order: Order, stamp: Stamp) -> Order:
    closing = order.closing and order.closing.model_copy(update={"money_settled": True})
    return order.with_(closing=closing)
