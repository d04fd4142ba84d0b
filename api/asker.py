"""Who asks for a list, of which organization, and what of it they see."""

from dataclasses import dataclass
from datetime import datetime

from api.auth import refuse_without, standing
from api.problems import FieldProblem, invalid
from api.services import Services
from api.tokens import Claims
from domain.calendar import WorkingCalendar
from domain.orders.audience import names_of, sees_all
from domain.people import Permission, Person
from domain.values import OrganizationId
from storage.readers import Reader


@dataclass(frozen=True)
class Searcher:
    """Who asks for orders of whichever organization."""

    person: Person
    calendar: WorkingCalendar
    now: datetime
    """In the calendar's zone."""

    @property
    def audience(self) -> frozenset[str] | None:
        """What an order's audience may call the person by; None for who sees all orders."""
        return None if sees_all(self.person) else names_of(self.person)

    @property
    def names(self) -> tuple[str, ...] | None:
        """The audience in an order that is always the same."""
        return None if self.audience is None else tuple(sorted(self.audience))


@dataclass(frozen=True)
class Asker(Searcher):
    """Who asks for a list of one organization; the calendar is that organization's."""

    organization_id: OrganizationId
    changes: int
    """How often the organization's lists had changed before this was asked."""


async def asker_of(claims: Claims, organization: OrganizationId | None, services: Services) -> Asker:
    """Find out who asks; superusers choose an organization, others always read their own."""
    organization_id = claims.org or organization
    reader = await _reading(claims, organization_id, services)
    if organization_id is None:
        raise invalid([FieldProblem(field="query.organization", code="missing", detail="Choose one.")])
    now = datetime.now(reader.calendar.tz)
    return Asker(reader.person, reader.calendar, now, organization_id, reader.changes)


async def superuser_of(claims: Claims, services: Services) -> Searcher:
    """Find out which superuser asks for orders of all organizations."""
    if claims.org is not None:
        raise ValueError("whoever has an organization reads its orders only")
    reader = await _reading(claims, None, services)
    return Searcher(reader.person, reader.calendar, datetime.now(reader.calendar.tz))


async def _reading(claims: Claims, organization_id: OrganizationId | None, services: Services) -> Reader:
    async with services.database.reading() as tx:
        reader = await tx.readers.find(claims.org, claims.sub, claims.sid, organization_id)
    refuse_without(Permission.ORDERS_READ, standing(reader))
    if reader is None:
        raise ValueError("nobody stands here")
    return reader
