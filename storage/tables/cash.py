from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSON
from sqlmodel import Field

from domain.cash import HandInState
from storage.tables.row import Row, identity, is_sha256, moment, one_of, words

LATEST = (text("at DESC"), text("id DESC"))


class HandInRow(Row, table=True):
    """Client's cash on its way from a person to a receiver. Whoever hands in locks the person's row first."""

    __tablename__: ClassVar[str] = "hand_ins"
    __table_args__: ClassVar[tuple[object, ...]] = (
        one_of("state", HandInState),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("person_id <> receiver_id", name="receiver_id"),
        CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name="decided_at"),
        CheckConstraint("(state = 'disputed') = (reason IS NOT NULL)", name="reason"),
        CheckConstraint("version = CASE state WHEN 'pending' THEN 1 ELSE 2 END", name="version"),
        Index("hand_ins_latest_idx", "organization_id", *LATEST),
        Index("hand_ins_person_idx", "organization_id", "person_id", *LATEST),
        Index("hand_ins_receiver_idx", "organization_id", "receiver_id", *LATEST),
    )

    id: UUID = Field(sa_column=identity(primary_key=True))
    organization_id: UUID = Field(sa_column=identity(to="organizations.id"))
    person_id: UUID = Field(sa_column=identity(to="people.id"))
    receiver_id: UUID = Field(sa_column=identity(to="people.id"))
    amount: int = Field(sa_column=Column(BigInteger, nullable=False))
    state: str = Field(sa_column=words())
    reason: str | None = Field(default=None, sa_column=words(nullable=True))
    at: datetime = Field(sa_column=moment())
    decided_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    version: int = Field(sa_column=Column(Integer, nullable=False))


class HandInEventRow(Row, table=True):
    """Who did what with a hand-in, and when; never changed. `answer` is the hand-in as it was then."""

    __tablename__: ClassVar[str] = "hand_in_events"
    __table_args__: ClassVar[tuple[object, ...]] = (
        is_sha256("fingerprint"),
        one_of("state", HandInState),
        UniqueConstraint("hand_in_id", "version"),
    )

    command_id: UUID = Field(sa_column=identity(primary_key=True))
    hand_in_id: UUID = Field(sa_column=identity(to="hand_ins.id"))
    version: int = Field(sa_column=Column(Integer, nullable=False))
    organization_id: UUID = Field(sa_column=identity())
    state: str = Field(sa_column=words())
    by_person: UUID = Field(sa_column=identity())
    at: datetime = Field(sa_column=moment())
    fingerprint: str = Field(sa_column=words())
    answer: str = Field(sa_column=Column(JSON, nullable=False))
