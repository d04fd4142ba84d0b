from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index
from sqlmodel import Field

from domain.media import MAX_BYTES
from storage.tables.row import Row, identity, is_sha256, moment, words


class MediaRow(Row, table=True):
    """A photo or document; its bytes lie in S3 under `object_key`, whole since `stored_at`."""

    __tablename__: ClassVar[str] = "media"
    __table_args__: ClassVar[tuple[object, ...]] = (
        is_sha256("sha256"),
        is_sha256("original_sha256"),
        CheckConstraint(f"size BETWEEN 1 AND {MAX_BYTES}", name="size"),
        CheckConstraint("content_type ~ '^(image/[a-z]+|application/pdf)$'", name="content_type"),
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
