"""Answers that PostgreSQL has given, kept in Redis for as long as they are right (ADR 16).

A key names the organization, how often its lists had changed before the answer was looked up, and a digest
of the question's values. PostgreSQL tells the number of changes, so Redis decides nothing: emptied, slow or
gone, it costs time and never truth.
"""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from domain.values import OrganizationId, Value
from settings import RedisSettings

PATIENCE: Final = 0.05
"""Seconds that Redis may take to connect, and to answer."""
PAUSE: Final = 1.0
"""Seconds without it after it took longer or failed: a slow Redis delays one request a second, not all."""
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
        self._redis = Redis.from_url(
            settings.url,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            retry=Retry(NoBackoff(), 0),
        )
        self._paused_until = 0.0
        self.hits = self.misses = self.passed = 0

    async def answer(self, key: str, look_up: Callable[[], Awaitable[Answer]]) -> bytes:
        """The kept answer, or what `look_up` finds, which is then kept."""
        kept = await self._ask(self._redis.get, key)
        if isinstance(kept, bytes) and _good(kept):
            self.hits += 1
            return kept[STAMP:]
        if time.monotonic() < self._paused_until:
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
            await self._ask(self._redis.set, key, stamp + answer.body, px=int((until - now) * 1000) + 1)
        return answer.body

    async def close(self) -> None:
        await self._redis.aclose()

    async def _ask(self, ask: Callable[..., Awaitable[object]], *what: object, **how: object) -> object:
        """What Redis says; None when it does not, and for a while then."""
        if time.monotonic() < self._paused_until:
            return None
        try:
            async with asyncio.timeout(2 * PATIENCE):
                return await ask(*what, **how)
        except (RedisError, OSError):  # TimeoutError too
            self._paused_until = time.monotonic() + PAUSE
            return None


def _good(kept: bytes) -> bool:
    return int.from_bytes(kept[:STAMP], "big") > time.time() * 1000
