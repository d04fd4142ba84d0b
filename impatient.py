"""Redis for what must not wait for it: it answers at once, or is left alone for a while."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from settings import RedisSettings

PATIENCE: Final = 0.05
"""Seconds that Redis may take to connect, and to answer, where nobody says otherwise."""
PAUSE: Final = 1.0
"""Seconds without it after it took longer or failed: a slow Redis delays one request a second, not all."""
T = TypeVar("T")


class ImpatientRedis:
    def __init__(self, settings: RedisSettings, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._redis = Redis.from_url(
            settings.url,
            socket_timeout=patience,
            socket_connect_timeout=patience,
            retry=Retry(NoBackoff(), 0),
        )
        self._paused_until = 0.0

    @property
    def left_alone(self) -> bool:
        return time.monotonic() < self._paused_until

    async def ask(self, ask: Callable[[Redis], Awaitable[T]]) -> T | None:
        """What Redis says; None when it does not, and for a while then."""
        if self.left_alone:
            return None
        try:
            async with asyncio.timeout(2 * self._patience):
                return await ask(self._redis)
        except (RedisError, OSError):  # TimeoutError too
            self._paused_until = time.monotonic() + PAUSE
            return None

    async def close(self) -> None:
        await self._redis.aclose()
