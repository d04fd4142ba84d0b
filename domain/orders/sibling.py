"""«Ещё устройство»: another device of the same client, on the same visit, by the same engineer (ORD-1)."""

from domain.orders.errors import OrderUnknown, Refusal
from domain.orders.facts import Facts
from domain.orders.parts import VisitState
from domain.orders.state import Order
from domain.orders.visit import Interval
from domain.people import Role
from domain.values import Moment, OrderId, PersonId


class ClientErased(Refusal):
    code = "sibling.client_erased"
    text = "The client of order {number} was erased: write the client down anew."


def sibling(of: OrderId, facts: Facts) -> Order:
    """The order whose client has another device; of others' it is not told that they exist."""
    found = facts.others.get(of)
    if found is None:
        raise OrderUnknown
    if of in facts.erased:
        raise ClientErased(number=found.number)
    return found


def same_visit(sibling: Order, at: Moment) -> Interval | None:
    """Its visit, if somebody still comes."""
    visit = sibling.visit
    if visit is None or visit.state is VisitState.FAILED or visit.until <= at:
        return None
    return Interval(since=visit.since, until=visit.until)


def engineers(order: Order) -> tuple[PersonId, ...]:
    """Who carries it, or whoever it is offered to."""
    return (order.engineer,) if order.engineer else order.offered_to


def same_engineers(sibling: Order, facts: Facts) -> tuple[PersonId, ...]:
    """Nobody who was blocked or is no engineer any more."""
    known = (facts.people.get(one) for one in engineers(sibling))
    return tuple(one.id for one in known if one and one.active and Role.ENGINEER in one.roles)
