"""The durable inbox: an update is confirmed to Telegram only after it lies in Redis (ADR 25).

Each bot has a stream of raw updates. One script puts a whole batch there and leaves out what came before, be
it under another update id: a message is known by its chat, number and moment, a press by its query. What was
handled is taken out; what is left after a crash is handled first after the start, so everything that is done
with an update may happen twice.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from redis.asyncio import Redis
from redis.exceptions import RedisError

from logs import logger

REMEMBERED: Final = 48 * 3600
"""Seconds that an update is known by; Telegram itself keeps them for 24 hours."""
PAGE: Final = 500

PUT: Final = """
local kept = {}
for i = 2, #KEYS do
  if redis.call('SET', KEYS[i], '', 'NX', 'EX', ARGV[1]) then
    kept[#kept + 1] = redis.call('XADD', KEYS[1], '*', 'u', ARGV[i])
  else
    kept[#kept + 1] = ''
  end
end
return kept
"""

RawUpdate = dict[str, Any]
log = logger(__name__)


class Kept(NamedTuple):
    """One update in the inbox."""

    entry: bytes
    update: RawUpdate


class Inbox:
    def __init__(self, redis: Redis, bot_id: int) -> None:
        self._redis, self._stream = redis, f"naryad:inbox:{bot_id}"
        self._put = redis.register_script(PUT)
        self._done: set[bytes] = set()
        """Handled, and not yet taken out."""

    async def put(self, updates: Sequence[RawUpdate]) -> list[Kept]:
        """Keep those that are new; they may be confirmed when this returns. Raises RedisError."""
        if not updates:
            return []
        keys = [self._stream, *(f"{self._stream}:{identity(update)}" for update in updates)]
        bodies = [json.dumps(update, ensure_ascii=False) for update in updates]
        entries = await self._put(keys=keys, args=[REMEMBERED, *bodies])
        return [Kept(entry, update) for entry, update in zip(entries, updates, strict=True) if entry]

    async def left_over(self) -> list[Kept]:
        """What nobody has handled to its end, oldest first. Raises RedisError."""
        found: list[Kept] = []
        since = b"-"
        while page := await self._page(since):
            found += page
            since = b"(" + page[-1].entry
        return found

    async def _page(self, since: bytes) -> list[Kept]:
        # The types of redis-py allow for other settings of its answers than ours: bytes, as they came.
        rows: Any = await self._redis.xrange(self._stream, min=since, count=PAGE)
        return [Kept(entry, json.loads(fields[b"u"])) for entry, fields in rows]

    async def done(self, entries: Iterable[bytes]) -> None:
        """Take these out. While Redis is away they are kept in mind and taken out with the next ones."""
        self._done.update(entries)
        going = tuple(self._done)
        try:
            await self._redis.xdel(self._stream, *going)
        except RedisError as error:
            log.warning("handled updates stay in the inbox for now", count=len(going), cause=repr(error))
        else:
            self._done.difference_update(going)


def identity(update: RawUpdate) -> str:
    """What an update is known by, whatever its own number is."""
    if query := update.get("callback_query"):
        return f"press:{query['id']}"
    if message := update.get("message"):
        return f"message:{message['chat']['id']}:{message['message_id']}:{message['date']}"
    return f"update:{update['update_id']}"


def chat_of(update: RawUpdate) -> int:
    """Where it belongs: all of one chat is handled in order. 0: to no chat and nobody."""
    for kind, body in update.items():
        if kind != "update_id" and isinstance(body, dict):
            place = _place(body.get("message")) or _place(body) or body.get("from") or {}
            return int(place.get("id", 0))
    return 0


def _place(message: object) -> RawUpdate | None:
    return message.get("chat") if isinstance(message, dict) else None
