from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from storage.tables.row import Row, identity, moment, words


class AuditRow(Row, table=True):
    """Who changed what of people and organizations, when and from where; never changed itself.

    `before` and `after` hold the changed fields only, and no secrets. Without an organization: the platform.
    """

    __tablename__: ClassVar[str] = "audit"
    __table_args__: ClassVar[tuple[object, ...]] = (
        CheckConstraint("action ~ '^[a-z_]+[.][a-z_]+$'", name="action"),
        CheckConstraint("jsonb_typeof(before) = 'object'", name="before"),
        CheckConstraint("jsonb_typeof(after) = 'object'", name="after"),
        Index("audit_organization_idx", "organization_id", "id"),
        Index("audit_entity_idx", "entity_id", "id"),
    )

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    organization_id: UUID | None = Field(default=None, sa_column=identity(nullable=True))
    at: datetime = Field(sa_column=moment())
    by_person: UUID | None = Field(default=None, sa_column=identity(nullable=True))
    action: str = Field(sa_column=words())
    entity_id: UUID = Field(sa_column=identity())
    before: str = Field(sa_column=Column(JSONB, nullable=False))
    after: str = Field(sa_column=Column(JSONB, nullable=False))
    network: str | None = Field(default=None, sa_column=words(nullable=True))
    agent: str | None = Field(default=None, sa_column=words(nullable=True))
    request_id: str | None = Field(default=None, sa_column=words(nullable=True))
