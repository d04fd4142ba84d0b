"""Clients' cash in people's hands: how much, and what it is made of (MON-3)."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.members import Member, MemberOf
from api.moments import told_in
from api.openapi import REFUSALS, Responses, refusal_docs
from api.pages import cursor_of, place_of, wrong_cursor
from api.services import ServicesOf
from domain.cash import CashUnknown, may_receive
from domain.people import Permission
from domain.values import PersonId
from storage.cash import CashLine, CashOf, LinePlace

router = APIRouter(prefix="/cash", tags=["money"])

UNKNOWN: Responses = {404: refusal_docs("Nothing here by that name", "cash.unknown")}
Cursor = Annotated[str | None, Query(max_length=300, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=100)]


class CashView(BaseModel):
    """One person's cash in kopecks; `balance` = taken - spent - refunded - handed_in."""

    person: PersonId
    name: str
    taken: int
    spent: int
    refunded: int
    handed_in: int
    pending: int = Field(description="handed in, not confirmed yet: still in the balance")
    balance: int
    over_limit: bool

    @classmethod
    def of(cls, found: CashOf, limit: int | None) -> Self:
        cash = found.cash
        return cls(
            person=found.person,
            name=found.name,
            **cash.model_dump(),
            balance=cash.balance,
            over_limit=cash.over(limit),
        )


class CashList(BaseModel):
    people: list[CashView]
    cash_limit: int | None = Field(description="of the organization, in kopecks")
    next: str | None = Field(description="the cursor of the next page; null on the last one")


class CashReceiver(BaseModel):
    id: PersonId
    name: str


class CashReceivers(BaseModel):
    people: list[CashReceiver]


class CashBook(BaseModel):
    cash: CashView
    lines: list[CashLine] = Field(description="what it is made of, newest first; positive came in")
    next: str | None


@router.get("", name="list_cash", responses=REFUSALS)
async def list_cash(
    member: MemberOf,
    services: ServicesOf,
    over_limit: Annotated[bool, Query(description="only those above the organization's limit")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CashList:
    """List who holds how much: everybody for those who may read money, for others themselves."""
    most = member.organization.settings.cash_limit
    found = await _found(member, services, _person_after(cursor), limit + 1, over_limit=over_limit)
    return CashList(
        people=[CashView.of(one, most) for one in found[:limit]],
        cash_limit=most,
        next=str(found[limit - 1].person) if len(found) > limit else None,
    )


async def _found(
    member: Member, services: ServicesOf, after: PersonId | None, count: int, *, over_limit: bool
) -> list[CashOf]:
    most = member.organization.settings.cash_limit
    async with services.database.reading() as tx:
        if not member.person.may(Permission.MONEY_READ):
            own = await tx.cash.of(member.home, member.person.id)
            return [own] if own and (own.cash.over(most) or not over_limit) else []
        if not over_limit:
            return await tx.cash.of_all(member.home, after, count)
        if most is None:
            return []
        return await tx.cash.people_over_cash_limit(member.home, most, after, count)


def _person_after(cursor: str | None) -> PersonId | None:
    try:
        return PersonId(UUID(cursor)) if cursor else None
    except ValueError as error:
        raise wrong_cursor() from error


@router.get("/me", name="read_own_cash", responses=REFUSALS)
async def read_own_cash(
    member: MemberOf, services: ServicesOf, cursor: Cursor = None, limit: Limit = 50
) -> CashBook:
    """Show the own cash in hand and the lines that make it."""
    return await read_cash(member.person.id, member, services, cursor, limit)


@router.get("/receivers", name="list_cash_receivers", responses=REFUSALS)
async def list_cash_receivers(member: MemberOf, services: ServicesOf) -> CashReceivers:
    """List to whom you may hand in cash, by name."""
    async with services.database.reading() as tx:
        people = await tx.people.of_organization(member.home)
    fit = [one for one in people if may_receive(one) and one.id != member.person.id]
    return CashReceivers(people=[CashReceiver(id=one.id, name=one.name) for one in fit])


@router.get("/{person_id}", name="read_cash", responses=REFUSALS | UNKNOWN)
async def read_cash(
    person_id: PersonId, member: MemberOf, services: ServicesOf, cursor: Cursor = None, limit: Limit = 50
) -> CashBook:
    """Show somebody's cash and the lines that make it: the own, or anybody's with the right to read money."""
    whose, place = member.whose(person_id), place_of(cursor)
    async with services.database.transaction() as tx:
        found = await tx.cash.of(member.home, whose)
        before = LinePlace(*place) if place else None
        lines, end = await tx.cash.lines(member.home, whose, before, limit)
    if found is None:
        raise CashUnknown
    book = CashBook(
        cash=CashView.of(found, member.organization.settings.cash_limit), lines=lines, next=cursor_of(end)
    )
    return told_in(member.zone, book)
