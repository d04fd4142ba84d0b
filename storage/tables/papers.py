from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, UniqueConstraint, text
from sqlmodel import Field

from domain.orders.papers import PaperKind
from storage.tables.row import Row, identity, is_sha256, moment, one_of, words


class PaperRow(Row, table=True):
    """A paper that a recording calls for. Written in its transaction; made later; its bytes lie in S3."""

    __tablename__: ClassVar[str] = "papers"
    __table_args__: ClassVar[tuple[object, ...]] = (
        UniqueConstraint("order_id", "seq", "kind"),
        one_of("kind", PaperKind),
        CheckConstraint("seq > 0", name="seq"),
        CheckConstraint("size > 0", name="size"),
        CheckConstraint("attempts >= 0", name="attempts"),
        is_sha256("sha256"),
        CheckConstraint("num_nonnulls(made_at, sha256, size) IN (0, 3)", name="made"),
        Index("papers_due_idx", "retry_at", postgresql_where=text("made_at IS NULL")),
    )

    id: UUID = Field(sa_column=identity(primary_key=True))
    organization_id: UUID = Field(sa_column=identity())
    order_id: UUID = Field(sa_column=identity(to="orders.id"))
    seq: int = Field(sa_column=Column(Integer, nullable=False))
    """The entry it comes from: it tells the order as it was after that."""
    kind: str = Field(sa_column=words())
    part: str = Field(sa_column=words())
    wanted_at: datetime = Field(sa_column=moment())
    """When it was called for: once more when the client is erased."""
    made_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    sha256: str | None = Field(default=None, sa_column=words(nullable=True))
    size: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    attempts: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default=text("0")))
    retry_at: datetime = Field(sa_column=moment())
    """Before this nobody begins to make it: nobody else is at it, and a failure has had its pause."""
