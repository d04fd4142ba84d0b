"""A bot in the tests' own process that dies at whichever step a test says, as by SIGKILL.

A step is whatever leaves the process: a command to Redis, a request to Telegram or to the API. At the step of
its death nothing is sent, nor by any task of that bot after it; what it has in memory is lost, and the next
bot begins with what lies in Redis. So a walk that dies at each step in turn meets every gap between two
steps that a kill can fall into.
"""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp.typedefs import StrOrURL
from redis.asyncio.connection import AbstractConnection

from ending import end
from telegram.sender import Session
from tests.bot.desk import Desk

POLLING = "getUpdates"
"""No step: nobody knows when it is asked."""
Packed = bytes | Iterable[bytes]


class KilledError(BaseException):
    """No handler of errors gets to see it: nothing of the bot goes on."""


@dataclass
class Life:
    """Of one bot, from its start to its death."""

    left: int | None = None
    """Steps that it still takes; None: it lives on."""
    died: asyncio.Event = field(default_factory=asyncio.Event)
    step: str = ""
    """That was never taken."""

    def take(self, step: str) -> None:
        """Raises KilledError: it is dead."""
        if self.died.is_set():
            raise KilledError
        if self.left is None:
            return
        self.left -= 1
        if self.left <= 0:
            self.step = step
            self.died.set()
            raise KilledError


_life: ContextVar[Life | None] = ContextVar("life", default=None)
"""Of the bot whose task this is: everything that it begins inherits it."""


@contextmanager
def steps() -> Iterator[None]:
    """Every step of a mortal bot is counted, and nobody else's."""
    send, request = AbstractConnection.send_packed_command, aiohttp.ClientSession._request
    open_session = Session.create_session

    async def sent(self: AbstractConnection, command: Packed, check_health: bool = True) -> None:
        if life := _life.get():
            packed = command if isinstance(command, bytes) else b"".join(command)
            life.take(" ".join(packed[:200].decode(errors="replace").split()[2::2][:3]))
        await send(self, command, check_health)

    async def requested(
        self: aiohttp.ClientSession, method: str, url: StrOrURL, **more: Any
    ) -> aiohttp.ClientResponse:
        if (life := _life.get()) and (POLLING not in str(url) or life.died.is_set()):
            life.take(f"{method} {str(url).rpartition('/')[2]}")
        return await request(self, method, url, **more)

    async def opened(self: Session) -> aiohttp.ClientSession:
        if (life := _life.get()) and life.died.is_set():
            raise KilledError  # nobody would close it
        return await open_session(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AbstractConnection, "send_packed_command", sent)
        patch.setattr(aiohttp.ClientSession, "_request", requested)
        patch.setattr(Session, "create_session", opened)
        yield


@dataclass
class Mortal:
    """The bot of a desk, one life after the other; the desk's own has to be stopped before."""

    desk: Desk
    life: Life = field(default_factory=Life)
    deaths: list[str] = field(default_factory=list)
    """The steps that were not taken."""

    @property
    def dead(self) -> bool:
        return self.life.died.is_set()

    async def begin(self, left: int | None = None) -> None:
        """A life of so many steps."""
        self.life = Life(left)
        token = _life.set(self.life)
        try:
            await self.desk.start()
        finally:
            _life.reset(token)

    async def begin_again(self, left: int | None = None) -> None:
        """After its death."""
        self.deaths.append(self.life.step)
        await self.end()
        await self.begin(left)

    async def end(self) -> None:
        self.life.died.set()
        assert self.desk.task
        await end([self.desk.task])
