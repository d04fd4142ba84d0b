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


@dataclass(frozen=True)
class Asker:
    person: Person
    organization_id: OrganizationId
    calendar: WorkingCalendar
    changes: int
    """How often the organization's lists had changed before this was asked."""
    now: datetime
    """In the organization's zone."""

    @property
    def audience(self) -> frozenset[str] | None:
        """What an order's audience may call the person by; None for who sees all orders."""
        return None if sees_all(self.person) else names_of(self.person)

    @property
    def names(self) -> tuple[str, ...] | None:
        """The audience in an order that is always the same."""
        return None if self.audience is None else tuple(sorted(self.audience))


async def asker_of(claims: Claims, organization: OrganizationId | None, services: Services) -> Asker:
    """Find out who asks; superusers choose an organization, others always read their own."""
    organization_id = claims.org or organization
    async with services.database.reading() as tx:
        reader = await tx.readers.find(claims.org, claims.sub, claims.sid, organization_id)
    person = refuse_without(Permission.ORDERS_READ, standing(reader))
    if reader is None or organization_id is None:
        raise invalid([FieldProblem(field="query.organization", code="missing", detail="Choose one.")])
    now = datetime.now(reader.calendar.tz)
    return Asker(person, organization_id, reader.calendar, reader.changes, now)
