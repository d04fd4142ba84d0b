"""Two organizations alike: one that is served over HTTP, and one whose rows the baseline writes."""

import asyncio
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from sqlalchemy import func, select

from api.passwords import hashed
from benchmarks.steps import Shop
from domain.organizations import Organization, OrganizationSettings
from domain.people import Person, Role
from domain.values import OrganizationId, PersonId
from storage.database import Database
from storage.outbox import OUTBOX, UNSENT

PASSWORD: Final = "benchmark-only-2026"
LOOK: Final = 0.02
"""Seconds between two looks at the outbox."""


@dataclass(frozen=True)
class Logins:
    curator: str
    engineer: str


async def found(database: Database) -> tuple[Shop, Logins]:
    """Put an organization with a curator and an engineer into the database."""
    organization = Organization(
        id=OrganizationId(uuid4()), name="Сервис", prefix="BENCH", settings=OrganizationSettings()
    )
    shop = Shop(organization.id, PersonId(uuid4()), PersonId(uuid4()))
    logins = Logins(f"curator-{shop.curator}", f"engineer-{shop.engineer}")
    password_hash = await asyncio.to_thread(hashed, PASSWORD)
    async with database.transaction() as tx:
        await tx.organizations.put(organization)
        for person_id, login, role in (
            (shop.curator, logins.curator, Role.CURATOR),
            (shop.engineer, logins.engineer, Role.ENGINEER),
        ):
            person = Person(
                id=person_id, organization_id=organization.id, name=login[:8], roles=frozenset({role})
            )
            await tx.people.put(person, login=login, password_hash=password_hash)
    return shop, logins


async def settle(database: Database, served: Shop) -> None:
    """Wait until every message is delivered, so that no measurement pays for the one before it."""
    waiting = select(func.count()).where(OUTBOX.c.organization_id == served.organization, *UNSENT)
    while True:
        async with database.engine.connect() as connection:
            if not await connection.scalar(waiting):
                return
        await asyncio.sleep(LOOK)
