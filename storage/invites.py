"""Invites. Their codes are kept as hashes; whoever reads the database can use none."""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.accounts import Account
from domain.audit import RecordedAction, Trace
from domain.invites import INVITE_LIFE, Invite
from domain.values import OrganizationId, PersonId
from storage.audit import Audit, Changed
from storage.tables import Fetched, InviteRow, table

INVITES: Final = table(InviteRow)
BYTES: Final = 24
"""Of chance in a code: 192 bits, 32 characters. Telegram takes 64 in a link."""
UNUSED: Final = INVITES.c.used_at.is_(None) & INVITES.c.revoked_at.is_(None)


class Made(NamedTuple):
    invite: Invite
    code: str
    """Told once."""


class InvitePlace(NamedTuple):
    """Where a page ends."""

    at: datetime
    id: UUID


class Invites:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._audit = Audit(connection)

    async def make(self, account: Account, by: PersonId, trace: Trace) -> Made:
        """Invite somebody whose row is locked; an earlier invite of theirs is good no more."""
        await self.revoke(account, trace)
        code = secrets.token_urlsafe(BYTES)
        invite = Invite(
            id=uuid4(),
            organization_id=account.organization_id,
            person_id=account.id,
            by=by,
            created_at=trace.at,
            expires_at=trace.at + INVITE_LIFE,
        )
        await self._connection.execute(insert(INVITES).values(sha256=digest(code), **invite.model_dump()))
        await self._record(RecordedAction.INVITE_CREATED, account, trace)
        return Made(invite, code)

    async def revoke(self, account: Account, trace: Trace) -> bool:
        """Take back the invite of somebody whose row is locked; whether there was one."""
        revoked = await self._connection.execute(
            update(INVITES).where(INVITES.c.person_id == account.id, UNUSED).values(revoked_at=trace.at)
        )
        if revoked.rowcount:
            await self._record(RecordedAction.INVITE_REVOKED, account, trace)
        return revoked.rowcount > 0

    async def by_code(self, code: str) -> Invite | None:
        """The invite with that code, locked: it is used once."""
        rows = await self._connection.execute(
            select(INVITES).where(INVITES.c.sha256 == digest(code)).with_for_update()
        )
        row = rows.one_or_none()
        return _invite_of(row) if row else None

    async def use(self, invite: Invite, now: datetime) -> None:
        await self._connection.execute(update(INVITES).where(INVITES.c.id == invite.id).values(used_at=now))

    async def page(
        self, within: OrganizationId | None, now: datetime, before: InvitePlace | None, count: int
    ) -> tuple[list[Invite], InvitePlace | None]:
        """Those that may be used at `now`, the latest first. `within` None is the whole platform."""
        statement = select(INVITES).where(UNUSED, INVITES.c.expires_at > now)
        if within:
            statement = statement.where(INVITES.c.organization_id == within)
        if before:
            statement = statement.where(tuple_(INVITES.c.created_at, INVITES.c.id) < tuple_(*before))
        ordered = statement.order_by(INVITES.c.created_at.desc(), INVITES.c.id.desc()).limit(count + 1)
        rows = (await self._connection.execute(ordered)).all()
        shown = [_invite_of(row) for row in rows[:count]]
        more = len(rows) > count
        return shown, InvitePlace(shown[-1].created_at, shown[-1].id) if more else None

    async def _record(self, action: RecordedAction, account: Account, trace: Trace) -> None:
        await self._audit.write(trace, Changed(action, account.id, account.organization_id, {}, {}))


def digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()


def _invite_of(row: Fetched) -> Invite:
    return Invite(**{name: getattr(row, name) for name in Invite.model_fields})
