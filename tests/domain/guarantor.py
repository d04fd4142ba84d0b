"""A witness of warranty: as long as an order is under it, no money is asked for, taken or earned."""

from collections import Counter
from collections.abc import Iterator

from domain.orders.ledger import PostingKind
from domain.orders.opening import Opened
from domain.orders.order import Event
from domain.orders.state import Order
from domain.orders.warranty import WarrantyDenied

COSTS = (PostingKind.EXPENSE, PostingKind.STATIONARY_WORK, PostingKind.PENALTY)
"""What a repair for nothing may move all the same."""


class Guarantor:
    """Reads each entry; asks the ledger's own sums."""

    def __init__(self) -> None:
        self.under_warranty = False

    def read(self, event: Event) -> None:
        if isinstance(event, Opened):
            self.under_warranty = event.warranty is not None
        self.under_warranty &= not isinstance(event, WarrantyDenied)

    def invariants(self, order: Order, sums: Counter[PostingKind]) -> Iterator[tuple[str, bool]]:
        yield "a warranty is what the record says", order.under_warranty == self.under_warranty
        moved = {kind for kind, amount in sums.items() if amount} - set(COSTS)
        free = not moved and order.agreed_amount == 0 and not order.payable
        yield "a repair under warranty costs the client nothing", free or not self.under_warranty
