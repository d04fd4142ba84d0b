from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, LargeBinary, Uuid
from sqlmodel import Field

from storage.tables.row import Row, is_sha256, moment, words


class SecondFactorRow(Row, table=True):
    __tablename__: ClassVar[str] = "second_factors"
    __table_args__: ClassVar[tuple[object, ...]] = (CheckConstraint("last_step >= 0", name="last_step"),)

    person_id: UUID = Field(sa_column=Column(Uuid, ForeignKey("people.id"), primary_key=True))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """The secret, encrypted: see api/seals.py."""
    confirmed_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    last_step: int = Field(sa_column=Column(BigInteger, nullable=False))
    """No code of this step or an earlier one is taken any more."""


class RecoveryCodeRow(Row, table=True):
    """Codes for when the phone is lost, each good once. A used one is gone."""

    __tablename__: ClassVar[str] = "recovery_codes"
    __table_args__: ClassVar[tuple[object, ...]] = (is_sha256("sha256"),)

    person_id: UUID = Field(sa_column=Column(Uuid, ForeignKey("people.id"), primary_key=True))
    sha256: str = Field(sa_column=words(primary_key=True))
