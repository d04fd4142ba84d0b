"""How often somebody has tried: counted in Redis for all processes, and in each process besides.

The process's own count is never above the common one, so it changes nothing while Redis serves. With Redis
emptied, slow or gone it is what still protects.
"""

import time
from hashlib import sha256
from typing import Final, NamedTuple

from redis.asyncio import Redis

from impatient import ImpatientRedis
from settings import RedisSettings

LARGEST: Final = 20_000
"""Counts that a process keeps; beyond, the oldest are forgotten: nobody fills its memory by guessing."""


class Limit(NamedTuple):
    name: str
    most: int
    """Attempts that are let through within `seconds` of the first."""
    seconds: int


class Count(NamedTuple):
    attempts: int
    ends: float
    """When it starts from nothing again, by the process's clock."""


class Attempts:
    def __init__(self, settings: RedisSettings) -> None:
        self._redis = ImpatientRedis(settings)
        self._own: dict[str, Count] = {}

    async def count(self, limit: Limit, whom: str) -> int:
        """Count one attempt more. Seconds to wait for the next one; 0: this one may go on."""
        key = _key(limit, whom)
        own, now = self._count_here(key, limit), time.monotonic()
        common = await self._redis.ask(lambda redis: _count_there(redis, key, limit))
        counts = [own, Count(common[0], now + common[1])] if common else [own]
        over = [count.ends - now for count in counts if count.attempts > limit.most]
        return max(1, round(max(over))) if over else 0

    async def forgive(self, limit: Limit, whom: str) -> None:
        """Count from nothing again: this was the right person."""
        key = _key(limit, whom)
        self._own.pop(key, None)
        await self._redis.ask(lambda redis: redis.delete(key))

    async def close(self) -> None:
        await self._redis.close()

    def _count_here(self, key: str, limit: Limit) -> Count:
        now, known = time.monotonic(), self._own.pop(key, None)
        attempts, ends = known if known and known.ends > now else (0, now + limit.seconds)
        self._own[key] = Count(attempts + 1, ends)
        if len(self._own) > LARGEST:
            del self._own[next(iter(self._own))]
        return self._own[key]


async def _count_there(redis: Redis, key: str, limit: Limit) -> tuple[int, int]:
    """Attempts, and seconds until the count ends."""
    async with redis.pipeline(transaction=True) as pipeline:
        pipeline.incr(key)
        pipeline.expire(key, limit.seconds, nx=True)
        pipeline.ttl(key)
        attempts, _, seconds = await pipeline.execute()
    return attempts, seconds


def _key(limit: Limit, whom: str) -> str:
    """Neither log-ins nor addresses stand in Redis."""
    return f"naryad:attempts:{limit.name}:{sha256(whom.encode()).hexdigest()}"
