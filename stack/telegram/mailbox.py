"""A bot's updates until it confirms them."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from stack.telegram.clock import Clock
from stack.telegram.errors import ApiError
from stack.telegram.files import with_file_ids
from stack.telegram.records import Bot
from stack.telegram.store import Store
from stack.telegram.values import Json

KEPT_FOR = 24 * 3600  # seconds, as Telegram keeps them
REMEMBERED = 2000  # given ones, for sending them again
UNUSUAL = {"chat_member", "message_reaction", "message_reaction_count"}
"""Not sent unless they are asked for."""


class Mailbox:
    def __init__(self, bot: Bot, store: Store, clock: Clock) -> None:
        self.bot, self.store, self.clock = bot, store, clock
        self.pending: dict[int, tuple[float, Json]] = {}
        """By update id: when it came, and the update."""
        self.given: deque[Json] = deque(maxlen=REMEMBERED)
        self.on_update: Callable[[Json], None] = lambda _update: None
        """Set while there is a webhook."""
        self._arrived = asyncio.Event()
        self._poll: asyncio.Future[None] | None = None

    def put(self, kind: str, body: Json) -> int | None:
        """Queue it; returns its id, None when the bot does not want this kind."""
        wanted = self.bot.allowed_updates
        if (kind not in wanted) if wanted else (kind in UNUSUAL):
            return None
        update_id = self.bot.next_update_id
        self.bot.next_update_id += 1
        update = {"update_id": update_id, kind: with_file_ids(body, self.bot.id)}
        self.store.put("bot", str(self.bot.id), self.bot)
        self.restore((self.clock.now(), update))
        self.store.put("update", f"{self.bot.id}:{update_id}", {"at": self.clock.now(), "update": update})
        self.on_update(update)
        self._arrived.set()
        return update_id

    def restore(self, kept: tuple[float, Json]) -> None:
        """One that was pending when the sandbox stopped."""
        self.pending[kept[1]["update_id"]] = kept

    def again(self, update_id: int) -> int | None:
        """The same content under a NEW update id, as Telegram does after a reconnect."""
        known = [update for _, update in self.pending.values()] + list(self.given)
        update = next(one for one in known if one["update_id"] == update_id)
        kind = next(name for name in update if name != "update_id")
        return self.put(kind, update[kind])

    def drop(self, update_id: int) -> None:
        """Confirmed, or too old."""
        _, update = self.pending.pop(update_id)
        self.given.append(update)
        self.store.put("update", f"{self.bot.id}:{update_id}", None)

    def drop_all(self) -> None:
        for update_id in list(self.pending):
            self.drop(update_id)

    def drop_expired(self) -> None:
        oldest = self.clock.now() - KEPT_FOR
        for update_id, (at, _) in list(self.pending.items()):
            if at >= oldest:
                break
            self.drop(update_id)

    async def poll(self, offset: int, limit: int, timeout_seconds: float) -> list[Json]:
        """GetUpdates. A second poll ends the first, which is told of the conflict."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poll = mine
        self._confirm(offset)
        if not self.pending and timeout_seconds > 0:
            await self._wait(mine, timeout_seconds)
            if mine.done():
                raise ApiError(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
        mine.cancel()
        self.drop_expired()
        return [update for _, update in list(self.pending.values())[:limit]]

    def _confirm(self, offset: int) -> None:
        """A negative offset counts from the end; all before it are forgotten."""
        if offset < 0:
            for update_id in list(self.pending)[:offset]:
                self.drop(update_id)
            return
        for update_id in list(self.pending):
            if update_id >= offset:
                break
            self.drop(update_id)

    async def _wait(self, other_poll: asyncio.Future[None], timeout_seconds: float) -> None:
        self._arrived.clear()
        arrival = asyncio.create_task(self._arrived.wait())
        waiting: list[asyncio.Future[Any]] = [arrival, other_poll]
        try:
            await asyncio.wait(waiting, timeout=timeout_seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrival.cancel()

    def wake(self) -> None:
        """Answer the waiting poll now, with nothing: the sandbox stops."""
        self._arrived.set()
