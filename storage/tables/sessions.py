from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, LargeBinary, Uuid, text
from sqlmodel import Field

from domain.sessions import SessionEnd, SessionKind
from storage.tables.row import Row, identity, is_sha256, moment, one_of, words

IN_TELEGRAM = f"kind = '{SessionKind.TELEGRAM.value}' AND ended_at IS NULL"


class SessionRow(Row, table=True):
    """A log-in: a family of refresh tokens."""

    __tablename__: ClassVar[str] = "sessions"
    __table_args__: ClassVar[tuple[object, ...]] = (
        one_of("kind", SessionKind),
        one_of("end_reason", SessionEnd),
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="ended"),
        CheckConstraint("expires_at > created_at", name="expires_at"),
        Index("sessions_person_idx", "person_id", "created_at"),
        Index("sessions_telegram_idx", "person_id", unique=True, postgresql_where=text(IN_TELEGRAM)),
    )

    id: UUID = Field(sa_column=identity(primary_key=True))
    organization_id: UUID | None = Field(
        default=None, sa_column=identity(nullable=True, to="organizations.id")
    )
    person_id: UUID = Field(sa_column=identity(to="people.id"))
    kind: str = Field(sa_column=words())
    restricted: bool = Field(sa_column=Column(Boolean, nullable=False))
    """Good for turning the second factor on and nothing else."""
    agent: str | None = Field(default=None, sa_column=words(nullable=True))
    network: str | None = Field(default=None, sa_column=words(nullable=True))
    created_at: datetime = Field(sa_column=moment())
    last_used_at: datetime = Field(sa_column=moment())
    expires_at: datetime = Field(sa_column=moment())
    """With its latest token, unless it is refreshed again."""
    ended_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    end_reason: str | None = Field(default=None, sa_column=words(nullable=True))


class RefreshTokenRow(Row, table=True):
    """Every token of a family until it expires, by its hash: an old one has to be recognised."""

    __tablename__: ClassVar[str] = "refresh_tokens"
    __table_args__: ClassVar[tuple[object, ...]] = (
        is_sha256("sha256"),
        CheckConstraint("salt IS NULL OR used_at IS NOT NULL", name="salt"),
        Index("refresh_tokens_session_idx", "session_id"),
    )

    sha256: str = Field(sa_column=words(primary_key=True))
    session_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False)
    )
    expires_at: datetime = Field(sa_column=moment())
    used_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    salt: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    """Makes the successor out of the token itself; erased with the successor's first use."""
