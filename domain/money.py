"""Money as whole minor units (kopecks), and the papers it is written on. Never a float (MON-1)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self, TypeVar

from annotated_types import Len
from pydantic import Field, model_validator

from domain.values import Line, MediaId, OrderId, Text, Value

Money = Annotated[int, Field(strict=True, ge=0, le=100_000_000_000, description="kopecks")]
"""An amount a person may type: not negative, at most a thousand million roubles."""

BASIS_POINTS = 10_000
K = TypeVar("K")


class Method(StrEnum):
    """How money changes hands. One list for every form and every stage (fault 2)."""

    CASH = "cash"
    CARD = "card"
    SBP = "sbp"
    INVOICE = "invoice"


class PricedLine(Value):
    """One row of an offer or a document: what, how many, for how much each."""

    name: Line
    quantity: Annotated[int, Field(strict=True, ge=1, le=100_000)] = 1
    unit_price: Money

    @property
    def total(self) -> int:
        return self.quantity * self.unit_price


class ReceiptLine(PricedLine):
    """One row of a document. `order` is the other order it was bought for; None is the receipt's own."""

    # Left out where it says nothing: commands of earlier releases keep their fingerprints.
    order: Annotated[OrderId | None, Field(exclude_if=lambda order: order is None)] = None


class Payment(Value):
    """Client's money with its fiscal proof: a number, a photo, or a reason why there is none (ORD-4).

    An invoice is proven later, by somebody who sees the bank account.
    """

    amount: Annotated[Money, Field(gt=0)]
    method: Method
    fiscal_number: Line | None = None
    fiscal_photo: MediaId | None = None
    no_fiscal_reason: Text | None = None

    @model_validator(mode="after")
    def _one_proof(self) -> Self:
        proofs = sum(x is not None for x in (self.fiscal_number, self.fiscal_photo, self.no_fiscal_reason))
        if self.method is not Method.INVOICE and proofs == 0:
            raise ValueError("give the fiscal receipt's number or photo, or say why there is none")
        if self.no_fiscal_reason is not None and proofs > 1:
            raise ValueError("give either a fiscal receipt or the reason why there is none, not both")
        return self


PricedLines = Annotated[tuple[PricedLine, ...], Len(1, 50)]


def share(amount: int, basis_points: int) -> int:
    """The part of `amount` that `basis_points` (1/10000) make, rounded half up to a whole kopeck."""
    return (amount * basis_points + BASIS_POINTS // 2) // BASIS_POINTS


def apportioned(amount: int, shares: Mapping[K, int]) -> dict[K, int]:
    """`amount` in parts as `shares` weigh (basis points that make 10,000), to the last kopeck.

    Each part is the share rounded down; the kopecks left over go one each to the largest remainders, of equal
    ones to whoever is named first in the order of the keys' text, so that the same split is always the same.
    """
    parts = {key: amount * bp // BASIS_POINTS for key, bp in shares.items()}
    left = amount - sum(parts.values())
    by_remainder = sorted(shares, key=lambda key: (-(amount * shares[key] % BASIS_POINTS), str(key)))
    for key in by_remainder[:left]:
        parts[key] += 1
    return parts
