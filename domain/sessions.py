"""Log-ins as families of refresh tokens: one of a family is good at a time, an old one ends it (ACC-4)."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from domain.values import Value

REFRESH_LIFE = timedelta(days=30)
REPEATABLE_FOR = timedelta(seconds=10)
"""So long the same refresh gets the same answer again: an answer lost on its way logs nobody out."""


class SessionKind(StrEnum):
    PASSWORD = "password"  # noqa: S105 - a kind of log-in
    TELEGRAM = "telegram"
    """Begun by the service client for somebody in Telegram; it has no refresh tokens."""


class SessionEnd(StrEnum):
    LOGGED_OUT = "logged_out"
    REUSED = "reused"
    """An old refresh token came back: somebody has a copy, and nobody can tell who."""
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a reason
    BLOCKED = "blocked"
    RELINKED = "relinked"
    """Another Telegram account is the person's now."""


class Access(StrEnum):
    """What a session is good for now."""

    FULL = "full"
    ENROLMENT = "enrolment"
    """Only for turning the second factor on, which the organization demands."""
    NONE = "none"


class Use(StrEnum):
    """What presenting a refresh token comes to."""

    ROTATE = "rotate"
    REPEAT = "repeat"
    REUSE = "reuse"
    REFUSE = "refuse"


class Session(Value):
    """One log-in, as its person sees it in a list."""

    id: UUID
    kind: SessionKind
    agent: str | None
    """What the client calls itself (User-Agent)."""
    network: str | None
    """The first part of the address it was begun from."""
    created_at: datetime
    last_used_at: datetime
    """When it began, or last got a new token."""


class KnownToken(Value):
    """What is known of a refresh token that was presented."""

    ended: bool
    """Its session is over."""
    expires_at: datetime
    used_at: datetime | None
    answered_again: bool
    """Its successor can still be told, because nobody has used that one yet."""


def use_of(token: KnownToken, now: datetime) -> Use:
    if token.ended or token.expires_at <= now:
        return Use.REFUSE
    if token.used_at is None:
        return Use.ROTATE
    if token.answered_again and now - token.used_at <= REPEATABLE_FOR:
        return Use.REPEAT
    return Use.REUSE
