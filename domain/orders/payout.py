"""Выплата: what was earned with an order is given to whoever earned it, once nobody owes anything."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.money import Method, Money
from domain.orders.errors import Refusal
from domain.orders.facts import Facts
from domain.orders.ledger import Posting, PostingKind
from domain.orders.order import Event, PartCommand, Stamp, decide, evolve
from domain.orders.rights import one_who_may
from domain.orders.state import Order, Phase
from domain.people import Permission
from domain.values import PersonId


class PayoutTooHigh(Refusal):
    code = "payout.above_payable"
    text = "{amount} is more than the {payable} that this person has still to get for the order."


class PayoutBeforeDebt(Refusal):
    code = "payout.debt_open"
    text = "The client still owes {debt}: the commission is payable once that is paid or written off."


class PayOut(PartCommand):
    """Gives somebody a part of the own commission, or what is left of it after advances and payouts."""

    when: ClassVar[frozenset[Phase]] = frozenset({Phase.CLOSED})

    kind: Literal["pay_out"] = "pay_out"
    part: Literal["money"] = "money"
    person: PersonId
    amount: Annotated[Money, Field(gt=0)]
    method: Method


class PaidOut(Event):
    kind: Literal["paid_out"] = "paid_out"
    part: Literal["money"] = "money"
    person: PersonId


@decide.register
def _(command: PayOut, order: Order, facts: Facts) -> list[Event]:
    one_who_may(Permission.MONEY_PAY, facts)
    if order.totals.debt > 0:
        raise PayoutBeforeDebt(debt=order.totals.debt)
    payable = max(order.payable.get(command.person, 0), 0)
    if command.amount > payable:
        raise PayoutTooHigh(amount=command.amount, payable=payable)
    given = Posting(
        kind=PostingKind.PAYOUT, amount=command.amount, person=command.person, method=command.method
    )
    return [PaidOut(person=command.person, postings=(given,))]


@evolve.register
def _(event: PaidOut, order: Order, stamp: Stamp) -> Order:
    return order
