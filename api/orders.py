"""Orders as they are read: a page of a list, one order, its record, its evidence, its ledger, its waits."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from api.asker import Asker, Searcher, asker_of, superuser_of
from api.auth import ClaimsOf, requires
from api.lists import page_of
from api.moments import told_in
from api.openapi import OF_ONE, REFUSALS
from api.problems import FieldProblem, invalid
from api.readers import ReadBy, people_of
from api.services import Services, ServicesOf
from api.tokens import Claims
from api.views import Links, OrderList, OrderView, Waiting
from domain.orders.audience import knows_client, names_of, people_in, seen_by, sees_all
from domain.orders.errors import OrderUnknown
from domain.orders.parts import Stage
from domain.orders.state import Order
from domain.orders.waiting import WaitKind
from domain.people import Permission, Person, Role
from domain.values import Line, OrderId, OrganizationId, PersonId, Value
from storage.cache import Answer, key_of
from storage.database import Transaction
from storage.events import Ledger, Timeline
from storage.orders import BadCursorError, Cursor, OrderFilter, Show
from workflows.names import order_workflow_id

router = APIRouter(prefix="/orders", tags=["orders"])

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]

Reader = Annotated[Person, Depends(requires(Permission.ORDERS_READ))]


class Filters(BaseModel):
    """Conditions that must all hold. An unknown one is an error: a mistyped filter never shows everything."""

    model_config = ConfigDict(extra="forbid")

    show: Show = Field(
        default=Show.OPEN,
        description="`open`, asked with what is waited for, lists closed orders as well that still wait",
    )
    stage: Stage | None = None
    waiting_role: Role | None = Field(default=None, description="waits for somebody with this role")
    waiting: WaitKind | None = Field(default=None, description="waits for this, whoever has to do it")
    waiting_person: PersonId | None = Field(default=None, description="waits for this person")
    assignee: PersonId | None = Field(default=None, description="the engineer who carries it")
    overdue: bool = Field(default=False, description="only those of which a wait has run out")
    opened_from: Day | None = Field(
        default=None, description="opened on this day of the organization or later", examples=["2026-11-21"]
    )
    opened_to: Day | None = Field(
        default=None, description="opened on this day or earlier; the same day twice is that day"
    )
    text: Line | None = Field(
        default=None, min_length=3, max_length=100, description="any part of number, client, phone, device"
    )
    organization: OrganizationId | None = Field(
        default=None,
        description="superusers choose one, or search all by `text`, or list what is open in all by `stage`,"
        " `waiting`, `waiting_role` or `overdue`; others read their own",
    )
    cursor: str | None = Field(default=None, max_length=200, description="`next` of the page before")
    limit: int = Field(default=50, ge=1, le=100)

    @field_validator("opened_to")
    @classmethod
    def _not_before_the_first(cls, day: date | None, info: ValidationInfo) -> date | None:
        first = info.data.get("opened_from")
        if day and first and day < first:
            raise ValueError(f"the last day, {day}, lies before the first, {first}")
        return day

    def wanted_by(self, asker: Searcher) -> OrderFilter:
        first, last, calendar = self.opened_from, self.opened_to, asker.calendar
        return OrderFilter(
            show=self.show,
            stage=self.stage,
            waiting_person=self.waiting_person,
            waiting_role=self.waiting_role,
            waiting_kind=self.waiting,
            engineer=self.assignee,
            audience=asker.audience,
            overdue_at=asker.now if self.overdue else None,
            opened_since=calendar.begin_of(first) if first else None,
            opened_before=calendar.begin_of(last + timedelta(days=1)) if last else None,
            text=self.text,
        )

    def everywhere(self, claims: Claims) -> bool:
        """Whether a superuser asks for orders of all organizations: a search, or some of the open ones."""
        some = self.stage or self.waiting or self.waiting_role or self.overdue
        asked = self.text is not None or (self.show is Show.OPEN and some)
        return claims.org is None and self.organization is None and bool(asked)

    def asked_by(self, asker: Asker) -> "FirstPageAsked | None":
        """What an answer depends on besides the orders; None for one that few would ask for again."""
        if self.cursor or self.text or self.overdue or self.opened_from or self.opened_to:
            return None
        return FirstPageAsked(
            names=asker.names,
            show=self.show,
            stage=self.stage,
            waiting_person=self.waiting_person,
            waiting_role=self.waiting_role,
            waiting=self.waiting,
            assignee=self.assignee,
            limit=self.limit,
        )


class FirstPageAsked(Value):
    """The plain first page of a list."""

    names: tuple[str, ...] | None
    show: Show
    stage: Stage | None
    waiting_person: PersonId | None
    waiting_role: Role | None
    waiting: WaitKind | None
    assignee: PersonId | None
    limit: int


@router.get("", name="list_orders", response_model=OrderList, responses=REFUSALS)
async def list_orders(
    filters: Annotated[Filters, Query()], claims: ClaimsOf, services: ServicesOf
) -> Response:
    """List the orders that the person sees, newest first. An empty list is an answer, not an error."""
    if filters.everywhere(claims):
        return await _everywhere(filters, await superuser_of(claims, services), services)
    asker = await asker_of(claims, filters.organization, services)
    wanted, after = filters.wanted_by(asker), _cursor(filters.cursor)

    async def look_up() -> Answer:
        async with services.database.reading() as tx:
            page = await tx.orders.page(asker.organization_id, wanted, after, filters.limit)
        return page_of(page, asker.now)

    if asked := filters.asked_by(asker):
        key = key_of(asker.organization_id, asker.changes, asked)
        body = await services.cache.answer(key, look_up)
    else:
        body = (await look_up()).body
    return Response(body, media_type="application/json")


async def _everywhere(filters: Filters, asker: Searcher, services: Services) -> Response:
    async with services.database.reading() as tx:
        page = await tx.orders.page(None, filters.wanted_by(asker), _cursor(filters.cursor), filters.limit)
    return Response(page_of(page, asker.now).body, media_type="application/json")


def _cursor(text: str | None) -> Cursor | None:
    try:
        return Cursor.parse(text) if text else None
    except BadCursorError as error:
        raise invalid([FieldProblem(field="query.cursor", code="cursor", detail=str(error))]) from error


async def visible(tx: Transaction, person: Person, order_id: OrderId) -> Order:
    """Find an order that this person sees; any other one is unknown."""
    organization_id = person.organization_id
    if organization_id is None:
        places = await tx.orders.places(str(order_id))
        organization_id = places[0].organization_id if places else None
    order = await tx.orders.find(organization_id, order_id) if organization_id else None
    if order is None or not seen_by(person, order):
        raise OrderUnknown
    return order


@router.get("/{order_id}", name="read_order", responses=OF_ONE)
async def read_order(order_id: OrderId, person: Reader, services: ServicesOf) -> OrderView:
    """Show one order: its state with the versions of its parts, and whom it waits for."""
    async with services.database.transaction() as tx:
        order = await visible(tx, person, order_id)
        stored = await tx.contacts.find(order.organization_id, order.id)
        names = await tx.people.names(people_in(order))
        settings = await tx.organizations.settings(order.organization_id)
        curators = await tx.people.curators(order.organization_id)
        papers = await tx.papers.of_order(order.organization_id, order.id)
        kin = await tx.kin.of(order, None if sees_all(person) else names_of(person))
    knows = knows_client(person, order)
    contact = stored.contact if stored and knows else None
    read_by = ReadBy.of(person, order, curators, pool=settings.pool)
    links = _links(order, person, services)
    return OrderView.of(
        order,
        contact,
        names,
        links,
        settings.calendar,
        papers=papers,
        knows=knows,
        kin=kin,
        read_by=read_by,
    )


def _links(order: Order, person: Person, services: Services) -> Links:
    here, temporal = f"/v1/orders/{order.id}", services.settings.temporal
    workflow = f"{temporal.ui_url}/namespaces/{temporal.namespace}/workflows/{order_workflow_id(order.id)}"
    return Links(
        timeline=f"{here}/timeline",
        evidence=f"{here}/evidence",
        ledger=f"{here}/ledger",
        waiting=f"{here}/waiting",
        temporal=workflow if sees_all(person) else None,
    )


@router.get("/{order_id}/waiting", name="read_waiting", responses=OF_ONE)
async def read_waiting(order_id: OrderId, person: Reader, services: ServicesOf) -> list[Waiting]:
    """Tell what the order waits for: whom, what, since when, until when, and what happens then."""
    async with services.database.transaction() as tx:
        order = await visible(tx, person, order_id)
        names = await tx.people.names(people_in(order))
        zone = (await tx.organizations.calendar(order.organization_id)).tz
    return [Waiting.of(wait, names, datetime.now(zone)) for wait in order.waits]


@router.get("/{order_id}/timeline", name="read_timeline", responses=OF_ONE)
async def read_timeline(
    order_id: OrderId,
    person: Reader,
    services: ServicesOf,
    after: Annotated[int, Query(ge=0, le=2**31 - 1, description="`next` of the page before")] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
) -> Timeline:
    """Read the record: every accepted step with who, when and its exact content, oldest first."""
    async with services.database.transaction() as tx:
        order = await visible(tx, person, order_id)
        timeline = await tx.events.timeline(order.organization_id, order.id, after, limit)
        names = await tx.people.names(people_of(timeline.entries))
        zone = (await tx.organizations.calendar(order.organization_id)).tz
    return told_in(zone, timeline.model_copy(update={"names": names}))


@dataclass(frozen=True)
class ChainLink:
    """One entry of the evidence: `hash` = SHA-256 of the hash before it (32 zero bytes first) and `body`."""

    seq: int
    body: str
    hash: str


class Evidence(BaseModel):
    """The chain of hashes over the exact stored bytes; `naryad verify` checks it (ORD-9)."""

    order_id: OrderId
    number: str
    algorithm: str = "sha256(previous hash || body), previous of the first is 32 zero bytes"
    links: list[ChainLink]


@router.get("/{order_id}/evidence", name="read_evidence", responses=OF_ONE)
async def read_evidence(order_id: OrderId, person: Reader, services: ServicesOf) -> Evidence:
    """Read the chain of evidence: each entry's bytes and the hash that ties it to the one before."""
    async with services.database.transaction() as tx:
        order = await visible(tx, person, order_id)
        chain = await tx.events.chain(order.organization_id, order.id)
    links = [ChainLink(seq=link.seq, body=link.body.decode(), hash=link.hash.hex()) for link in chain]
    return Evidence(order_id=order.id, number=order.number, links=links)


@router.get("/{order_id}/ledger", name="read_ledger", responses=OF_ONE)
async def read_ledger(order_id: OrderId, person: Reader, services: ServicesOf) -> Ledger:
    """Read the ledger: every posting in kopecks, and their sums."""
    async with services.database.transaction() as tx:
        order = await visible(tx, person, order_id)
        ledger = await tx.events.ledger(order.organization_id, order.id)
        zone = (await tx.organizations.calendar(order.organization_id)).tz
    return told_in(zone, ledger)
