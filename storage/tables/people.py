from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from domain.people import Role
from storage.tables.row import Row, identity, words

KNOWN_ROLES = ", ".join(f"'{role.value}'" for role in Role)


class PersonRow(Row, table=True):
    __tablename__: ClassVar[str] = "people"
    __table_args__: ClassVar[tuple[object, ...]] = (
        CheckConstraint(f"cardinality(roles) > 0 AND roles <@ ARRAY[{KNOWN_ROLES}]", name="roles"),
        CheckConstraint("(organization_id IS NULL) = ('superuser' = ANY (roles))", name="platform"),
        CheckConstraint("commission_bp BETWEEN 0 AND 10000", name="commission_bp"),
        CheckConstraint("password_hash IS NULL OR login IS NOT NULL", name="password_hash"),
        CheckConstraint("telegram_id > 0", name="telegram_id"),
        Index("people_organization_idx", "organization_id"),
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
