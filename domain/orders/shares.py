"""Доли: the expenses of one order's receipt that are another order's, as both of them see them (ADR 19)."""

from domain.money import PricedLine
from domain.orders.parts import PaidBy, Part, ReceiptState
from domain.values import Line, OrderId, PersonId, Value


class Share(Value):
    """What one receipt of the order `home` holds for another order. A whole picture, never a difference."""

    home: OrderId
    number: Line
    """Of the order that the document was sent in to."""
    receipt: Part
    """Its part there."""
    state: ReceiptState
    author: PersonId
    asked: PersonId | None
    """Who settles it next: the home's verifier, or the author of what was returned; None is any curator."""
    paid_by: PaidBy
    goes_on: bool
    """Verified after: the report may be sent in while this still waits for its curator."""
    pending: tuple[PricedLine, ...]
    accepted: tuple[PricedLine, ...]

    @property
    def open(self) -> bool:
        return bool(self.pending)

    @property
    def amount(self) -> int:
        """What is accepted, in kopecks."""
        return sum(line.total for line in self.accepted)


class SharedExpense(Value):
    """A share as the other order keeps it: settled in its home, posted here."""

    part: Part
    share: Share

    @property
    def open(self) -> bool:
        return self.share.open

    @property
    def passed(self) -> bool:
        """Nothing that the report has to wait for."""
        return not self.open or (self.share.state is ReceiptState.PENDING and self.share.goes_on)
