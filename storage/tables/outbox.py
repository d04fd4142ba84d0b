from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from storage.tables.row import Row, identity, moment, words

UNSENT = text("sent_at IS NULL AND dropped_at IS NULL")


class OutboxRow(Row, table=True):
    """A message that a recording means. Written in its transaction; sent later, in order, at least once."""

    __tablename__: ClassVar[str] = "outbox"
    __table_args__: ClassVar[tuple[object, ...]] = (
        UniqueConstraint("order_id", "seq", "n"),
        CheckConstraint("priority BETWEEN 1 AND 3", name="priority"),
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("sent_at IS NULL OR dropped_at IS NULL", name="outcome"),
        CheckConstraint("(dropped_at IS NULL) = (drop_reason IS NULL)", name="drop_reason"),
        CheckConstraint("retry_at IS NULL OR attempts > 0", name="retry_at"),
        Index("outbox_unsent_idx", "order_id", "id", postgresql_where=UNSENT),
    )

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    organization_id: UUID = Field(sa_column=identity())
    order_id: UUID = Field(sa_column=identity(to="orders.id"))
    seq: int = Field(sa_column=Column(Integer, nullable=False))
    """The last event of the recording it comes from; `n` counts the messages of that recording."""
    n: int = Field(sa_column=Column(Integer, nullable=False))
    notice: str = Field(sa_column=Column(JSONB, nullable=False))
    priority: int = Field(sa_column=Column(Integer, nullable=False))
    created_at: datetime = Field(sa_column=moment())
    sent_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    dropped_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    drop_reason: str | None = Field(default=None, sa_column=words(nullable=True))
    attempts: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default=text("0")))
    retry_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    """Set by a failed attempt: not before then."""
