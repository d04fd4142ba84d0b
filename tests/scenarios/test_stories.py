"""Each story of the demo through HTTP, on real servers, with API and worker as processes."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.orders.ledger import Totals
from domain.orders.parts import Stage
from stack.demo.clients import RefusedError
from stack.demo.proof import prove
from stack.demo.stories import STORIES, Story, refusal_with_fee, with_both_branches_open
from stack.demo.walk import Scene
from stack.local import LocalStack
from stack.part import StackError


def until(told: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not told():
        assert time.monotonic() < deadline
        time.sleep(0.05)


# In threads, so that workers of other tests on this loop go on working.


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.tell.__name__)
async def test_story_ends_as_it_should(scene: Scene, story: Story) -> None:
    proofs = await asyncio.to_thread(lambda: [prove(ending) for ending in story.tell(scene).all])
    assert [proof.faults for proof in proofs] == [()] * len(proofs)


async def test_another_ending_than_promised_is_a_fault(scene: Scene) -> None:
    ending = await asyncio.to_thread(refusal_with_fee, scene)
    wrong = replace(ending, stage=Stage.CANCELLED, totals=Totals(refusal_fee=1))
    proof = await asyncio.to_thread(prove, wrong)
    assert [fault.split()[0] for fault in proof.faults] == ["этап", "суммы"]


async def test_order_with_both_branches_waits_for_both_and_its_report_for_neither(scene: Scene) -> None:
    walk = await asyncio.to_thread(with_both_branches_open, scene)
    order = await asyncio.to_thread(walk.curator.order, walk.card)
    assert {wait.part for wait in order.waiting} == {"stationary.1", "receipt.1"}
    ivanov = scene.person("ivanov")
    with pytest.raises(RefusedError, match=r"report\.branches_open"):
        await asyncio.to_thread(ivanov.give, walk.card, "report", no_contract_reason="Без договора")


async def test_story_goes_on_when_the_worker_comes_back(scene: Scene, system: LocalStack) -> None:
    log = system.folder.logs / "api.log"
    await asyncio.to_thread(system.end, "worker")
    try:
        story = asyncio.create_task(asyncio.to_thread(refusal_with_fee, scene))
        await asyncio.to_thread(until, lambda: b"started without waiting" in log.read_bytes())
    finally:
        await asyncio.to_thread(system.begin_again, "worker")
    ending = await story
    assert prove(ending).faults == ()


async def test_story_in_which_a_refusal_does_not_come_fails(scene: Scene) -> None:
    walk = await asyncio.to_thread(with_both_branches_open, scene)
    with pytest.raises(StackError, match="was to be refused"):
        await asyncio.to_thread(
            walk.refused, walk.curator, "пишет", "notes", "order.closed", text="Позвонить"
        )
