"""`python -m benchmarks.messages`: 6,500 reminders at once, with turns and replies put in meanwhile.

The real worker empties the real outbox into the Telegram sandbox, which counts what arrives; this process
sends replies with the same token, as the bot does. The bars: everything within (n / 30) x 1.1 s, never more
than 30 in any second, none lost or doubled, and "your turn" after at most 2 s in 99 of 100 cases.
"""

import argparse
import asyncio
import math
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import asyncpg
from aiogram import Bot

from benchmarks.crowd import FIRST_ID, Crowd, Task
from benchmarks.ending import end_with
from benchmarks.servers import Servers, servers
from domain.orders.notices import NoticeKind
from stack.telegram.people import Chat, Sandbox
from telegram.limiter import Limiter
from telegram.sender import bot_of

REMINDERS, PEOPLE, WATCHED, ANSWERED = 6_500, 650, 40, 20
"""Reminders go to `PEOPLE` in turn, turns to `WATCHED` others, replies to `ANSWERED` more."""
TURN_EVERY, REPLY_EVERY = 1.0, 0.5
"""Seconds, on average."""
RATE: Final = 30
TOTAL_BAR, TURN_BAR = 1.1, 2.0


@dataclass
class Figures:
    reminders: int
    turns: list[float] = field(default_factory=list)
    """Seconds from the outbox to the chat."""
    replies: list[float] = field(default_factory=list)
    """Seconds that a reply took."""
    total: float = 0.0
    worst_second: int = 0
    refused: int = 0
    """Calls that Telegram answered 429."""
    wrong: list[str] = field(default_factory=list)
    """Orders whose message was lost or doubled."""

    @property
    def sent(self) -> int:
        return self.reminders + len(self.turns) + len(self.replies)


async def measure(started: Servers, reminders: int) -> Figures:
    settings, runner = started.settings, started.stack.runner
    people = min(PEOPLE, reminders)
    await asyncio.to_thread(runner.bring_up, [started.stack.bots[0]])
    connection = await asyncpg.connect(settings.database.url)
    figures = Figures(reminders)
    async with Sandbox(str(settings.telegram.server)) as sandbox:
        crowd = Crowd(settings, sandbox, connection)
        print("filling ...", flush=True)
        await crowd.prepare(people + WATCHED + ANSWERED)
        tasks = await crowd.orders(reminders, "R", range(people))
        expected = math.ceil(reminders / RATE * TOTAL_BAR / TURN_EVERY) + 10
        turns = await crowd.orders(expected, "T", range(people, people + WATCHED))
        await connection.execute("VACUUM ANALYZE", timeout=120)  # as the server does by itself in time
        worker = [part for part in started.stack.own if part.name == "worker"]
        await asyncio.to_thread(runner.bring_up, worker)
        await sandbox.do("DELETE", "/sandbox/statistics")
        print(f"{reminders} reminders ...", flush=True)
        began = time.monotonic()
        await crowd.put(tasks, NoticeKind.REMINDER, 3)
        async with beside(crowd, turns, figures), replying(crowd, people + WATCHED, figures):
            while await crowd.unsent():  # noqa: ASYNC110 - the database is asked, nobody tells us
                await asyncio.sleep(0.2)
            figures.total = time.monotonic() - began
        await judge(crowd, tasks, figures)
    await connection.close()
    return figures


