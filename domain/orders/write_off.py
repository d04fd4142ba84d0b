"""Списание: the owner gives up a debt that the client will not pay."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.money import Money
from domain.orders.errors import AboveDebt
from domain.orders.facts import Facts
from domain.orders.ledger import Posting, PostingKind
from domain.orders.order import Event, PartCommand, Stamp, decide, evolve
from domain.orders.rights import one_who_may
from domain.orders.state import Order, Phase
from domain.people import Permission
from domain.values import Text


class WriteOff(PartCommand):
    """Of a closed order's debt or a part of it. What people earned with the order stays theirs."""

    when: ClassVar[frozenset[Phase]] = frozenset({Phase.CLOSED})

    kind: Literal["write_off"] = "write_off"
    part: Literal["money"] = "money"
    amount: Annotated[Money, Field(gt=0)]
    reason: Text


class WrittenOff(Event):
    kind: Literal["written_off"] = "written_off"
    part: Literal["money"] = "money"
    reason: Text


@decide.register
def _(command: WriteOff, order: Order, facts: Facts) -> list[Event]:
    one_who_may(Permission.MONEY_WRITE_OFF, facts)
    if command.amount > order.totals.debt:
        raise AboveDebt(amount=command.amount, debt=order.totals.debt)
    given_up = Posting(kind=PostingKind.WRITE_OFF, amount=command.amount)
    return [WrittenOff(reason=command.reason, postings=(given_up,))]


@evolve.register
def _(event: WrittenOff, order: Order, stamp: Stamp) -> Order:
    return order
