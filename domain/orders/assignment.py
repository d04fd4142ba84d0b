"""Назначение: the curator assigns an engineer or offers to several; who accepts first carries the order."""

from typing import Annotated, ClassVar, Literal

from annotated_types import Len
from pydantic import AfterValidator, Field

from domain.orders.errors import AlreadyAssigned, NothingOffered, Refusal
from domain.orders.facts import Facts
from domain.orders.order import Event, PartCommand, Stamp, decide, evolve
from domain.orders.parts import AssignmentState
from domain.orders.rights import actor, curator_of
from domain.orders.state import Order
from domain.people import Permission, Role
from domain.values import PersonId, Text


def _distinct(engineers: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
    if len(set(engineers)) < len(engineers):
        raise ValueError("name each engineer once")
    return engineers


Several = Annotated[tuple[PersonId, ...], Len(2, 50), AfterValidator(_distinct)]


class Assign(PartCommand):
    """Also reassigns: the engineer before loses the order at once, the next one has it by accepting."""

    kind: Literal["assign"] = "assign"
    part: Literal["assignment"] = "assignment"
    engineer: PersonId
    # Left out while it says nothing: what was fingerprinted before it existed stays the same command.
    instead_of: Annotated[PersonId | None, Field(exclude_if=lambda value: value is None)] = None
    """The order's engineer, who is blocked: whoever manages people then names the next one."""

    def people(self) -> tuple[PersonId, ...]:
        return (self.engineer, *((self.instead_of,) if self.instead_of else ()))


class Offer(PartCommand):
    """To several engineers at once; takes the place of whatever was offered or assigned before."""

    kind: Literal["offer"] = "offer"
    part: Literal["assignment"] = "assignment"
    engineers: Several

    def people(self) -> tuple[PersonId, ...]:
        return self.engineers


class OfferTaken(Refusal):
    code = "assignment.taken"
    text = "Somebody else has accepted this order already."


class AnswerToOffer(PartCommand):
    part: Literal["assignment"] = "assignment"

    def stale(self, order: Order) -> Refusal:
        """Who comes too late is told so, and not that something has changed."""
        if order.engineer and order.engineer != self.by:
            return OfferTaken()
        return super().stale(order)


class Accept(AnswerToOffer):
    kind: Literal["accept"] = "accept"


class Decline(AnswerToOffer):
    kind: Literal["decline"] = "decline"
    reason: Text


class Assigned(Event):
    kind: Literal["assigned"] = "assigned"
    part: Literal["assignment"] = "assignment"
    engineer: PersonId


class Offered(Event):
    kind: Literal["offered"] = "offered"
    part: Literal["assignment"] = "assignment"
    engineers: Several


class Accepted(Event):
    kind: Literal["accepted"] = "accepted"
    part: Literal["assignment"] = "assignment"
    engineer: PersonId


class Declined(Event):
    kind: Literal["declined"] = "declined"
    part: Literal["assignment"] = "assignment"
    engineer: PersonId
    reason: Text


class OfferDeclined(Event):
    """By one of several: the others may still accept, with the buttons they have."""

    answers_stand: ClassVar[bool] = True

    kind: Literal["offer_declined"] = "offer_declined"
    part: Literal["assignment"] = "assignment"
    engineer: PersonId
    reason: Text


class Unassigned(Event):
    """The engineer's request for somebody else was granted; the curator has to name one."""

    kind: Literal["unassigned"] = "unassigned"
    part: Literal["assignment"] = "assignment"
    engineer: PersonId


@decide.register
def _(command: Assign, order: Order, facts: Facts) -> list[Event]:
    if not _of_one_blocked(command, order, facts):
        curator_of(order, facts)
    facts.person(command.engineer, Role.ENGINEER)
    if command.engineer == order.engineer or order.offered_to == (command.engineer,):
        raise AlreadyAssigned
    return [Assigned(engineer=command.engineer)]


def _of_one_blocked(command: Assign, order: Order, facts: Facts) -> bool:
    """Whether somebody who manages people moves the work of one who is blocked, which no curator need do."""
    before = facts.people.get(command.instead_of) if command.instead_of else None
    if before is None or before.id not in (order.engineer, *order.offered_to):
        return False
    return not before.active and actor(facts).may(Permission.PEOPLE_MANAGE)


@decide.register
def _(command: Offer, order: Order, facts: Facts) -> list[Event]:
    curator_of(order, facts)
    for engineer in command.engineers:
        facts.person(engineer, Role.ENGINEER)
    if order.engineer in command.engineers or set(order.offered_to) == set(command.engineers):
        raise AlreadyAssigned
    return [Offered(engineers=command.engineers)]


@decide.register
def _(command: Accept, order: Order, facts: Facts) -> list[Event]:
    return [Accepted(engineer=_offered(order, facts))]


@decide.register
def _(command: Decline, order: Order, facts: Facts) -> list[Event]:
    engineer = _offered(order, facts)
    if len(order.offered_to) > 1:
        return [OfferDeclined(engineer=engineer, reason=command.reason)]
    return [Declined(engineer=engineer, reason=command.reason)]


def _offered(order: Order, facts: Facts) -> PersonId:
    if actor(facts).id in order.offered_to:
        return actor(facts).id
    raise OfferTaken if order.engineer and order.engineer != actor(facts).id else NothingOffered


@evolve.register
def _(event: Assigned, order: Order, stamp: Stamp) -> Order:
    return _offered_to(order, (event.engineer,))


@evolve.register
def _(event: Offered, order: Order, stamp: Stamp) -> Order:
    return _offered_to(order, event.engineers)


@evolve.register
def _(event: Unassigned, order: Order, stamp: Stamp) -> Order:
    return _offered_to(order, ())


def _offered_to(order: Order, engineers: tuple[PersonId, ...]) -> Order:
    """Whoever carried it loses it at once, with what they asked for; a device on its way to them stays."""
    return order.with_(
        assignment=AssignmentState.OFFERED if engineers else AssignmentState.NOBODY,
        offered_to=engineers,
        engineer=None,
        request=None,
        custody=order.custody.model_copy(update={"offered_to": None}),
    )


@evolve.register
def _(event: Accepted, order: Order, stamp: Stamp) -> Order:
    before = tuple(one for one in order.carriers if one != event.engineer)
    return order.with_(
        assignment=AssignmentState.ACCEPTED,
        engineer=event.engineer,
        offered_to=(),
        carriers=(*before, event.engineer),
    )


@evolve.register
def _(event: Declined, order: Order, stamp: Stamp) -> Order:
    return order.with_(assignment=AssignmentState.NOBODY, offered_to=())


@evolve.register
def _(event: OfferDeclined, order: Order, stamp: Stamp) -> Order:
    left = tuple(engineer for engineer in order.offered_to if engineer != event.engineer)
    return order.with_(offered_to=left)
