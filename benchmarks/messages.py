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
from datetime import datetime
from typing import Any, Final

import asyncpg
from aiogram import Bot

from activities.records import Records
from benchmarks.board import lead
from benchmarks.ending import end_with
from benchmarks.servers import Servers, servers
from benchmarks.shops import found
from domain.calendar import Hours, WorkingCalendar
from domain.orders.notices import Notice, NoticeKind
from domain.orders.state import Order
from domain.organizations import Organization, OrganizationSettings
from domain.values import OrganizationId, PersonId
from settings import Settings
from stack.telegram.people import Chat, Sandbox
from storage.database import Database
from telegram.limiter import Limiter
from telegram.sender import bot_of

REMINDERS, PEOPLE, WATCHED, ANSWERED = 6_500, 650, 40, 20
"""Reminders go to `PEOPLE` in turn, turns to `WATCHED` others, replies to `ANSWERED` more."""
TURN_EVERY, REPLY_EVERY = 1.0, 0.5
"""Seconds, on average."""
RATE: Final = 30
TOTAL_BAR, TURN_BAR = 1.1, 2.0
FIRST_ID: Final = 5_000_000
MANY: Final = 25
"""Sandbox calls under way together."""

COPY: Final = """
INSERT INTO orders SELECT (jsonb_populate_record(o, jsonb_build_object(
  'id', c.id, 'number', c.number, 'engineer_id', c.engineer,
  'state', replace(replace(replace(o.state::text, o.id::text, c.id::text), o.number, c.number),
    $2, c.engineer::text)::jsonb))).*
FROM orders o, unnest($3::uuid[], $4::text[], $5::uuid[]) AS c(id, number, engineer) WHERE o.id = $1
"""
NEW: Final = """
INSERT INTO outbox (organization_id, order_id, once, notice, priority, created_at)
SELECT $1, id, 'bench:' || id, notice, priority, now()
FROM unnest($2::uuid[], $3::jsonb[], $4::int[]) AS n(id, notice, priority)
"""
PEOPLE_OF: Final = """
INSERT INTO people (id, organization_id, name, roles, telegram_id)
SELECT id, $1, 'Инженер ' || telegram_id, '{engineer}', telegram_id
FROM unnest($2::uuid[], $3::bigint[]) AS p(id, telegram_id)
"""


@dataclass(frozen=True)
class Task:
    """One order, and whom its message goes to."""

    order: Any
    number: str
    person: PersonId
    telegram_id: int


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


class Field:
    """The sandbox, the database and a template order that all others are copies of."""

    def __init__(self, settings: Settings, sandbox: Sandbox, connection: asyncpg.Connection) -> None:
        self.settings, self.sandbox, self.connection = settings, sandbox, connection
        self.bot_id = settings.telegram.bots[0].bot_id
        self.home: OrganizationId
        self.template: Order
        self._people: list[tuple[PersonId, int]] = []

    async def prepare(self, people: int) -> None:
        database = Database(self.settings.database)
        shop, _ = await found(database)
        awake = WorkingCalendar(quiet=Hours(since=datetime.min.time(), until=datetime.min.time()))
        async with database.transaction() as tx:
            decided = OrganizationSettings(calendar=awake)
            await tx.organizations.put(
                Organization(id=shop.organization, name="Сервис", prefix="BENCH", settings=decided)
            )
        self.home = shop.organization
        self.template = await lead(database, Records(database), shop, 1)
        await database.close()
        await self.connection.execute(
            "UPDATE outbox SET dropped_at = now(), drop_reason = 'of the template' WHERE sent_at IS NULL"
        )
        rows = await self.connection.fetch(
            "SELECT gen_random_uuid() AS id FROM generate_series(1, $1)", people
        )
        self._people = [(PersonId(row["id"]), FIRST_ID + n) for n, row in enumerate(rows)]
        ids, accounts = zip(*self._people, strict=True)
        await self.connection.execute(PEOPLE_OF, self.home, list(ids), list(accounts))
        turn = asyncio.Semaphore(MANY)
        await asyncio.gather(*(self._begin_chat(account, turn) for account in accounts))

    async def _begin_chat(self, account: int, turn: asyncio.Semaphore) -> None:
        async with turn:
            key = f"p{account}"
            await self.sandbox.do("POST", "/sandbox/users", {"key": key, "id": account, "first_name": key})
            path = f"/sandbox/users/{key}/chats/{self.bot_id}/messages"
            await self.sandbox.do("POST", path, {"text": "/start"})

    async def orders(self, count: int, name: str, people: range) -> list[Task]:
        """Copies of the template, each carried by the next of these people."""
        rows = await self.connection.fetch(
            "SELECT gen_random_uuid() AS id FROM generate_series(1, $1)", count
        )
        tasks = [
            Task(row["id"], f"{name}-{n:05}", *self._people[people[n % len(people)]])
            for n, row in enumerate(rows)
        ]
        engineer = str(self.template.engineer)
        columns = zip(*((task.order, task.number, task.person) for task in tasks), strict=True)
        await self.connection.execute(COPY, self.template.id, engineer, *map(list, columns), timeout=120)
        return tasks

    async def put(self, tasks: Sequence[Task], kind: NoticeKind, priority: int) -> None:
        """Into the outbox, all at once."""
        notices = [self._notice(task, kind, priority).model_dump_json() for task in tasks]
        orders = [task.order for task in tasks]
        await self.connection.execute(NEW, self.home, orders, notices, [priority] * len(tasks), timeout=60)

    def _notice(self, task: Task, kind: NoticeKind, priority: int) -> Notice:
        [wait] = self.template.waits
        return Notice(
            kind=kind,
            to_person=task.person,
            to_role=None,
            order_id=task.order,
            order_number=task.number,
            device="Kyocera M2040dn",
            part=wait.part,
            wait_id=wait.id,
            wait_kind=wait.kind,
            until=wait.until,
            priority=priority,
        )

    async def unsent(self) -> int:
        return int(
            await self.connection.fetchval(
                "SELECT count(*) FROM outbox WHERE sent_at IS NULL AND dropped_at IS NULL"
            )
        )


