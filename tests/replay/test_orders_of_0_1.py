"""Orders opened in the first issue's release, in every stage, finish here."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from temporalio.worker import Worker

from activities.first_release import deliver
from domain.orders.lifecycle import Resumed
from domain.orders.parts import JobState, ReceiptState, Stage
from domain.orders.penalties import Appeal, DecideAppeal, Penalize
from domain.orders.record import Entry, replayed
from domain.orders.reminders import Reminded
from domain.orders.state import SHAPE, Order
from domain.orders.takeover import TakeOver
from domain.orders.undo import Undo
from domain.orders.waiting import WaitKind
from domain.orders.write_off import WriteOff
from settings import DatabaseSettings, Settings
from stack.postgres import new_database
from storage import migrations
from storage.canonical import GENESIS, chained
from storage.database import Database
from storage.evidence import verify
from storage.orders import OrderFilter, Show
from storage.refolding import refold
from tests.namespaces import own_namespace
from tests.replay.finishing import caught_up, finish
from tests.replay.first_release import FILES, Left, go_on, left, put_back
from tests.workers import working
from tests.workflows.channels import PostRoom
from tests.workflows.running import Running, eventually
from tests.workflows.skipping import SkippingOrders, next_monday, time_skipping
from workflows.names import DELIVERY
from workflows.progress import Progress

each = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
MINUTE = timedelta(minutes=1)


def order_of(order: Left) -> Order:
    return Order.model_validate_json(order.state)


def entries_of(order: Left) -> list[Entry]:
    return [Entry.model_validate_json(body) for body in order.bodies]


# Read


def test_every_stage_and_state_was_left() -> None:
    orders = [order_of(left(path)) for path in FILES]
    assert {order.stage for order in orders} == set(Stage)
    jobs = {job.state for order in orders for job in order.stationary}
    assert jobs >= set(JobState) - {JobState.WITHDRAWN}
    receipts = {receipt.state for order in orders for receipt in order.receipts}
    assert receipts >= set(ReceiptState) - {ReceiptState.WITHDRAWN}


@each
def test_what_it_wrote_is_read_and_means_the_same(path: Path) -> None:
    order = left(path)
    stored, now = order_of(order), replayed(entries_of(order))
    assert stored == Progress.model_validate(order.progress).order
    kept = order.rows["orders"][0]["state"].keys()
    differences = {name for name in kept if getattr(stored, name) != getattr(now, name)}
    assert differences <= {"custody", "stationary", "report"}  # they tell more of the device's way now
    assert stored.custody.holder == now.custody.holder
    assert [job.state for job in stored.stationary] == [job.state for job in now.stationary]
    assert (stored.stage, stored.waits, stored.totals) == (now.stage, now.waits, now.totals)


@each
def test_its_hashes_stand_on_the_bytes_it_wrote(path: Path) -> None:
    head = GENESIS
    for row in left(path).rows["events"]:
        head = chained(head, row["body"].encode())
        assert row["hash"] == "\\x" + head.hex()


# Go on


@pytest.fixture(scope="module")
async def database(settings: Settings) -> AsyncIterator[Database]:
    """All its orders in the schema of the first release, brought to today's."""
    url = await new_database(settings.database.url)
    await asyncio.to_thread(migrations.upgrade, url, "0001")
    connection = await asyncpg.connect(url)
    for path in FILES:
        await put_back(connection, left(path))
    await connection.close()
    await asyncio.to_thread(migrations.upgrade, url)
    database = Database(DatabaseSettings(url=url))
    yield database
    await database.close()


@pytest.fixture(scope="module")
async def orders(database: Database) -> AsyncIterator[SkippingOrders]:
    async with (
        time_skipping(database) as orders,
        Worker(orders.client, task_queue=DELIVERY, activities=[deliver]),
    ):
        await orders.pass_until(next_monday(await orders.now()))
        yield orders


async def is_whole(database: Database, order: Order) -> None:
    """As `naryad verify` finds it."""
    async with database.transaction() as tx:
        places = await tx.orders.places(order.number)
        place = next(place for place in places if place.order_id == order.id)
        assert (await verify(tx, place)).faults == ()


@each
async def test_it_is_whole_after_the_migration(database: Database, path: Path) -> None:
    order = order_of(left(path))
    await is_whole(database, order)
    async with database.transaction() as tx:
        stored = await tx.orders.find(order.organization_id, order.id)
        (unchecked,) = await tx.health.records([order.id])
    assert stored == replayed(entries_of(left(path)))
    assert stored.shape == SHAPE
    assert unchecked.checked().flaws == {}  # nor has the doctor anything to say


async def test_what_has_been_folded_anew_is_left_alone(database: Database) -> None:
    assert await refold(database) == 0


