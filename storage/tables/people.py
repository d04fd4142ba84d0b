from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    Index,
    Integer,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from domain.people import Language, Role
from storage.tables.row import Row, identity, one_of, words

FOUND_BY = """translate(lower((name
  || coalesce(E'\\n' || phone, '') || coalesce(E'\\n8' || substr(phone, 3), '')
  || coalesce(E'\\n' || employee_number, '') || coalesce(E'\\n' || login, '')) COLLATE "pg_c_utf8"),
  'ё', 'е')"""
"""What a person is found by, a line per field; its own collation folds Cyrillic alike on every server."""
KNOWN_ROLES = ", ".join(f"'{role.value}'" for role in Role)


class PersonRow(Row, table=True):
    __tablename__: ClassVar[str] = "people"
    __table_args__: ClassVar[tuple[object, ...]] = (
        CheckConstraint(f"cardinality(roles) > 0 AND roles <@ ARRAY[{KNOWN_ROLES}]", name="roles"),
        CheckConstraint("(organization_id IS NULL) = ('superuser' = ANY (roles))", name="platform"),
        CheckConstraint("commission_bp BETWEEN 0 AND 10000", name="commission_bp"),
        CheckConstraint("password_hash IS NULL OR login IS NOT NULL", name="password_hash"),
        CheckConstraint("telegram_id > 0", name="telegram_id"),
        CheckConstraint("version > 0", name="version"),
        one_of("language", Language),
        CheckConstraint(r"phone ~ '^\+[1-9][0-9]{6,14}$'", name="phone"),
        CheckConstraint("NOT 'superuser' = ANY (roles) OR cardinality(roles) = 1", name="platform_role"),
        Index("people_organization_idx", "organization_id"),
        Index(
            "people_employee_number_idx",
            "organization_id",
            "employee_number",
            unique=True,
            postgresql_where=text("employee_number IS NOT NULL"),
        ),
    )

    id: UUID = Field(sa_column=identity(primary_key=True))
    organization_id: UUID | None = Field(
        default=None, sa_column=identity(nullable=True, to="organizations.id")
    )
    name: str = Field(sa_column=words())
    login: str | None = Field(default=None, sa_column=words(nullable=True, unique=True))
    password_hash: str | None = Field(default=None, sa_column=words(nullable=True))
    roles: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    active: bool = Field(default=True, sa_column=Column(Boolean, nullable=False, server_default=text("true")))
    commission_bp: int | None = Field(default=None, sa_column=Column(Integer, nullable=True))
    on_shift: bool = Field(
        default=True, sa_column=Column(Boolean, nullable=False, server_default=text("true"))
    )
    telegram_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, unique=True))
    # No CHECK of its values: a new right would need a migration.
    extra_permissions: list[str] = Field(
        default=[], sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'"))
    )
    language: str | None = Field(default=None, sa_column=words(nullable=True))
    """NULL: never chosen."""
    phone: str | None = Field(default=None, sa_column=words(nullable=True))
    employee_number: str | None = Field(default=None, sa_column=words(nullable=True))
    version: int = Field(default=1, sa_column=Column(Integer, nullable=False, server_default=text("1")))
    created_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )
    found_by: str | None = Field(default=None, sa_column=Column(Text, Computed(FOUND_BY, persisted=True)))
