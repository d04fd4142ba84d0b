"""Second factors: the sealed secrets, which codes are spent, who has to have one."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people import Person
from domain.values import PersonId
from storage.organizations import ORGANIZATIONS, settings_of
from storage.tables import RecoveryCodeRow, SecondFactorRow, table

FACTORS: Final = table(SecondFactorRow)
CODES: Final = table(RecoveryCodeRow)


class Factor(NamedTuple):
    sealed: bytes
    confirmed: bool
    last_step: int


class SecondFactors:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, person_id: PersonId) -> Factor | None:
        """Also one that was not confirmed yet, and so guards nothing."""
        rows = await self._connection.execute(select(FACTORS).where(FACTORS.c.person_id == person_id))
        row = rows.one_or_none()
        return Factor(row.sealed, row.confirmed_at is not None, row.last_step) if row else None

    async def lacking(self, person: Person, *, from_superusers: bool) -> bool:
        """Whether the person has to have a second factor and has none."""
        confirmed = exists().where(FACTORS.c.person_id == person.id, FACTORS.c.confirmed_at.is_not(None))
        if person.organization_id is None:
            return from_superusers and not (await self._connection.execute(select(confirmed))).scalar_one()
        rows = await self._connection.execute(
            select(ORGANIZATIONS.c.settings, confirmed).where(ORGANIZATIONS.c.id == person.organization_id)
        )
        settings, has_one = rows.one()
        return not has_one and not person.roles.isdisjoint(settings_of(settings).require_totp_for)

    async def begin(self, person_id: PersonId, sealed: bytes) -> bool:
        """Keep a secret that is to be confirmed, instead of one that was not; False: one is confirmed."""
        values = {"sealed": sealed, "last_step": 0}
        written = await self._connection.execute(
            insert(FACTORS)
            .values(person_id=person_id, **values)
            .on_conflict_do_update(
                index_elements=["person_id"], set_=values, where=FACTORS.c.confirmed_at.is_(None)
            )
        )
        return written.rowcount == 1

    async def confirm(self, person_id: PersonId, sealed: bytes, now: datetime) -> bool:
        """From now on it guards; False: meanwhile there was another enrolment."""
        same = (FACTORS.c.sealed == sealed) & FACTORS.c.confirmed_at.is_(None)
        written = await self._connection.execute(
            update(FACTORS).where(FACTORS.c.person_id == person_id, same).values(confirmed_at=now)
        )
        return written.rowcount == 1

    async def spend_step(self, person_id: PersonId, step: int) -> bool:
        """Take a code of that step; False: somebody was faster with it or a later one."""
        written = await self._connection.execute(
            update(FACTORS)
            .where(FACTORS.c.person_id == person_id, FACTORS.c.last_step < step)
            .values(last_step=step)
        )
        return written.rowcount == 1

    async def spend_recovery_code(self, person_id: PersonId, sha256: str) -> bool:
        gone = await self._connection.execute(
            delete(CODES).where(CODES.c.person_id == person_id, CODES.c.sha256 == sha256)
        )
        return gone.rowcount == 1

    async def put_recovery_codes(self, person_id: PersonId, sha256s: Collection[str]) -> None:
        """Instead of all earlier ones."""
        await self._connection.execute(delete(CODES).where(CODES.c.person_id == person_id))
        rows = [{"person_id": person_id, "sha256": sha256} for sha256 in sha256s]
        if rows:
            await self._connection.execute(insert(CODES).values(rows))

    async def remove(self, person_id: PersonId) -> None:
        await self.put_recovery_codes(person_id, ())
        await self._connection.execute(delete(FACTORS).where(FACTORS.c.person_id == person_id))
