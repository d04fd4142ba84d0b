"""Передача: another curator takes an order over, or its owner hands it to one, on record (ACC-7)."""

from typing import ClassVar, Literal

from domain.orders.errors import Refusal, RoleMissing
from domain.orders.facts import Facts
from domain.orders.lifecycle import ALWAYS
from domain.orders.order import Event, PartCommand, Stamp, decide, evolve
from domain.orders.rights import actor
from domain.orders.state import Order, Phase
from domain.people import Permission, Person, Role
from domain.values import PersonId, Text


class CuratorAlready(Refusal):
    code = "order.curator_already"
    text = "{name} is the curator of this order already."


class TakeOver(PartCommand):
    """A curator takes it for themselves; an owner or a superuser names a curator with `to`."""

    when: ClassVar[frozenset[Phase]] = ALWAYS  # a debt is collected after the end

    kind: Literal["take_over"] = "take_over"
    part: Literal["order"] = "order"
    to: PersonId | None = None
    reason: Text

    def people(self) -> tuple[PersonId, ...]:
        return (self.to,) if self.to else ()


class TakenOver(Event):
    kind: Literal["taken_over"] = "taken_over"
    part: Literal["order"] = "order"
    curator: PersonId
    before: PersonId
    reason: Text


@decide.register
def _(command: TakeOver, order: Order, facts: Facts) -> list[Event]:
    curator = _next(command, facts)
    if curator.id == order.curator:
        raise CuratorAlready(name=curator.name)
    return [TakenOver(curator=curator.id, before=order.curator, reason=command.reason)]


def _next(command: TakeOver, facts: Facts) -> Person:
    person = actor(facts)
    if command.to is None:
        if Role.CURATOR not in person.roles:
            raise RoleMissing(role=Role.CURATOR.value)
        return person
    if not person.roles & {Role.OWNER, Role.SUPERUSER} and not person.may(Permission.CURATORS_MANAGE):
        raise RoleMissing(role=Role.OWNER.value)
    return facts.person(command.to, Role.CURATOR)


@evolve.register
def _(event: TakenOver, order: Order, stamp: Stamp) -> Order:
    """What the old curator holds they still have to hand over; what was on its way to them stays."""
    custody = order.custody
    if custody.offered_to == event.before and event.before != order.engineer:
        custody = custody.model_copy(update={"offered_to": None})
    former = (*(one for one in order.former_curators if one != event.curator), event.before)
    return order.with_(curator=event.curator, former_curators=former, custody=custody)
