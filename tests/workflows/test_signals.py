import json

import asyncpg
import pytest

from domain.orders.assignment import Accept, Decline
from domain.orders.lifecycle import AddNote, Noted
from domain.orders.opening import Open
from tests.crew import Crew
from tests.workflows.running import Orders, Running, eventually


async def outcome(witness: asyncpg.Connection, order: Running, command_id: str) -> asyncpg.Record:
    query = "select outcome, answer, refusal from commands where order_id = $1 and command_id = $2"

    async def found() -> asyncpg.Record | None:
        return await witness.fetchrow(query, order.id, command_id)

    row = await eventually(found)
    assert row is not None
    return row


async def test_a_note_by_signal_is_recorded(orders: Orders, crew: Crew, witness: asyncpg.Connection) -> None:
    order = await orders.open(crew)
    note = order.command(AddNote, crew.engineer, text="Позвонил")
    await order.signal(note)
    assert (await outcome(witness, order, note.id))["outcome"] == "accepted"
    (noted,) = (entry for entry in await order.entries() if isinstance(entry.event, Noted))
    assert (noted.by, noted.command_id) == (crew.engineer.id, note.id)


async def test_a_command_by_signal_and_by_update_has_one_effect_and_one_answer(
    orders: Orders, crew: Crew, witness: asyncpg.Connection
) -> None:
    order = await orders.open(crew)
    accept = order.command(Accept, crew.engineer)
    await order.signal(accept)
    answer = await order.send(accept)
    row = await outcome(witness, order, accept.id)
    assert json.loads(row["answer"])["last_seq"] == answer.last_seq
    assert [entry.command_id for entry in await order.entries()].count(accept.id) == 2


async def test_a_refusal_of_a_signal_is_its_outcome_for_good(
    orders: Orders, crew: Crew, witness: asyncpg.Connection
) -> None:
    order = await orders.open(crew)
    decline = order.command(Decline, crew.second_engineer, reason="не мой")
    await order.signal(decline)
    row = await outcome(witness, order, decline.id)
    assert (row["outcome"], json.loads(row["refusal"])["code"]) == ("refused", "assignment.not_offered")
    assert (await order.refused(decline)).type == "assignment.not_offered"


async def test_a_refusal_of_an_update_is_not_remembered(
    orders: Orders, crew: Crew, witness: asyncpg.Connection
) -> None:
    order = await orders.open(crew)
    decline = order.command(Decline, crew.second_engineer, reason="не мой")
    await order.refused(decline)
    count = "select count(*) from commands where order_id = $1 and command_id = $2"
    assert await witness.fetchval(count, order.id, decline.id) == 0


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("{", "it is not a JSON object with a kind"),
        ("[]", "it is not a JSON object with a kind"),
        ('"add_note"', "it is not a JSON object with a kind"),
        ('{"id": "x"}', "it is not a JSON object with a kind"),
        ('{"kind": "add_note", "id": "x", "text": " "}', "add_note.text: "),
        ('{"kind": "add_note", "id": "other", "text": "чужой"}', "the envelope and the command"),
    ],
)
async def test_an_unreadable_command_is_an_outcome_and_the_order_goes_on(
    body: str, problem: str, orders: Orders, crew: Crew, witness: asyncpg.Connection
) -> None:
    order = await orders.open(crew)
    await order.handle.signal("command", {"id": "x", "json": body})
    refusal = json.loads((await outcome(witness, order, "x"))["refusal"])
    assert refusal["code"] == "command.invalid"
    assert problem in refusal["text"]
    await order.give(Accept, crew.engineer)


async def test_an_order_is_not_opened_twice_by_signal(
    orders: Orders, crew: Crew, witness: asyncpg.Connection
) -> None:
    order = await orders.open(crew)
    again: Open = crew.open().model_copy(update={"order_id": order.id})
    await order.signal(again)
    row = await outcome(witness, order, again.id)
    assert json.loads(row["refusal"])["code"] == "order.already_open"
