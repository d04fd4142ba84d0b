"""Orders under faults, and the proof that each of them came out whole."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count, zip_longest
from typing import Any

import httpx2
from fastapi import FastAPI
from temporalio.client import Client, WorkflowExecutionStatus

from domain.orders.answer import Answer
from domain.orders.lifecycle import AddNote
from domain.orders.order import Command
from domain.people import Person
from domain.values import CommandId, OrderId, PersonId
from stack.local import LocalStack
from storage.commands import KnownCommand
from storage.database import Database, StorageUnavailable
from storage.evidence import verify
from storage.orders import OrderPlace
from tests.api.caller import Caller, calling, token_for
from tests.crew import Crew
from tests.faults.processes import Workers
from tests.workflows.running import Orders, Running, eventually

PROVE = bool(os.environ.get("NARYAD_PROVE"))
"""Whether to run the long forms: `make prove`."""
NOTES = count(1)
OFFER: dict[str, Any] = {
    "options": [{"lines": [{"name": "Ролик подачи", "unit_price": 450_000}]}],
    "outcome": {"kind": "agreed", "option": 0},
}
PATIENCE = 90.0
"""Seconds: Temporal gives a task whose workers die one after another more and more time."""
AGAIN = 0.5
"""Seconds between two presses of an impatient person."""
SOON = 20.0
"""Seconds within which everything that a fault delayed has to be through."""


@dataclass
class FaultyShop:
    stack: LocalStack
    client: Client
    database: Database
    workers: Workers
    app: FastAPI
    """The API in this process, on the same servers."""

    tokens: dict[PersonId, str] = field(default_factory=dict)

    async def token(self, person: Person) -> str:
        """Of the one session that a person has here; as soon as there is a database."""
        while person.id not in self.tokens:
            with suppress(StorageUnavailable):
                self.tokens[person.id] = await token_for(self.app.state.services, person)
        return self.tokens[person.id]

    @asynccontextmanager
    async def call(self, person: Person) -> AsyncIterator[Caller]:
        async with calling(self.app, person, token=await self.token(person)) as caller:
            yield caller

    async def open(self, crew: Crew, **fields: Any) -> Running:
        return await Orders(self.client, self.database).open(crew, **fields)


def note(order: Running, **fields: Any) -> AddNote:
    """A command that would be written twice if anything let it: no version protects it."""
    return order.command(AddNote, order.crew.curator, text=f"заметка {next(NOTES)}", **fields)


async def known(order: Running, command_id: str) -> KnownCommand | None:
    async with order.orders.database.transaction() as tx:
        return await tx.commands.find(order.crew.organization.id, order.id, command_id)


async def outcome(order: Running, command_id: str) -> KnownCommand:
    """Wait until the command is answered."""
    remembered = await eventually(lambda: known(order, command_id), SOON)
    assert remembered
    return remembered


async def proved(order: Running, *commands: Command, answers: Sequence[Answer | None] = ()) -> None:
    """Each command has one effect and one answer, the next command works, copy and record are whole."""
    told = {command.id: given for command, given in zip_longest(commands, answers)}
    await recorded_once(order, told)
    await asyncio.wait_for(still_works(order), SOON)


async def recorded_once(order: Running, told: Mapping[CommandId, Answer | None]) -> None:
    """By command id what its sender was told; None where nobody waited for it."""
    remembered = {command_id: (await outcome(order, command_id)).answer for command_id in told}
    entries = await order.entries()
    for command_id, answer in remembered.items():
        assert answer, f"{command_id} was refused"
        assert told[command_id] in (None, answer)
        recorded = [entry.seq for entry in entries if entry.command_id == command_id]
        assert recorded == list(range(answer.first_seq, answer.last_seq + 1))


async def pressed(caller: Caller, order_id: OrderId, path: str, key: str, **body: Any) -> Answer:
    """Press a button until it is answered; it must not be refused."""
    response = await settled(caller, order_id, path, key, **body)
    assert response.status_code == HTTPStatus.OK, response.text
    return Answer.model_validate_json(response.content)


async def settled(caller: Caller, order_id: OrderId, path: str, key: str, **body: Any) -> httpx2.Response:
    """The verdict on a button; while it is only kept, or away, press it again now and then."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < deadline:
        response = await caller.command(order_id, path, key=key, **body)
        if response.status_code not in (HTTPStatus.ACCEPTED, HTTPStatus.SERVICE_UNAVAILABLE):
            return response
        await asyncio.sleep(AGAIN)
    raise AssertionError(f"{path} of {order_id} was not answered within {PATIENCE} s")


async def still_works(order: Running) -> None:
    """The next command is recorded as the next entry, and afterwards everything agrees."""
    before = await order.recorded()
    answer = await order.send(note(order))
    assert answer.first_seq == before.version + 1
    recorded = await order.recorded()
    assert await order.held() == recorded
    async with order.orders.database.transaction() as tx:
        place = OrderPlace(order.crew.organization.id, order.id, recorded.number)
        verdict = await verify(tx, place)
    assert verdict.faults == ()
    assert verdict.entries == recorded.version


async def runs_and_events(order: Running) -> tuple[int, int]:
    """Of the whole chain of runs of an order's workflow."""
    runs = events = 0
    async for run in order.orders.client.list_workflows(f"WorkflowId = '{order.handle.id}'"):
        runs += 1
        events += (
            await order.orders.client.get_workflow_handle(run.id, run_id=run.run_id).describe()
        ).history_length
    return runs, events


async def has_ended(order: Running) -> bool:
    return (await order.handle.describe()).status != WorkflowExecutionStatus.RUNNING
