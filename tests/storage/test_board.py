"""The board: its counts, and that it is one statement on an index however many orders there are."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from domain.orders.assignment import Accept
from domain.orders.lifecycle import Cancel
from domain.orders.parts import Stage
from domain.orders.penalties import Appeal, Penalize
from domain.orders.waiting import WaitKind
from domain.people import Role
from domain.values import PersonId
from storage.board import Board, Count, Counted
from storage.database import Database
from storage.orders import OrderFilter
from storage.overview import Overview
from tests.storage.shop import Shop
from tests.storage.test_orders import OPEN, Crowd, crowd, nodes, statements

__all__ = ["crowd"]


async def counted(shop: Shop, person: PersonId, *names: str) -> Counted:
    async with shop.database.reading() as tx:
        return await tx.boards.count(shop.id, person, frozenset(names) or None, shop.clock)


def one(overdue: int = 0) -> Count:
    return Count(orders=1, overdue=overdue)


async def test_every_open_order_is_counted_by_each_of_its_sides(shop: Shop) -> None:
    await shop.open()
    working = await shop.order_in_work()
    await shop.open(engineer=None)
    cancelled = await shop.open()
    cancel = {**shop.part(cancelled, "order", shop.curator), "reason": "Клиент передумал"}
    await shop.give(cancelled, Cancel.model_validate(cancel))
    board = (await counted(shop, shop.curator)).board
    assert board.open == Count(orders=3)
    assert (board.unassigned, board.waiting_for_me, board.paused) == (one(), one(), Count())
    assert board.stages == {Stage.ASSIGNMENT: Count(orders=2), Stage.WORK: one()}
    assert board.waiting_for == {Role.CURATOR: one(), Role.ENGINEER: Count(orders=2)}
    assert board.waiting[WaitKind.ASSIGN] == board.waiting[WaitKind.ACCEPT] == one()
    assert [(load.engineer, load.orders) for load in board.engineers] == [(working.engineer, 1)]


async def test_a_closed_order_counts_and_is_listed_where_it_waits_for_something(shop: Shop) -> None:
    """An appeal outlives its order: nobody finds it otherwise."""
    order = await shop.open()
    order = await shop.give(order, Accept.model_validate(shop.part(order, "assignment", shop.engineer)))
    charge = {"part": "penalty.1", "version": 0, "id": shop.new_id(), "by": shop.curator}
    charge |= {"person": shop.engineer, "amount": 50_000, "reason": "не позвонил"}
    order = await shop.give(order, Penalize.model_validate(charge))
    appeal = {**shop.part(order, "penalty.1", shop.engineer), "reason": "звонил"}
    order = await shop.give(order, Appeal.model_validate(appeal))
    cancel = {**shop.part(order, "order", shop.curator), "reason": "Клиент передумал"}
    order = await shop.give(order, Cancel.model_validate(cancel))
    assert order.closed
    [wait] = order.waits
    shop.clock = wait.until + timedelta(seconds=1)
    board = (await counted(shop, shop.curator)).board
    assert (board.open, board.stages, board.engineers) == (Count(orders=0, overdue=1), {}, ())
    assert board.waiting == {WaitKind.DECIDE_APPEAL: one(overdue=1)}
    async with shop.database.reading() as tx:
        for wanted in ({"waiting_kind": wait.kind}, {"waiting_role": wait.role}, {"overdue_at": shop.clock}):
            assert [one.id for one in (await tx.orders.page(shop.id, OrderFilter(**wanted))).orders] == [
                order.id
            ]
        assert (await tx.orders.page(shop.id, OrderFilter())).orders == ()
        overview = await tx.overviews.read(shop.clock, None, 10_000)
    assert [(one.open, one.overdue, one.appeals) for one in overview.organizations if one.id == shop.id] == [
        (0, 1, 1)
    ]


async def test_others_get_the_counts_of_what_they_see(shop: Shop) -> None:
    await shop.open()
    await shop.open(engineer=None)
    board = (await counted(shop, shop.engineer, str(shop.engineer), "engineer")).board
    assert (board.open, board.waiting_for_me, board.unassigned) == (one(), one(), Count())
    nothing = (await counted(shop, shop.repairer, str(shop.repairer), "stationary_engineer")).board
    assert (nothing.open, nothing.stages, nothing.engineers) == (Count(), {}, ())


async def test_the_next_order_to_become_overdue_is_told(shop: Shop) -> None:
    order = await shop.open()
    due = min(wait.until for wait in order.waits)
    shop.clock = due
    assert (await counted(shop, shop.curator)).next_due == due
    shop.clock = due + timedelta(microseconds=1)
    late = await counted(shop, shop.curator)
    assert late.next_due is None
    assert late.board.open == one(overdue=1)
    assert late.board.stages == {Stage.ASSIGNMENT: one(overdue=1)}


async def test_another_organization_counts_nothing(shop: Shop, database: Database) -> None:
    await shop.open()
    other = await Shop(database).found()
    assert (await counted(other, shop.curator)).board == Board(
        open=Count(),
        waiting_for_me=Count(),
        unassigned=Count(),
        paused=Count(),
        stages={},
        waiting_for={},
        waiting={},
        engineers=(),
    )


@pytest.mark.parametrize(
    ("names", "index"),
    [((), "orders_waits_idx"), ((str(uuid4()), "stationary_engineer"), "orders_waiting_idx")],
)
async def test_the_board_runs_on_its_index(crowd: Crowd, names: tuple[str, ...], index: str) -> None:
    with statements(crowd.shop.database) as seen:
        board = (await counted(crowd.shop, crowd.shop.curator, *names)).board
    assert board.open.orders == (6 if names else OPEN)
    [(sql, parameters)] = seen
    async with crowd.shop.database.engine.connect() as connection:
        rows = await connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters)
        plan = list(nodes(json.loads(rows.scalar_one())[0]["Plan"]))
    assert "Seq Scan" not in {node["Node Type"] for node in plan}
    assert index in {node.get("Index Name") for node in plan}
    read = [node for node in plan if node.get("Relation Name") == "orders"]
    assert sum(node["Actual Rows"] + node.get("Rows Removed by Filter", 0) for node in read) <= OPEN


async def test_the_overview_counts_all_organizations(shop: Shop, database: Database) -> None:
    async def read() -> Overview:
        async with database.reading() as tx:
            return await tx.overviews.read(shop.clock + timedelta(days=1000), None, 10_000)

    before = await read()
    await shop.open()
    other = await Shop(database).found()
    await other.open(engineer=None)
    await other.order_in_work()
    after = await read()
    assert after.open.orders - before.open.orders == 3
    assert after.open.overdue - before.open.overdue == 3
    assert after.troubled.orders - before.troubled.orders == 3
    assert after.unassigned.orders - before.unassigned.orders == 1
    assert after.stages[Stage.WORK].orders - before.stages.get(Stage.WORK, Count()).orders == 1
    ours = [one for one in after.organizations if one.id in {shop.id, other.id}]
    assert [(one.id, one.overdue, one.unassigned) for one in ours] == [(other.id, 2, 1), (shop.id, 1, 0)]


async def test_the_overview_reads_what_is_open_and_nothing_else(crowd: Crowd) -> None:
    """Each order has its place in one pass, however many closed ones there are."""
    async with crowd.shop.database.reading() as tx:
        overview = await tx.overviews.read(crowd.shop.clock, None, 1)
    assert overview.open.orders == OPEN
    assert [one.id for one in overview.organizations] == [crowd.shop.id]
    plan = await crowd.plan_of(lambda tx: tx.overviews.read(crowd.shop.clock, None, 1))
    read = [node for node in plan if node.get("Relation Name") == "orders"]
    assert "orders_waits_idx" in {node.get("Index Name") for node in plan}
    assert sum(node["Actual Rows"] + node.get("Rows Removed by Filter", 0) for node in read) == OPEN
