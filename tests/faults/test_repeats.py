"""The same command again: by another way, after a newer one, after the order closed."""

import asyncio

import pytest

from domain.orders.agreement import SubmitAgreement
from domain.orders.assignment import Accept
from domain.orders.lifecycle import Cancel
from domain.organizations import OrganizationSettings
from tests.crew import Crew, recruit
from tests.faults.shop import OFFER, FaultyShop, has_ended, note, outcome, proved
from tests.workflows.running import eventually


@pytest.fixture(autouse=True)
async def worker(shop: FaultyShop) -> None:
    await shop.workers.only()


async def test_the_same_command_by_update_and_by_signal(shop: FaultyShop, crew: Crew) -> None:
    order = await shop.open(crew)
    first, second, third = note(order), note(order), note(order)
    await order.signal(first)
    after_signal = await order.send(first)
    before_signal = await order.send(second)
    await order.signal(second)
    _, beside, _ = await asyncio.gather(order.signal(third), order.send(third), order.signal(third))
    await proved(order, first, second, third, answers=[after_signal, before_signal, beside])


async def test_the_same_update_eight_times_at_once(shop: FaultyShop, crew: Crew) -> None:
    order = await shop.open(crew)
    command = note(order)
    answers = await asyncio.gather(*(order.send(command) for _ in range(8)))
    assert answers == [answers[0]] * 8
    await proved(order, command, answers=answers[:1])


@pytest.mark.parametrize("update_id", ["the same", "another"])
async def test_an_old_command_repeated_after_a_newer_one(
    shop: FaultyShop, crew: Crew, update_id: str
) -> None:
    order = await shop.open(crew)
    old = order.command(Accept, crew.engineer)
    first = await order.send(old, old.id)
    newer = order.command(SubmitAgreement, crew.engineer, **OFFER)
    second = await order.send(newer, newer.id)
    again = await order.send(old, old.id if update_id == "the same" else None)
    assert again == first
    await order.signal(old)
    await proved(order, old, newer, answers=[first, second])


async def test_an_id_used_for_another_command_is_refused(shop: FaultyShop, crew: Crew) -> None:
    order = await shop.open(crew)
    command = note(order)
    answer = await order.send(command)
    refusal = await order.refused(note(order, id=command.id))
    assert refusal.type == "command.key_reused"
    await proved(order, command, answers=[answer])


async def test_a_repeat_after_the_workflow_ended(shop: FaultyShop) -> None:
    crew = await recruit(shop.database, OrganizationSettings(reopen_days=0))
    order = await shop.open(crew)
    body = {"version": order.answer.parts["order"], "reason": "Клиент передумал"}
    async with shop.call(crew.curator) as curator:
        first = await curator.command(order.id, "cancellation", key="cancel", **body)
        assert (first.status_code, first.json()["stage"]) == (200, "cancelled")
        await eventually(lambda: has_ended(order))
        entries = await order.entries()
        again = await curator.command(order.id, "cancellation", key="cancel", **body)
        assert (again.status_code, again.json()) == (200, first.json())
        newer = await curator.command(order.id, "notes", key="note", text="Ещё одно")
        assert (newer.status_code, newer.json()["code"]) == (409, "order.archived")
    assert await order.entries() == entries


async def test_a_repeat_after_the_order_closed_and_before_its_workflow_ends(
    shop: FaultyShop, crew: Crew
) -> None:
    order = await shop.open(crew)
    cancel = order.command(Cancel, crew.curator, reason="Клиент передумал")
    first = await order.send(cancel)
    assert first.stage == "cancelled"
    assert await order.send(cancel) == first
    await order.signal(cancel)
    late = order.command(SubmitAgreement, crew.engineer, **OFFER)
    assert (await order.refused(late)).type == "order.closed"
    signalled = order.command(SubmitAgreement, crew.engineer, **OFFER)
    await order.signal(signalled)
    refusal = (await outcome(order, signalled.id)).refusal
    assert refusal
    assert refusal.code == "order.closed"
    await proved(order, cancel, answers=[first])
