"""How long the bot itself has been at each update, whatever else the machine has to do.

Of the seconds between the taking of an update and the end of its handler those are left out in which the
handler waited for an answer of the API or of Telegram, which have deadlines of their own; and those in which
the machine did not let this process work (`Pulse`). What is left is the bot's: its work, its queues, its
locks. That is milliseconds; ten seconds of it are a fault on any machine.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any, Final

import pytest
from aiogram.types import Update

from bot.app import App

Ask = Callable[..., Awaitable[Any]]
BEAT: Final = 0.05
SLOW: Final = 1.0
"""Seconds that an answer of the API or of Telegram takes on no machine that is well."""
FEW: Final = 200
MOST: Final = 20 * 120
"""Beats that are looked at: of two minutes."""


@dataclass
class Handling:
    """One update, as the bot had it in hands."""

    chat: int
    number: int
    """Of the message; 0 for anything else."""
    took: float
    waited: float = 0.0
    """For others, where they were quick."""
    asked: int = 0
    """So many times it asked others for something."""

    @property
    def own(self) -> float:
        return max(self.took - self.waited, 0.0)


class Pulse(Thread):
    """Wants to wake up twenty times a second, and notes how much too late it does.

    What this process has computed meanwhile is not the machine's: whatever hogs the process is ours.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.late: list[tuple[float, float]] = []
        """When, and how many seconds."""
        self.ending = Event()

    def run(self) -> None:
        at, worked = time.monotonic(), time.process_time()
        while not self.ending.wait(BEAT):
            now, done = time.monotonic(), time.process_time()
            self.late.append((now, max(now - at - BEAT - (done - worked), 0.0)))
            at, worked = now, done

    def since(self, began: float) -> float:
        return sum(seconds for at, seconds in self.late[-MOST:] if at >= began)


@dataclass
class Stopwatch:
    pulse: Pulse = field(default_factory=Pulse)
    slow: list[tuple[float, float]] = field(default_factory=list)
    """When somebody in this process waited for long for the API or Telegram."""
    ended: list[Handling] = field(default_factory=list)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _at: dict[asyncio.Task[Any] | None, Handling] = field(default_factory=dict)

    def hold(self, app: App, patch: pytest.MonkeyPatch) -> None:
        """Look at everything that this bot handles, and at everything that it waits for."""
        patch.setattr(app.dispatcher, "feed_update", self._handled(app.dispatcher.feed_update))
        patch.setattr(app.api.http, "ask", self._waited(app.api.http.ask))
        for bot in app.bots:
            patch.setattr(bot.session, "make_request", self._waited(bot.session.make_request))
        self.pulse.start()

    def put_down(self) -> None:
        self.pulse.ending.set()
        self.pulse.join()

    def own_since(self, chat: int, mark: int, began: float) -> float:
        """Seconds that the bot was at this chat's updates since the mark, `len(ended)` of then."""
        own = sum(one.own for one in self.ended[mark:] if one.chat == chat)
        return max(own - self._stood_still(began) - self.pulse.since(began), 0.0)

    async def handled(self, chat: int, mark: int, count: int, within: float) -> None:
        """Wait until so many updates of this chat have been handled since the mark."""
        async with asyncio.timeout(within), self._news:
            await self._news.wait_for(lambda: sum(one.chat == chat for one in self.ended[mark:]) >= count)

    def _ended(self, handling: Handling | None, began: float, ended: float) -> None:
        if ended - began > SLOW:
            self.slow.append((began, ended))
        elif handling:
            handling.waited += ended - began
            handling.asked += 1

    def _stood_still(self, since: float) -> float:
        """Seconds in which others let anybody here wait for long, who may hold what all wait for."""
        seconds, at = 0.0, since
        for began, ended in sorted(self.slow[-FEW:]):
            if ended > at:
                seconds += ended - max(began, at)
                at = ended
        return seconds

    def _handled(self, feed: Ask) -> Ask:
        async def handle(bot: Any, update: Update, **data: Any) -> Any:
            chat, number = place_of(update)
            handling, task = Handling(chat, number, 0.0), asyncio.current_task()
            began, self._at[task] = time.monotonic(), handling
            try:
                return await feed(bot, update, **data)
            finally:
                handling.took = time.monotonic() - began
                del self._at[task]
                async with self._news:
                    self.ended.append(handling)
                    self._news.notify_all()

        return handle

    def _waited(self, ask: Ask) -> Ask:
        async def wait(*args: Any, **kwargs: Any) -> Any:
            handling, began = self._at.get(asyncio.current_task()), time.monotonic()
            try:
                return await ask(*args, **kwargs)
            finally:
                self._ended(handling, began, time.monotonic())

        return wait


def place_of(update: Update) -> tuple[int, int]:
    """Whose chat, and which message."""
    message = update.message or update.edited_message
    if message:
        return message.chat.id, message.message_id
    event = update.callback_query or update.my_chat_member
    return (event.from_user.id if event else 0), 0
