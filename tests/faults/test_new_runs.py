"""Commands and signals while an order's workflow goes on in a new run, every few commands."""

import asyncio

from domain.orders.agreement import SubmitAgreement
from domain.orders.answer import Answer
from domain.orders.assignment import Accept
from domain.values import CommandId
from tests.crew import recruit
from tests.faults.shop import (
    OFFER,
    PROVE,
    FaultyShop,
    note,
    pressed,
    recorded_once,
    runs_and_events,
    still_works,
)
from tests.report import report
from tests.workflows.running import Running

EACH_WAY = 600 if PROVE else 40
AT_ONCE = 6


async def test_commands_and_signals_during_continue_as_new(restless: FaultyShop) -> None:
    await restless.workers.only()
    crew = await recruit(restless.database)
    order = await restless.open(crew)
    signals = [note(order) for _ in range(EACH_WAY)]
    turns = asyncio.Semaphore(AT_ONCE)
    async with restless.call(crew.curator) as curator:

        async def by_button(n: int) -> tuple[CommandId, Answer]:
            async with turns:
                answer = await pressed(curator, order.id, "notes", f"note-{n}", text=f"кнопка {n}")
                return answer.command_id, answer

        async def by_signals() -> None:
            for command in signals:
                await order.signal(command)
                await asyncio.sleep(0.02)

        signalling = asyncio.create_task(by_signals())
        told = await asyncio.gather(*(by_button(n) for n in range(EACH_WAY)))
        await signalling
    await recorded_once(order, dict(told) | dict.fromkeys(command.id for command in signals))
    runs, events = await runs_and_events(order)
    report(
        f"{2 * EACH_WAY} commands during continue-as-new",
        f"{runs} runs, {events} events, none lost or doubled",
    )
    assert runs > 2
    await still_works(order)


async def test_an_old_command_is_known_in_a_later_run(restless: FaultyShop) -> None:
    await restless.workers.only()
    order = await restless.open(await recruit(restless.database))
    old = order.command(Accept, order.crew.engineer)
    first = await order.send(old, old.id)
    await order.give(SubmitAgreement, order.crew.engineer, **OFFER)
    await in_another_run(order)
    assert await order.send(old, old.id) == first
    await order.signal(old)
    await recorded_once(order, {old.id: first})
    await still_works(order)


async def in_another_run(order: Running) -> None:
    before = (await order.handle.describe()).run_id
    for _ in range(40):
        await order.send(note(order))
        if (await order.handle.describe()).run_id != before:
            return
    raise AssertionError("no new run was begun")
