"""What an order's reader may do besides what the order tells, and whom its record names."""

from collections.abc import Iterable
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from domain.orders.record import Entry
from domain.orders.state import Order
from domain.people import Person, Role
from domain.values import PersonId


class ReadBy(BaseModel):
    """What the reader may do besides what the order itself tells."""

    stands_in: bool = Field(description="may act as the order's curator, who is not on shift (`pool`)")
    other_curators: bool = Field(description="somebody else could verify what the reader sends in")

    @classmethod
    def of(cls, reader: Person, order: Order, curators: Iterable[Person], *, pool: bool) -> Self:
        """`curators` are the organization's, blocked or not."""
        known = {one.id: one for one in curators}
        curator = known.get(order.curator)
        away = pool and curator is not None and not curator.reachable
        return cls(
            stands_in=away and Role.CURATOR in reader.roles,
            other_curators=any(one.active for one in known.values() if one.id != reader.id),
        )


NAMED = ("engineer", "person", "curator", "before", "holder", "to", "author", "worker")
"""Fields of events that name a person."""


def people_of(entries: Iterable[Entry]) -> frozenset[PersonId]:
    """Everybody who acted in these entries, or is named by them."""
    found: set[object] = set()
    for entry in entries:
        found |= {entry.by, *(getattr(entry.event, field, None) for field in NAMED)}
        found |= set(getattr(entry.event, "engineers", ()))
    return frozenset(PersonId(one) for one in found if isinstance(one, UUID))
