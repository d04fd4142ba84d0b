"""A server that says nothing: whoever comes after the first one to notice does not wait as long."""

import asyncio
from typing import Final

import asyncpg

LIFE: Final = 0.5
"""Seconds in which a server that was silent lets somebody in, if it lives."""


class Silence:
    """Suspected by a time-out, which one slow statement may as well have caused; a sign of life ends it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._suspected = False
        self._asking: asyncio.Task[None] | None = None

    def suspect(self) -> None:
        self._suspected = True

    async def refuse(self) -> None:
        """Raise TimeoutError while the server is silent; all who come together ask it once."""
        if not self._suspected:
            return
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
        await asyncio.shield(self._asking)
        if self._suspected:
            raise TimeoutError("the database has gone silent")

    async def _ask(self) -> None:
        try:
            connection = await asyncpg.connect(self._url, timeout=LIFE)
        except TimeoutError:
            return
        except (OSError, asyncpg.PostgresError):
            self._suspected = False  # it speaks, or refuses at once: nobody waits for it in vain
        else:
            self._suspected = False
            connection.terminate()
        finally:
            self._asking = None
