"""People of an organization made for one test, and commands as they give them."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar
from uuid import uuid4

from domain.orders.opening import Open
from domain.orders.order import Command, PartCommand
from domain.orders.parts import Device, DeviceKind
from domain.organizations import Organization, OrganizationSettings
from domain.people import Person, Role
from domain.values import MediaId, OrderId, OrganizationId, PersonId
from storage.database import Database, Transaction
from storage.media import StoredMedia

PRINTER = Device(kind=DeviceKind.PRINTER, brand="HP", model="LaserJet M404", complaint="не берёт бумагу")
KEYS = (f"{uuid4().hex[:8]}-{number}" for number in count(1))
"""Ids of commands. No two runs share them: some go on with the orders of another."""
PHOTOS = 12
C = TypeVar("C", bound=Command)


@dataclass
class Crew:
    """One organization with a person in each role."""

    organization: Organization
    curator: Person
    second_curator: Person
    engineer: Person
    second_engineer: Person
    worker: Person
    owner: Person
    photos: list[MediaId] = field(default_factory=list)

    @property
    def people(self) -> tuple[Person, ...]:
        return (
            self.curator,
            self.second_curator,
            self.engineer,
            self.second_engineer,
            self.worker,
            self.owner,
        )

    def open(self, **fields: Any) -> Open:
        """An opening by the curator; with the engineer unless told otherwise."""
        given: dict[str, Any] = {"engineer": self.engineer.id, "device": PRINTER} | fields
        return Open(
            id=next(KEYS),
            by=self.curator.id,
            order_id=OrderId(uuid4()),
            organization_id=self.organization.id,
            contact_sha256=hashlib.sha256(b"client").hexdigest(),
            **given,
        )


def command_of(kind: type[C], by: Person | None, parts: dict[str, int], **fields: Any) -> C:
    """A command that answers the versions in `parts`, as a card would carry them."""
    if issubclass(kind, PartCommand) and "version" not in fields:
        part = fields.get("part", kind.model_fields["part"].default)
        fields["version"] = parts.get(part, 0)
    return kind(**{"id": next(KEYS), "by": by.id if by else None} | fields)


async def recruit(database: Database, settings: OrganizationSettings | None = None) -> Crew:
    """Put a new organization with its people and a few photos into the database."""
    organization = Organization(
        id=OrganizationId(uuid4()),
        name="Сервис",
        prefix="SVC",
        settings=settings or OrganizationSettings(),
    )

    def person(name: str, role: Role) -> Person:
        return Person(
            id=PersonId(uuid4()), organization_id=organization.id, name=name, roles=frozenset({role})
        )

    crew = Crew(
        organization=organization,
        curator=person("Петрова", Role.CURATOR),
        second_curator=person("Смирнова", Role.CURATOR),
        engineer=person("Иванов", Role.ENGINEER),
        second_engineer=person("Сидоров", Role.ENGINEER),
        worker=person("Кузнецов", Role.STATIONARY_ENGINEER),
        owner=person("Хозяинов", Role.OWNER),
    )
    async with database.transaction() as tx:
        await tx.organizations.put(organization)
        for somebody in crew.people:
            await tx.people.put(somebody)
        for _ in range(PHOTOS):
            crew.photos.append(await _photo(tx, crew))
    return crew


async def take_photos(database: Database, crew: Crew, number: int) -> None:
    """So many more than they have from the beginning."""
    async with database.transaction() as tx:
        for _ in range(number):
            crew.photos.append(await _photo(tx, crew))


async def _photo(tx: Transaction, crew: Crew) -> MediaId:
    media = StoredMedia(
        id=MediaId(uuid4()),
        organization_id=crew.organization.id,
        sha256=hashlib.sha256(uuid4().bytes).hexdigest(),
        content_type="image/jpeg",
        size=1000,
        object_key=f"test/{uuid4()}",
        uploaded_by=crew.engineer.id,
        created_at=datetime.now(UTC),
        stored_at=datetime.now(UTC),
    )
    await tx.media.announce(media)
    return media.id


async def recruit_more(database: Database, crew: Crew, role: Role, number: int) -> list[Person]:
    """As many more of one role."""
    people = [
        Person(
            id=PersonId(uuid4()),
            organization_id=crew.organization.id,
            name=f"{role} {n}",
            roles=frozenset({role}),
        )
        for n in range(number)
    ]
    async with database.transaction() as tx:
        for person in people:
            await tx.people.put(person)
    return people
