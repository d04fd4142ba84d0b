from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from storage.tables.row import Row, identity, words


class OrganizationRow(Row, table=True):
    __tablename__: ClassVar[str] = "organizations"
    __table_args__: ClassVar[tuple[object, ...]] = (
        CheckConstraint("length(prefix) BETWEEN 1 AND 8", name="prefix"),
        CheckConstraint("last_number >= 0", name="last_number"),
        CheckConstraint("version > 0", name="version"),
        CheckConstraint("jsonb_typeof(settings) = 'object'", name="settings"),
    )

    id: UUID = Field(sa_column=identity(primary_key=True))
    name: str = Field(sa_column=words())
    prefix: str = Field(sa_column=words())
    settings: str = Field(sa_column=Column(JSONB, nullable=False))
    last_number: int = Field(
        default=0, sa_column=Column(BigInteger, nullable=False, server_default=text("0"))
    )
    """The number of the latest order; the next one is drawn under a lock of this row."""
    version: int = Field(default=1, sa_column=Column(Integer, nullable=False, server_default=text("1")))
    """Of name, prefix and settings."""
