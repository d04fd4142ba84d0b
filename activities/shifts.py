"""How an activity that is kept going works: turn after turn, in shifts (workflows/errands.py)."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from temporalio import activity

SHIFT = timedelta(minutes=10)
"""How long one run goes on: its workflow's history stays short, and yesterday's worker goes home."""


async def work_a_shift(turn: Callable[[], Awaitable[object]], pause: float) -> None:
    """Take one turn after another, `pause` seconds apart, until the shift is over or the worker stops."""
    end = time.monotonic() + SHIFT.total_seconds()
    while time.monotonic() < end and not activity.is_worker_shutdown():
        await turn()
        activity.heartbeat()
        with suppress(TimeoutError):
            await asyncio.wait_for(activity.wait_for_worker_shutdown(), pause)
