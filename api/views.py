"""Orders as readers get them: the state, and what follows from it.

Every view is made at a `now` in the zone of the order's organization, and tells all its moments in that zone.
"""

from collections.abc import Collection
from datetime import datetime, tzinfo
from typing import Self

from pydantic import BaseModel, Field

from api.moments import told_in
from api.readers import ReadBy
from api.words import DOES
from domain.calendar import WorkingCalendar
from domain.contacts import Contact
from domain.orders.ledger import Totals
from domain.orders.papers import PaperKind, is_outdated, last_end
from domain.orders.parts import Device, Part, Stage
from domain.orders.state import Order
from domain.orders.timekeeping import clocks_at
from domain.orders.waiting import Action, Clock, Wait, WaitKind
from domain.people import Role
from domain.values import Moment, OrderId, PaperId, PersonId
from storage.kin import Kin, Kinsman
from storage.orders import ListedOrder
from storage.papers import Paper

Names = dict[PersonId, str]


class Then(BaseModel):
    """What happens by itself if nobody acts."""

    at: Moment
    action: Action
    to: Role


class Waiting(BaseModel):
    """One thing the order waits for: whom, what, since when, until when, and what happens then (SLA-1)."""

    words: str = Field(examples=["Анна Кузнецова (curator) has to verify the agreement"])
    kind: WaitKind
    part: Part
    role: Role
    person: PersonId | None
    name: str | None
    clock: Clock = Field(description="whose time runs")
    since: Moment
    until: Moment
    overdue: bool
    then: Then | None

    @classmethod
    def of(cls, wait: Wait, names: Names, now: datetime) -> Self:
        name = names.get(wait.person) if wait.person else None
        role = wait.role.replace("_", " ")
        whom = f"{name} ({role})" if name else f"Any {role}"
        rung = wait.rungs[wait.next] if wait.next < len(wait.rungs) else None
        return cls(
            words=f"{whom} has to {DOES[wait.kind]}",
            kind=wait.kind,
            part=wait.part,
            role=wait.role,
            person=wait.person,
            name=name,
            clock=wait.clock,
            since=wait.since.astimezone(now.tzinfo),
            until=wait.until.astimezone(now.tzinfo),
            overdue=wait.until < now,
            then=Then(at=rung.at.astimezone(now.tzinfo), action=rung.action, to=rung.to) if rung else None,
        )


class Sums(BaseModel):
    """Of the ledger, in kopecks: computed, never typed (MON-2)."""

    price: int
    received: int
    debt: int
    costs: int
    net: int
    commission: int
    advance: int
    payout: int
    write_off: int

    @classmethod
    def of(cls, totals: Totals) -> Self:
        return cls(
            price=totals.price,
            received=totals.received,
            debt=totals.debt,
            costs=totals.costs,
            net=totals.net,
            commission=totals.commission,
            advance=totals.advance,
            payout=totals.payout,
            write_off=totals.write_off,
        )


class FairClocks(BaseModel):
    """Whose working time the order has taken so far, in seconds that sum to the whole (SLA-3)."""

    seconds: dict[Clock, int] = Field(description="by clock, the running one up to now")
    running: Clock | None = Field(description="whose time runs now; null once the order is closed")
    since: Moment | None = Field(description="since when it has run")

    @classmethod
    def of(cls, order: Order, calendar: WorkingCalendar, now: datetime) -> Self:
        ticking = order.ticking
        return cls(
            seconds=clocks_at(order, now, calendar).whole_seconds(),
            running=ticking.clock if ticking else None,
            since=ticking.since.astimezone(now.tzinfo) if ticking else None,
        )


