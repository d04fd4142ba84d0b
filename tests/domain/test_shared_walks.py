"""Random walks of two orders at once: their sums are one, neither ends with a share unsettled."""

import os
from collections import Counter, deque
from collections.abc import Callable
from random import Random

import pytest

from domain.money import ReceiptLine
from domain.orders import receipt, shares, sharing
from domain.orders.ledger import Posting
from domain.orders.parts import ReceiptBranch
from tests.domain.invariants import Broken
from tests.domain.shared_walk import TwoOrders

WALKS = 1_500 if os.environ.get("NARYAD_PROVE") else 100
LENGTH = 120
LEAST_OCCURRENCES = 20
WAYS = ("complete", "cancel")
"""Orders in work are refused by their clients no more."""


def walked(seed: int) -> TwoOrders:
    """To its end; raises `Broken` when something does not hold."""
    chance = Random(seed)  # noqa: S311 - a walk, no secret
    walk = TwoOrders((chance.choice(WAYS), chance.choice(WAYS)), seed, LENGTH)
    for _ in range(LENGTH):
        walk.step(chance.randrange(1, 2**16))
    walk.finish()
    return walk


def test_whatever_two_orders_do_their_sums_are_one() -> None:
    told: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    for seed in range(WALKS):
        walk = walked(seed)
        told.update(walk.events())
        for one in walk.walks:
            refused.update(one.refused)
            ends[one.world.order.stage.value] += 1
    print(told, ends, {code: refused[code] for code in sorted(refused) if "receipt" in code}, sep="\n")  # noqa: T201
    of_all = ("pending", "returned", "approved", "withdrawn", "posted", "verify_shared", "correct_shared")
    assert {name: told[name] for name in of_all if told[name] < LEAST_OCCURRENCES} == {}
    codes = ("receipt.order_unknown", "receipt.order_unfit")
    assert {code: refused[code] for code in codes if refused[code] < LEAST_OCCURRENCES} == {}
    assert min(ends[end] for end in ("completed", "cancelled")) >= LEAST_OCCURRENCES


def _the_home_pays_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def expenses(one: ReceiptBranch, lines: tuple[ReceiptLine, ...]) -> tuple[Posting, ...]:
        return receipt.expenses(one.author, one.paid_by, sum(line.total for line in lines))

    monkeypatch.setattr(receipt, "_expenses", expenses)


def _a_share_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "_differs", lambda was, now: was is None)


def _a_share_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares.SharedExpense, "open", property(lambda expense: False))


@pytest.mark.parametrize(
    ("plant", "broken"),
    [
        (_the_home_pays_for_all, "the orders together spent what was accepted"),
        (_a_share_is_told_once, "each order knows its shares|the orders together spent what was accepted"),
        (_a_share_holds_nobody_up, "no order ends before its shares are settled"),
    ],
)
def test_the_walks_catch(
    plant: Callable[[pytest.MonkeyPatch], None], broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    with pytest.raises(Broken, match=broken):
        deque(map(walked, range(WALKS)), maxlen=0)
