"""Runs of an order that release 0.1 began: they delivered the messages of their recordings themselves.

They replay by what stands here until they end or are handed on; then it can go (docs/patches.md). Their start
argument tells which they are: it says whether messages are left `undelivered`. ADR 10 says who delivers now.
"""

import asyncio
from contextlib import suppress
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.first_release import deliver
from activities.records import Recording
from workflows.names import DELIVERY
from workflows.progress import Progress

PATIENCE = timedelta(seconds=5)
"""How long a new run waited for a delivery under way."""


class Deliveries:
    """One at a time, beside everything else that the run does; none at all in a run of a later release."""

    def __init__(self, progress: Progress) -> None:
        self._order = {"order_id": str(progress.opening.order_id)}
        self._is_ours = progress.undelivered is not None
        self._due = bool(progress.undelivered)
        self._under_way = self._handing_on = False
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        if self._is_ours:
            self._task = asyncio.create_task(self._as_they_come())

    def after(self, recording: Recording) -> None:
        self._due = self._due or (self._is_ours and recording.outbox)

    def nudge(self) -> None:
        self._due = self._is_ours

    def done(self) -> bool:
        return not (self._due or self._under_way)

    async def hand_on(self) -> None:
        """Begin no other, and wait a little for the one under way."""
        self._handing_on = True
        if self._is_ours:
            with suppress(TimeoutError):
                await workflow.wait_condition(
                    lambda: not self._under_way, timeout=PATIENCE, timeout_summary="hand on"
                )

    def end(self) -> None:
        if self._task:
            self._task.cancel()

    async def _as_they_come(self) -> None:
        while True:
            await workflow.wait_condition(lambda: self._due and not self._handing_on)
            self._due, self._under_way = False, True
            try:
                await workflow.execute_activity(
                    deliver, self._order, task_queue=DELIVERY, start_to_close_timeout=timedelta(minutes=5)
                )
            except ActivityError as error:
                if is_cancelled_exception(error):
                    raise
            self._under_way = False
