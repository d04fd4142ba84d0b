"""Messages: sent in order, noted, and never in the way of anything else."""

import asyncpg

from domain.orders.assignment import Accept
from domain.orders.lifecycle import AddNote
from domain.orders.notices import NoticeKind
from domain.orders.waiting import WaitKind
from tests.crew import Crew
from tests.workflows.channels import PostRoom
from tests.workflows.running import Orders, Running, eventually
from tests.workflows.steps import submit_agreement

ROWS = """
    select sent_at, dropped_at, attempts, notice->>'kind' as kind from outbox where order_id = $1 order by id
"""


async def all_sent(witness: asyncpg.Connection, order: Running) -> list[asyncpg.Record]:
    async def look() -> list[asyncpg.Record]:
        rows = await witness.fetch(ROWS, order.id)
        return rows if all(row["sent_at"] or row["dropped_at"] for row in rows) else []

    return await eventually(look)


async def test_whoever_must_act_is_told_in_order_and_it_is_noted(
    orders: Orders, crew: Crew, witness: asyncpg.Connection, post_room: PostRoom
) -> None:
    order = await orders.open(crew)
    await all_sent(witness, order)
    await order.give(Accept, crew.engineer)
    await all_sent(witness, order)
    await submit_agreement(order)

    rows = await all_sent(witness, order)
    assert [(row["kind"], row["attempts"]) for row in rows] == [("your_turn", 1)] * 3
    assert [(one.notice.wait_kind, one.names) for one in post_room.told_to(crew.organization.id)] == [
        (WaitKind.ACCEPT, ("Иванов",)),
        (WaitKind.SUBMIT_AGREEMENT, ("Иванов",)),
        (WaitKind.VERIFY_AGREEMENT, ("Петрова",)),
    ]


async def test_a_failing_channel_holds_up_no_command_and_is_tried_again(
    orders: Orders, crew: Crew, witness: asyncpg.Connection, post_room: PostRoom
) -> None:
    post_room.broken.add(crew.organization.id)
    order = await orders.open(crew)

    async def has_failed() -> bool:
        return bool(await witness.fetchval("select attempts from outbox where order_id = $1", order.id))

    await eventually(has_failed)
    await order.give(Accept, crew.engineer)
    await order.give(AddNote, crew.engineer, text="Позвонил")
    assert await order.held() == await order.recorded()
    assert post_room.told_to(crew.organization.id) == []

    post_room.broken.discard(crew.organization.id)
    first, *later = await all_sent(witness, order)
    assert first["dropped_at"], "the accepted offer is told to nobody any more"
    assert [(row["kind"], row["dropped_at"]) for row in later] == [("your_turn", None), ("note", None)]
    assert [one.notice.kind for one in post_room.told_to(crew.organization.id)] == [
        NoticeKind.YOUR_TURN,
        NoticeKind.NOTE,
    ]


async def test_nothing_is_sent_twice_when_nothing_fails(
    orders: Orders, crew: Crew, witness: asyncpg.Connection, post_room: PostRoom
) -> None:
    order = await orders.open(crew)
    await all_sent(witness, order)
    await order.give(AddNote, crew.curator, text="и ещё")
    await all_sent(witness, order)
    assert [one.notice.kind for one in post_room.told_to(crew.organization.id)] == [NoticeKind.YOUR_TURN]


async def test_a_message_that_no_workflow_knows_of_is_sent_all_the_same(
    orders: Orders, crew: Crew, witness: asyncpg.Connection, post_room: PostRoom
) -> None:
    order = await orders.open(crew)
    await order.record_beside(order.command(AddNote, crew.engineer, text="мимо"))
    await all_sent(witness, order)
    assert post_room.told_to(crew.organization.id)[-1].notice.text == "мимо"
