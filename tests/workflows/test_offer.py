"""An order that many want at once, through real servers."""

import asyncio

from temporalio.client import WorkflowUpdateFailedError

from domain.orders.answer import Answer
from domain.orders.assignment import Accept, Offer
from domain.orders.notices import NoticeKind
from domain.orders.waiting import WaitKind
from domain.people import Role
from tests.crew import Crew, recruit_more
from tests.workflows.channels import PostRoom
from tests.workflows.running import Orders, eventually, refusal_in

MANY = 50


async def test_44_of_fifty_who_accept_at_once_one_has_the_order_and_the_others_are_told(
    orders: Orders, crew: Crew, post_room: PostRoom
) -> None:
    engineers = await recruit_more(orders.database, crew, Role.ENGINEER, MANY)
    order = await orders.open(crew, engineer=None)
    await order.give(Offer, crew.curator, engineers=[engineer.id for engineer in engineers])
    presses = [order.command(Accept, engineer) for engineer in engineers]

    outcomes = await asyncio.gather(*map(order.insist, presses), return_exceptions=True)

    won = [engineer for engineer, came in zip(engineers, outcomes, strict=True) if isinstance(came, Answer)]
    refusals = [refusal_in(came) for came in outcomes if isinstance(came, WorkflowUpdateFailedError)]
    assert len(won) == 1
    assert len(refusals) == MANY - 1
    assert {refusal.type for refusal in refusals} == {"assignment.taken"}
    recorded = await order.recorded()
    assert (recorded.engineer, recorded.offered_to) == (won[0].id, ())
    assert [wait.kind for wait in recorded.waits] == [WaitKind.SUBMIT_AGREEMENT]
    assert await order.held() == recorded

    async def told() -> set[str]:
        posted = post_room.told_to(crew.organization.id)
        names = {name for one in posted if one.notice.kind is NoticeKind.GONE for name in one.names}
        return names if len(names) == MANY - 1 else set()

    assert await eventually(told, within=60) == {one.name for one in engineers} - {won[0].name}
