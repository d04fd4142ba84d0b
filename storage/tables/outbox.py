from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from storage.tables.row import Row, identity, moment, words

UNSENT = text("sent_at IS NULL AND dropped_at IS NULL")


class OutboxRow(Row, table=True):
    """A message of an order, or about a person, as their cash in hand: sent later, in order, at least once.

    One that a recording means is written in its transaction and named by `seq` and `n`; any other by `once`.
    """

    __tablename__: ClassVar[str] = "outbox"
    __table_args__: ClassVar[tuple[object, ...]] = (
        UniqueConstraint("order_id", "seq", "n"),
        UniqueConstraint("once"),
        CheckConstraint("num_nonnulls(order_id, about_person) = 1", name="about"),
        CheckConstraint(
            "num_nonnulls(order_id, seq, n) = 3 AND once IS NULL"
            " OR num_nonnulls(seq, n) = 0 AND once IS NOT NULL",
            name="once",
        ),
        CheckConstraint("priority BETWEEN 1 AND 3", name="priority"),
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("sent_at IS NULL OR dropped_at IS NULL", name="outcome"),
        CheckConstraint("(dropped_at IS NULL) = (drop_reason IS NULL)", name="drop_reason"),
        CheckConstraint("retry_at IS NULL OR attempts > 0", name="retry_at"),
        Index("outbox_unsent_idx", "order_id", "id", postgresql_where=UNSENT),
        Index(
            "outbox_unsent_person_idx",
            "about_person",
            "id",
            postgresql_where=text(f"about_person IS NOT NULL AND {UNSENT}"),
        ),
    )

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    organization_id: UUID = Field(sa_column=identity())
    order_id: UUID | None = Field(default=None, sa_column=identity(nullable=True, to="orders.id"))
    about_person: UUID | None = Field(default=None, sa_column=identity(nullable=True, to="people.id"))
    """Whose cash it is about, where it belongs to no order."""
    seq: int | None = Field(default=None, sa_column=Column(Integer, nullable=True))
    """The last event of the recording it comes from; `n` counts the messages of that recording."""
    n: int | None = Field(default=None, sa_column=Column(Integer, nullable=True))
    once: str | None = Field(default=None, sa_column=words(nullable=True))
    """Names a message that comes from no recording: the same one is kept once."""
    notice: str = Field(sa_column=Column(JSONB, nullable=False))
    priority: int = Field(sa_column=Column(Integer, nullable=False))
    created_at: datetime = Field(sa_column=moment())
    sent_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    dropped_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    drop_reason: str | None = Field(default=None, sa_column=words(nullable=True))
    attempts: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default=text("0")))
    retry_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    """Set by a failed attempt: not before then."""
