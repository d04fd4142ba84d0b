from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from storage.tables.row import Row, identity, is_sha256, moment, words


class OrderContactRow(Row, table=True):
    """The client's data, which no event holds. Written before the order is opened, so it refers to no order.

    Erasing takes the salt too: without it nobody can try phone numbers against the hash in the record.
    """

    __tablename__: ClassVar[str] = "order_contacts"
    __table_args__: ClassVar[tuple[object, ...]] = (
        is_sha256("sha256"),
        CheckConstraint(
            "(erased_at IS NULL AND contact IS NOT NULL AND octet_length(salt) >= 16)"
            " OR (erased_at IS NOT NULL AND contact IS NULL AND salt IS NULL)",
            name="erased",
        ),
    )

    order_id: UUID = Field(sa_column=identity(primary_key=True))
    organization_id: UUID = Field(sa_column=identity(to="organizations.id"))
    contact: str | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True), nullable=True))
    salt: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    sha256: str = Field(sa_column=words())
    created_at: datetime = Field(sa_column=moment())
    erased_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))


class OrderTextRow(Row, table=True):
    """What an order is found by, lower-cased, with all its runs of three characters.

    Not in `orders`: that row changes with every command, this one hardly ever. Not `pg_trgm`: it passes over
    Cyrillic and punctuation where the server's locale is C, and not every server lets us create extensions.
    """

    __tablename__: ClassVar[str] = "order_texts"
    __table_args__: ClassVar[tuple[object, ...]] = (
        # Without a pending list: every search would read it through.
        Index(
            "order_texts_grams_idx",
            "grams",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
    )

    order_id: UUID = Field(sa_column=identity(primary_key=True, to="orders.id"))
    organization_id: UUID = Field(sa_column=identity())
    text: str = Field(sa_column=words())
    grams: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
