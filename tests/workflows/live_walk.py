"""The random walk of the domain's tests, taken by a workflow and a database instead of in memory."""

from collections import Counter
from datetime import UTC, datetime
from hashlib import sha256
from random import Random
from typing import TypeVar
from uuid import UUID, uuid4

from pydantic import ValidationError
from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError

from domain.orders.answer import Answer
from domain.orders.errors import Refusal
from domain.orders.opening import Open
from domain.orders.order import Command
from domain.orders.record import decided, replayed
from domain.orders.reminders import Remind
from domain.orders.state import Order
from domain.values import CommandId, MediaId, OrderId, OrganizationId, Value
from storage.commands import KnownCommand
from storage.database import Transaction
from storage.media import StoredMedia
from tests.domain.moves import Move, Player
from tests.domain.openings import plain_opening
from tests.domain.walk import Walk
from tests.domain.ways import reopen
from tests.domain.world import ENGINEER, HOME, World
from tests.workflows.running import Orders, eventually, refusal_in
from workflows.names import order_workflow_id

V = TypeVar("V", bound=Value)
ACCEPTED = "accepted"
ALIKE = str(UUID(int=0))[:-2]
"""How the ids of the organization and the people begin in the world of every walk."""
BY_SIGNAL = 0.15
"""Share of the commands that nobody waits for. Those without an update of their own always go this way."""
REOPENED = 0.2
"""Share of the moves after an order's end that reopen it."""


class LiveWorld(World):
    """A world whose photos no other walk has. The same content has the same hash here too."""

    def photo(self, content: str | None = None) -> MediaId:
        media_id = MediaId(uuid4())
        self.stored[media_id] = sha256(f"{id(self)} {content or media_id}".encode()).hexdigest()
        return media_id


class LiveWalk:
    """Steps of one order, in an organization of its own. Before each the pure core says what must come of it.

    The walk knows organization and people by the ids of its world; everybody else by ids no other walk has.
    """

    def __init__(self, orders: Orders, way: str, seed: int, length: int, **settings: object) -> None:
        self.orders, self.order_id = orders, OrderId(uuid4())
        self.own = str(uuid4())[: len(ALIKE)]
        self.walk = Walk(way, seed, length)
        # A workflow that nobody may reopen ends with its order, and takes no more moves.
        its = self.walk.world.organization.settings.model_copy(update={"reopen_days": 30, **settings})
        self.world = self.walk.world = LiveWorld(its, self.walk.world.people.values())
        self.stored: set[MediaId] = set()
        self.outcomes: Counter[str] = Counter()

    async def found(self) -> None:
        """The organization and its people, as this walk has them."""
        async with self.orders.database.transaction() as tx:
            await tx.organizations.put(self.outside(self.world.organization))
            for person in self.world.people.values():
                await tx.people.put(self.outside(person))

    def outside(self, value: V) -> V:
        """The same with the ids that others know."""
        return type(value).model_validate_json(value.model_dump_json().replace(ALIKE, self.own))

    def inside(self, value: V) -> V:
        """The same with the ids of this walk's world."""
        return type(value).model_validate_json(value.model_dump_json().replace(self.own, ALIKE))

    @property
    def handle(self) -> WorkflowHandle[object, object]:
        return self.orders.client.get_workflow_handle(order_workflow_id(self.order_id))

    async def step(self, seed: int) -> None:
        chance = Random(seed)  # noqa: S311 - a walk, no secret
        self.walk.steps += 1
        self.world.now = datetime.now(UTC)
        player = Player(self.world, chance)
        await self.attempt(self.pick(player, chance), by_signal=chance.random() < BY_SIGNAL)

    async def attempt(self, move: Move, *, by_signal: bool = False) -> None:
        command = self.command_of(move)
        if command is None:
            self.world.as_before()
            return
        await self.keep_photos()
        await self.found()  # the move may have changed somebody for its time
        expected = self.expected(command)
        came = await self.give(self.outside(command), by_signal=by_signal)
        self.compare(command, came, expected)
        self.outcomes[came] += 1
        self.world.as_before()
        if self.world.state or came == ACCEPTED:
            await self.everything_agrees()

    def pick(self, player: Player, chance: Random) -> Move:
        if self.world.state is None:
            return plain_opening(player)
        if self.world.order.closed and chance.random() < REOPENED:
            return reopen(player)
        return self.walk.pick(player, chance)

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

    def compare(self, command: Command, came: str, expected: str) -> None:
        assert came == expected, f"{command!r}: {came}, not {expected}"

    async def give(self, command: Command, *, by_signal: bool) -> str:
        """What came of it: `ACCEPTED` or the code of its refusal."""
        try:
            if self.world.state is None:
                assert isinstance(command, Open)
                await self.orders.start(command)
            elif by_signal or isinstance(command, Open | Remind):
                return await self.signalled(command)
            else:
                await self.handle.execute_update(command.kind, command, result_type=Answer)
        except WorkflowUpdateFailedError as error:
            return str(refusal_in(error).type)
        return ACCEPTED

    async def signalled(self, command: Command) -> str:
        await self.handle.signal("command", {"id": command.id, "json": command.model_dump_json()})
        return came_of(await eventually(lambda: self.known(command.id)))

    async def known(self, command_id: CommandId) -> KnownCommand | None:
        async with self.orders.database.transaction() as tx:
            return await tx.commands.find(self.home, self.order_id, command_id)

    async def everything_agrees(self) -> None:
        """The workflow, the read model and the fold of the record are one; the walk goes on from there."""
        recorded = await self.read_on()
        assert Order.model_validate(await self.handle.query("order", result_type=Order)) == recorded

    async def read_on(self) -> Order:
        """The read model, which is the fold of the record; the walk goes on from there."""
        async with self.orders.database.transaction() as tx:
            entries = await tx.record.entries_after(self.home, self.order_id, 0)
            recorded = await tx.orders.find(self.home, self.order_id)
        assert recorded is not None
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        assert recorded == replayed(entries)
        assert recorded.waits or recorded.closed
        added = entries[len(self.world.entries) :]
        for event in (entry.event for entry in added):
            self.world.claimed |= dict.fromkeys(event.claims, recorded.number)
            self.world.claimed = {
                sha: held for sha, held in self.world.claimed.items() if sha not in event.releases
            }
        self.world.entries += [self.inside(entry) for entry in added]
        self.world.state = self.inside(recorded)
        return recorded

    @property
    def home(self) -> OrganizationId:
        return self.outside(self.world.organization).id

    async def keep_photos(self) -> None:
        new = self.world.stored.keys() - self.stored
        async with self.orders.database.transaction() as tx:
            for media_id in new:
                await self.store(tx, media_id)
        self.stored |= new

    async def store(self, tx: Transaction, media_id: MediaId) -> None:
        photo = StoredMedia(
            id=media_id,
            organization_id=HOME,
            sha256=self.world.stored[media_id],
            content_type="image/jpeg",
            size=1000,
            object_key=f"walk/{media_id}",
            uploaded_by=ENGINEER.id,
            created_at=datetime.now(UTC),
            stored_at=datetime.now(UTC),
        )
        await tx.media.announce(self.outside(photo))


def came_of(known: KnownCommand | None) -> str:
    assert known
    return known.refusal.code if known.refusal else ACCEPTED