@asynccontextmanager
async def beside(crowd: Crowd, turns: Sequence[Task], figures: Figures) -> AsyncIterator[None]:
    """Put turns in, one after the other, and see how long each takes."""
    connection = await asyncpg.connect(crowd.settings.database.url)
    own = Crowd(crowd.settings, crowd.sandbox, connection)
    own.home, own.template = crowd.home, crowd.template
    chats: dict[int, Chat] = {}
    for task in turns[:WATCHED]:
        person = await crowd.sandbox.join(f"p{task.telegram_id}", task.telegram_id, "Инженер")
        chats[task.telegram_id] = person.chat(crowd.bot_id)
    over, dice = asyncio.Event(), random.Random(1)  # noqa: S311 - the same in every run
    watching: list[asyncio.Task[None]] = []

    async def watch(task: Task, began: float) -> None:
        await chats[task.telegram_id].until(lambda message: task.number in message.text, within=60)
        figures.turns.append(time.monotonic() - began)

    async def put() -> None:
        for task in turns:
            await asyncio.sleep(dice.uniform(0, 2 * TURN_EVERY))
            if over.is_set():
                return
            began = time.monotonic()
            await own.put([task], NoticeKind.YOUR_TURN, 1)
            watching.append(asyncio.create_task(watch(task, began)))

    putting = asyncio.create_task(put())
    yield
    over.set()
    await putting
    await asyncio.gather(*watching)
    await connection.close()


@asynccontextmanager
async def replying(crowd: Crowd, first: int, figures: Figures) -> AsyncIterator[None]:
    """Answer people meanwhile, as the bot does: another process with the same token."""
    limiter = Limiter(crowd.settings.redis)
    bot: Bot = bot_of(crowd.settings.telegram.bots[0].token, crowd.settings.telegram, limiter)
    over, dice = asyncio.Event(), random.Random(2)  # noqa: S311 - the same in every run

    async def answer() -> None:
        while not over.is_set():
            began = time.monotonic()
            await bot.send_message(FIRST_ID + first + dice.randrange(ANSWERED), "Меню")
            figures.replies.append(time.monotonic() - began)
            await asyncio.sleep(dice.uniform(0, 2 * REPLY_EVERY))

    answering = asyncio.create_task(answer())
    yield
    over.set()
    await answering
    await bot.session.close()
    await limiter.close()


async def judge(crowd: Crowd, tasks: Sequence[Task], figures: Figures) -> None:
    """What the sandbox says of it."""
    statistics = await crowd.sandbox.statistics(crowd.bot_id)
    figures.worst_second = int(statistics["most_in_a_second"])
    figures.refused = int(statistics["statuses"].get("429", 0))
    seen: Counter[str] = Counter()
    for account in {task.telegram_id for task in tasks}:
        path = f"/sandbox/users/p{account}/chats/{crowd.bot_id}/messages"
        for message in await crowd.sandbox.do("GET", path):
            seen[message.get("text", "").partition(" · ")[0].removeprefix("⏰ ")] += 1
    figures.wrong = [task.number for task in tasks if seen[task.number] != 1]


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def tell(figures: Figures) -> bool:
    """Print the figures; whether the bars hold."""
    allowed = figures.sent / RATE * TOTAL_BAR
    p50, p99 = percentile(figures.turns, 0.5), percentile(figures.turns, 0.99)
    bars = (
        (f"{figures.sent} messages in {figures.total:.1f} s (bar {allowed:.1f})", figures.total <= allowed),
        (f"at most {figures.worst_second} in any second (bar {RATE})", figures.worst_second <= RATE),
        (f"{len(figures.wrong)} lost or doubled (bar 0) {figures.wrong[:3]}", not figures.wrong),
        (f"{len(figures.turns)} turns: p50 {p50:.2f} s, p99 {p99:.2f} s (bar {TURN_BAR})", p99 <= TURN_BAR),
    )
    for words, holds in bars:
        print(f"{words}: {'holds' if holds else 'does not hold'}")
    print(
        f"{len(figures.replies)} replies: p50 {percentile(figures.replies, 0.5):.2f} s,"
        f" p99 {percentile(figures.replies, 0.99):.2f} s; {figures.refused} calls answered 429"
    )
    return all(holds for _, holds in bars)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.messages", description=__doc__)
    parser.add_argument("--reminders", type=int, default=REMINDERS)
    given = parser.parse_args()
    with servers() as started:
        figures = asyncio.run(measure(started, given.reminders))
    return 0 if tell(figures) else 1


if __name__ == "__main__":
    end_with(main)