async def measure(started: Servers, reminders: int) -> Figures:
    settings, runner = started.settings, started.stack.runner
    people = min(PEOPLE, reminders)
    await asyncio.to_thread(runner.bring_up, [started.stack.bots[0]])
    connection = await asyncpg.connect(settings.database.url)
    figures = Figures(reminders)
    async with Sandbox(str(settings.telegram.server)) as sandbox:
        ground = Field(settings, sandbox, connection)
        print("filling ...", flush=True)
        await ground.prepare(people + WATCHED + ANSWERED)
        tasks = await ground.orders(reminders, "R", range(people))
        expected = math.ceil(reminders / RATE * TOTAL_BAR / TURN_EVERY) + 10
        turns = await ground.orders(expected, "T", range(people, people + WATCHED))
        worker = [part for part in started.stack.own if part.name == "worker"]
        await asyncio.to_thread(runner.bring_up, worker)
        await sandbox.do("DELETE", "/sandbox/statistics")
        print(f"{reminders} reminders ...", flush=True)
        began = time.monotonic()
        await ground.put(tasks, NoticeKind.REMINDER, 3)
        async with beside(ground, turns, figures), replying(ground, people + WATCHED, figures):
            while await ground.unsent():  # noqa: ASYNC110 - the database is asked, nobody tells us
                await asyncio.sleep(0.2)
            figures.total = time.monotonic() - began
        await judge(ground, tasks, figures)
    await connection.close()
    return figures


@asynccontextmanager
async def beside(ground: Field, turns: Sequence[Task], figures: Figures) -> AsyncIterator[None]:
    """Put turns in, one after the other, and see how long each takes."""
    connection = await asyncpg.connect(ground.settings.database.url)
    own = Field(ground.settings, ground.sandbox, connection)
    own.home, own.template = ground.home, ground.template
    chats: dict[int, Chat] = {}
    for task in turns[:WATCHED]:
        person = await ground.sandbox.join(f"p{task.telegram_id}", task.telegram_id, "Инженер")
        chats[task.telegram_id] = person.chat(ground.bot_id)
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
async def replying(ground: Field, first: int, figures: Figures) -> AsyncIterator[None]:
    """Answer people meanwhile, as the bot does: another process with the same token."""
    limiter = Limiter(ground.settings.redis)
    bot: Bot = bot_of(ground.settings.telegram.bots[0].token, ground.settings.telegram, limiter)
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


async def judge(ground: Field, tasks: Sequence[Task], figures: Figures) -> None:
    """What the sandbox says of it."""
    statistics = await ground.sandbox.statistics(ground.bot_id)
    figures.worst_second = int(statistics["most_in_a_second"])
    figures.refused = int(statistics["statuses"].get("429", 0))
    seen: Counter[str] = Counter()
    for account in {task.telegram_id for task in tasks}:
        path = f"/sandbox/users/p{account}/chats/{ground.bot_id}/messages"
        for message in await ground.sandbox.do("GET", path):
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