async def test_a_damaged_read_model_is_left_to_the_doctor(settings: Settings) -> None:
    """Where entries are missing, a fold of the others would pass for the order."""
    url = await new_database(settings.database.url)
    await asyncio.to_thread(migrations.upgrade, url, "0001")
    connection = await asyncpg.connect(url)
    await put_back(connection, left(FILES[0]))
    await connection.execute("UPDATE orders SET version = version + 1")
    await asyncio.to_thread(migrations.upgrade, url)
    (state,) = await connection.fetch("SELECT state ->> 'shape' AS shape FROM orders")
    assert state["shape"] is None
    await connection.close()


@each
async def test_39_it_is_found_by_the_names_it_was_stored_under(database: Database, path: Path) -> None:
    """In the list of its stage, by what it waits for, and on the board: no name of 0.1 has been orphaned."""
    row = left(path).rows["orders"][0]
    order = order_of(left(path))
    async with database.transaction() as tx:
        page = await tx.orders.page(
            order.organization_id, OrderFilter(show=Show.ALL, stage=Stage(row["stage"]))
        )
        counted = await tx.boards.count(order.organization_id, order.curator, None, order.changed_at)
    assert [one.id for one in page.orders] == [order.id]
    assert [wait.kind for wait in page.orders[0].waits] == [wait.kind for wait in order.waits]
    assert set(row["waiting_kinds"]) == {wait.kind for wait in order.waits} <= set(WaitKind)
    assert counted.board.open.orders == (0 if order.closed else 1)


@each
async def test_it_finishes_here(orders: SkippingOrders, path: Path) -> None:
    before = order_of(left(path))
    order = await go_on(orders, left(path))
    if before.waits:
        await somebody_is_reminded(orders, order, before)
        await what_is_new(order)
    if path.stem.endswith("to_write_off"):
        held = await caught_up(order)
        await order.give(WriteOff, order.crew.owner, amount=held.totals.debt, reason="клиент пропал")
    finished = await finish(order)

    outcome = before.closing.outcome if before.closing else before.closed
    assert finished.closed is (outcome or expected_of(path))
    assert finished.totals.debt == 0
    assert finished.custody.holder is None
    await is_whole(orders.database, finished)
    entries = await order.entries()
    assert await order.recorded() == replayed(entries)
    if before.waits:  # something was recorded: its workflow knows all that is known today
        assert finished == replayed(entries)
    assert finished.archive_at
    await orders.pass_until(max(finished.archive_at, await orders.now()) + MINUTE)
    assert await order.handle.result() == finished.closed


def expected_of(path: Path) -> Stage:
    return Stage.REFUSED if "refusal" in path.stem else Stage.COMPLETED


async def somebody_is_reminded(orders: SkippingOrders, order: Running, before: Order) -> None:
    """Of each thing it waits for, or its pause ends."""
    last = max(wait.next_at for wait in before.waits if wait.next_at)
    await orders.pass_until(max(last, await orders.now()) + MINUTE)

    async def given() -> bool:
        news = (await order.entries())[before.version :]
        told = {entry.event.wait for entry in news if isinstance(entry.event, Reminded)}
        resumed = any(isinstance(entry.event, Resumed) for entry in news)
        return resumed or told == {wait.id for wait in before.waits}

    assert await eventually(given)


async def what_is_new(order: Running) -> None:
    """What the first release did not know: another curator, a penalty that is reversed, a step undone."""
    held = await caught_up(order)
    crew = order.crew
    await order.give(TakeOver, crew.second_curator, reason="отпуск")
    order.crew = replace(crew, curator=crew.second_curator, second_curator=crew.curator)
    if held.engineer:
        charge = {"person": held.engineer, "amount": 50_000, "reason": "не позвонил"}
        await order.give(Penalize, order.crew.curator, part="penalty.1", **charge)
        await order.give(Appeal, crew.engineer, part="penalty.1", reason="звонил")
        await order.give(DecideAppeal, crew.owner, part="penalty.1", verdict="reverse", reason="звонил")
    sent_in = [wait.part for wait in held.waits if wait.kind.startswith("verify_")]
    if sent_in and held.agreement.refusal is None:
        last = max(sent_in, key=lambda part: held.parts[part])
        repaired = any(wait.kind is WaitKind.VERIFY_REPAIR for wait in held.waits)
        await order.give(Undo, crew.worker if repaired else crew.engineer, part=last)


async def test_what_it_left_to_tell_is_told_here(database: Database, settings: Settings) -> None:
    """By the courier, for an order whose workflow nobody has started yet."""
    (path,) = (path for path in FILES if path.stem == "work_undelivered")
    order, post_room = left(path), PostRoom()
    unsent = [row["notice"] for row in order.rows["outbox"] if row["sent_at"] is None]
    assert unsent
    client = await own_namespace(settings.temporal)
    async with working(client, database, post_room):

        async def told() -> bool:
            return len(post_room.told_to(order_of(order).organization_id)) == len(unsent)

        await eventually(told)
