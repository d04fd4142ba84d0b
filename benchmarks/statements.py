"""The SQL of a stage command, as the storage really sends it, for somebody else to send in plain asyncpg.

Nothing is written down by hand: a real order is led through the measured commands, and the engine's own
event hands over each compiled statement with its parameters. So the baseline cannot drift.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.records import Recording, RecordRequest, Records
from benchmarks.steps import ANSWERED, STEPS, Shop
from domain.orders.answer import Answer
from domain.orders.assignment import Accept
from domain.orders.opening import Open
from domain.orders.order import Command
from domain.orders.parts import Device, DeviceKind
from domain.orders.record import replayed
from domain.orders.state import Order
from domain.values import OrderId

COUNTED: Final = frozenset({"seq", "version", "first_seq", "last_seq"})
"""Parameters that grow with the order's version."""


@dataclass(frozen=True)
class Place:
    """Which order a replayed statement is about, and at which version it stands."""

    order_id: OrderId
    number: str
    version: int


@dataclass(frozen=True)
class Statement:
    text: str
    names: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    many: bool

    def rows_at(self, place: Place, seen: Place, command_id: str) -> list[list[Any]]:
        """The captured parameters, moved to another order; `seen` is where they were captured."""
        moved = {"order_id": place.order_id, "number": place.number, "command_id": command_id}
        growth = place.version - seen.version
        return [
            [
                value + growth if name in COUNTED else moved.get(name, value)
                for name, value in zip(self.names, row, strict=True)
            ]
            for row in self.rows
        ]


@dataclass(frozen=True)
class Recorded:
    """What one command sends to the database, and the sizes of what it answers."""

    seen: Place
    statements: tuple[Statement, ...]
    events: int
    result: str
    """The activity's result as JSON; `answer` is the part of it that the caller gets."""
    answer: str


async def open_order(records: Records, shop: Shop, order_id: OrderId) -> Order:
    """Record an order up to where the measured commands begin: accepted by its engineer."""
    opening = Open(
        id=f"open-{order_id}",
        by=shop.curator,
        order_id=order_id,
        organization_id=shop.organization,
        contact_sha256=sha256(order_id.bytes).hexdigest(),
        device=Device(kind=DeviceKind.MFP, brand="Kyocera", model="M2040dn", complaint="Жуёт бумагу"),
        engineer=shop.engineer,
    )
    order, recording = await _given(records, shop, None, order_id, opening)
    version = _answer(recording).parts["assignment"]
    accept = Accept(id=f"accept-{order_id}", by=shop.engineer, version=version)
    order, _ = await _given(records, shop, order, order_id, accept)
    return order


async def capture(records: Records, engine: AsyncEngine, shop: Shop) -> list[Recorded]:
    """What each of `STEPS` sends, in turn, on an order that has been through all of them once before."""
    order = await open_order(records, shop, OrderId(uuid4()))
    captured: list[Recorded] = []
    for step in (*STEPS, *STEPS):
        command = step.command(shop, order.parts.get(ANSWERED, 0), f"{uuid4()}")
        seen = Place(order.id, order.number, order.version)
        with _listening(engine) as statements:
            order, recording = await _given(records, shop, order, order.id, command)
        captured.append(
            Recorded(
                seen=seen,
                statements=tuple(statements),
                events=len(recording.entries),
                result=recording.model_dump_json(),
                answer=_answer(recording).model_dump_json(),
            )
        )
    return captured[len(STEPS) :]


async def _given(
    records: Records, shop: Shop, order: Order | None, order_id: OrderId, command: Command
) -> tuple[Order, Recording]:
    request = RecordRequest.model_validate(
        {
            "organization_id": shop.organization,
            "order_id": order_id,
            "order": order,
            "command": command,
            "now": datetime.now(UTC),
        }
    )
    recording = await records.record(request)
    if recording.refusal:
        raise ValueError(f"{command.kind} was refused: {recording.refusal.text}")
    return replayed(recording.entries, order), recording


def _answer(recording: Recording) -> Answer:
    if recording.answer is None:
        raise ValueError("it was refused")
    return recording.answer


@contextmanager
def _listening(engine: AsyncEngine) -> Iterator[list[Statement]]:
    heard: list[Statement] = []

    def hear(_connection: object, _cursor: object, text: str, values: Any, context: Any, many: bool) -> None:
        rows: Sequence[Sequence[Any]] = values if many else [values]
        heard.append(
            Statement(text, tuple(context.compiled.positiontup), tuple(tuple(row) for row in rows), many)
        )

    event.listen(engine.sync_engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", hear)
