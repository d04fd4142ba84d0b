"""Penalties of all orders, to be listed by person and state. The record of each order is the truth."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from domain.orders.penalty import PenaltyState
from storage.tables.row import Row, identity, moment, one_of, words

APPEALED = text("state = 'appealed'")
NEWEST = (text("at DESC"), text("order_id DESC"), text("number DESC"))


class PenaltyRow(Row, table=True):
    """`number` counts the penalties of its order; `entries` are those of the record it follows from."""

    __tablename__: ClassVar[str] = "penalties"
    __table_args__: ClassVar[tuple[object, ...]] = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("cardinality(entries) > 0", name="entries"),
        one_of("state", PenaltyState),
        Index("penalties_newest_idx", "organization_id", *NEWEST),
        Index("penalties_person_idx", "organization_id", "person_id", *NEWEST),
        Index("penalties_appealed_idx", "organization_id", *NEWEST, postgresql_where=APPEALED),
    )

    order_id: UUID = Field(sa_column=identity(primary_key=True, to="orders.id"))
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    organization_id: UUID = Field(sa_column=identity())
    person_id: UUID = Field(sa_column=identity(to="people.id"))
    author_id: UUID | None = Field(default=None, sa_column=identity(nullable=True, to="people.id"))
    amount: int = Field(sa_column=Column(BigInteger, nullable=False))
    state: str = Field(sa_column=words())
    at: datetime = Field(sa_column=moment())
    entries: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
