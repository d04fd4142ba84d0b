"""Log-ins and their refresh tokens. Tokens are kept as hashes; whoever reads the database can use none."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import case, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people import Person
from domain.sessions import REFRESH_LIFE, KnownToken, Session, SessionEnd, SessionKind, Use, use_of
from domain.values import OrganizationId, PersonId
from storage.tables import RefreshTokenRow, SessionRow, table
from storage.tables.sessions import IN_TELEGRAM

SESSIONS: Final = table(SessionRow)
REFRESH_TOKENS: Final = table(RefreshTokenRow)
BYTES: Final = 32
"""Of chance in a token: 256 bits."""


class Origin(NamedTuple):
    """Where a log-in comes from, as far as it is kept."""

    agent: str | None
    network: str | None


class Begun(NamedTuple):
    session_id: UUID
    refresh_token: str


class InTelegram(NamedTuple):
    session_id: UUID
    begins: bool
    """There was none, or it had run out."""


class Refreshed(NamedTuple):
    session_id: UUID
    organization_id: OrganizationId | None
    person_id: PersonId
    use: Use
    refresh_token: str
    """Empty unless `use` is ROTATE or REPEAT."""


class Sessions:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, person: Person, origin: Origin, now: datetime, *, restricted: bool) -> Begun:
        """Log somebody in, whose row is locked; forgets the log-ins that have run out."""
        gone = (SESSIONS.c.person_id == person.id, SESSIONS.c.expires_at <= now)
        await self._connection.execute(delete(SESSIONS).where(*gone))
        row = _row(SessionKind.PASSWORD, person, origin, now, restricted=restricted)
        await self._connection.execute(insert(SESSIONS).values(row))
        token = secrets.token_urlsafe(BYTES)
        await self._add(row["id"], token, now)
        return Begun(row["id"], token)

    async def in_telegram(self, person: Person, origin: Origin, now: datetime) -> InTelegram:
        """The person's one session in Telegram: the running one, else a new one. The row is locked."""
        row = _row(SessionKind.TELEGRAM, person, origin, now, restricted=False)
        new = insert(SESSIONS).values(row)
        over = SESSIONS.c.expires_at <= now
        rows = await self._connection.execute(
            new.on_conflict_do_update(
                index_elements=["person_id"],
                index_where=text(IN_TELEGRAM),  # no parameters: a generic plan must find the index too
                set_={name: row[name] for name in ("last_used_at", "expires_at")}
                | {name: case((over, row[name]), else_=SESSIONS.c[name]) for name in ("id", "created_at")},
            ).returning(SESSIONS.c.id)
        )
        session_id: UUID = rows.scalar_one()
        return InTelegram(session_id, begins=session_id == row["id"])

    async def refresh(self, token: str, now: datetime) -> Refreshed | None:
        """Give the next token for this one; an old one ends the whole family. None: nobody knows it."""
        rows = await self._connection.execute(
            select(
                SESSIONS.c.id,
                SESSIONS.c.organization_id,
                SESSIONS.c.person_id,
                SESSIONS.c.ended_at,
                REFRESH_TOKENS.c.expires_at,
                REFRESH_TOKENS.c.used_at,
                REFRESH_TOKENS.c.salt,
            )
            .join_from(SESSIONS, REFRESH_TOKENS)
            .where(REFRESH_TOKENS.c.sha256 == digest(token))
            .with_for_update()
        )
        row = rows.one_or_none()
        if row is None:
            return None
        known = KnownToken(
            ended=row.ended_at is not None,
            expires_at=row.expires_at,
            used_at=row.used_at,
            answered_again=row.salt is not None,
        )
        use, following = use_of(known, now), ""
        match use:
            case Use.ROTATE:
                following = await self._rotate(row.id, token, now)
            case Use.REPEAT:
                following = successor(token, row.salt)
            case Use.REUSE:
                await self._end(SESSIONS.c.id == row.id, SessionEnd.REUSED, now)
            case Use.REFUSE:
                pass
        return Refreshed(row.id, row.organization_id, row.person_id, use, following)

    async def restrict(self, session_id: UUID, *, restricted: bool) -> None:
        await self._connection.execute(
            update(SESSIONS).where(SESSIONS.c.id == session_id).values(restricted=restricted)
        )

    async def end(self, person_id: PersonId, session_id: UUID, reason: SessionEnd, now: datetime) -> bool:
        """Whether the person had such a session."""
        mine = (SESSIONS.c.id == session_id) & (SESSIONS.c.person_id == person_id)
        return await self._end(mine, reason, now) > 0

    async def end_all(
        self, person_id: PersonId, reason: SessionEnd, now: datetime, kind: SessionKind | None = None
    ) -> None:
        """End every session of the person, or every one of that kind."""
        theirs = SESSIONS.c.person_id == person_id
        await self._end(theirs & (SESSIONS.c.kind == kind.value) if kind else theirs, reason, now)

    async def of_person(self, person_id: PersonId, now: datetime) -> tuple[Session, ...]:
        """Those that are not over, the latest first."""
        columns = [SESSIONS.c[name] for name in Session.model_fields]
        rows = await self._connection.execute(
            select(*columns)
            .where(
                SESSIONS.c.person_id == person_id, SESSIONS.c.ended_at.is_(None), SESSIONS.c.expires_at > now
            )
            .order_by(SESSIONS.c.created_at.desc(), SESSIONS.c.id)
        )
        return tuple(Session.model_validate(row) for row in rows.mappings())

    async def _rotate(self, session_id: UUID, token: str, now: datetime) -> str:
        """Mark the token used; forget how its own predecessor was answered, and what has run out."""
        family, salt = REFRESH_TOKENS.c.session_id == session_id, secrets.token_bytes(BYTES)
        used = REFRESH_TOKENS.c.sha256 == digest(token)
        await self._connection.execute(
            delete(REFRESH_TOKENS).where(family, REFRESH_TOKENS.c.expires_at <= now)
        )
        await self._connection.execute(
            update(REFRESH_TOKENS).where(family, REFRESH_TOKENS.c.salt.is_not(None)).values(salt=None)
        )
        await self._connection.execute(update(REFRESH_TOKENS).where(used).values(used_at=now, salt=salt))
        following = successor(token, salt)
        await self._add(session_id, following, now)
        await self._connection.execute(
            update(SESSIONS)
            .where(SESSIONS.c.id == session_id)
            .values(last_used_at=now, expires_at=now + REFRESH_LIFE)
        )
        return following

    async def _add(self, session_id: UUID, token: str, now: datetime) -> None:
        await self._connection.execute(
            insert(REFRESH_TOKENS).values(
                sha256=digest(token), session_id=session_id, expires_at=now + REFRESH_LIFE
            )
        )

    async def _end(self, which: Any, reason: SessionEnd, now: datetime) -> int:  # noqa: ANN401 - a condition
        ended = await self._connection.execute(
            update(SESSIONS)
            .where(which, SESSIONS.c.ended_at.is_(None))
            .values(ended_at=now, end_reason=reason.value)
        )
        return ended.rowcount


def digest(token: str) -> str:
    """What is kept of a token. It is 256 bits of chance: a slow hash would protect nothing more."""
    return sha256(token.encode()).hexdigest()


def successor(token: str, salt: bytes) -> str:
    """The next token, chance to whoever has not both: it can be told again, and is kept nowhere."""
    return urlsafe_b64encode(hmac.digest(salt, token.encode(), sha256)).decode().rstrip("=")


def _row(
    kind: SessionKind, person: Person, origin: Origin, now: datetime, *, restricted: bool
) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "organization_id": person.organization_id,
        "person_id": person.id,
        "kind": kind.value,
        "restricted": restricted,
        "agent": origin.agent,
        "network": origin.network,
        "created_at": now,
        "last_used_at": now,
        "expires_at": now + REFRESH_LIFE,
    }
