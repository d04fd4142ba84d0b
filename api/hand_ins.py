"""Сдать деньги: cash goes from a hand to a receiver, who confirms it or disputes it (MON-3)."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.cash import UNKNOWN, Cursor, Limit
from api.commands import IdempotencyKey, command_id_of
from api.members import Member, MemberOf
from api.moments import told_in
from api.openapi import AWAY, REFUSALS, TOO_LARGE, UNAUTHORIZED, Responses, refusal_docs
from api.pages import cursor_of, place_of, wrong_cursor
from api.services import Services, ServicesOf
from domain.cash import (
    Cash,
    CashUnknown,
    HandIn,
    HandInId,
    HandInState,
    confirmed,
    disputed,
    handed_in,
    withdrawn,
)
from domain.cash_notices import of_hand_in
from domain.money import Money
from domain.orders.errors import KeyReused
from domain.people import Permission
from domain.values import Moment, PersonId, Text, Value
from storage.canonical import fingerprint
from storage.database import Transaction
from storage.hand_ins import HandInPlace
from storage.outbox import Letter

router = APIRouter(prefix="/cash/hand-ins", tags=["money"])

SENT: Responses = (
    UNAUTHORIZED
    | AWAY
    | TOO_LARGE
    | {
        403: refusal_docs("Not with your rights", "auth.forbidden", "person.blocked"),
        422: refusal_docs(
            "Mend it", "request.invalid", "command.key_reused", "cash.above_balance", "cash.receiver"
        ),
    }
)
DECIDED: Responses = (
    UNAUTHORIZED
    | AWAY
    | TOO_LARGE
    | UNKNOWN
    | {
        403: refusal_docs("Not with your rights", "auth.forbidden", "person.blocked", "cash.not_yours"),
        409: refusal_docs("It is decided", "cash.not_pending"),
        422: refusal_docs("Mend it", "request.invalid", "command.key_reused"),
    }
)


class HandInBody(Value):
    """How much, and to whom: a curator or an owner, not oneself."""

    amount: Annotated[Money, Field(gt=0, examples=[500_000])]
    receiver: PersonId


class Dispute(Value):
    reason: Annotated[Text, Field(examples=["В конверте было 4000"])]


class HandInView(BaseModel):
    id: HandInId
    person: PersonId
    receiver: PersonId
    names: dict[PersonId, str]
    amount: int = Field(description="kopecks")
    state: HandInState
    reason: str | None
    at: Moment
    decided_at: Moment | None
    version: int

    @classmethod
    def of(cls, hand_in: HandIn, names: dict[PersonId, str]) -> Self:
        known = {person: names[person] for person in hand_in.people if person in names}
        return cls(names=known, **hand_in.model_dump(exclude={"organization_id"}))


class HandInList(BaseModel):
    hand_ins: list[HandInView]
    next: str | None = Field(description="the cursor of the next page; null on the last one")


class _Intent(Value):
    """What a key stands for."""

    kind: str
    hand_in: HandInId
    amount: int | None = None
    receiver: PersonId | None = None
    reason: Text | None = None


@router.post("", name="hand_in_cash", responses=SENT)
async def hand_in_cash(
    body: HandInBody, key: IdempotencyKey, member: MemberOf, services: ServicesOf
) -> HandInView:
    """Hand in cash that is in hand and not on its way to anybody yet."""
    new = HandInId(UUID(command_id_of(member.person.id, key)))
    intent = _Intent(kind="hand_in", hand_in=new, amount=body.amount, receiver=body.receiver)

    async def made(tx: Transaction) -> HandIn:
        receiver = await tx.people.find(member.home, body.receiver)
        found = await tx.cash.of(member.home, member.person.id)
        wanted = HandIn(
            id=new,
            organization_id=member.home,
            person=member.person.id,
            receiver=body.receiver,
            amount=body.amount,
            at=datetime.now(UTC),
        )
        return handed_in(wanted, receiver, found.cash if found else Cash())

    return await _once(intent, key, member, services, made)


@router.post("/{hand_in_id}/confirm", name="confirm_hand_in", responses=DECIDED)
async def confirm(
    hand_in_id: HandInId, key: IdempotencyKey, member: MemberOf, services: ServicesOf
) -> HandInView:
    """Confirm, as its receiver, that the cash came: from now on it is in hand no more."""
    intent = _Intent(kind="confirm", hand_in=hand_in_id)
    return await _decided(intent, key, member, services, confirmed)


@router.post("/{hand_in_id}/dispute", name="dispute_hand_in", responses=DECIDED)
async def dispute(
    hand_in_id: HandInId, body: Dispute, key: IdempotencyKey, member: MemberOf, services: ServicesOf
) -> HandInView:
    """Say, as its receiver, why this is not what came: it stays in the hand of whoever handed it in."""
    intent = _Intent(kind="dispute", hand_in=hand_in_id, reason=body.reason)
    return await _decided(intent, key, member, services, lambda it, by, at: disputed(it, by, at, body.reason))


@router.post("/{hand_in_id}/withdraw", name="withdraw_hand_in", responses=DECIDED)
async def withdraw(
    hand_in_id: HandInId, key: IdempotencyKey, member: MemberOf, services: ServicesOf
) -> HandInView:
    """Take back the own hand-in while it waits."""
    intent = _Intent(kind="withdraw", hand_in=hand_in_id)
    return await _decided(intent, key, member, services, withdrawn)


@router.get("", name="list_hand_ins", responses=REFUSALS)
async def list_hand_ins(
    *,
    member: MemberOf,
    services: ServicesOf,
    state: HandInState | None = None,
    person: Annotated[PersonId | None, Query(description="from or to this person")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> HandInList:
    """List hand-ins, newest first: all for those who may read money, for others the own ones."""
    reads_all = person is None and member.person.may(Permission.MONEY_READ)
    whose = None if reads_all else member.whose(person)
    async with services.database.transaction() as tx:
        found, end = await tx.hand_ins.page(
            member.home, of=whose, state=state, after=_place(cursor), count=limit
        )
        names = await tx.people.names({one for hand_in in found for one in hand_in.people})
    page = HandInList(
        hand_ins=[HandInView.of(hand_in, names) for hand_in in found],
        next=cursor_of((end.at, str(end.id)) if end else None),
    )
    return told_in(member.zone, page)


@router.get("/{hand_in_id}", name="show_hand_in", responses=REFUSALS | UNKNOWN)
async def show_hand_in(hand_in_id: HandInId, member: MemberOf, services: ServicesOf) -> HandInView:
    """Show a hand-in: to its two people, and to whoever may read money."""
    async with services.database.transaction() as tx:
        hand_in = await tx.hand_ins.find(member.home, hand_in_id)
        if hand_in is None or not _sees(member, hand_in):
            raise CashUnknown
        names = await tx.people.names(hand_in.people)
    return told_in(member.zone, HandInView.of(hand_in, names))


def _sees(member: Member, hand_in: HandIn) -> bool:
    return member.person.may(Permission.MONEY_READ) or member.person.id in hand_in.people


def _place(cursor: str | None) -> HandInPlace | None:
    place = place_of(cursor)
    try:
        return HandInPlace(place[0], UUID(place[1])) if place else None
    except ValueError as error:
        raise wrong_cursor() from error


async def _decided(
    intent: _Intent,
    key: str,
    member: Member,
    services: Services,
    rule: Callable[[HandIn, PersonId, datetime], HandIn],
) -> HandInView:
    async def made(tx: Transaction) -> HandIn:
        hand_in = await tx.hand_ins.lock(member.home, intent.hand_in)
        if hand_in is None or not _sees(member, hand_in):
            raise CashUnknown
        return rule(hand_in, member.person.id, datetime.now(UTC))

    return await _once(intent, key, member, services, made)


async def _once(
    intent: _Intent,
    key: str,
    member: Member,
    services: Services,
    made: Callable[[Transaction], Awaitable[HandIn]],
) -> HandInView:
    """Carry it out; the same key gets the first answer again. One at a time for each person."""
    command_id, wanted = UUID(command_id_of(member.person.id, key)), fingerprint(intent)
    async with services.database.transaction() as tx:
        await tx.hand_ins.lock_person(member.home, member.person.id)
        known = await tx.hand_ins.known(member.home, command_id)
        if known and known.fingerprint != wanted:
            raise KeyReused
        hand_in = known.answer if known else await made(tx)
        if not known:
            await tx.hand_ins.write(hand_in, member.person.id, command_id, wanted)
        names = await tx.people.names(hand_in.people)
        if not known:
            await tx.outbox.put([_letter(hand_in, names)])
    return told_in(member.zone, HandInView.of(hand_in, names))


def _letter(hand_in: HandIn, names: dict[PersonId, str]) -> Letter:
    return Letter(
        hand_in.organization_id,
        f"hand_in:{hand_in.id}:{hand_in.state}",
        of_hand_in(hand_in, names),
        hand_in.decided_at or hand_in.at,
        about_person=hand_in.person,
    )
