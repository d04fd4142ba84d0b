"""What a rule must know besides the order itself, loaded by whoever records the command."""

from domain.media import Fiscal, Photo
from domain.orders.errors import MediaUnknown, PersonBlocked, PersonUnknown, RoleMissing
from domain.orders.state import Order
from domain.organizations import Organization
from domain.people import Person, Role
from domain.values import MediaId, Moment, OrderId, PersonId, Sha256, Value


class Facts(Value):
    """The world around an order at the time of one command. No rule reads a clock or a database."""

    at: Moment
    """When the step happened: the person's press, never later than now, never before the last event."""
    organization: Organization
    actor: Person | None
    """Who gave the command; None is the system."""
    people: dict[PersonId, Person] = {}
    """The people the command names, of this organization only."""
    media: dict[MediaId, Sha256] = {}
    """The photos the command names that are stored, of this organization only."""
    fiscal: dict[MediaId, Fiscal] = {}
    """Of those photos, the fiscal receipts by their QR codes."""
    claimed: dict[Sha256, str] = {}
    """Of the hashes the command would claim, those taken, with the number of the order that holds each."""
    number: str | None = None
    """The next order number; drawn for an opening only."""
    curator: Person | None = None
    """The order's own, blocked or not; None before it is open."""
    other_curators: bool = True
    """Whether an active curator besides the actor could verify."""
    owners: frozenset[PersonId] = frozenset()
    """The active owners of the organization."""
    others: dict[OrderId, Order] = {}
    """Other orders of this organization that the command names, or that share this one's expenses."""
    erased: frozenset[OrderId] = frozenset()
    """Those of `others` whose client is erased."""
    similar_receipts: tuple[str, ...] = ()
    """Numbers of orders with a receipt of the same date and total."""

    def person(self, person_id: PersonId, role: Role) -> Person:
        """The named person, who must exist here, be active and have the role."""
        person = self.people.get(person_id)
        if person is None:
            raise PersonUnknown
        if not person.active:
            raise PersonBlocked(name=person.name)
        if role not in person.roles:
            raise RoleMissing(role=role.value)
        return person

    def photos(self, ids: tuple[MediaId, ...]) -> tuple[Photo, ...]:
        """The photos with their hashes; each must be stored (MED-2)."""
        missing = next((media_id for media_id in ids if media_id not in self.media), None)
        if missing is not None:
            raise MediaUnknown(media=str(missing))
        return tuple(Photo(id=media_id, sha256=self.media[media_id]) for media_id in ids)
