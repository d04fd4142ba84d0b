"""Открытие: a curator opens an order for one device of one client."""

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from domain.orders.assignment import Assigned
from domain.orders.dates import refuse_unfit_moment
from domain.orders.facts import Facts
from domain.orders.lifecycle import Noted
from domain.orders.order import Command, Event, Stamp
from domain.orders.parts import Custody, Device, Visit, VisitState
from domain.orders.rights import one_who_may
from domain.orders.state import SHAPE, Order, Phase
from domain.orders.visit import Interval
from domain.people import Permission, Role
from domain.values import Moment, OrderId, OrganizationId, PersonId, Sha256, Text


class Open(Command):
    """The client's data is not in it: the side record is written first and this carries its salted hash."""

    when: ClassVar[frozenset[Phase]] = frozenset()

    kind: Literal["open"] = "open"
    order_id: OrderId
    organization_id: OrganizationId
    contact_sha256: Sha256
    device: Device
    engineer: PersonId | None = None
    visit: Interval | None = None
    walk_in: bool = False
    """The client brought it: the curator holds it and carries the order until somebody is assigned."""
    note: Text | None = None

    @model_validator(mode="after")
    def _walk_in_or_engineer(self) -> Self:
        if self.walk_in and (self.engineer or self.visit):
            raise ValueError("a walk-in has neither an engineer nor a visit; assign one later if need be")
        return self

    def people(self) -> tuple[PersonId, ...]:
        return (self.engineer,) if self.engineer else ()


class Opened(Event):
    kind: Literal["opened"] = "opened"
    part: Literal["order"] = "order"
    order_id: OrderId
    organization_id: OrganizationId
    number: str
    contact_sha256: Sha256
    device: Device
    curator: PersonId
    walk_in: bool
    visit_since: Moment | None
    visit_until: Moment | None


def open_order(command: Open, facts: Facts) -> list[Event]:
    """The first events of an order that does not exist yet."""
    curator = one_who_may(Permission.ORDERS_CREATE, facts)
    if facts.number is None:
        raise ValueError("an opening needs a number")
    if command.visit:
        refuse_unfit_moment("visit", command.visit.until, facts)
    opened = Opened(
        order_id=command.order_id,
        organization_id=command.organization_id,
        number=facts.number,
        contact_sha256=command.contact_sha256,
        device=command.device,
        curator=curator,
        walk_in=command.walk_in,
        visit_since=command.visit.since if command.visit else None,
        visit_until=command.visit.until if command.visit else None,
    )
    events: list[Event] = [opened]
    if command.engineer:
        facts.person(command.engineer, Role.ENGINEER)
        events.append(Assigned(engineer=command.engineer))
    if command.note:
        events.append(Noted(text=command.note))
    return events


def new_order(event: Opened, stamp: Stamp) -> Order:
    visit = None
    if event.visit_since and event.visit_until:
        visit = Visit(since=event.visit_since, until=event.visit_until, state=VisitState.PLANNED)
    return Order(
        id=event.order_id,
        organization_id=event.organization_id,
        number=event.number,
        shape=SHAPE,
        opened_at=stamp.at,
        changed_at=stamp.at,
        contact_sha256=event.contact_sha256,
        device=event.device,
        curator=event.curator,
        walk_in=event.walk_in,
        visit=visit,
        custody=Custody(holder=event.curator if event.walk_in else None, since=stamp.at),
    )
