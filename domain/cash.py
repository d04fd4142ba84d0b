"""Деньги на руках: whose hands hold how much of the clients' cash, and how it is handed in (MON-3).

A hand-in is a small aggregate of its own: pending until its receiver confirms or disputes it, or whoever
handed in withdraws it. A balance is never stored: it is what the ledgers and the confirmed hand-ins say.
"""

from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from pydantic import Field

from domain.money import Money
from domain.orders.errors import Refusal
from domain.people import Permission, Person
from domain.values import Moment, OrganizationId, PersonId, Text, Value

HandInId = NewType("HandInId", UUID)


class HandInState(StrEnum):
    """Only a confirmed one lowers the balance; a pending one may not be handed in again."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"


class AboveBalance(Refusal):
    code = "cash.above_balance"
    text = "{amount} is more than the {free} in hand that is not being handed in already."


class ReceiverUnfit(Refusal):
    code = "cash.receiver"
    text = "Cash is handed in to another person of the organization who may confirm money."


class CashUnknown(Refusal):
    code = "cash.unknown"
    text = "There is no such person or hand-in here."


class HandInDecided(Refusal):
    code = "cash.not_pending"
    text = "This hand-in is {state} already."


class HandInOfAnother(Refusal):
    code = "cash.not_yours"
    text = "This belongs to somebody else ({whose})."


class Cash(Value):
    """One person's cash in kopecks."""

    taken: int = 0
    """From clients."""
    spent: int = 0
    """On expenses that were paid with it."""
    refunded: int = 0
    handed_in: int = 0
    """Confirmed by its receivers."""
    pending: int = 0
    """Handed in and not confirmed yet: still in hand, but spoken for."""

    @property
    def balance(self) -> int:
        """In hand; below 0 when somebody gave clients more than they took."""
        return self.taken - self.spent - self.refunded - self.handed_in

    def over(self, limit: int | None) -> bool:
        return limit is not None and self.balance > limit


class HandIn(Value):
    id: HandInId
    organization_id: OrganizationId
    person: PersonId
    receiver: PersonId
    amount: Annotated[Money, Field(gt=0)]
    state: HandInState = HandInState.PENDING
    reason: Text | None = None
    """Of a dispute."""
    at: Moment
    decided_at: Moment | None = None
    version: int = 1

    @property
    def people(self) -> tuple[PersonId, PersonId]:
        return self.person, self.receiver


def may_receive(person: Person) -> bool:
    return person.active and person.may(Permission.MONEY_CONFIRM)


def handed_in(hand_in: HandIn, receiver: Person | None, cash: Cash) -> HandIn:
    """The hand-in, if its receiver may have it and so much is in hand and not promised elsewhere."""
    if receiver is None or not may_receive(receiver):
        raise ReceiverUnfit
    if hand_in.person == hand_in.receiver:
        raise ReceiverUnfit
    free = max(cash.balance - cash.pending, 0)
    if hand_in.amount > free:
        raise AboveBalance(amount=hand_in.amount, free=free)
    return hand_in


def confirmed(hand_in: HandIn, by: PersonId, at: Moment) -> HandIn:
    _refuse_other(by, hand_in.receiver, "receiver")
    return _decided(hand_in, HandInState.CONFIRMED, at)


def disputed(hand_in: HandIn, by: PersonId, at: Moment, reason: Text) -> HandIn:
    """The receiver says that it was another amount, or none: the balance stays as it was."""
    _refuse_other(by, hand_in.receiver, "receiver")
    return _decided(hand_in, HandInState.DISPUTED, at).model_copy(update={"reason": reason})


def withdrawn(hand_in: HandIn, by: PersonId, at: Moment) -> HandIn:
    _refuse_other(by, hand_in.person, "person")
    return _decided(hand_in, HandInState.WITHDRAWN, at)


def _refuse_other(by: PersonId, one: PersonId, whose: str) -> None:
    if by != one:
        raise HandInOfAnother(whose=whose)


def _decided(hand_in: HandIn, state: HandInState, at: Moment) -> HandIn:
    if hand_in.state is not HandInState.PENDING:
        raise HandInDecided(state=hand_in.state.value)
    return hand_in.model_copy(update={"state": state, "decided_at": at, "version": hand_in.version + 1})
