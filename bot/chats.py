"""Handles updates: of one chat strictly in order, of many chats side by side."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

from aiogram.exceptions import TelegramRetryAfter
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import TimeoutError as RedisSilent

from bot.inbox import Inbox, Kept, RawUpdate, chat_of
from ending import end
from logs import logger

AT_ONCE: Final = 256
"""Chats that are handled at the same moment; the others wait in the inbox's order."""
AWAY: Final = 1.0
"""Seconds between two attempts while Redis, which holds every answer of a form, does not answer."""
log = logger(__name__)

Handle = Callable[[RawUpdate], Awaitable[None]]


def pause_after(error: Exception) -> float | None:
    """Seconds after which the update may go well: Telegram wants a rest, or Redis is away. None: never."""
    match error:
        case TelegramRetryAfter():
            return error.retry_after
        case RedisAway() | RedisSilent():
            return AWAY
    return None


class Chats:
    """`handle` gets one update; what it raises is logged, and the update counts as handled.

    Where nothing can be answered for a while, the update is handled anew after it.
    """

    def __init__(self, inbox: Inbox, handle: Handle) -> None:
        self._inbox, self._handle = inbox, handle
        self._waiting: dict[int, deque[Kept]] = {}
        self._working: set[asyncio.Task[None]] = set()
        self._turns = asyncio.Semaphore(AT_ONCE)

    def take(self, kept: list[Kept]) -> None:
        for one in kept:
            chat = chat_of(one.update)
            if chat in self._waiting:
                self._waiting[chat].append(one)
                continue
            self._waiting[chat] = deque([one])
            task = asyncio.create_task(self._work(chat))
            self._working.add(task)
            task.add_done_callback(self._working.discard)

    async def _work(self, chat: int) -> None:
        waiting = self._waiting[chat]
        async with self._turns:
            while waiting:
                await self._one(waiting[0])
                waiting.popleft()
            del self._waiting[chat]

    async def _one(self, kept: Kept) -> None:
        try:
            await self._patiently(kept.update)
        except Exception:  # the router of errors has answered what can be; this is the last resort
            log.exception("an update could not be handled", update_id=kept.update.get("update_id"))
        await self._inbox.done([kept.entry])

    async def _patiently(self, update: RawUpdate) -> None:
        while True:
            try:
                await self._handle(update)
            except Exception as error:
                pause = pause_after(error)
                if pause is None:
                    raise
                log.warning("an update waits", seconds=pause, cause=str(error))
                await asyncio.sleep(pause)
            else:
                return

    async def finish(self, within: float) -> None:
        """End what is under way, for so many seconds; what does not end stays in the inbox."""
        if self._working:
            await asyncio.wait(self._working, timeout=within)
        await end(tuple(self._working))
