"""One limiter for everything that bot and worker send to Telegram (BOT-5, ADR 26)."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from impatient import PAUSE
from settings import RedisSettings
from telegram.own_turns import OwnTurns
from telegram.rates import TELEGRAM, Rates, Ticket, Urgency, Verdict
from telegram.shared_turns import SharedTurns

__all__ = ["Limiter", "Rates", "RestingError", "Urgency"]

PATIENCE: Final = 30.0
"""Seconds of a pause that Telegram asked for, which are waited; for a longer one come again."""
SHORTEST, LONGEST = 0.002, 1.0
"""Seconds between two questions."""


class RestingError(Exception):
    """Telegram has asked for a long pause, of the chat or of the token."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Telegram has asked for a pause of {seconds:.0f} s")
        self.seconds = seconds


class Limiter:
    """Shared by way of Redis; while that does not answer, each process keeps to a share of the rate."""

    def __init__(self, redis: RedisSettings, rates: Rates = TELEGRAM) -> None:
        self._shared, self._own = SharedTurns(redis, rates), OwnTurns(rates)
        self._quiet = 1.2 * rates.span
        """When Redis stops to answer, nothing is sent for so long: what others sent counts no more then."""
        self._settled = PAUSE + self._quiet
        """When Redis has answered for so long, every process has noticed."""
        self._alone_until = self._quiet_until = 0.0

    @asynccontextmanager
    async def turn(self, bot_id: int, chat_id: int | None, urgency: Urgency) -> AsyncIterator[Ticket]:
        """Wait for a turn to send, and have it until the answer has come.

        Raises:
            RestingError: Telegram wants to be left alone for longer than anybody should wait here.
        """
        ticket = Ticket(secrets.token_hex(8), bot_id, chat_id, urgency)
        await self._wait(ticket)
        try:
            yield ticket
        finally:
            self._own.end(ticket)
            await asyncio.shield(self._shared.end(ticket))

    async def rest(self, ticket: Ticket, seconds: float) -> None:
        """Telegram has answered 429: leave its chat alone for so long, or the token."""
        self._own.rest(ticket, seconds)
        await self._shared.rest(ticket, seconds)

    async def close(self) -> None:
        await self._shared.close()

    async def _wait(self, ticket: Ticket) -> None:
        try:
            while not (verdict := await self._ask(ticket)).granted:
                await _sleep(verdict)
        except BaseException:
            self._own.leave(ticket)
            raise

    async def _ask(self, ticket: Ticket) -> Verdict:
        """Of Redis; of the process too while Redis is away, and until all have noticed that it is back."""
        alone = time.monotonic() < self._alone_until
        own = self._ask_own(ticket) if alone else None
        if own and not own.granted:
            return own
        shared = await self._shared.ask(ticket)
        if shared is None:
            self._goes_alone(already=alone)
            return own or self._ask_own(ticket)
        if own and not shared.granted:
            self._own.leave(ticket)
        return shared

    def _ask_own(self, ticket: Ticket) -> Verdict:
        quiet = self._quiet_until - time.monotonic()
        return Verdict(granted=False, wait=quiet) if quiet > 0 else self._own.ask(ticket)

    def _goes_alone(self, *, already: bool) -> None:
        now = time.monotonic()
        self._alone_until = now + self._settled
        if not already:
            self._quiet_until = now + self._quiet


async def _sleep(verdict: Verdict) -> None:
    if verdict.resting and verdict.wait > PATIENCE:
        raise RestingError(verdict.wait)
    await asyncio.sleep(min(max(verdict.wait, SHORTEST), LONGEST))
