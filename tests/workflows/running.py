"""Drives orders through their workflows, the way the API does."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowHandle,
    WorkflowUpdateFailedError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError

from activities.records import Recording, RecordRequest, Records
from domain.orders.answer import Answer
from domain.orders.opening import Open
from domain.orders.order import Command
from domain.orders.record import AnyCommand, Entry
from domain.orders.state import Order
from domain.orders.verification import Approve
from domain.people import Person
from domain.values import OrderId
from storage.database import Database
from tests.crew import C, Crew, command_of
from workflows.names import ORDERS, order_workflow_id
from workflows.order import OrderWorkflow
from workflows.progress import Progress

T = TypeVar("T")
PROBE = 0.02
"""Seconds between two looks at what somebody else does."""


async def eventually(look: Callable[[], Awaitable[T]], within: float = 60) -> T:
    """The first true thing that `look` returns; fails with the last one after `within` seconds."""
    deadline = asyncio.get_running_loop().time() + within
    while not (seen := await look()):
        assert asyncio.get_running_loop().time() < deadline, f"{look}: still {seen!r} after {within} s"
        await asyncio.sleep(PROBE)
    return seen


def refusal_in(error: WorkflowUpdateFailedError) -> ApplicationError:
    """The refusal as the API gets it."""
    assert isinstance(error.cause, ApplicationError)
    return error.cause


class Running:
    """One order and the versions of its parts as the last answer told them."""

    def __init__(self, orders: "Orders", crew: Crew, answer: Answer) -> None:
        self.orders, self.crew, self.answer = orders, crew, answer
        self.id: OrderId = answer.order_id

    @property
    def handle(self) -> WorkflowHandle[Any, Any]:
        return self.orders.client.get_workflow_handle(order_workflow_id(self.id))

    def command(self, kind: type[C], by: Person | None, **fields: Any) -> C:
        return command_of(kind, by, self.answer.parts, **fields)

    async def give(self, kind: type[C], by: Person | None, **fields: Any) -> Answer:
        """Give a command by update and wait; raises what the update raises."""
        return await self.send(self.command(kind, by, **fields))

    async def approve(self, part: str, **fields: Any) -> Answer:
        return await self.give(Approve, self.crew.curator, part=part, **fields)

    async def send(self, command: Command, update_id: str | None = None) -> Answer:
        answer: Answer = await self.handle.execute_update(
            command.kind, command, id=update_id or str(uuid4()), result_type=Answer
        )
        if answer.version > self.answer.version:  # of several at once the last one counts
            self.answer = answer
        return answer

    async def insist(self, command: Command, within: float = 60) -> Answer:
        """Give a command anew while the server has no room: it takes ten updates of a workflow at once."""
        async with asyncio.timeout(within):
            while True:
                with suppress(RPCError):
                    return await self.send(command, command.id)

    async def refused(self, command: Command) -> ApplicationError:
        """Give a command that must be refused."""
        with pytest.raises(WorkflowUpdateFailedError) as refusal:
            await self.send(command)
        return refusal_in(refusal.value)

    async def signal(self, command: Command) -> None:
        """Leave a command that nobody waits for."""
        await self.handle.signal("command", {"id": command.id, "json": command.model_dump_json()})

    async def record_beside(self, command: AnyCommand) -> Recording:
        """Record a command past the workflow, as another path would."""
        request = RecordRequest(
            organization_id=self.crew.organization.id,
            order_id=self.id,
            order=await self.recorded(),
            command=command,
            now=await self.orders.now(),
        )
        recording = await Records(self.orders.database).record(request)
        assert recording.answer, recording.refusal
        return recording

    async def held(self) -> Order:
        """The workflow's copy."""
        order = await self.handle.query("order", result_type=Order)
        return Order.model_validate(order)

    async def recorded(self) -> Order:
        """The read model."""
        async with self.orders.database.transaction() as tx:
            order = await tx.orders.find(self.crew.organization.id, self.id)
        assert order is not None
        return order

    async def entries(self) -> tuple[Entry, ...]:
        async with self.orders.database.transaction() as tx:
            return await tx.record.entries_after(self.crew.organization.id, self.id, 0)


class Orders:
    def __init__(self, client: Client, database: Database, task_queue: str = ORDERS) -> None:
        self.client, self.database, self.task_queue = client, database, task_queue

    async def now(self) -> datetime:
        """The server's clock."""
        return datetime.now(UTC)

    async def today(self, crew: Crew) -> date:
        """In the organization's zone."""
        return crew.organization.settings.calendar.local_date(await self.now())

    async def open(self, crew: Crew, **fields: Any) -> Running:
        command = crew.open(**fields)
        return Running(self, crew, await self.start(command))

    async def start(self, command: Open, update_id: str | None = None) -> Answer:
        start = WithStartWorkflowOperation(
            OrderWorkflow.run,
            Progress(opening=command),
            id=order_workflow_id(command.order_id),
            task_queue=self.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            task_timeout=timedelta(seconds=2),
            static_summary=f"{command.device.kind} {command.device.brand} {command.device.model}",
        )
        answer: Answer = await self.client.execute_update_with_start_workflow(
            "opened", start_workflow_operation=start, id=update_id or str(uuid4()), result_type=Answer
        )
        return answer
