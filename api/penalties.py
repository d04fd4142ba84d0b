"""Penalties as they are listed: by person and state, each with the events it came from (SLA-4)."""

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from api.auth import requires
from api.moments import told_in
from api.openapi import REFUSALS
from api.problems import FieldProblem, invalid
from api.services import ServicesOf
from domain.orders.audience import sees_all
from domain.orders.penalty import PenaltyState
from domain.orders.record import Entry
from domain.people import Permission, Person
from domain.values import Line, Moment, OrderId, OrganizationId, PersonId
from storage.orders import BadCursorError
from storage.penalties import ListedPenalty, PenaltyCursor, PenaltyFilter

router = APIRouter(prefix="/penalties", tags=["penalties"])

Reader = Annotated[Person, Depends(requires(Permission.ORDERS_READ))]


class Filters(BaseModel):
    """Conditions that must all hold. Whoever does not see all orders sees the own penalties only."""

    model_config = ConfigDict(extra="forbid")

    person: PersonId | None = Field(default=None, description="who was charged")
    state: PenaltyState | None = None
    organization: OrganizationId | None = Field(
        default=None, description="superusers choose one; others always read their own"
    )
    cursor: str | None = Field(default=None, max_length=200, description="`next` of the page before")
    limit: int = Field(default=50, ge=1, le=100)


class PenaltyLine(BaseModel):
    """One penalty in a list; `amount` in kopecks."""

    order: OrderId
    order_number: str
    part: str
    person: PersonId
    name: str | None
    amount: int
    automatic: bool = Field(description="charged by a rule of the organization")
    author: PersonId | None
    state: PenaltyState
    at: Moment
    events: list[Entry] = Field(
        description="what it follows from, itself, its appeal and the decision; oldest first"
    )

    @classmethod
    def of(cls, listed: ListedPenalty, names: dict[PersonId, str], zone: ZoneInfo) -> "PenaltyLine":
        return cls(
            order=listed.order_id,
            order_number=listed.order_number,
            part=listed.part,
            person=listed.person,
            name=names.get(listed.person),
            amount=listed.amount,
            automatic=listed.author is None,
            author=listed.author,
            state=listed.state,
            at=listed.at.astimezone(zone),
            events=[told_in(zone, entry) for entry in listed.entries],
        )


class PenaltyList(BaseModel):
    word: Line = Field(description="what the organization calls a penalty")
    penalties: list[PenaltyLine]
    next: str | None = Field(description="the cursor of the next page; null on the last one")


@router.get("", name="list_penalties", responses=REFUSALS)
async def list_penalties(
    filters: Annotated[Filters, Query()], person: Reader, services: ServicesOf
) -> PenaltyList:
    """List penalties, newest first: the own ones; for curators and owners those of the organization."""
    organization_id = person.organization_id or filters.organization
    if organization_id is None:
        raise invalid([FieldProblem(field="query.organization", code="missing", detail="Choose one.")])
    whose = filters.person if sees_all(person) else person.id
    wanted, after = PenaltyFilter(person=whose, state=filters.state), _cursor(filters.cursor)
    async with services.database.transaction() as tx:
        settings = await tx.organizations.settings(organization_id)
        page = await tx.penalties.page(organization_id, wanted, after, filters.limit)
        names = await tx.people.names({one.person for one in page.penalties})
    lines = [PenaltyLine.of(one, names, settings.calendar.tz) for one in page.penalties]
    return PenaltyList(word=settings.penalty_word, penalties=lines, next=page.next)


def _cursor(text: str | None) -> PenaltyCursor | None:
    try:
        return PenaltyCursor.parse(text) if text else None
    except BadCursorError as error:
        raise invalid([FieldProblem(field="query.cursor", code="cursor", detail=str(error))]) from error
