"""Thousands of orders with messages in the outbox, and people with chats in the sandbox to get them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import asyncpg

from activities.records import Records
from benchmarks.board import lead
from benchmarks.shops import found
from domain.calendar import Hours, WorkingCalendar
from domain.orders.notices import Notice, NoticeKind
from domain.orders.state import Order
from domain.organizations import Organization, OrganizationSettings
from domain.values import OrganizationId, PersonId
from settings import Settings
from stack.telegram.people import Sandbox
from storage.database import Database

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


class Crowd:
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
