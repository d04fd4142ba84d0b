"""A device that the whole workshop wants at once, through real servers."""

import asyncio

import asyncpg
from temporalio.client import WorkflowUpdateFailedError

from domain.orders.answer import Answer
from domain.orders.custody import DeviceReceived
from domain.orders.parts import JobState
from domain.orders.record import replayed
from domain.orders.stationary import Take, Taken
from domain.orders.waiting import WaitKind
from domain.people import Role
from tests.crew import Crew, recruit_more
from tests.workflows.running import Orders, refusal_in
from tests.workflows.steps import hand_over, into_work

MANY = 50
HELD = "SELECT holder_id, held_since, receiver_id FROM orders WHERE organization_id = $1"


async def test_44_of_fifty_who_take_a_device_at_once_one_holds_it_and_the_others_are_told(
    orders: Orders, crew: Crew, witness: asyncpg.Connection
) -> None:
    workers = await recruit_more(orders.database, crew, Role.STATIONARY_ENGINEER, MANY)
    order = await into_work(orders, crew)
    await hand_over(order)
    await order.approve("stationary.1")
    presses = [order.command(Take, worker, part="stationary.1") for worker in workers]

    outcomes = await asyncio.gather(*map(order.insist, presses), return_exceptions=True)

    won = [worker for worker, came in zip(workers, outcomes, strict=True) if isinstance(came, Answer)]
    refusals = [refusal_in(came) for came in outcomes if isinstance(came, WorkflowUpdateFailedError)]
    assert (len(won), len(refusals)) == (1, MANY - 1)
    assert {refusal.type for refusal in refusals} == {"order.stale_version"}
    assert all("stationary.1" in refusal.message for refusal in refusals)
    entries = await order.entries()
    recorded = await order.recorded()
    (job,) = recorded.stationary
    assert (job.state, job.worker) == (JobState.TAKEN, won[0].id)
    assert [entry.by for entry in entries if isinstance(entry.event, Taken)] == [won[0].id]
    assert not [entry for entry in entries if isinstance(entry.event, DeviceReceived)]
    assert (recorded.custody.holder, recorded.custody.offered_to) == (won[0].id, None)
    (held,) = await witness.fetch(HELD, crew.organization.id)
    assert tuple(held) == (won[0].id, recorded.custody.since, None)
    assert [wait.person for wait in recorded.waits if wait.kind is WaitKind.REPAIR] == [won[0].id]
    assert await order.held() == recorded == replayed(entries)

    # A press that comes again is answered as before; one that comes late is refused for what is true now.
    (press,) = (one for one in presses if one.by == won[0].id)
    assert isinstance(await order.send(press), Answer)
    late = order.command(Take, next(worker for worker in workers if worker != won[0]), part="stationary.1")
    assert (await order.refused(late)).type == "stationary.not_free"
