"""Signals that the worker cannot carry out: nobody waits for them, so nothing may be lost in silence."""

import asyncio
import json
from itertools import count
from typing import Any

import pytest
from temporalio.api.enums.v1 import EventType

from tests.crew import Crew
from tests.faults.processes import OF_TOMORROW
from tests.faults.shop import FaultyShop, known, note, outcome, proved, still_works
from tests.workflows.running import Running, eventually

IDS = count(1)


async def envelope(order: Running, body: str) -> str:
    """Signal a body as it is; the id under which its outcome is found."""
    command_id = f"signal-{next(IDS)}"
    await order.handle.signal("command", {"id": command_id, "json": body})
    return command_id


@pytest.mark.parametrize(
    "body",
    [
        "not JSON at all",
        "[1, 2]",
        "7",
        "{}",
        json.dumps({"kind": None}),
        json.dumps({"kind": ["accept"]}),
        json.dumps({"kind": {"accept": 1}}),
        json.dumps({"kind": "accept"}),
        json.dumps({"kind": "add_note", "id": "another", "text": "x"}),
        json.dumps({"kind": "add_note", "id": "same", "text": "NUL \u0000"}),
        json.dumps({"kind": "add_note", "id": "same", "text": "x", "NUL \u0000": 1}),
        json.dumps({"kind": "add_note", "id": "same", "text": "x", "long " * 20_000: 1}),
        '{"kind": "add_note", "\\ud800": 1}',
        '{"kind": "add_note", "text": 1' + "0" * 5000 + "}",
        '{"kind": ' + "[" * 20_000 + "]" * 20_000 + "}",
    ],
    ids=lambda body: body[:40],
)
async def test_an_invalid_body_is_a_recorded_refusal(shop: FaultyShop, crew: Crew, body: str) -> None:
    await shop.workers.only()
    order = await shop.open(crew)
    command_id = await envelope(order, body)
    refusal = (await outcome(order, command_id)).refusal
    assert refusal
    assert refusal.code == "command.invalid"
    assert command_id not in {entry.command_id for entry in await order.entries()}
    await still_works(order)


async def test_the_first_outcome_of_an_id_stands(shop: FaultyShop, crew: Crew) -> None:
    await shop.workers.only()
    order = await shop.open(crew)
    command = note(order)
    answer = await order.send(command)
    await order.handle.signal("command", {"id": command.id, "json": "garbage"})
    await proved(order, command, answers=[answer])


@pytest.mark.parametrize(
    "argument", [42, {"json": "{}"}, {"id": "", "json": "{}"}, {"id": "a b", "json": "{}"}]
)
async def test_a_signal_without_a_readable_envelope_harms_nobody(
    shop: FaultyShop, crew: Crew, argument: Any
) -> None:
    await shop.workers.only()
    order = await shop.open(crew)
    await order.handle.signal("command", argument)
    await still_works(order)


async def test_a_kind_of_a_later_release_waits_for_its_worker(shop: FaultyShop, crew: Crew) -> None:
    await shop.workers.only()
    order = await shop.open(crew)
    shout = note(order).model_dump(mode="json") | {"kind": "shout"}
    await order.handle.signal("command", {"id": shout["id"], "json": json.dumps(shout)})
    await eventually(lambda: task_failed(order))
    assert await known(order, shout["id"]) is None
    # What people send now waits behind it, and is not lost either.
    behind = note(order)
    caller = asyncio.create_task(order.send(behind))
    await shop.workers.only(OF_TOMORROW)
    answer = await asyncio.wait_for(caller, 30)
    remembered = await outcome(order, shout["id"])
    assert remembered.answer
    assert remembered.answer.last_seq < answer.first_seq
    await proved(order, behind, answers=[answer])


async def task_failed(order: Running) -> bool:
    failed = EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
    events = (await order.handle.fetch_history()).events
    return any(event.event_type == failed and "shout" in str(event) for event in events)
