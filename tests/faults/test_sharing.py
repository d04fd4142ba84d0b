"""A receipt over two orders, and a worker killed between its commit and its completion."""

import asyncio

import pytest

from domain.orders.order import Command
from domain.orders.receipt import SubmitReceipt
from domain.orders.verification import Approve
from storage.evidence import verify
from storage.orders import OrderPlace
from tests.crew import Crew
from tests.faults.processes import STOPPING
from tests.faults.shop import SOON, FaultyShop, known, proved
from tests.workflows.running import Orders, Running, eventually
from tests.workflows.steps import into_work


@pytest.fixture
async def two(shop: FaultyShop, crew: Crew) -> tuple[Running, Running]:
    """Orders in work that one engineer carries; their worker stops after a commit that says so."""
    await shop.workers.only(STOPPING)
    orders = Orders(shop.client, shop.database)
    return await into_work(orders, crew), await into_work(orders, crew)


async def receipt(home: Running, other: Running, command_id: str) -> SubmitReceipt:
    prices = ((None, 300), (other.id, 700))
    return home.command(
        SubmitReceipt,
        home.crew.engineer,
        id=command_id,
        document=home.crew.photos.pop(),
        seller="ООО «Ромашка»",
        dated=await home.orders.today(home.crew),
        total=1000,
        lines=[{"name": "Тонер", "unit_price": price, "order": order} for order, price in prices],
        paid_by="own",
    )


async def killed_after_commit(shop: FaultyShop, order: Running, command: Command) -> None:
    """Its worker has committed the command and is killed; another one takes over."""
    [doomed] = await shop.workers.only(STOPPING)
    caller = asyncio.create_task(order.send(command))
    await eventually(lambda: known(order, command.id))
    assert not caller.done()
    await shop.workers.kill(doomed)
    await shop.workers.start()
    answer = await asyncio.wait_for(caller, SOON)
    await proved(order, command, answers=[answer])


async def told(order: Running) -> bool:
    return await order.held() == await order.recorded()


async def test_both_orders_are_right_once_however_the_worker_dies(
    shop: FaultyShop, crew: Crew, two: tuple[Running, Running]
) -> None:
    home, other = two
    await killed_after_commit(shop, home, await receipt(home, other, f"stop-{home.id}"))
    await eventually(lambda: told(other), SOON)
    assert [wait.kind.value for wait in (await other.held()).waits] == ["verify_shared"]
    approval = home.command(Approve, crew.curator, id=f"stop-{other.id}", part="receipt.1")
    await killed_after_commit(shop, home, approval)
    await eventually(lambda: told(other), SOON)
    assert [wait.kind.value for wait in (await other.held()).waits] == ["submit_report"]
    expenses = [(await order.recorded()).totals.expense for order in two]
    assert expenses == [300, 700]
    kinds = [entry.event.kind for entry in await other.entries()]
    assert kinds.count("expense_shared") == 2
    async with shop.database.transaction() as tx:
        for order in two:
            verdict = await verify(tx, OrderPlace(crew.organization.id, order.id, "?"))
            assert verdict.faults == ()
