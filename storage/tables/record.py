"""The record of an order: what was commanded, what happened, what it moved, what it holds.

`events` and `postings` are never changed: triggers of the first migration refuse UPDATE, DELETE and TRUNCATE.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Index, Integer, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSON
from sqlmodel import Field

from domain.money import Method
from domain.orders.ledger import PostingKind
from storage.tables.row import Row, identity, is_sha256, moment, one_of, words


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"


class EventRow(Row, table=True):
    """One entry. `body` is its canonical JSON, and the hash covers exactly these bytes."""

    __tablename__: ClassVar[str] = "events"
    __table_args__: ClassVar[tuple[object, ...]] = (
        CheckConstraint("seq > 0", name="seq"),
        CheckConstraint("octet_length(hash) = 32", name="hash"),
        CheckConstraint("octet_length(body) > 0", name="body"),
    )

    order_id: UUID = Field(sa_column=identity(primary_key=True, to="orders.id"))
    seq: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    organization_id: UUID = Field(sa_column=identity())
    command_id: str = Field(sa_column=words())
    kind: str = Field(sa_column=words())
    part: str = Field(sa_column=words())
    by_person: UUID | None = Field(default=None, sa_column=identity(nullable=True))
    at: datetime = Field(sa_column=moment())
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """SHA-256 over the hash of the entry before (32 zero bytes for the first) and `body`."""


class PostingRow(Row, table=True):
    """One line of the ledger, `n` within its event; `amount` in kopecks, negative for a reversal."""

    __tablename__: ClassVar[str] = "postings"
    __table_args__: ClassVar[tuple[object, ...]] = (
        one_of("kind", PostingKind),
        one_of("method", Method),
        CheckConstraint("n >= 0", name="n"),
        # The agreed amount is corrected, a penalty is reversed, and so is what the end of an order had posted
        # when it is reopened; no other line may be negative.
        CheckConstraint(
            "amount >= 0 OR kind IN"
            " ('agreed', 'penalty', 'commission', 'advance', 'refusal_fee', 'write_off')",
            name="amount",
        ),
        # Everybody's cash in hand and earnings are summed up on it.
        Index(
            "postings_person_idx",
            "organization_id",
            "person_id",
            "at",
            postgresql_where=text("person_id IS NOT NULL"),
        ),
    )

    order_id: UUID = Field(sa_column=identity(primary_key=True, to="orders.id"))
    seq: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    n: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    organization_id: UUID = Field(sa_column=identity())
    kind: str = Field(sa_column=words())
    amount: int = Field(sa_column=Column(BigInteger, nullable=False))
    person_id: UUID | None = Field(default=None, sa_column=identity(nullable=True))
    method: str | None = Field(default=None, sa_column=words(nullable=True))
    at: datetime = Field(sa_column=moment())


class CommandRow(Row, table=True):
    """The first answer to a command id. A refused opening has no order, so this refers to none."""

    __tablename__: ClassVar[str] = "commands"
    __table_args__: ClassVar[tuple[object, ...]] = (
        is_sha256("fingerprint"),
        CheckConstraint(
            "(outcome = 'accepted' AND answer IS NOT NULL AND refusal IS NULL AND first_seq IS NOT NULL"
            " AND last_seq IS NOT NULL) OR (outcome = 'refused' AND answer IS NULL AND refusal IS NOT NULL"
            " AND first_seq IS NULL AND last_seq IS NULL)",
            name="answered",
        ),
    )

    order_id: UUID = Field(sa_column=identity(primary_key=True))
    command_id: str = Field(sa_column=Column(words().type, primary_key=True))
    organization_id: UUID = Field(sa_column=identity(to="organizations.id"))
    fingerprint: str = Field(sa_column=words())
    outcome: str = Field(sa_column=words())
    answer: str | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    """As JSON and not JSONB: the same answer again, in the same order."""
    refusal: str | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    first_seq: int | None = Field(default=None, sa_column=Column(Integer, nullable=True))
    last_seq: int | None = Field(default=None, sa_column=Column(Integer, nullable=True))
    at: datetime = Field(sa_column=moment())


class ClaimRow(Row, table=True):
    """Content that counts once in an organization, such as a receipt's photo, and the order that holds it."""

    __tablename__: ClassVar[str] = "claims"
    __table_args__: ClassVar[tuple[object, ...]] = (
        is_sha256("sha256"),
        Index("claims_order_idx", "order_id"),
    )

    organization_id: UUID = Field(sa_column=identity(primary_key=True))
    sha256: str = Field(sa_column=Column(words().type, primary_key=True))
    order_id: UUID = Field(sa_column=identity(to="orders.id"))
    part: str = Field(sa_column=words())


class ReceiptRow(Row, table=True):
    """Date and total of each receipt, to warn of another one that has the same."""

    __tablename__: ClassVar[str] = "receipts"
    __table_args__: ClassVar[tuple[object, ...]] = (
        CheckConstraint("total >= 0", name="total"),
        Index("receipts_similar_idx", "organization_id", "document_date", "total"),
    )

    order_id: UUID = Field(sa_column=identity(primary_key=True, to="orders.id"))
    part: str = Field(sa_column=Column(words().type, primary_key=True))
    organization_id: UUID = Field(sa_column=identity())
    document_date: date = Field(sa_column=Column(Date, nullable=False))
    total: int = Field(sa_column=Column(BigInteger, nullable=False))
