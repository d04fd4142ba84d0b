"""A server that says nothing is told from one that is slow: it is asked for a sign of life.

A statement may take its time, as long as the server lets somebody else in meanwhile. Where it does not, all
who wait for it are cut off, and whoever comes next does not wait as long.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

import asyncpg

from ending import end

DOUBT: Final = 0.3
"""Seconds without an answer after which the server is asked for a sign of life, and again after each sign."""
LIFE: Final = 0.5
"""Seconds in which a server that lives lets somebody in."""
TICKS: Final = 5
"""So many turns of the loop at least: a process that was held up itself has not listened, the server may have
spoken."""


class Silence:
    """Of one server, for everybody who waits for it. A sign of life ends it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._suspected = False
        self._asking: asyncio.Task[None] | None = None

    async def refuse(self) -> None:
        """Raise TimeoutError while the server is silent; all who come together ask it once."""
        if not self._suspected:
            return
        await asyncio.shield(self._asked())
        if self._suspected:
            raise TimeoutError("the database has gone silent")

    @contextmanager
    def cutting(self, cut: Callable[[], None], deadline: float) -> Iterator[None]:
        """Call `cut` once the server is found silent in the block, or at `deadline` on the loop's clock."""
        loop = asyncio.get_running_loop()
        over = False
        timer: asyncio.TimerHandle

        def wait() -> None:
            nonlocal timer
            soon = loop.time() + DOUBT
            in_time = soon + LIFE < deadline
            timer = loop.call_at(soon, doubt) if in_time else loop.call_at(deadline, give_up)

        def doubt() -> None:
            self._asked().add_done_callback(judge)

        def judge(_: object) -> None:
            if over:
                return
            if self._suspected:
                cut()
            else:
                wait()

        def give_up() -> None:
            self._suspected = True  # one slow statement may as well have caused it
            cut()

        wait()
        try:
            yield
        finally:
            over = True
            timer.cancel()

    def _asked(self) -> asyncio.Task[None]:
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
            self._asking.add_done_callback(self._answered)
        return self._asking

    def _answered(self, _: object) -> None:
        self._asking = None

    async def _ask(self) -> None:
        connecting = asyncio.create_task(asyncpg.connect(self._url))
        for _ in range(TICKS):
            await asyncio.wait([connecting], timeout=LIFE / TICKS)
            if connecting.done():
                break
        self._suspected = not connecting.done()
        await end([connecting])
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncio.CancelledError):
            connecting.result().terminate()
