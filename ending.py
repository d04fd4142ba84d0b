"""Ends tasks: returns when each has really ended.

Python 3.11 can lose a cancellation: redis-py writes to its socket inside `asyncio.wait_for`, which gives its
result to a task that is cancelled in that very moment (cpython 86296, mended in 3.12). Of tasks that ask
Redis all the time one cancellation in twenty was lost: such a task goes on for ever, and whoever waits for it
waits for ever.
"""

import asyncio
from collections.abc import Iterable
from typing import Any, Final

AGAIN: Final = 1.0
"""Seconds after which a task that goes on is cancelled again."""


async def end(tasks: Iterable[asyncio.Task[Any]], again: float = AGAIN) -> None:
    """Cancel them until they have ended; what they raise is theirs."""
    tasks = tuple(tasks)
    while going_on := [task for task in tasks if not task.done()]:
        for task in going_on:
            task.cancel()
        await asyncio.wait(going_on, timeout=again)
    await asyncio.gather(*tasks, return_exceptions=True)
