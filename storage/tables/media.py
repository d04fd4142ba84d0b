from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Uuid,
    text,
)
from sqlmodel import Field

from domain.media import MAX_BYTES
from storage.tables.row import Row, identity, is_sha256, moment, words


class MediaRow(Row, table=True):
    """A photo or document; its bytes lie in S3 under `object_key`, whole since `stored_at`."""

    __tablename__: ClassVar[str] = "media"
    __table_args__: ClassVar[tuple[object, ...]] = (
        is_sha256("sha256"),
        is_sha256("original_sha256"),
        is_sha256("fiscal_claim"),
        CheckConstraint(
            "num_nonnulls(fiscal, fiscal_claim) IN (0, 2) AND (fiscal IS NULL OR fiscal_read)", name="fiscal"
        ),
        CheckConstraint(f"size BETWEEN 1 AND {MAX_BYTES}", name="size"),
        CheckConstraint("content_type ~ '^(image/[a-z]+|application/pdf)$'", name="content_type"),
        CheckConstraint("thumbnail_attempts >= 0", name="thumbnail_attempts"),
        Index(
            "media_thumbnails_idx",
            "thumbnail_retry_at",
            postgresql_where=text("thumbnail_at IS NULL AND stored_at IS NOT NULL"),
        ),
        Index("media_content_idx", "organization_id", "sha256"),
    )

    id: UUID = Field(sa_column=identity(primary_key=True))
    organization_id: UUID = Field(sa_column=identity(to="organizations.id"))
    sha256: str = Field(sa_column=words())
    content_type: str = Field(sa_column=words())
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    object_key: str = Field(sa_column=words(unique=True))
    uploaded_by: UUID = Field(sa_column=identity(to="people.id"))
    created_at: datetime = Field(sa_column=moment())
    stored_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    """Until then nobody sees it: its bytes are under way, or never came."""
    original_sha256: str | None = Field(default=None, sa_column=words(nullable=True))
    """Of what was sent first, before notes of a camera were taken out; none of what 0.2 stored."""
    fiscal_read: bool = Field(
        default=False, sa_column=Column(Boolean, nullable=False, server_default=text("false"))
    )
    """Whether a fiscal QR code was looked for."""
    fiscal: str | None = Field(default=None, sa_column=words(nullable=True))
    """What it says, as JSON (domain/media.py)."""
    fiscal_claim: str | None = Field(default=None, sa_column=words(nullable=True))
    """What a receipt claims by it."""
    thumbnail_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    thumbnail_attempts: int = Field(
        default=0, sa_column=Column(Integer, nullable=False, server_default=text("0"))
    )
    thumbnail_retry_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )
    """Before this nobody begins to make it: nobody else is at it, and a failure has had its pause."""


class MediaSenderRow(Row, table=True):
    """Who sent that content in, and when last."""

    __tablename__: ClassVar[str] = "media_senders"

    media_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("media.id", ondelete="CASCADE"), primary_key=True, nullable=False)
    )
    person_id: UUID = Field(sa_column=Column(Uuid, ForeignKey("people.id"), primary_key=True, nullable=False))
    organization_id: UUID = Field(sa_column=identity(to="organizations.id"))
    sent_at: datetime = Field(sa_column=moment())


class MediaLinkRow(Row, table=True):
    """A file that an order's record names: whoever sees the order may see it, and it stays for good."""

    __tablename__: ClassVar[str] = "media_links"

    media_id: UUID = Field(sa_column=Column(Uuid, ForeignKey("media.id"), primary_key=True, nullable=False))
    order_id: UUID = Field(sa_column=Column(Uuid, ForeignKey("orders.id"), primary_key=True, nullable=False))
    organization_id: UUID = Field(sa_column=identity(to="organizations.id"))


class RemovedObjectRow(Row, table=True):
    """What no row speaks of any more and still lies in S3."""

    __tablename__: ClassVar[str] = "removed_objects"

    object_key: str = Field(sa_column=words(primary_key=True))
    organization_id: UUID = Field(sa_column=identity(to="organizations.id"))
