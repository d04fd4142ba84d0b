"""Who may give a command: part of each rule, in words that rules read well with."""

from domain.orders.errors import NotYours, OwnSubmission, RoleMissing
from domain.orders.facts import Facts
from domain.orders.state import Order
from domain.people import Permission, Person, Role
from domain.values import PersonId


def actor(facts: Facts) -> Person:
    """The person who acts; what only people do is refused to the system."""
    if facts.actor is None:
        raise RoleMissing(role="person")
    return facts.actor


def stands_in(facts: Facts) -> bool:
    """Whether the actor may do what the order's curator may: with `pool`, for one who is not on shift."""
    pool, curator = facts.organization.settings.pool, facts.curator
    return pool and curator is not None and not curator.reachable and Role.CURATOR in actor(facts).roles


def curator_of(order: Order, facts: Facts) -> PersonId:
    """The actor, who is the order's curator or stands in for them."""
    if actor(facts).id != order.curator and not stands_in(facts):
        raise NotYours(whose="curator")
    return actor(facts).id


def carrier_of(order: Order, facts: Facts) -> PersonId:
    """Whoever carries the order: its engineer; of a walk-in its curator, or who stands in for them."""
    by_curator = order.engineer is None and order.carrier == order.curator
    if order.carrier is None or not (actor(facts).id == order.carrier or (by_curator and stands_in(facts))):
        raise NotYours(whose="engineer")
    return order.carrier


def carrier_or_curator_of(order: Order, facts: Facts) -> PersonId:
    if actor(facts).id not in (order.carrier, order.curator) and not stands_in(facts):
        raise NotYours(whose="engineer")
    return actor(facts).id


def one_who_may(permission: Permission, facts: Facts) -> PersonId:
    if not actor(facts).may(permission):
        raise RoleMissing(role=permission.value)
    return actor(facts).id


def verifier_of(order: Order, author: PersonId | None, facts: Facts) -> bool:
    """Whether the actor verifies the own submission (самопроверка); refused while anybody else could (ORD-7).

    The order's curator verifies, or who stands in; what that curator sent in is verified by another one.
    """
    person = actor(facts)
    if Role.CURATOR not in person.roles:
        raise RoleMissing(role=Role.CURATOR.value)
    if author != order.curator:
        curator_of(order, facts)
    if person.id == author and facts.other_curators:
        raise OwnSubmission
    return person.id == author
