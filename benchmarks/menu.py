"""`python -m benchmarks.menu`: steps of the menu against a plain aiogram bot, in turns on one sandbox.

A step is a press: the page changes in place, and the press is answered. One after the other, each by the
next person, for the p50; then by 200 people at once, each pressing again as soon as they were answered.
The bars: p50 at most 5 times the plain bot's, at least 30 % of its steps per second, and of 200 people
nobody waits for more than 10 times the median.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

import aiohttp
import asyncpg

from benchmarks.crowd import FIRST_ID, Crowd
from benchmarks.ending import end_with
from benchmarks.plain_bot import PAGES, TOKEN
from benchmarks.servers import Servers, servers
from stack import own
from stack.part import Part
from stack.telegram.people import Sandbox

PEOPLE, ROUNDS, STEPS, SECONDS = 200, 3, 200, 8.0
SLOWER_BAR, SHARE_BAR, LONGEST_BAR = 5.0, 0.30, 10.0
PATIENCE: Final = 60.0
LINE: Final = 2**20
"""Bytes of an event at most."""


@dataclass
class Round:
    p50: float
    """Milliseconds of one step, nobody else there."""
    per_second: float
    waits: list[float]
    """Milliseconds of each step among all people at once."""


@dataclass
class Taps:
    """Everybody's thumbs, and one ear for the answers to all of them."""

    http: aiohttp.ClientSession
    server: str
    menus: dict[tuple[int, int], int] = field(default_factory=dict)
    """The last message with buttons, by bot and person."""
    waiting: dict[str, asyncio.Future[None]] = field(default_factory=dict)
    early: set[str] = field(default_factory=set)
    """Answered before the press itself had its answer."""
    steps: int = 0

    async def tap(self, bot: int, person: int) -> float:
        """Press the next of the pages; milliseconds until the answer is seen."""
        self.steps += 1
        path = f"{self.server}/sandbox/users/p{person}/chats/{bot}/press"
        body = {"message_id": self.menus[bot, person], "data": PAGES[self.steps % len(PAGES)]}
        began = time.perf_counter()
        async with self.http.post(path, json=body) as answer:
            query = (await answer.json())["query"]
        if query not in self.early:
            self.waiting[query] = asyncio.get_running_loop().create_future()
            await asyncio.wait_for(self.waiting[query], PATIENCE)
            del self.waiting[query]
        self.early.discard(query)
        return (time.perf_counter() - began) * 1000

    async def listen(self, people: Sequence[int], ready: asyncio.Event) -> None:
        users = ",".join(f"p{person}" for person in people)
        endless = aiohttp.ClientTimeout(total=None)
        async with self.http.get(f"{self.server}/sandbox/events?users={users}", timeout=endless) as stream:
            async for line in stream.content:
                if line.startswith(b"data: "):
                    self._heard(json.loads(line[6:]), ready)

    def _heard(self, event: dict[str, Any], ready: asyncio.Event) -> None:
        match event["kind"]:
            case "listening":
                ready.set()
            case "answer" if found := self.waiting.get(event["query"]):
                found.set_result(None)
            case "answer":
                self.early.add(event["query"])
            case "message" if event["message"]["from"]["is_bot"]:
                message = event["message"]
                self.menus[event["peer"], message["chat"]["id"]] = message["message_id"]
            case _:
                return


@asynccontextmanager
async def tapping(server: str, people: Sequence[int]) -> AsyncIterator[Taps]:
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=1)  # uvicorn hangs up after five seconds
    async with aiohttp.ClientSession(connector=connector, read_bufsize=LINE) as http:
        taps, ready = Taps(http, server), asyncio.Event()
        listening = asyncio.create_task(taps.listen(people, ready))
        await ready.wait()
        yield taps
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def measured(taps: Taps, bot: int, people: Sequence[int], steps: int, seconds: float) -> Round:
    """One bot's turn."""
    alone = [await taps.tap(bot, people[number % len(people)]) for number in range(steps)]
    waits: list[float] = []
    began = time.perf_counter()

    async def press(person: int) -> None:
        while time.perf_counter() < began + seconds:
            waits.append(await taps.tap(bot, person))

    await asyncio.gather(*map(press, people))
    return Round(median(alone), len(waits) / (time.perf_counter() - began), waits)


