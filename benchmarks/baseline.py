"""What the API's path is compared to: an update whose local activity runs the same SQL in plain asyncpg.

It checks nothing, decides nothing, tells no story and delivers nothing.
"""

import asyncio
from datetime import timedelta
from uuid import UUID

from pydantic import BaseModel
from temporalio import activity, workflow

with workflow.unsafe.imports_passed_through():
    import asyncpg  # loaded anew by the sandbox it would break the one that is in use

    from activities.records import Records
    from benchmarks.statements import Place, Recorded, open_order
    from benchmarks.steps import Shop
    from domain.values import OrderId

QUEUE = "benchmark-baseline"
PATIENCE = timedelta(seconds=5)


class Payload(BaseModel):
    """As large as what the real path carries there."""

    text: str


class Opening(BaseModel):
    """`order_id` None: the workflow has no order in the database, and only does nothing."""

    order_id: UUID | None


class Standing(BaseModel):
    """Where an order stands: all that the activity needs to write its next rows."""

    order_id: UUID
    number: str
    version: int
    turn: int = 0


class Writing(BaseModel):
    standing: Standing
    command_id: str


class Written(BaseModel):
    version: int
    answer: str
    rest: str


class Replay:
    """The captured statements, sent again for one order after another."""

    def __init__(self, pool: asyncpg.Pool, records: Records, shop: Shop, captured: list[Recorded]) -> None:
        self._pool, self._records, self._shop, self._captured = pool, records, shop, captured

    @activity.defn
    async def open(self, order_id: UUID) -> Standing:
        """Put a real order into the database, for the statements to have rows to work on. Not measured."""
        order = await open_order(self._records, self._shop, OrderId(order_id))
        return Standing(order_id=order.id, number=order.number, version=order.version)

    @activity.defn
    async def write(self, writing: Writing) -> Written:
        """One transaction with the statements of the command whose turn it is."""
        recorded = self._captured[writing.standing.turn % len(self._captured)]
        standing = writing.standing
        place = Place(OrderId(standing.order_id), standing.number, standing.version)
        async with self._pool.acquire() as connection, connection.transaction():
            for statement in recorded.statements:
                rows = statement.rows_at(place, recorded.seen, writing.command_id)
                if statement.many:
                    await connection.executemany(statement.text, rows)
                else:
                    await connection.fetch(statement.text, *rows[0])
        return Written(
            version=standing.version + recorded.events,
            answer=recorded.answer,
            rest="x" * (len(recorded.result.encode()) - len(recorded.answer.encode())),
        )


@workflow.defn(name="Baseline")
class BaselineWorkflow:
    @workflow.init
    def __init__(self, opening: Opening) -> None:
        self.standing: Standing | None = None
        self.lock = asyncio.Lock()

    @workflow.run
    async def run(self, opening: Opening) -> None:
        if opening.order_id:
            self.standing = await workflow.execute_local_activity_method(
                Replay.open, opening.order_id, start_to_close_timeout=PATIENCE
            )
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def opened(self) -> None:
        await workflow.wait_condition(lambda: self.standing is not None)

    @workflow.update
    async def bare(self, asked: Payload) -> Payload:
        """A bare update."""
        return asked

    @workflow.update
    async def write(self, asked: Payload) -> Payload:
        """An update whose local activity runs the SQL."""
        async with self.lock:
            if self.standing is None:
                raise RuntimeError("nothing to write for")
            info = workflow.current_update_info()
            written = await workflow.execute_local_activity_method(
                Replay.write,
                Writing(standing=self.standing, command_id=info.id if info else ""),
                start_to_close_timeout=PATIENCE,
            )
            self.standing = self.standing.model_copy(
                update={"version": written.version, "turn": self.standing.turn + 1}
            )
            return Payload(text=written.answer)
