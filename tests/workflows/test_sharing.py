"""Receipts over several orders, through their workflows: the others hear of it, and keep its time."""

import asyncio

from tests.crew import Crew, take_photos
from tests.workflows.kinsfolk import caught_up, share
from tests.workflows.running import Orders
from tests.workflows.steps import into_work


async def test_the_other_orders_workflow_hears_of_it_by_itself(orders: Orders, crew: Crew) -> None:
    home, other = await into_work(orders, crew), await into_work(orders, crew)
    await share(home, other)
    told = await caught_up(other)
    assert [(wait.kind.value, wait.person) for wait in told.waits] == [("verify_shared", crew.curator.id)]
    await home.approve("receipt.1")
    told = await caught_up(other)
    assert [wait.kind.value for wait in told.waits] == ["submit_report"]
    assert told.totals.expense == 100


async def test_44_thirty_receipts_that_cross_are_all_taken_and_all_told(orders: Orders, crew: Crew) -> None:
    one, two = await into_work(orders, crew), await into_work(orders, crew)
    await take_photos(orders.database, crew, 30)
    crossing = (
        share(home, other, seller=f"ООО «{home.answer.number}-{n}»")
        for n in range(15)
        for home, other in ((one, two), (two, one))
    )
    answers = await asyncio.gather(*crossing)
    assert len({(answer.order_id, answer.first_seq) for answer in answers}) == 30
    for order in (one, two):
        held = await caught_up(order)
        assert (len(held.receipts), len(held.shared)) == (15, 15)


async def test_an_order_whose_workflow_has_ended_is_left_alone(orders: Orders, crew: Crew) -> None:
    """Somebody has terminated it: the record stands all the same, and the home goes on."""
    home, other = await into_work(orders, crew), await into_work(orders, crew)
    await other.handle.terminate()
    await share(home, other)
    await home.approve("receipt.1")
    assert (await caught_up(home)).totals.expense == 100
    assert (await other.recorded()).totals.expense == 100
