from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from storage.tables.row import Row, identity, is_sha256, moment, words


class InviteRow(Row, table=True):
    """A person has at most one that is neither used nor revoked. The code is kept as its hash."""

    __tablename__: ClassVar[str] = "invites"
    __table_args__: ClassVar[tuple[object, ...]] = (
        is_sha256("sha256"),
        CheckConstraint("expires_at > created_at", name="expires_at"),
        CheckConstraint("used_at IS NULL OR revoked_at IS NULL", name="ended"),
        Index(
            "invites_open_idx",
            "person_id",
            unique=True,
            postgresql_where=text("used_at IS NULL AND revoked_at IS NULL"),
        ),
        Index("invites_latest_idx", "organization_id", "created_at", "id"),
    )

    id: UUID = Field(sa_column=identity(primary_key=True))
    organization_id: UUID | None = Field(
        default=None, sa_column=identity(nullable=True, to="organizations.id")
    )
    person_id: UUID = Field(sa_column=identity(to="people.id"))
    sha256: str = Field(sa_column=words(unique=True))
    by: UUID = Field(sa_column=identity(to="people.id"))
    created_at: datetime = Field(sa_column=moment())
    expires_at: datetime = Field(sa_column=moment())
    used_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    revoked_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
