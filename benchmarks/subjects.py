"""What is measured: a subject makes callers, and a caller does one call after another on its own order."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import cycle
from typing import Any, Protocol
from uuid import UUID, uuid4

from temporalio.client import Client

from benchmarks.baseline import QUEUE, BaselineWorkflow, Opening, Payload
from benchmarks.connection import Connection
from benchmarks.steps import ANSWERED, STEPS, Shop
from settings import ApiSettings

Call = Callable[[], Awaitable[object]]


class Subject(Protocol):
    @property
    def name(self) -> str:
        """For the table."""

    async def caller(self) -> Call:
        """Somebody with a new order; what is returned does one call."""


@dataclass(frozen=True)
class BareUpdate:
    client: Client
    name: str = "bare update"

    async def caller(self) -> Call:
        handle = await self.client.start_workflow(
            BaselineWorkflow.run, Opening(order_id=None), id=f"bare-{uuid4()}", task_queue=QUEUE
        )
        asked = Payload(text=json.dumps(STEPS[0].body))
        return lambda: handle.execute_update(BaselineWorkflow.bare, asked)


@dataclass(frozen=True)
class PlainSql:
    client: Client
    name: str = "update, same SQL in plain asyncpg"

    async def caller(self) -> Call:
        order_id = uuid4()
        handle = await self.client.start_workflow(
            BaselineWorkflow.run, Opening(order_id=order_id), id=f"baseline-{order_id}", task_queue=QUEUE
        )
        await handle.execute_update(BaselineWorkflow.opened)
        asked = cycle([Payload(text=json.dumps(step.body)) for step in STEPS])
        return lambda: handle.execute_update(BaselineWorkflow.write, next(asked), id=f"{uuid4()}")


@dataclass(frozen=True)
class OverHttp:
    api: ApiSettings
    shop: Shop
    curator: str
    engineer: str
    """The access tokens of both."""
    name: str = "stage command over HTTP"
    orders: int = 1
    """Orders of one caller, which takes them in turn."""

    async def caller(self) -> Call:
        connection = await Connection.to(self.api.host, self.api.port)
        orders = cycle([await self._order(connection) for _ in range(self.orders)])

        def call() -> Awaitable[object]:
            return next(orders)()

        return call

    async def _order(self, connection: Connection) -> Call:
        order, version = await self._accepted_order(connection)
        steps = cycle(STEPS)

        async def call() -> None:
            nonlocal version
            step = next(steps)
            token = self.engineer if step.by_engineer else self.curator
            body = {**step.body, "version": version}
            answer = await self._give(connection, token, f"/{order}/{step.path}", body)
            version = answer["parts"][ANSWERED]

        return call

    async def _accepted_order(self, connection: Connection) -> tuple[UUID, int]:
        opening = {
            "contact": {
                "client": {"kind": "person", "name": "Артём Ковалёв"},
                "phones": ["+79123456789"],
                "address": {"text": "Москва, ул. Лесная, 5"},
            },
            "device": {"kind": "mfp", "brand": "Kyocera", "model": "M2040dn", "complaint": "Жуёт бумагу"},
            "engineer": str(self.shop.engineer),
        }
        opened = await self._give(connection, self.curator, "", opening)
        order = UUID(opened["order_id"])
        body = {"version": opened["parts"]["assignment"]}
        accepted = await self._give(connection, self.engineer, f"/{order}/assignment/acceptance", body)
        return order, accepted["parts"].get(ANSWERED, 0)

    async def _give(self, connection: Connection, token: str, path: str, body: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"{uuid4()}"}
        return await connection.post(f"/v1/orders{path}", body, headers)


async def callers(subject: Subject, count: int) -> list[Call]:
    return list(await asyncio.gather(*(subject.caller() for _ in range(count))))
