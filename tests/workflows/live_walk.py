"""The random walk of the domain's tests, taken by a workflow and a database instead of in memory."""

from collections import Counter
from datetime import UTC, datetime
from hashlib import sha256
from random import Random
from uuid import uuid4

from pydantic import ValidationError
from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError

from domain.orders.answer import Answer
from domain.orders.errors import Refusal
from domain.orders.opening import Open
from domain.orders.order import Command
from domain.orders.record import decided, replayed
from domain.orders.reminders import Remind
from domain.orders.state import Order
from domain.values import MediaId, OrderId
from storage.database import Transaction
from storage.media import StoredMedia
from tests.domain.moves import Move, Player
from tests.domain.openings import plain_opening
from tests.domain.walk import Walk
from tests.domain.world import ENGINEER, HOME, STAFF, World
from tests.workflows.running import Orders, eventually, refusal_in
from workflows.names import order_workflow_id

ACCEPTED = "accepted"
BY_SIGNAL = 0.15
"""Share of the commands that nobody waits for. Those without an update of their own always go this way."""


class LiveWorld(World):
    """A world whose photos no other walk has. The same content has the same hash here too."""

    def photo(self, content: str | None = None) -> MediaId:
        media_id = MediaId(uuid4())
        self.stored[media_id] = sha256(f"{id(self)} {content or media_id}".encode()).hexdigest()
        return media_id


class LiveWalk:
    """Steps of one order. Before each the pure core says what must come of it."""

    def __init__(self, orders: Orders, way: str, seed: int, length: int) -> None:
        self.orders, self.order_id = orders, OrderId(uuid4())
        self.walk = Walk(way, seed, length)
        there = self.walk.world.people
        # Whoever is not there has been in an earlier walk, of the same organization: blocked, not unknown.
        staff = [there.get(one.id, one.model_copy(update={"active": False})) for one in STAFF]
        # A workflow that nobody may reopen ends with its order, and takes no more moves.
        settings = self.walk.world.organization.settings.model_copy(update={"reopen_days": 30})
        self.world = self.walk.world = LiveWorld(settings, staff)
        self.stored: set[MediaId] = set()
        self.outcomes: Counter[str] = Counter()

    async def found(self) -> None:
        """The organization and its people, as this walk has them."""
        async with self.orders.database.transaction() as tx:
            await tx.organizations.put(self.world.organization)
            for person in self.world.people.values():
                await tx.people.put(person)

    async def step(self, seed: int) -> None:
        chance = Random(seed)  # noqa: S311 - a walk, no secret
        self.walk.steps += 1
        self.world.now = datetime.now(UTC)
        player = Player(self.world, chance)
        move = self.walk.pick(player, chance) if self.world.state else plain_opening(player)
        command = self.command_of(move)
        if command is None:
            self.world.as_before()
            return
        await self.keep_photos()
        await self.found()  # the move may have changed somebody for its time
        expected = self.expected(command)
        came = await self.give(command, by_signal=chance.random() < BY_SIGNAL)
        assert came == expected, f"{command!r}: {came}, not {expected}"
        self.outcomes[came] += 1
        self.world.as_before()
        if self.world.state or came == ACCEPTED:
            await self.everything_agrees()

    def command_of(self, move: Move) -> Command | None:
        fields = dict(move.fields)
        if move.kind is Open:
            fields["order_id"] = self.order_id
        try:
            command = self.world.command(move.by, move.kind, **fields)
        except ValidationError:
            return None
        return command.model_copy(update={"id": f"{self.order_id}-{command.id}"})

    def expected(self, command: Command) -> str:
        try:
            decided(command, self.world.state, self.world.facts(command))
        except Refusal as refusal:
            return refusal.code
        return ACCEPTED

    async def give(self, command: Command, *, by_signal: bool) -> str:
        handle = self.orders.client.get_workflow_handle(order_workflow_id(self.order_id))
        try:
            if self.world.state is None:
                assert isinstance(command, Open)
                await self.orders.start(command)
            elif by_signal or isinstance(command, Open | Remind):
                return await self.signalled(handle, command)
            else:
                await handle.execute_update(command.kind, command, result_type=Answer)
        except WorkflowUpdateFailedError as error:
            return str(refusal_in(error).type)
        return ACCEPTED

    async def signalled(self, handle: WorkflowHandle[object, object], command: Command) -> str:
        await handle.signal("command", {"id": command.id, "json": command.model_dump_json()})

        async def known() -> str | None:
            async with self.orders.database.transaction() as tx:
                outcome = await tx.commands.find(HOME, self.order_id, command.id)
            if outcome is None:
                return None
            return outcome.refusal.code if outcome.refusal else ACCEPTED

        return await eventually(known) or ""

    async def everything_agrees(self) -> None:
        """The workflow, the read model and the fold of the record are one; the walk goes on from there."""
        handle = self.orders.client.get_workflow_handle(order_workflow_id(self.order_id))
        async with self.orders.database.transaction() as tx:
            entries = await tx.record.entries_after(HOME, self.order_id, 0)
            recorded = await tx.orders.find(HOME, self.order_id)
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        assert recorded == replayed(entries)
        assert Order.model_validate(await handle.query("order", result_type=Order)) == recorded
        assert recorded.waits or recorded.closed
        for event in (entry.event for entry in entries[len(self.world.entries) :]):
            self.world.claimed |= dict.fromkeys(event.claims, recorded.number)
            self.world.claimed = {
                sha: held for sha, held in self.world.claimed.items() if sha not in event.releases
            }
        self.world.entries, self.world.state = list(entries), recorded

    async def keep_photos(self) -> None:
        async with self.orders.database.transaction() as tx:
            for media_id in self.world.stored.keys() - self.stored:
                await store(tx, media_id, self.world.stored[media_id])
                self.stored.add(media_id)


async def store(tx: Transaction, media_id: MediaId, sha256: str) -> None:
    await tx.media.insert(
        StoredMedia(
            id=media_id,
            organization_id=HOME,
            sha256=sha256,
            content_type="image/jpeg",
            size=1000,
            object_key=f"walk/{media_id}",
            uploaded_by=ENGINEER.id,
            created_at=datetime.now(UTC),
        )
    )