async def measure(started: Servers, rounds: int, steps: int, seconds: float) -> dict[str, list[Round]]:
    server = started.settings.telegram.server
    if server is None:
        raise RuntimeError("there is no sandbox")
    sandbox_part, bot_part = started.stack.bots
    runner, people = started.stack.runner, range(FIRST_ID, FIRST_ID + PEOPLE)
    await asyncio.to_thread(runner.bring_up, [sandbox_part])
    connection = await asyncpg.connect(started.settings.database.url)
    async with Sandbox(server) as sandbox:
        crowd = Crowd(started.settings, sandbox, connection)
        plain = await sandbox.add_bot(TOKEN, "plain_bot", "Простой")
        await crowd.prepare(PEOPLE)  # each has written /start to our bot
        await crowd.orders(2 * PEOPLE, "M", range(PEOPLE))
        await connection.execute("VACUUM ANALYZE", timeout=120)
        async with tapping(server, people) as taps:
            await asyncio.to_thread(started.begin)
            await asyncio.to_thread(runner.bring_up, [bot_part, _plain(server)])
            for person in people:
                path = f"/sandbox/users/p{person}/chats/{plain}/messages"
                await sandbox.do("POST", path, {"text": "/start"})
            bots = {"ours": crowd.bot_id, "plain": plain}
            async with asyncio.timeout(PATIENCE):
                while len(taps.menus) < len(bots) * PEOPLE:  # noqa: ASYNC110 - events fill it
                    await asyncio.sleep(0.1)
            found: dict[str, list[Round]] = {name: [] for name in bots}
            for number in range(rounds + 1):
                for name in bots if number % 2 else reversed(bots):
                    one = await measured(taps, bots[name], people, steps, seconds)
                    if number:  # the first round warms up
                        found[name].append(one)
    await connection.close()
    return found


def _plain(server: str) -> Part:
    return Part(
        name="plain_bot",
        title="Plain bot",
        ready=lambda _log: None,
        command=[sys.executable, "-m", "benchmarks.plain_bot", server],
        folder=own.ROOT,
    )


def tell(found: dict[str, list[Round]]) -> bool:
    """Print the figures; whether the bars hold."""
    ours, plain = found["ours"], found["plain"]
    for name, rounds in found.items():
        p50, rate = median(one.p50 for one in rounds), median(one.per_second for one in rounds)
        print(f"{name}: p50 {p50:.1f} ms alone, {rate:.0f} steps/s with {PEOPLE} people")
    slower = median(one.p50 for one in ours) / median(one.p50 for one in plain)
    share = median(one.per_second for one in ours) / median(one.per_second for one in plain)
    longest = max(max(one.waits) / median(one.waits) for one in ours)
    bars = (
        (f"p50 {slower:.1f} times the plain bot's (bar {SLOWER_BAR:.0f})", slower <= SLOWER_BAR),
        (f"{share:.0%} of its steps per second (bar {SHARE_BAR:.0%})", share >= SHARE_BAR),
        (f"longest wait {longest:.1f} times the median (bar {LONGEST_BAR:.0f})", longest <= LONGEST_BAR),
    )
    for words, holds in bars:
        print(f"{words}: {'holds' if holds else 'does not hold'}")
    return all(holds for _, holds in bars)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.menu", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--steps", type=int, default=STEPS, help="one after the other, in each round")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="with all people, in each round")
    given = parser.parse_args()
    with servers() as started:
        found = asyncio.run(measure(started, given.rounds, given.steps, given.seconds))
    return 0 if tell(found) else 1


if __name__ == "__main__":
    end_with(main)
