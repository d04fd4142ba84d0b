"""The ledger of an order: an append-only list of postings; its sums are the only totals (MON-1, MON-2)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.money import Method
from domain.values import PersonId, Value


class PostingKind(StrEnum):
    AGREED = "agreed"
    PAYMENT = "payment"
    REFUND = "refund"
    EXPENSE = "expense"
    STATIONARY_WORK = "stationary_work"
    REFUSAL_FEE = "refusal_fee"
    COMMISSION = "commission"
    ADVANCE = "advance"
    PAYOUT = "payout"
    WRITE_OFF = "write_off"
    PENALTY = "penalty"


class Posting(Value):
    """One line of the ledger, in kopecks. Only a correction of an earlier line is negative."""

    kind: PostingKind
    amount: int
    person: PersonId | None = None
    """Who took, spent, earned or gave the money."""
    method: Method | None = None


WAGES = {PostingKind.COMMISSION: 1, PostingKind.ADVANCE: -1, PostingKind.PAYOUT: -1}
"""What an order makes for the people who carried it: earned is positive, given to them negative."""

EARNINGS = (*WAGES, PostingKind.PENALTY)
"""What people are shown of what they earn and were given."""


class Totals(Value):
    """Sums of the ledger by kind, in kopecks."""

    agreed: int = 0
    payment: int = 0
    refund: int = 0
    expense: int = 0
    stationary_work: int = 0
    refusal_fee: int = 0
    commission: int = 0
    advance: int = 0
    payout: int = 0
    write_off: int = 0
    penalty: int = 0

    def plus(self, postings: tuple[Posting, ...]) -> "Totals":
        sums = self.model_dump()
        for posting in postings:
            sums[posting.kind.value] += posting.amount
        return Totals(**sums)

    @property
    def price(self) -> int:
        """P: the latest agreed amount, or the fee of a refused order."""
        return self.agreed + self.refusal_fee

    @property
    def received(self) -> int:
        """R: payments less refunds."""
        return self.payment - self.refund

    @property
    def debt(self) -> int:
        """D: what the client still owes, and nobody has given up."""
        return self.price - self.received - self.write_off

    @property
    def costs(self) -> int:
        """C: verified expenses and workshop work."""
        return self.expense + self.stationary_work

    @property
    def net(self) -> int:
        """N: what is left of the price; may be negative, with a curator's reason."""
        return self.price - self.costs


def wages_after(wages: Mapping[PersonId, int], postings: tuple[Posting, ...]) -> dict[PersonId, int]:
    """Commission less advances and payouts, by person, in kopecks."""
    sums = dict(wages)
    for posting in postings:
        if posting.person and posting.kind in WAGES:
            sums[posting.person] = sums.get(posting.person, 0) + WAGES[posting.kind] * posting.amount
    return sums


def price_change(totals: Totals, price: int) -> tuple[Posting, ...]:
    """Postings that make the agreed amount `price`: the earlier one is reversed, never edited."""
    reversal = Posting(kind=PostingKind.AGREED, amount=-totals.agreed)
    agreed = Posting(kind=PostingKind.AGREED, amount=price)
    return tuple(posting for posting in (reversal, agreed) if posting.amount)
