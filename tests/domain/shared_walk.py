"""A random walk of two orders that one engineer may carry, and whose receipts name the other one."""

from collections import Counter
from collections.abc import Iterable
from random import Random

from domain.money import PricedLine
from domain.orders.parts import ReceiptState, StepState
from domain.orders.reminders import WaitsChanged
from domain.orders.sharing import ExpenseShared
from domain.orders.waiting import ELSEWHERE, Wait, WaitKind
from tests.domain.invariants import Broken
from tests.domain.moves import Move, Player
from tests.domain.walk import Walk
from tests.domain.world import ALL_HANDS, World


class OneOfTwo(Walk):
    """Its waits that are answered in the other order are left to it."""

    def live(self, wait: Wait, player: Player) -> None:
        if wait.kind not in ELSEWHERE:
            super().live(wait, player)

    def turn(self, wait: Wait, player: Player, chance: Random) -> Move:
        if wait.kind in ELSEWHERE:
            return player.add_note()
        if wait.kind is WaitKind.SUBMIT_REPORT and chance.random() < 0.4:
            return player.submit_receipt()
        return super().turn(wait, player, chance)


class TwoOrders:
    """Steps of either; after each both are looked at."""

    def __init__(self, ways: tuple[str, str], seed: int, length: int) -> None:
        self.walks = tuple(OneOfTwo(way, seed, length // 2, 2 + n) for n, way in enumerate(ways))
        for walk, other in (self.walks, self.walks[::-1]):
            walk.world.neighbours[other.world.order_id] = other.world
            # The fewer engineers there are, the more often both orders have the same one.
            walk.world.people.pop(ALL_HANDS.id, None)
            walk.world.in_work(20_000)
            walk.witness.check()
        self.steps = 0

    @property
    def worlds(self) -> tuple[World, ...]:
        return tuple(walk.world for walk in self.walks)

    def step(self, seed: int) -> None:
        self.steps += 1
        if not seed:
            return
        chance = Random(f"{self.steps}:{seed}")  # noqa: S311 - a walk, no secret
        walk, other = chance.choice((self.walks, self.walks[::-1]))
        walk.world.now = max(world.now for world in self.worlds)
        walk.step(seed)
        other.world.now = walk.world.now
        if other.world.state:
            other.witness.check()
        self.check()

    def finish(self) -> None:
        for walk in self.walks:
            walk.finish()

    def check(self) -> None:
        """What must hold across the two."""
        opened = [world for world in self.worlds if world.state]
        spent = sum(world.order.totals.expense for world in opened)
        accepted = sum(_total(one.accepted) for world in opened for one in world.order.receipts)
        if spent != accepted:
            raise Broken("the orders together spent what was accepted")
        for home in opened:
            for receipt in home.order.receipts:
                whole = _total((*receipt.accepted, *receipt.pending))
                if receipt.state is ReceiptState.PENDING and whole != receipt.total:
                    raise Broken("the lines of all orders make the document")
            for other in opened:
                if other is not home:
                    _check_shares(home, other)

    def events(self) -> Counter[str]:
        """What the orders told each other."""
        told: Counter[str] = Counter()
        for event in (entry.event for world in self.worlds for entry in world.entries):
            if isinstance(event, ExpenseShared):
                told[event.share.state.value] += 1
                told["posted"] += bool(event.postings)
            if isinstance(event, WaitsChanged):
                told.update(wait.kind.value for wait in event.started if wait.kind in ELSEWHERE)
        return told


def _total(lines: Iterable[PricedLine]) -> int:
    return sum(line.total for line in lines)


def _check_shares(home: World, other: World) -> None:
    """What the other order keeps of the home's receipts is what stands in them."""
    kept = {one.share.receipt: one for one in other.order.shared if one.share.home == home.order_id}
    for receipt in home.order.receipts:
        theirs = {
            name: tuple(line for line in lines if line.order == other.order_id)
            for name, lines in (("accepted", receipt.accepted), ("pending", receipt.pending))
        }
        expense = kept.get(receipt.part)
        if not expense and any(theirs.values()):
            raise Broken("each order knows its shares")
        if not expense:
            continue
        share = expense.share
        if any(_total(lines) != _total(getattr(share, name)) for name, lines in theirs.items()):
            raise Broken("each order knows its shares")
        if not share.open:
            continue
        if other.order.report.state is StepState.APPROVED or other.order.closing or other.order.closed:
            raise Broken("no order ends before its shares are settled")
        asked = any(wait.part == receipt.part or wait.kind is WaitKind.RESUME for wait in home.order.waits)
        if not asked:
            raise Broken("a share is waited for in its home")
