"""The sweeper: it finds messages that lie about, whatever has become of their order's workflow."""

from uuid import uuid4

import asyncpg

from domain.orders.assignment import Accept
from domain.orders.lifecycle import AddNote
from domain.organizations import OrganizationSettings
from storage.database import Database
from tests.crew import Crew, recruit
from tests.workflows.channels import PostRoom
from tests.workflows.running import Orders, Running, eventually
from tests.workflows.stories import refusal_with_a_fee
from workflows.housekeeping import SweepOutbox

AGE = "update outbox set created_at = created_at - interval '2 minutes' where order_id = $1"
UNSENT = "select count(*) from outbox where order_id = $1 and sent_at is null and dropped_at is null"


async def sweep(orders: Orders) -> int:
    return await orders.client.execute_workflow(
        SweepOutbox.run, id=f"sweep-{uuid4()}", task_queue=orders.task_queue
    )


async def delivered(witness: asyncpg.Connection, order: Running) -> None:
    async def nothing_left() -> bool:
        return bool(await witness.fetchval(UNSENT, order.id) == 0)

    await eventually(nothing_left)


async def ended(orders: Orders, database: Database) -> Running:
    """An order that is closed and whose workflow has ended, as nobody may reopen it."""
    crew = await recruit(database, OrganizationSettings(reopen_days=0))
    order = await refusal_with_a_fee(orders, crew)
    assert await order.handle.result() == "refused"
    return order


async def test_a_workflow_that_knows_nothing_of_a_message_catches_up_and_sends_it(
    orders: Orders, crew: Crew, witness: asyncpg.Connection, post_room: PostRoom
) -> None:
    order = await orders.open(crew)
    await delivered(witness, order)
    await order.record_beside(order.command(AddNote, crew.engineer, text="мимо"))
    assert (await order.held()).version == 3

    await sweep(orders)
    assert await witness.fetchval(UNSENT, order.id) == 1, "a young message is left to its workflow"
    await witness.execute(AGE, order.id)
    assert await sweep(orders) >= 1

    await delivered(witness, order)
    assert await order.held() == await order.recorded()
    assert [one.notice.text for one in post_room.told_to(crew.organization.id)] == [None, "мимо"]


async def test_a_message_of_an_ended_workflow_is_sent_all_the_same(
    orders: Orders, database: Database, witness: asyncpg.Connection, post_room: PostRoom
) -> None:
    order = await ended(orders, database)
    await order.record_beside(order.command(AddNote, order.crew.engineer, text="поздно"))
    await witness.execute(AGE, order.id)
    await sweep(orders)
    await delivered(witness, order)
    assert post_room.told_to(order.crew.organization.id)[-1].notice.text == "поздно"


async def test_one_message_that_cannot_be_sent_does_not_keep_the_others(
    orders: Orders, crew: Crew, database: Database, witness: asyncpg.Connection, post_room: PostRoom
) -> None:
    stuck = await ended(orders, database)
    post_room.broken.add(stuck.crew.organization.id)
    await stuck.record_beside(stuck.command(AddNote, stuck.crew.engineer, text="не дойдёт"))
    order = await orders.open(crew)
    await delivered(witness, order)
    await order.record_beside(order.command(Accept, crew.engineer))
    await witness.execute(AGE, order.id)
    for _ in range(2):  # the oldest comes first
        await witness.execute(AGE, stuck.id)

    await sweep(orders)

    await delivered(witness, order)
    assert await witness.fetchval(UNSENT, stuck.id) == 1
    post_room.broken.discard(stuck.crew.organization.id)
    await sweep(orders)
    await delivered(witness, stuck)
