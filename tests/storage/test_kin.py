"""What stands in the database about orders that have to do with each other."""

from sqlalchemy import text
from sqlalchemy.dialects.postgresql.asyncpg import dialect

from domain.orders.state import Order
from storage.database import Database
from storage.kin import kin_statement
from tests.storage.shop import Shop, code

CROWD = """
INSERT INTO orders (id, organization_id, number, version, stage, curator_id, waiting_people, waiting_roles,
  waiting_kinds, audience, opened_at, state)
SELECT gen_random_uuid(), organization_id, 'CROWD-' || n, version, stage, curator_id, waiting_people,
  waiting_roles, waiting_kinds, audience, opened_at + n * interval '1 minute', state
FROM orders, generate_series(1, 3000) n WHERE id = :order_id
"""


async def plan(database: Database, order: Order) -> str:
    """How the one statement runs among the orders of a busy year."""
    sql = kin_statement(order, None).compile(
        dialect=dialect(),  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
        compile_kwargs={"literal_binds": True},
    )
    async with database.engine.connect() as connection:
        await connection.execute(text(CROWD), {"order_id": order.id})
        await connection.execute(text("ANALYZE orders"))
        return str((await connection.exec_driver_sql(f"EXPLAIN {sql}")).all())


async def test_an_earlier_order_is_one_of_the_same_organization(shop: Shop, database: Database) -> None:
    first, others = await shop.open(), await Shop(database).found()
    foreign = await others.opening(warranty_of=first.id, warranty_reason="наша ошибка")
    assert code(await others.record(foreign, foreign.order_id)) == "order.unknown"
    own = await shop.opening(warranty_of=first.id)
    assert code(await shop.record(own, own.order_id)) == "warranty.not_completed"


async def test_repeats_are_found_by_an_index_and_shown_to_who_sees_them(shop: Shop) -> None:
    first = await shop.open()
    again = await shop.open(warranty_of=first.id, warranty_reason="наша ошибка")
    async with shop.database.transaction() as tx:
        assert [one.id for one in (await tx.kin.of(first, None)).repeats] == [again.id]
        assert (await tx.kin.of(first, frozenset({str(shop.repairer)}))).repeats == ()
    used = await plan(shop.database, again)
    assert "orders_warranty_idx" in used
    assert "orders_pkey" in used
