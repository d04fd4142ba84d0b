from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column
from sqlmodel import Field

from domain.chats import Unreachable
from storage.tables.row import Row, identity, moment, one_of, words


class ChatRow(Row, table=True):
    """A person's chat with one of our bots. Of a Telegram account they had before, it says nothing."""

    __tablename__: ClassVar[str] = "chats"
    __table_args__: ClassVar[tuple[object, ...]] = (
        CheckConstraint("bot_id > 0", name="bot_id"),
        CheckConstraint("chat_id > 0", name="chat_id"),
        one_of("why", Unreachable),
        CheckConstraint("(unreachable_since IS NULL) = (why IS NULL)", name="unreachable"),
        CheckConstraint("num_nonnulls(started_at, unreachable_since) > 0", name="known"),
    )

    person_id: UUID = Field(sa_column=identity(primary_key=True, to="people.id"))
    bot_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    chat_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    """The person's Telegram account."""
    started_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    """When they began it, or began it anew; NULL: we have only tried to write."""
    unreachable_since: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    why: str | None = Field(default=None, sa_column=words(nullable=True))
