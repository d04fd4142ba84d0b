from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, SmallInteger, text
from sqlmodel import Field

from storage.tables.row import Row, identity

SHARDS = 16


class OrganizationChangesRow(Row, table=True):
    """How often an organization's lists have changed: the sum over its shards grows with every commit that
    changes one. Counted by triggers, so that no writer can forget it (ADR 16).

    A transaction counts in one shard, which its connection decides: those of two connections hardly ever wait
    for each other.
    """

    __tablename__: ClassVar[str] = "organization_changes"
    __table_args__: ClassVar[tuple[object, ...]] = (
        CheckConstraint(f"shard BETWEEN 0 AND {SHARDS - 1}", name="shard"),
        CheckConstraint("changes > 0", name="changes"),
    )

    organization_id: UUID = Field(sa_column=identity(primary_key=True, to="organizations.id"))
    shard: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    changes: int = Field(sa_column=Column(BigInteger, nullable=False, server_default=text("1")))
