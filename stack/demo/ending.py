"""How a story must have ended."""

from dataclasses import dataclass

from domain.orders.ledger import Totals
from domain.orders.parts import Stage
from stack.demo.walk import Walk


@dataclass(frozen=True)
class Ending:
    """How a story must have left an order: its stage, and the sums of its ledger in kopecks."""

    walk: Walk
    stage: Stage
    totals: Totals
    beside: tuple["Ending", ...] = ()
    """Of the other orders that the story leads."""

    @property
    def all(self) -> tuple["Ending", ...]:
        return (self, *self.beside)
