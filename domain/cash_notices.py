"""Whom to tell of cash in hand: of hand-ins, of too much, and of what is held for too long (MON-3)."""

from collections.abc import Iterable, Mapping
from typing import Final

from domain.cash import HandIn, HandInState
from domain.money import Method
from domain.orders.ledger import PostingKind
from domain.orders.notices import NEWS, Notice, NoticeKind
from domain.orders.record import Entry
from domain.orders.state import Order
from domain.organizations import OrganizationSettings
from domain.people import Role
from domain.values import Moment, PersonId

REMINDER: Final = 3

KINDS: Final = {
    HandInState.PENDING: NoticeKind.HAND_IN,
    HandInState.CONFIRMED: NoticeKind.HAND_IN_CONFIRMED,
    HandInState.DISPUTED: NoticeKind.HAND_IN_DISPUTED,
    HandInState.WITHDRAWN: NoticeKind.HAND_IN_WITHDRAWN,
}
HAND: Final = {PostingKind.PAYMENT: 1, PostingKind.EXPENSE: -1, PostingKind.REFUND: -1}
"""What postings in cash put into a person's hand, and take out of it."""


def of_hand_in(hand_in: HandIn, names: Mapping[PersonId, str]) -> Notice:
    """To the receiver that something comes, or comes no more; to whoever handed in what became of it."""
    by_receiver = hand_in.state in (HandInState.CONFIRMED, HandInState.DISPUTED)
    reader, other = (hand_in.person, hand_in.receiver) if by_receiver else (hand_in.receiver, hand_in.person)
    return Notice(
        kind=KINDS[hand_in.state],
        to_person=reader,
        to_role=None,
        part="cash",
        about=hand_in.id,
        name=names.get(other),
        amount=hand_in.amount,
        text=hand_in.reason,
        priority=1 if hand_in.state is HandInState.PENDING else NEWS,
    )


def reminder(person: PersonId, amount: int) -> Notice:
    return Notice(
        kind=NoticeKind.CASH_REMINDER,
        to_person=person,
        to_role=None,
        part="cash",
        amount=amount,
        priority=REMINDER,
    )


def hand_in_reminder(hand_in: HandIn, name: str) -> Notice:
    """To the receiver, that `name` still waits."""
    return Notice(
        kind=NoticeKind.HAND_IN_REMINDER,
        to_person=hand_in.receiver,
        to_role=None,
        part="cash",
        about=hand_in.id,
        name=name,
        amount=hand_in.amount,
        priority=REMINDER,
    )


def is_held_too_long(since: Moment, now: Moment, settings: OrganizationSettings) -> bool:
    """Whether cash taken or handed in at `since` has waited for more working days than is allowed.

    From then on whoever has it is reminded, or who is to confirm it.
    """
    calendar = settings.calendar
    days = calendar.workdays(calendar.local_date(since), calendar.local_date(now))
    return days > settings.cash_remind_days


def taken_in_cash(entries: Iterable[Entry]) -> dict[PersonId, int]:
    """By how many kopecks these entries change the cash that each person has in hand."""
    taken: dict[PersonId, int] = {}
    for posting in (posting for entry in entries for posting in entry.event.postings):
        if posting.person and posting.method is Method.CASH and posting.kind in HAND:
            taken[posting.person] = taken.get(posting.person, 0) + HAND[posting.kind] * posting.amount
    return taken


def of_limit(person: PersonId, name: str, amount: int, order: Order) -> list[Notice]:
    """To whoever has too much in hand now, and to somebody who sees to it."""
    told = Notice(
        kind=NoticeKind.CASH_LIMIT,
        to_person=person,
        to_role=None,
        order_id=order.id,
        order_number=order.number,
        device=order.device.name,
        part="cash",
        name=name,
        amount=amount,
        priority=NEWS,
    )
    if order.curator == person:
        return [told, told.model_copy(update={"to_person": None, "to_role": Role.OWNER})]
    return [told, told.model_copy(update={"to_person": order.curator})]
