"""PostgreSQL is away for a while: it refuses every connection, or it is there and says nothing."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import pytest

from domain.orders.assignment import Accept
from tests.api.caller import Caller
from tests.crew import Crew
from tests.faults.processes import postgres_processes
from tests.faults.shop import PROVE, SOON, FaultyShop, note, proved, runs_and_events, still_works
from tests.report import report
from tests.workflows.running import Running

AWAY = 30 if PROVE else 5
"""Seconds."""
EVENTS_PER_SECOND = 3
"""Of history, while a recording waits for the database."""
BOUND = 1.0 if PROVE else 10.0
"""Seconds that anybody waits for an answer. tests/storage/test_database.py shows without times how silence
is found out."""


Away = Callable[[FaultyShop], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def refusing(shop: FaultyShop) -> AsyncIterator[None]:
    await asyncio.to_thread(shop.stack.kill, "postgres")
    try:
        yield
    finally:
        await asyncio.to_thread(shop.stack.begin_again, "postgres")


@asynccontextmanager
async def silent(shop: FaultyShop) -> AsyncIterator[None]:
    processes = postgres_processes(shop.stack.folder)
    for process in processes:
        process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in reversed(processes):
            process.send_signal(signal.SIGCONT)


@dataclass
class Slowest:
    """The longest that anybody had to wait for an answer, in seconds."""

    query: float = 0
    stale: float = 0
    api: float = 0
    api_again: float = 0
    """Of the API, once it has noticed."""


@pytest.mark.parametrize("away", [refusing, silent])
async def test_the_database_is_away(shop: FaultyShop, crew: Crew, away: Away) -> None:
    await shop.workers.only()
    order, other = await shop.open(crew), await shop.open(crew)
    await other.give(Accept, crew.engineer)
    await shop.token(crew.curator)
    shop.app.openapi()  # the tests' hook compares every refusal with it: that takes seconds, the first time
    _, events_before = await runs_and_events(order)
    left = time.monotonic()
    waited_for, kept = note(order), note(order)
    async with away(shop):
        until = time.monotonic() + AWAY
        caller = asyncio.create_task(order.send(waited_for))
        await order.signal(kept)
        slowest = await asked(shop, order, other, until)
        assert not caller.done()
    began = time.monotonic()
    answer = await asyncio.wait_for(caller, SOON)
    took, without = time.monotonic() - began, time.monotonic() - left
    _, events = await runs_and_events(order)
    words = f"database {away.__name__} for {AWAY} s"
    report(
        f"{words}: slowest query, refusal, API, API after the first",
        f"{slowest.query:.2f} s, {slowest.stale:.2f} s, {slowest.api:.2f} s, {slowest.api_again:.2f} s",
    )
    report(f"{words}: answer after it is back", f"{took:.1f} s")
    report(f"{words}: events added to the history", str(events - events_before))
    assert max(slowest.query, slowest.stale, slowest.api) < BOUND
    assert events - events_before < 30 + EVENTS_PER_SECOND * without
    await proved(order, waited_for, kept, answers=[answer, None])
    await still_works(other)


async def asked(shop: FaultyShop, order: Running, other: Running, until: float) -> Slowest:
    """Go on asking while the database is away: the order that waits for it, and one that does not."""
    slowest = Slowest()
    stale = other.command(Accept, other.crew.engineer, version=1)
    async with shop.call(other.crew.curator) as curator:
        while time.monotonic() < until:
            for running in (order, other):
                slowest.query = max(slowest.query, await seconds(partial(running.handle.query, "waiting")))
            slowest.stale = max(slowest.stale, await seconds(lambda: is_stale(other, stale)))
            took = await seconds(lambda: is_not_lost(curator, other))
            if slowest.api:
                slowest.api_again = max(slowest.api_again, took)
            slowest.api = max(slowest.api, took)
            await asyncio.sleep(0.2)
    return slowest


async def is_stale(order: Running, command: Accept) -> None:
    """A refusal needs no database."""
    assert (await order.refused(command)).type == "order.stale_version"


async def is_not_lost(curator: Caller, order: Running) -> None:
    """The sender is told to send again, or that it is kept."""
    response = await curator.command(order.id, "notes", text="сейчас")
    assert response.status_code in (202, 503)
    assert "Retry-After" in response.headers


async def seconds(ask: Callable[[], Awaitable[object]]) -> float:
    began = time.monotonic()
    await ask()
    return time.monotonic() - began
