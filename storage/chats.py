"""Chats of people with our bots: where somebody is reached, and who is not (BOT-5)."""

from collections.abc import Collection
from typing import Final, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import and_, bindparam, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.chats import OutOfReach, Unreachable, unreachable_notice
from domain.people import Language, Person
from domain.values import Moment, OrganizationId, PersonId
from storage.outbox import Letter, Outbox
from storage.people import PEOPLE
from storage.tables import ChatRow, table

CHATS: Final = table(ChatRow)
CURRENT: Final = and_(CHATS.c.person_id == PEOPLE.c.id, CHATS.c.chat_id == PEOPLE.c.telegram_id)
"""Chats of the Telegram account that the person has now."""

FINAL: Final = (Unreachable.BLOCKED.value, Unreachable.DEACTIVATED.value)

OUT_OF_REACH: Final = text("""
SELECT p.id AS person, p.name, c.since, c.why
FROM people p
CROSS JOIN LATERAL (
  SELECT max(unreachable_since) AS since, bool_and(unreachable_since IS NOT NULL) AS never,
    (array_agg(why ORDER BY unreachable_since DESC))[1] AS why
  FROM chats WHERE person_id = p.id AND chat_id = p.telegram_id
) c
WHERE p.organization_id = :organization_id AND p.active AND c.never
ORDER BY c.since DESC, p.id
""")
"""Some chat there is, or it would be unknown whether they can be reached."""

ALL: Final = TypeAdapter(tuple[OutOfReach, ...])


class Addressee(NamedTuple):
    """How a person is reached."""

    telegram_id: int
    language: Language | None
    started: frozenset[int]
    """Bots whose chat takes messages."""
    closed: frozenset[int]
    """Bots that hear of it themselves when they are taken back; until then there is nothing to try."""


class Chats:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(self, person: PersonId, bot_id: int, telegram_id: int, now: Moment) -> None:
        """The person has begun the chat, or taken the bot back."""
        opened = {"chat_id": telegram_id, "started_at": now, "unreachable_since": None, "why": None}
        await self._connection.execute(
            insert(CHATS)
            .values(person_id=person, bot_id=bot_id, **opened)
            .on_conflict_do_update(
                index_elements=["person_id", "bot_id"],
                set_=opened,
                where=or_(CHATS.c.unreachable_since.is_not(None), CHATS.c.chat_id != telegram_id),
            )
        )

    async def close(
        self, person: Person, bot_id: int, telegram_id: int, why: Unreachable, now: Moment
    ) -> bool:
        """The chat takes no message; whether that is new: then whoever is above the person is told."""
        closed = {"chat_id": telegram_id, "unreachable_since": now, "why": why.value}
        rows = await self._connection.execute(
            insert(CHATS)
            .values(person_id=person.id, bot_id=bot_id, **closed)
            .on_conflict_do_update(
                index_elements=["person_id", "bot_id"],
                set_=closed,
                where=or_(CHATS.c.unreachable_since.is_(None), CHATS.c.chat_id != telegram_id),
            )
            .returning(CHATS.c.person_id)
        )
        if rows.first() is None:
            return False
        notice = unreachable_notice(person, why)
        if notice and person.organization_id and not await self._reached_otherwise(person.id):
            once = f"unreachable:{person.id}:{bot_id}:{now.isoformat()}"
            letter = Letter(person.organization_id, once, notice, now, about_person=person.id)
            await Outbox(self._connection).put([letter])
        return True

    async def _reached_otherwise(self, person: PersonId) -> bool:
        rows = await self._connection.execute(
            select(CHATS.c.bot_id)
            .join(PEOPLE, CURRENT)
            .where(PEOPLE.c.id == person, CHATS.c.unreachable_since.is_(None))
        )
        return rows.first() is not None

    async def addressees(self, people: Collection[PersonId]) -> dict[PersonId, Addressee]:
        """Those of them who have Telegram."""
        bots = func.array_agg(CHATS.c.bot_id)
        rows = await self._connection.execute(
            select(
                PEOPLE.c.id,
                PEOPLE.c.telegram_id,
                PEOPLE.c.language,
                bots.filter(CHATS.c.started_at.is_not(None), CHATS.c.unreachable_since.is_(None)).label(
                    "started"
                ),
                bots.filter(CHATS.c.why.in_(FINAL)).label("closed"),
            )
            .outerjoin(CHATS, CURRENT)
            .where(PEOPLE.c.id.in_(people), PEOPLE.c.telegram_id.is_not(None))
            .group_by(PEOPLE.c.id)
        )
        return {
            row.id: Addressee(
                row.telegram_id,
                Language(row.language) if row.language else None,
                frozenset(row.started or ()),
                frozenset(row.closed or ()),
            )
            for row in rows
        }

    async def out_of_reach(self, organization_id: OrganizationId) -> tuple[OutOfReach, ...]:
        """Active people none of our bots can write to, the latest first."""
        rows = await self._connection.execute(OUT_OF_REACH, {"organization_id": organization_id})
        return ALL.validate_python([dict(row) for row in rows.mappings()])

    async def speak(self, person: PersonId, language: Language) -> None:
        """From now on the person is spoken to in that language."""
        await self._connection.execute(
            update(PEOPLE).where(PEOPLE.c.id == bindparam("person")).values(language=language.value),
            {"person": person},
        )
