"""Открытие: a curator opens an order for one device of one client."""

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from domain.orders.assignment import Assigned, Offered
from domain.orders.dates import refuse_unfit_moment
from domain.orders.facts import Facts
from domain.orders.kin import Warranty
from domain.orders.lifecycle import Noted
from domain.orders.order import Command, Event, Stamp
from domain.orders.parts import Custody, Device, Visit, VisitState
from domain.orders.rights import one_who_may
from domain.orders.sibling import same_engineers, same_visit, sibling
from domain.orders.state import SHAPE, Order, Phase
from domain.orders.visit import Interval
from domain.orders.warranty import for_nothing, warranty
from domain.people import Permission, Role
from domain.values import Moment, OrderId, OrganizationId, PersonId, Sha256, Text


class Open(Command):
    """The client's data is not in it: the side record is written first and this carries its salted hash."""

    when: ClassVar[frozenset[Phase]] = frozenset()

    since_0_1: ClassVar[frozenset[str]] = frozenset({"warranty_of", "warranty_reason", "sibling_of"})

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
    warranty_of: OrderId | None = None
    """The completed order whose repair is repeated for no money."""
    warranty_reason: Text | None = None
    """Why it is repeated for no money although the earlier order's warranty does not say so."""

    sibling_of: OrderId | None = None
    """Another order of the same client: visit and engineer are as there, unless they are given."""

    @model_validator(mode="after")
    def _walk_in_or_engineer(self) -> Self:
        if self.walk_in and (self.engineer or self.visit):
            raise ValueError("a walk-in has neither an engineer nor a visit; assign one later if need be")
        return self

    @model_validator(mode="after")
    def _reason_of_a_warranty(self) -> Self:
        if self.warranty_reason and not self.warranty_of:
            raise ValueError("name the order whose repair is repeated under warranty")
        return self

    def people(self) -> tuple[PersonId, ...]:
        return (self.engineer,) if self.engineer else ()

    def orders(self) -> tuple[OrderId, ...]:
        return tuple(one for one in (self.warranty_of, self.sibling_of) if one)


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
    warranty: Warranty | None = None
    sibling_of: OrderId | None = None
    eldest: OrderId | None = None


def open_order(command: Open, facts: Facts) -> list[Event]:
    """The first events of an order that does not exist yet."""
    curator = one_who_may(Permission.ORDERS_CREATE, facts)
    if facts.number is None:
        raise ValueError("an opening needs a number")
    if command.visit:
        refuse_unfit_moment("visit", command.visit.until, facts)
    like = sibling(command.sibling_of, facts) if command.sibling_of else None
    visit = command.visit or (same_visit(like, facts.at) if like and not command.walk_in else None)
    opened = Opened(
        order_id=command.order_id,
        organization_id=command.organization_id,
        number=facts.number,
        contact_sha256=command.contact_sha256,
        device=command.device,
        curator=curator,
        walk_in=command.walk_in,
        visit_since=visit.since if visit else None,
        visit_until=visit.until if visit else None,
        warranty=_warranty(command, facts),
        sibling_of=command.sibling_of,
        eldest=like and (like.eldest or like.id),
    )
    notes = [Noted(text=command.note)] if command.note else []
    return [opened, *_assignment(command, like, facts), *notes]


def _assignment(command: Open, like: Order | None, facts: Facts) -> list[Event]:
    engineers: tuple[PersonId, ...] = ()
    if command.engineer:
        engineers = (facts.person(command.engineer, Role.ENGINEER).id,)
    elif like and not command.walk_in:
        engineers = same_engineers(like, facts)
    if len(engineers) > 1:
        return [Offered(engineers=engineers)]
    return [Assigned(engineer=engineer) for engineer in engineers]


def _warranty(command: Open, facts: Facts) -> Warranty | None:
    if command.warranty_of is None:
        return None
    return warranty(command.warranty_of, command.device, command.warranty_reason, facts)


def new_order(event: Opened, stamp: Stamp) -> Order:
    visit = None
    if event.visit_since and event.visit_until:
        visit = Visit(since=event.visit_since, until=event.visit_until, state=VisitState.PLANNED)
    order = Order(
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
        sibling_of=event.sibling_of,
        eldest=event.eldest,
        visit=visit,
        custody=Custody(holder=event.curator if event.walk_in else None, since=stamp.at),
    )
    return for_nothing(order, event.warranty) if event.warranty else order
