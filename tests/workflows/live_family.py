"""Random walks of two orders that have to do with each other, taken by workflows and a database.

The second one is the sibling of the first, repeats its repair under warranty, or is just carried by the same
engineer; receipts of either name the other.
"""

from collections import Counter
from datetime import UTC, datetime
from random import Random

from domain.orders.agreement import Agreed, Option, SubmitAgreement
from domain.orders.assignment import Accept
from domain.orders.opening import Open
from domain.orders.prepayment import SubmitPrepayment
from domain.orders.receipt import SubmitReceipt
from domain.orders.sharing import ExpenseShared
from domain.orders.state import Order
from domain.orders.verification import Approve
from tests.domain.moves import Move
from tests.domain.shared_walk import OneOfTwo
from tests.domain.walk import WAYS
from tests.domain.world import CURATOR, ENGINEER, HOME, PRINTER, bought, line
from tests.workflows.live_walk import LiveWalk
from tests.workflows.running import Orders, eventually

PLAIN, SIBLING, WARRANTY = KIN = ("plain", "sibling", "warranty")


class LiveFamily:
    def __init__(self, orders: Orders, kin: str, seed: int, length: int) -> None:
        self.kin = kin
        self.first, self.second = (
            LiveWalk(orders, WAYS[(seed + n) % len(WAYS)], seed, length) for n in range(2)
        )
        self.second.own, self.second.stored = self.first.own, self.first.stored
        for one, other in ((self.first, self.second), (self.second, self.first)):
            one.walk = OneOfTwo(one.walk.way, seed, length)
            one.walk.world = one.world
            one.world.order_id = one.order_id
            one.world.neighbours[other.order_id] = other.world
        theirs, ours = self.second.world, self.first.world
        theirs.organization, theirs.people, theirs.changed = ours.organization, ours.people, ours.changed
        theirs.stored = ours.stored

    @property
    def walks(self) -> tuple[LiveWalk, LiveWalk]:
        return self.first, self.second

    async def found(self) -> None:
        """Both orders are in work and share an expense; one under warranty is only accepted."""
        await self.first.found()
        await self._open(self.first, {})
        await self._open(self.second, self._opening())
        if self.kin != WARRANTY:
            await self._share()
            assert self.shared() == 1

    def _opening(self) -> dict[str, object]:
        if self.kin == SIBLING:
            return {"sibling_of": self.first.order_id}
        if self.kin == WARRANTY:
            return {"warranty_of": self.first.order_id, "warranty_reason": "known"}
        return {}

    async def _open(self, walk: LiveWalk, fields: dict[str, object]) -> None:
        whose = {} if "sibling_of" in fields else {"engineer": ENGINEER.id}
        opening = {"organization_id": HOME, "contact_sha256": "0" * 64, "device": PRINTER}
        offered = {"options": (Option(lines=(line(20_000),)),), "outcome": Agreed(option=0)}
        moves = [
            Move(CURATOR, Open, {**opening, **whose, **fields}),
            Move(ENGINEER, Accept, {}),
            Move(ENGINEER, SubmitAgreement, offered),
            Move(CURATOR, Approve, {"part": "agreement"}),
            Move(ENGINEER, SubmitPrepayment, {"payment": None}),
            Move(CURATOR, Approve, {"part": "prepayment"}),
        ]
        for move in moves[:2] if "warranty_of" in fields else moves:
            walk.world.now = datetime.now(UTC)
            await walk.attempt(move)
            await self.both_agree()

    async def _share(self) -> None:
        world = self.first.world
        lines = (bought(100, "Тонер"), bought(100, "Ролик", order=self.second.order_id))
        document = {"document": world.photo(), "seller": "Ресурс", "dated": world.now.date(), "total": 200}
        await self.first.attempt(
            Move(ENGINEER, SubmitReceipt, {**document, "lines": lines, "paid_by": "own"})
        )
        await self.both_agree()

    async def step(self, seed: int) -> None:
        chance = Random(seed)  # noqa: S311 - a walk, no secret
        await chance.choice(self.walks).step(seed)
        await self.both_agree()

    async def both_agree(self) -> None:
        """What a step meant for the other order is in its record, and its workflow hears of it by itself."""
        opened = [walk for walk in self.walks if walk.world.state]
        for walk in opened:
            recorded = await walk.read_on()

            async def told(walk: LiveWalk = walk, recorded: Order = recorded) -> bool:
                held = await walk.handle.query("order", result_type=Order)
                return Order.model_validate(held) == recorded

            await eventually(told)
        claimed = {sha: held for walk in opened for sha, held in walk.world.claimed.items()}
        for walk in self.walks:
            walk.world.claimed = dict(claimed)

    @property
    def outcomes(self) -> Counter[str]:
        return self.first.outcomes + self.second.outcomes

    def shared(self) -> int:
        """How often one order told the other of an expense."""
        entries = (entry for walk in self.walks for entry in walk.world.entries)
        return sum(isinstance(entry.event, ExpenseShared) for entry in entries)
