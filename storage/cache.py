"""Answers that PostgreSQL has given, kept in Redis for as long as they are right (ADR 16).

A key names the organization, how often its lists had changed before the answer was looked up, and a digest
of the question's values. PostgreSQL tells the number of changes, so Redis decides nothing: emptied, slow or
gone, it costs time and never truth.
"""

import hashlib
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from domain.values import OrganizationId, Value
from impatient import ImpatientRedis
from settings import RedisSettings

LONGEST: Final = timedelta(seconds=60)
"""Also ends what another release, or a database since restored from its backup, has left there."""
STAMP: Final = 8
"""Bytes before each answer: until when it is good, in milliseconds since 1970."""


class Answer(NamedTuple):
    body: bytes
    good_until: datetime | None
    """When it changes by itself, as an order becomes overdue; None: not without a command."""


def key_of(organization_id: OrganizationId, changes: int, question: Value) -> str:
    """Name an answer. Equal questions have equal JSON: `question` holds no sets, whose order varies."""
    asked = f"{type(question).__qualname__} {question.model_dump_json()}"
    return f"naryad:{organization_id}:{changes}:{hashlib.sha256(asked.encode()).hexdigest()}"


class Cache:
    """Counts what it did: `hits` and `misses` while Redis served, `passed` where it did not."""

    def __init__(self, settings: RedisSettings) -> None:
        self._redis = ImpatientRedis(settings)
        self.hits = self.misses = self.passed = 0

    async def answer(self, key: str, look_up: Callable[[], Awaitable[Answer]]) -> bytes:
        """The kept answer, or what `look_up` finds, which is then kept."""
        kept = await self._redis.ask(lambda redis: redis.get(key))
        if isinstance(kept, bytes) and _good(kept):
            self.hits += 1
            return kept[STAMP:]
        if self._redis.left_alone:
            self.passed += 1
        else:
            self.misses += 1
        answer = await look_up()
        now = time.time()
        until = min(
            now + LONGEST.total_seconds(), answer.good_until.timestamp() if answer.good_until else 1e12
        )
        if until > now:
            stamp = int(until * 1000).to_bytes(STAMP, "big")
            content, left = stamp + answer.body, int((until - now) * 1000) + 1
            await self._redis.ask(lambda redis: redis.set(key, content, px=left))
        return answer.body

    async def close(self) -> None:
        await self._redis.close()


def _good(kept: bytes) -> bool:
    return int.from_bytes(kept[:STAMP], "big") > time.time() * 1000
