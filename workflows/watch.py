"""Whether this worker does what it is for: it asks Temporal for work, and its event loop turns.

A process that lives and polls nothing is not healthy. The worker's own word does not count alone: the server
is asked whom it has lately seen.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Final, NamedTuple

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.client import Client
from temporalio.worker import Worker

from metrics import Health
from workflows.live import pollers

LOOK: Final = 2.0
"""Seconds between two looks."""
ANSWER: Final = 3.0
"""Seconds that the server may take to answer one."""
STALE: Final = 15.0
"""Seconds after which the last look no longer counts: the loop is stuck."""


POLLS: Final = "polls"


class Polled(NamedTuple):
    """A worker of this process, and the kind of tasks that it has to ask for."""

    worker: Worker
    kind: TaskQueueType.ValueType


class Watch:
    """Looks from the event loop; tells from any thread."""

    def __init__(self, client: Client, polled: Sequence[Polled]) -> None:
        self._client, self._polled = client, polled
        self._parts: dict[str, str] = {"start": "has not looked yet"}
        self._looked_at = time.monotonic()

    async def keep(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            self._parts = {one.worker.task_queue: await self._look(one) for one in self._polled}
            self._looked_at = time.monotonic()
            await asyncio.sleep(LOOK)

    async def _look(self, polled: Polled) -> str:
        if not polled.worker.is_running:
            return "stopped"
        try:
            async with asyncio.timeout(ANSWER):
                seen = await pollers(self._client, polled.worker.task_queue, polled.kind)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the way there, nothing comes over it
            return f"Temporal does not answer: {type(error).__name__}"
        return POLLS if self._client.identity in seen else "has not polled lately"

    def health(self) -> Health:
        age = time.monotonic() - self._looked_at
        loop = "turns" if age < STALE else f"stuck for {age:.0f} s"
        well = age < STALE and set(self._parts.values()) == {POLLS}
        return Health(well=well, parts={**self._parts, "loop": loop})
