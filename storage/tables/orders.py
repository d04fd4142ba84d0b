from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from domain.orders.parts import Stage
from storage.tables.row import Row, identity, moment, one_of, words

CLOSED_STAGES = ", ".join(f"'{stage.value}'" for stage in Stage if stage.closed)
WAITS = text("cardinality(waiting_kinds) > 0")
"""Of every open order, and of a closed one with a debt or an appeal."""
HELD = text("holder_id IS NOT NULL")
NEWEST = (text("opened_at DESC"), text("id DESC"))
"""The one order of every list; each index that serves a list ends with it."""


class OrderRow(Row, table=True):
    """The read model: the fold of an order's events, with the columns that lists filter by.

    `state` is the whole order as JSON. Whoever records locks this row first.
    """

    __tablename__: ClassVar[str] = "orders"
    __table_args__: ClassVar[tuple[object, ...]] = (
        UniqueConstraint("organization_id", "number"),
        CheckConstraint("version > 0", name="version"),
        one_of("stage", Stage),
        CheckConstraint(f"(closed_at IS NOT NULL) = (stage IN ({CLOSED_STAGES}))", name="closed_at"),
        # No open order is without an answer to what it waits for (SLA-1).
        CheckConstraint("closed_at IS NOT NULL OR cardinality(waiting_kinds) > 0", name="waiting"),
        Index("orders_newest_idx", "organization_id", *NEWEST),
        Index("orders_waits_idx", "organization_id", *NEWEST, postgresql_where=WAITS),
        Index("orders_stage_idx", "organization_id", "stage", *NEWEST),
        Index("orders_engineer_idx", "organization_id", "engineer_id", *NEWEST),
        Index("orders_due_idx", "organization_id", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        CheckConstraint("eldest_id <> id", name="eldest_id"),
        Index("orders_eldest_idx", "eldest_id", postgresql_where=text("eldest_id IS NOT NULL")),
        CheckConstraint("warranty_of <> id", name="warranty_of"),
        Index("orders_warranty_idx", "warranty_of", postgresql_where=text("warranty_of IS NOT NULL")),
        CheckConstraint("(holder_id IS NULL) = (held_since IS NULL)", name="custody"),
        Index("orders_custody_idx", "organization_id", "held_since", "id", postgresql_where=HELD),
        Index("orders_holder_idx", "organization_id", "holder_id", postgresql_where=HELD),
        Index(
            "orders_receiver_idx",
            "organization_id",
            "receiver_id",
            postgresql_where=text("receiver_id IS NOT NULL"),
        ),
        # Without a pending list: no command pays for the postponed work of others.
        Index(
            "orders_waiting_idx",
            "waiting_people",
            "waiting_roles",
            "audience",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
    )

    id: UUID = Field(sa_column=identity(primary_key=True))
    organization_id: UUID = Field(sa_column=identity(to="organizations.id"))
    number: str = Field(sa_column=words())
    version: int = Field(sa_column=Column(Integer, nullable=False))
    stage: str = Field(sa_column=words())
    curator_id: UUID = Field(sa_column=identity(to="people.id"))
    engineer_id: UUID | None = Field(default=None, sa_column=identity(nullable=True, to="people.id"))
    holder_id: UUID | None = Field(default=None, sa_column=identity(nullable=True))
    """Who holds the device; nobody of the company while the client does."""
    held_since: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    receiver_id: UUID | None = Field(default=None, sa_column=identity(nullable=True))
    """To whom the holder has given it, until that person confirms."""
    warranty_of: UUID | None = Field(default=None, sa_column=identity(nullable=True, to="orders.id"))
    """The order whose repair it repeats, also when that turned out to be no case of warranty."""
    eldest_id: UUID | None = Field(default=None, sa_column=identity(nullable=True, to="orders.id"))
    """The first order of the same client's devices; none on that one itself."""
    waiting_people: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    waiting_roles: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    waiting_kinds: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    audience: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    """Who sees it besides those who see all of the organization: people's ids, and a role for a free job."""
    due_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    """When the first of its waits runs out."""
    opened_at: datetime = Field(sa_column=moment())
    closed_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    state: str = Field(sa_column=Column(JSONB, nullable=False))