class PaperLine(BaseModel):
    """One paper as PDF. Ask `link` for an address that opens it."""

    id: PaperId
    kind: PaperKind
    part: Part = Field(description="what the step concerned that called for it")
    at: Moment = Field(description="when it was called for")
    link: str | None = Field(description="null while it is being made")
    outdated: bool = Field(description="tells of an end after which the order was opened again")

    @classmethod
    def all_of(
        cls, order: Order, papers: Collection[Paper], zone: tzinfo | None, *, knows: bool
    ) -> list[Self]:
        """Those of the order's papers that may be seen: with the client's name for who `knows` the client."""
        last = last_end((paper.kind, paper.seq) for paper in papers)
        return [
            cls(
                id=paper.id,
                kind=paper.kind,
                part=paper.part,
                at=paper.wanted_at.astimezone(zone),
                link=f"/v1/orders/{paper.order_id}/papers/{paper.id}" if paper.made_at else None,
                outdated=is_outdated(paper.kind, paper.seq, order, last),
            )
            for paper in papers
            if knows or not paper.kind.names_client
        ]


class Links(BaseModel):
    timeline: str
    evidence: str
    ledger: str
    waiting: str
    temporal: str | None = Field(
        description="the workflow in the Temporal Web UI; for those who see all orders"
    )


class OrderView(BaseModel):
    """One order: its state, its client where the reader may know, whom it waits for, its sums."""

    stage: Stage
    order: Order
    contact: Contact | None = Field(
        description="None for readers who do not go to the client, or once erased"
    )
    waiting: list[Waiting]
    clocks: FairClocks
    sums: Sums
    papers: list[PaperLine] = Field(
        description="oldest first; those that name the client for who may know them"
    )
    warranty_of: Kinsman | None = Field(
        description="the order whose repair it repeats, where the reader may see it; its number is in `order`"
    )
    repeats: tuple[Kinsman, ...] = Field(
        description="orders that repeat its repair under warranty, oldest first"
    )
    siblings: tuple[Kinsman, ...] = Field(
        description="orders of the same client's other devices, oldest first"
    )
    names: Names = Field(description="of the people the order speaks of")
    read_by: ReadBy
    links: Links

    @classmethod
    def of(
        cls,
        order: Order,
        contact: Contact | None,
        names: Names,
        links: Links,
        calendar: WorkingCalendar,
        *,
        papers: Collection[Paper],
        knows: bool,
        kin: Kin,
        read_by: ReadBy,
    ) -> Self:
        now = datetime.now(calendar.tz)
        return cls(
            stage=order.stage,
            order=told_in(now.tzinfo, order),
            contact=contact,
            waiting=[Waiting.of(wait, names, now) for wait in order.waits],
            clocks=FairClocks.of(order, calendar, now),
            sums=Sums.of(order.totals),
            papers=PaperLine.all_of(order, papers, now.tzinfo, knows=knows),
            warranty_of=kin.warranty_of,
            repeats=kin.repeats,
            siblings=kin.siblings,
            names=names,
            read_by=read_by,
            links=links,
        )


class OrderLine(BaseModel):
    """One order in a list."""

    id: OrderId
    number: str
    stage: Stage
    version: int
    device: Device
    client: str | None
    curator: PersonId
    engineer: PersonId | None
    opened_at: Moment
    closed_at: Moment | None
    waiting: list[Waiting]
    overdue: bool
    organization: str | None = Field(description="its name, where a superuser searches all organizations")

    @classmethod
    def of(cls, listed: ListedOrder, now: datetime) -> Self:
        waiting = [Waiting.of(wait, listed.names, now) for wait in listed.waits]
        return cls(
            id=listed.id,
            number=listed.number,
            stage=listed.stage,
            version=listed.version,
            device=listed.device,
            client=listed.client,
            curator=listed.curator,
            engineer=listed.engineer,
            opened_at=listed.opened_at.astimezone(now.tzinfo),
            closed_at=listed.closed_at.astimezone(now.tzinfo) if listed.closed_at else None,
            waiting=waiting,
            overdue=any(wait.overdue for wait in waiting),
            organization=listed.organization,
        )


class OrderList(BaseModel):
    orders: list[OrderLine]
    next: str | None = Field(description="the cursor of the next page; null on the last one")
