"""Who asks about money: somebody of an organization, which superusers are not."""

from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo

from fastapi import Depends

from api.auth import CurrentPerson, forbidden, refuse_without
from api.services import ServicesOf
from domain.organizations import Organization
from domain.people import Permission, Person
from domain.values import OrganizationId, PersonId


class Member(NamedTuple):
    person: Person
    organization: Organization

    @property
    def home(self) -> OrganizationId:
        return self.organization.id

    @property
    def zone(self) -> ZoneInfo:
        return self.organization.settings.calendar.tz

    def whose(self, asked: PersonId | None) -> PersonId:
        """Whose money is shown: the own one; that of others with the right to read it."""
        if asked and asked != self.person.id:
            refuse_without(Permission.MONEY_READ, self.person)
        return asked or self.person.id


async def _member(person: CurrentPerson, services: ServicesOf) -> Member:
    if person.organization_id is None:
        raise forbidden(Permission.MONEY_READ)
    async with services.database.reading() as tx:
        organization = await tx.organizations.find(person.organization_id)
    if organization is None:
        raise forbidden(Permission.MONEY_READ)
    return Member(person, organization)


MemberOf = Annotated[Member, Depends(_member)]
