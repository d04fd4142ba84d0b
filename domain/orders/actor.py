"""Who wants to act on an order, and what they are to it."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from domain.orders.parts import Part
from domain.orders.state import Order
from domain.people import Permission, Person, Role, permissions_of
from domain.values import Moment, PersonId, Value


class Actor(Value):
    """Who wants to act, and what cannot be read from the order about them."""

    id: PersonId
    roles: frozenset[Role]
    permissions: frozenset[Permission]
    stands_in: bool = False
    """May do what the order's curator may, who is not on shift (`pool`)."""
    other_curators: bool = True
    """Somebody else could verify what this person sent in."""

    @classmethod
    def of(cls, person: Person, *, stands_in: bool = False, other_curators: bool = True) -> "Actor":
        return cls(
            id=person.id,
            roles=person.roles,
            permissions=permissions_of(person.roles) | person.extra_permissions,
            stands_in=stands_in,
            other_curators=other_curators,
        )


class Seen(NamedTuple):
    order: Order
    actor: Actor
    now: Moment

    @property
    def curates(self) -> bool:
        return self.actor.id == self.order.curator or self.actor.stands_in

    @property
    def carries(self) -> bool:
        order, actor = self.order, self.actor
        by_curator = order.engineer is None and order.carrier == order.curator
        return order.carrier is not None and (actor.id == order.carrier or (by_curator and actor.stands_in))

    @property
    def takes_part(self) -> bool:
        """Carries or curates it."""
        return self.actor.id in (self.order.carrier, self.order.curator) or self.actor.stands_in

    @property
    def has_device(self) -> bool:
        return self.order.custody.holder == self.actor.id

    @property
    def device_at_hand(self) -> bool:
        """With the client, or with whoever carries the order."""
        return self.order.custody.holder in (None, self.order.carrier)

    def verifies(self, author: PersonId | None) -> bool:
        mine = self.actor.id == author
        return (
            Role.CURATOR in self.actor.roles
            and (author == self.order.curator or self.curates)
            and not (mine and self.actor.other_curators)
        )


Rule = Callable[[Seen], Iterator[Part]]
"""The parts of an order that one kind of command may be about now."""
