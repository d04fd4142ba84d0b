"""Where each person's card of an order stands: one message per person, order and bot (BOT-3)."""

from typing import Final, NamedTuple

from redis.asyncio import Redis

from domain.values import OrderId, PersonId
from settings import RedisSettings

KEPT: Final = 90 * 24 * 3600
"""Seconds without a change after which a card's place is forgotten; it is sent anew then."""

TOLD_FOR: Final = 24 * 3600
"""Seconds; a message is delivered again within minutes, or after an outage of hours."""


class Place(NamedTuple):
    chat_id: int
    message_id: int


class CardPlaces:
    """Kept in Redis. Whoever finds none sends the card anew, so nothing is lost with it but tidiness.

    Raises:
        RedisError: from every method, when Redis does not answer.
    """

    def __init__(self, redis: RedisSettings) -> None:
        self._redis = Redis.from_url(redis.url, socket_timeout=2, socket_connect_timeout=2)

    async def find(self, bot_id: int, person: PersonId, order: OrderId) -> Place | None:
        return _place(await self._redis.get(_key(bot_id, person, order)))

    async def put(self, bot_id: int, person: PersonId, order: OrderId, place: Place) -> Place | None:
        """The card stands there from now on. The place before, unless it is the same."""
        written = f"{place.chat_id}:{place.message_id}"
        before = _place(await self._redis.set(_key(bot_id, person, order), written, ex=KEPT, get=True))
        return before if before != place else None

    async def forget(self, bot_id: int, person: PersonId, order: OrderId) -> None:
        await self._redis.delete(_key(bot_id, person, order))

    async def close(self) -> None:
        await self._redis.aclose()


class Told:
    """Who has been told what already: a message that is delivered again is not sent twice.

    Raises:
        RedisError: from every method, when Redis does not answer.
    """

    def __init__(self, redis: RedisSettings) -> None:
        self._redis = Redis.from_url(redis.url, socket_timeout=2, socket_connect_timeout=2)

    async def knows(self, message: str, person: PersonId) -> bool:
        return bool(await self._redis.exists(_told(message, person)))

    async def note(self, message: str, person: PersonId) -> None:
        await self._redis.set(_told(message, person), b"", ex=TOLD_FOR)

    async def close(self) -> None:
        await self._redis.aclose()


def _told(message: str, person: PersonId) -> str:
    return f"naryad:told:{message}:{person}"


def _place(written: object) -> Place | None:
    if not isinstance(written, bytes):
        return None
    chat_id, _, message_id = written.decode().partition(":")
    return Place(int(chat_id), int(message_id))


def _key(bot_id: int, person: PersonId, order: OrderId) -> str:
    return f"naryad:card:{bot_id}:{person}:{order}"
