"""What an order knows of its supplementary agreements; their rules are in supplement.py."""

from enum import StrEnum

from domain.money import PricedLine
from domain.orders.parts import ClientRefusal, Part
from domain.values import Moment, PersonId, Text, Value


class SupplementState(StrEnum):
    """Of a supplementary agreement: as of a step, and while the client thinks it over."""

    THINKING = "thinking"
    PENDING = "pending"
    RETURNED = "returned"
    UNDONE = "undone"
    """Taken back by its author: to be sent in again, or withdrawn."""
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


TO_SEND_IN = frozenset({SupplementState.THINKING, SupplementState.RETURNED, SupplementState.UNDONE})
"""It waits for whoever carries the order, not for a curator."""


class Supplement(Value):
    """More work than was agreed on: what the client says to it."""

    part: Part
    state: SupplementState
    author: PersonId
    amount: int = 0
    """What it adds to the price once it is approved."""
    lines: tuple[PricedLine, ...] = ()
    refusal: ClientRefusal | None = None
    ends_order: bool = False
    """The client refuses the whole repair, not only the supplement."""
    thinking_until: Moment | None = None
    return_reason: Text | None = None

    @property
    def open(self) -> bool:
        return self.state not in (SupplementState.APPROVED, SupplementState.WITHDRAWN)
