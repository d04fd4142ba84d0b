"""What every table shares: one metadata with named constraints, and the column types in use."""

from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy
from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, MetaData, Table, Text, Uuid
from sqlmodel import SQLModel

NAMES = {
    "pk": "%(table_name)s_pkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "ck": "%(table_name)s_%(constraint_name)s_check",
}
"""A constraint's name says where it stands and what it is, so that a migration can speak of it."""


Fetched = sqlalchemy.Row[*tuple[Any, ...]]
"""A fetched row, whatever its columns."""


class Row(SQLModel):
    """The parent of every table of ours."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


def table(row: type[Row]) -> Table:
    """The table of a row class, for statements that return plain columns."""
    return row.metadata.tables[str(row.__tablename__)]


def identity(*, primary_key: bool = False, nullable: bool = False, to: str | None = None) -> Column[Any]:
    """A UUID column; `to` is the column it refers to."""
    references = [ForeignKey(to)] if to else []
    return Column(Uuid, *references, primary_key=primary_key, nullable=nullable)


def moment(*, nullable: bool = False) -> Column[Any]:
    return Column(DateTime(timezone=True), nullable=nullable)


def words(*, nullable: bool = False, unique: bool = False, primary_key: bool = False) -> Column[Any]:
    return Column(Text, nullable=nullable, unique=unique or None, primary_key=primary_key)


def one_of(column: str, kind: type[StrEnum]) -> CheckConstraint:
    """The column holds one of the enumeration's values."""
    values = ", ".join(f"'{member.value}'" for member in kind)
    return CheckConstraint(f"{column} IN ({values})", name=column)


def is_sha256(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} ~ '^[0-9a-f]{{64}}$'", name=column)
