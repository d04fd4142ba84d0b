"""Заработок: what somebody earned and was given, and what is still to be paid out (MON-2, SLA-4)."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.cash import UNKNOWN
from api.members import Member, MemberOf
from api.moments import told_in
from api.openapi import REFUSALS
from api.orders import Day
from api.pages import cursor_of, place_of, wrong_cursor
from api.problems import FieldProblem, invalid
from api.services import ServicesOf
from domain.cash import CashUnknown
from domain.orders.ledger import PostingKind
from domain.people import Permission
from domain.values import OrderId, PersonId
from storage.earnings import Earning, EarningPlace, Payable

router = APIRouter(prefix="/earnings", tags=["money"])

LAST_DAYS = 10


class Period(BaseModel):
    """Days of the organization, both included, and the sums of their postings in kopecks."""

    since: date
    until: date
    sums: dict[PostingKind, int]


class EarningsView(BaseModel):
    person: PersonId
    periods: list[Period] = Field(description="the days asked for; else the last 10 days and this month")
    lines: list[Earning] = Field(description="of all these days, newest first")
    next: str | None


class PayableList(BaseModel):
    payable: list[Payable] = Field(description="by number of the order; an order with a debt is not there")
    next: str | None


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(default=None, max_length=300, description="`next` of the page before")
    limit: int = Field(default=50, ge=1, le=100)
    person: PersonId | None = Field(default=None, description="with the right to read money")


class AskedEarnings(_Asked):
    since: Day | None = None
    until: Day | None = Field(default=None, description="the last day; the same day twice is that day")

    def days(self, today: date) -> list[tuple[date, date]]:
        """The periods to sum up; a period that ends before it begins is refused."""
        if self.since is None and self.until is None:
            return [(today - timedelta(days=LAST_DAYS - 1), today), (today.replace(day=1), today)]
        last = self.until or today
        first = self.since or last - timedelta(days=LAST_DAYS - 1)
        if last < first:
            detail = f"the last day, {last}, lies before the first, {first}"
            raise invalid([FieldProblem(field="query.until", code="order", detail=detail)])
        return [(first, last)]


@router.get("", name="read_earnings", responses=REFUSALS | UNKNOWN)
async def read_earnings(
    asked: Annotated[AskedEarnings, Query()], member: MemberOf, services: ServicesOf
) -> EarningsView:
    """Show what somebody earned: the own, or anybody's of the organization with the right to read money."""
    whose, calendar = member.whose(asked.person), member.organization.settings.calendar
    days = asked.days(calendar.local_date(datetime.now(UTC)))
    spans = [(calendar.begin_of(a), calendar.begin_of(b + timedelta(days=1))) for a, b in days]
    since, before = min(span[0] for span in spans), max(span[1] for span in spans)
    async with services.database.transaction() as tx:
        if await tx.people.find(member.home, whose) is None:
            raise CashUnknown
        sums = [await tx.earnings.sums(member.home, whose, span) for span in spans]
        lines, end = await tx.earnings.lines(
            member.home, whose, (since, before), _after(asked.cursor), asked.limit
        )
    view = EarningsView(
        person=whose,
        periods=[Period(since=a, until=b, sums=s) for (a, b), s in zip(days, sums, strict=True)],
        lines=lines,
        next=cursor_of((end.at, f"{end.order_id}/{end.seq}/{end.n}") if end else None),
    )
    return told_in(member.zone, view)


def _after(cursor: str | None) -> EarningPlace | None:
    place = place_of(cursor)
    if place is None:
        return None
    try:
        order_id, seq, n = place[1].split("/")
        return EarningPlace(place[0], OrderId(UUID(order_id)), int(seq[:9]), int(n[:9]))
    except ValueError as error:
        raise wrong_cursor() from error


@router.get("/payable", name="list_payable", responses=REFUSALS)
async def list_payable(
    asked: Annotated[_Asked, Query()], member: MemberOf, services: ServicesOf
) -> PayableList:
    """List what may be paid out now: of everybody for those who may read money, for others the own."""
    after = _after_payable(asked.cursor)
    async with services.database.reading() as tx:
        found = await tx.earnings.payable(member.home, _payees(member, asked), after, asked.limit + 1)
    shown = found[: asked.limit]
    more = len(found) > asked.limit
    page = PayableList(payable=shown, next=f"{shown[-1].number} {shown[-1].person}" if more else None)
    return told_in(member.zone, page)


def _payees(member: Member, asked: _Asked) -> PersonId | None:
    if asked.person is None and member.person.may(Permission.MONEY_READ):
        return None
    return member.whose(asked.person)


def _after_payable(cursor: str | None) -> tuple[str, PersonId] | None:
    if cursor is None:
        return None
    number, _, person = cursor.partition(" ")
    try:
        return number.replace("\x00", ""), PersonId(UUID(person))
    except ValueError as error:
        raise wrong_cursor() from error
