"""Lists: what they hold, and that each is one query on an index however many orders there are."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import event

from domain.orders.lifecycle import Cancel
from domain.orders.parts import Stage
from domain.people import Role
from domain.values import OrganizationId
from settings import DatabaseSettings, Settings
from stack.postgres import new_database
from storage import migrations
from storage.database import Database, Transaction
from storage.orders import BadCursorError, Cursor, ListedOrder, OrderFilter, OrderPage, Show
from storage.searchable import grams
from tests.storage.shop import START, Shop, sha

CROWD = 30_000
OPEN = 3_000
COLLEAGUES = """
INSERT INTO people (id, organization_id, name, roles)
SELECT gen_random_uuid(), $1, 'Инженер', '{engineer}' FROM generate_series(1, 2000)
"""
"""So many that nobody looks them all through."""


async def page(shop: Shop, wanted: OrderFilter, after: str | None = None, limit: int = 100) -> OrderPage:
    async with shop.database.transaction() as tx:
        return await tx.orders.page(shop.id, wanted, Cursor.parse(after) if after else None, limit)


async def numbers(shop: Shop, **wanted: object) -> list[str]:
    return [listed.number for listed in (await page(shop, OrderFilter.model_validate(wanted))).orders]


async def test_pages_hold_every_order_once_newest_first(shop: Shop) -> None:
    """Also when several were opened at the same moment."""
    for _ in range(7):
        shop.clock = START
        await shop.open()
    found: list[ListedOrder] = []
    after = None
    while True:
        part = await page(shop, OrderFilter(), after, limit=3)
        found += part.orders
        if part.next is None:
            break
        after = part.next
    assert {order.number for order in found} == {f"SVC-{n:06d}" for n in range(1, 8)}
    assert [order.id for order in found] == sorted((order.id for order in found), reverse=True)
    assert len(found) == 7


async def test_15_an_empty_list_is_a_list(shop: Shop) -> None:
    assert await page(shop, OrderFilter()) == OrderPage(lines=(), next=None)


async def test_a_list_shows_the_clients_name(shop: Shop) -> None:
    await shop.open()
    assert [listed.client for listed in (await page(shop, OrderFilter())).orders] == ["Артём Ковалёв"]


async def test_filters_choose_by_what_is_waited_for(shop: Shop) -> None:
    offered = await shop.open()
    working = await shop.order_in_work()
    unassigned = await shop.open(engineer=None)
    assert await numbers(shop, stage=Stage.WORK) == [working.number]
    assert await numbers(shop, engineer=shop.engineer) == [working.number]
    assert await numbers(shop, waiting_person=shop.curator) == [unassigned.number]
    assert await numbers(shop, waiting_role=Role.ENGINEER) == [working.number, offered.number]
    assert await numbers(shop, waiting_person=shop.repairer) == []
    first_due = min(wait.until for wait in offered.waits)
    assert await numbers(shop, overdue_at=first_due) == []
    assert await numbers(shop, overdue_at=first_due + timedelta(seconds=1)) == [offered.number]


async def test_09_a_day_holds_what_was_opened_on_it(shop: Shop) -> None:
    """Its first moment belongs to it, that of the next day no more."""
    order = await shop.open()
    at, moment = order.opened_at, timedelta(microseconds=1)
    assert await numbers(shop, opened_since=at, opened_before=at + moment) == [order.number]
    assert await numbers(shop, opened_since=at + moment) == []
    assert await numbers(shop, opened_before=at) == []


async def test_13_a_closed_order_leaves_the_open_list(shop: Shop) -> None:
    order, other = await shop.open(), await shop.open()
    cancel = {**shop.part(order, "order", shop.curator), "reason": "Клиент передумал"}
    order = await shop.give(order, Cancel.model_validate(cancel))
    assert order.stage is Stage.CANCELLED
    assert await numbers(shop) == [other.number]
    assert await numbers(shop, show=Show.CLOSED) == [order.number]
    assert await numbers(shop, show=Show.ALL) == [other.number, order.number]


@pytest.mark.parametrize(
    "text", ["000001", "c-0", "артем", "КОВАЛЁВ", "912345", "8912", "+79", "ecosys", "era eco", "r4x-7"]
)
async def test_31_any_three_characters_find_the_order(shop: Shop, text: str) -> None:
    await shop.open()
    assert await numbers(shop, text=text) == ["SVC-000001"]


@pytest.mark.parametrize("text", ["000002", "емартем", "ковалев +7", "100%", "___", "0001 kyo"])
async def test_other_characters_do_not_find_it(shop: Shop, text: str) -> None:
    """No wildcards, nothing across two fields, and not the same runs in another order."""
    await shop.open()
    assert await numbers(shop, text=text) == []


async def test_another_organization_finds_nothing(shop: Shop, database: Database) -> None:
    order = await shop.open()
    other = await Shop(database).found()
    assert await numbers(other, show=Show.ALL) == []
    assert await numbers(other, text=order.number) == []
    assert await numbers(other, text="ковалев") == []
    async with database.transaction() as tx:
        assert await tx.orders.find(other.id, order.id) is None
        assert (await tx.events.timeline(other.id, order.id)).entries == ()
        assert await tx.events.chain(other.id, order.id) == ()
        assert (await tx.events.ledger(other.id, order.id)).lines == ()
        assert await tx.contacts.find(other.id, order.id) is None
        assert await tx.commands.find(other.id, order.id, "c1") is None


@pytest.mark.parametrize("text", ["", "x", "2026", "MjAyNi0xMS0yMw==", "ё"])
def test_a_cursor_of_nobody_is_refused(text: str) -> None:
    with pytest.raises(BadCursorError):
        Cursor.parse(text)


async def test_the_timeline_comes_in_pages(shop: Shop) -> None:
    order = await shop.order_in_work()
    async with shop.database.transaction() as tx:
        first = await tx.events.timeline(shop.id, order.id, limit=5)
        rest = await tx.events.timeline(shop.id, order.id, after=first.next or 0)
    assert [entry.seq for entry in (*first.entries, *rest.entries)] == list(range(1, order.version + 1))
    assert (first.next, rest.next) == (5, None)


@pytest.fixture(scope="module")
async def crowd(settings: Settings) -> AsyncIterator["Crowd"]:
    """Thirty thousand orders, a tenth of them open, in a database of their own."""
    url = await new_database(settings.database.url)
    migrations.upgrade(url)
    database = Database(DatabaseSettings(url=url, command_timeout=30))
    shop = await Shop(database).found()
    connection = await asyncpg.connect(url)
    await fill(connection, shop)
    await connection.close()
    yield Crowd(shop)
    await database.close()


async def fill(connection: asyncpg.Connection, shop: Shop) -> None:
    stages = [stage.value for stage in Stage if not stage.closed]
    orders, texts, contacts = [], [], []
    for n in range(CROWD):
        order_id, is_open = uuid4(), n >= CROWD - OPEN
        opened_at = START - timedelta(minutes=CROWD - n)
        orders.append(
            (
                order_id,
                shop.id,
                f"SVC-{n:06d}",
                9,
                stages[n % len(stages)] if is_open else "completed",
                shop.curator,
                shop.engineer if n % 40 == 0 else shop.repairer,
                [shop.second_curator] if is_open and n % 50 == 0 else [shop.curator],
                ["curator"],
                ["assign"] if is_open else [],
                ["stationary_engineer" if n % 500 == 0 else str(shop.curator)],
                opened_at + timedelta(days=20) if is_open else None,
                opened_at,
                None if is_open else opened_at,
                "{}",
                *((shop.repairer, opened_at) if n % 10 == 0 else (None, None)),
                *(shop.engineer if n % 100 == 0 else None, None, None),
            )
        )
        text = f"svc-{n:06d}\nkyocera\n{order_id.hex[:9]}"
        texts.append((order_id, shop.id, text, grams(text)))
        client = '{"client": {"name": "Ковалёв"}}'
        contacts.append((order_id, shop.id, client, bytes(16), sha("0"), opened_at, None))
    await connection.copy_records_to_table("orders", records=orders)
    await connection.copy_records_to_table("order_texts", records=texts)
    await connection.copy_records_to_table("order_contacts", records=contacts)
    await connection.execute(COLLEAGUES, shop.id)
    await connection.execute("ANALYZE")


class Crowd:
    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    async def plan(self, wanted: OrderFilter, after: Cursor | None = None) -> list[dict[str, Any]]:
        """The nodes of the plan of the one statement that a page runs."""
        return await self.plan_of(lambda tx: tx.orders.page(OTHER, wanted, after, 50))

    async def plan_of(self, read: Callable[[Transaction], Awaitable[object]]) -> list[dict[str, Any]]:
        with statements(self.shop.database) as seen:
            async with self.shop.database.transaction() as tx:
                await read(tx)
        assert len(seen) == 1
        [(sql, parameters)] = seen
        ours = tuple(self.shop.id if value == OTHER else value for value in parameters)
        async with self.shop.database.engine.connect() as connection:
            rows = await connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", ours)
            return list(nodes(json.loads(rows.scalar_one())[0]["Plan"]))


DAY = {"opened_since": START - timedelta(days=10), "opened_before": START - timedelta(days=9)}
"""One of the twenty days on which the crowd was opened: some 1,440 of its orders."""

OTHER = OrganizationId(UUID(int=1))
"""Has no orders: its page is empty, and the plan of the same statement is asked for the crowd."""


@contextmanager
def statements(database: Database) -> Iterator[list[tuple[str, tuple[object, ...]]]]:
    seen: list[tuple[str, tuple[object, ...]]] = []

    def note(
        _connection: object, _cursor: object, sql: str, parameters: tuple[object, ...], *_: object
    ) -> None:
        seen.append((sql, parameters))

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ({}, "orders_waits_idx"),
        ({"show": Show.ALL}, "orders_newest_idx"),
        ({"show": Show.CLOSED}, "orders_newest_idx"),
        ({"stage": Stage.CANCELLING}, "orders_stage_idx"),
        ({"engineer": "engineer"}, "orders_engineer_idx"),
        ({"waiting_person": "second_curator"}, "orders_waiting_idx"),
        ({"waiting_person": "nobody"}, "orders_waiting_idx"),
        ({"audience": {"stationary_engineer"}, "show": Show.ALL}, "orders_waiting_idx"),
        ({"overdue_at": START - timedelta(days=30)}, "orders_due_idx"),
        ({**DAY, "show": Show.ALL}, "orders_newest_idx"),
        ({**DAY, "show": Show.CLOSED}, "orders_newest_idx"),
        ({"opened_since": START - timedelta(hours=2)}, "orders_waits_idx"),
        ({**DAY, "engineer": "engineer", "show": Show.ALL}, "orders_engineer_idx"),
        ({"text": "svc-029999"}, "order_texts_grams_idx"),
        ({"text": "12345678", "show": Show.ALL}, "order_texts_grams_idx"),
    ],
)
async def test_every_list_runs_on_its_index(crowd: Crowd, wanted: dict[str, object], index: str) -> None:
    people = {
        name: getattr(crowd.shop, str(value), uuid4())
        for name, value in wanted.items()
        if name in ("engineer", "waiting_person")
    }
    plan = await crowd.plan(OrderFilter.model_validate({**wanted, **people}))
    assert "Seq Scan" not in {node["Node Type"] for node in plan}
    assert index in {node.get("Index Name") for node in plan}
    assert sum(node["Actual Rows"] for node in plan if "Scan" in node["Node Type"]) < 2_500


async def test_a_day_long_ago_costs_no_more_than_its_page(crowd: Crowd) -> None:
    """Its newest orders are read, not all that were opened since, nor all of the day."""
    plan = await crowd.plan(OrderFilter.model_validate({**DAY, "show": Show.ALL}))
    scans = [node for node in plan if "Scan" in node["Node Type"]]
    assert sum(node["Actual Rows"] + node.get("Rows Removed by Filter", 0) for node in scans) < 200
    assert not [node for node in plan if node["Node Type"] == "Sort"]


async def test_a_late_page_costs_no_more_than_the_first(crowd: Crowd) -> None:
    after = Cursor(START - timedelta(minutes=OPEN - 100), UUID(int=0))
    plan = await crowd.plan(OrderFilter(), after)
    assert "orders_waits_idx" in {node.get("Index Name") for node in plan}
    scans = [node for node in plan if "Scan" in node["Node Type"]]
    assert sum(node["Actual Rows"] + node.get("Rows Removed by Filter", 0) for node in scans) < 200
    assert not [node for node in plan if node["Node Type"] == "Sort"]


async def test_who_holds_which_device_is_read_on_its_indexes(crowd: Crowd) -> None:
    """Everybody's in the order of its index; one person's from what this person has to do with."""
    everybodys = await crowd.plan_of(lambda tx: tx.custodies.page(OTHER, None, None, 50))
    assert {node.get("Index Name") for node in everybodys} - {None} == {"orders_custody_idx"}
    engineer = crowd.shop.engineer
    own = await crowd.plan_of(lambda tx: tx.custodies.page(OTHER, engineer, None, 50))
    assert {"orders_holder_idx", "orders_receiver_idx"} <= {node.get("Index Name") for node in own}
    for plan in (everybodys, own):
        assert "Seq Scan" not in {node["Node Type"] for node in plan}
