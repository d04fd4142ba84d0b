"""Назначение: the curator assigns an engineer, who accepts or declines."""

from typing import Literal

from domain.orders.errors import AlreadyAssigned, NothingOffered
from domain.orders.facts import Facts
from domain.orders.order import Event, PartCommand, Stamp, decide, evolve
from domain.orders.parts import AssignmentState
from domain.orders.rights import actor, curator_of
from domain.orders.state import Order
from domain.people import Role
from domain.values import PersonId, Text


class Assign(PartCommand):
    """Also reassigns: the engineer before loses the order at once, the next one has it by accepting."""

    kind: Literal["assign"] = "assign"
    part: Literal["assignment"] = "assignment"
    engineer: PersonId

    def people(self) -> tuple[PersonId, ...]:
        return (self.engineer,)


class Accept(PartCommand):
    kind: Literal["accept"] = "accept"
    part: Literal["assignment"] = "assignment"


class Decline(PartCommand):
    kind: Literal["decline"] = "decline"
    part: Literal["assignment"] = "assignment"
    reason: Text


class Assigned(Event):
    kind: Literal["assigned"] = "assigned"
    part: Literal["assignment"] = "assignment"
    engineer: PersonId


class Accepted(Event):
    kind: Literal["accepted"] = "accepted"
    part: Literal["assignment"] = "assignment"
    engineer: PersonId


class Declined(Event):
    kind: Literal["declined"] = "declined"
    part: Literal["assignment"] = "assignment"
    engineer: PersonId
    reason: Text


@decide.register
def _(command: Assign, order: Order, facts: Facts) -> list[Event]:
    curator_of(order, facts)
    facts.person(command.engineer, Role.ENGINEER)
    if command.engineer in (order.engineer, order.offered_to):
        raise AlreadyAssigned
    return [Assigned(engineer=command.engineer)]


@decide.register
def _(command: Accept, order: Order, facts: Facts) -> list[Event]:
    return [Accepted(engineer=_offered(order, facts))]


@decide.register
def _(command: Decline, order: Order, facts: Facts) -> list[Event]:
    return [Declined(engineer=_offered(order, facts), reason=command.reason)]


def _offered(order: Order, facts: Facts) -> PersonId:
    if order.offered_to is None or actor(facts).id != order.offered_to:
        raise NothingOffered
    return order.offered_to


@evolve.register
def _(event: Assigned, order: Order, stamp: Stamp) -> Order:
    return order.with_(
        assignment=AssignmentState.OFFERED,
        offered_to=event.engineer,
        engineer=None,
        custody=order.custody.model_copy(update={"offered_to": None}),
    )


@evolve.register
def _(event: Accepted, order: Order, stamp: Stamp) -> Order:
    return order.with_(assignment=AssignmentState.ACCEPTED, engineer=event.engineer, offered_to=None)


@evolve.register
def _(event: Declined, order: Order, stamp: Stamp) -> Order:
    return order.with_(assignment=AssignmentState.NOBODY, offered_to=None)
