"""Random walks of two orders at once: their sums are one, neither ends with a share unsettled."""

import os
from collections import Counter
from random import Random

from tests.domain.shared_walk import TwoOrders

WALKS = 1_500 if os.environ.get("NARYAD_PROVE") else 150
LENGTH = 120
LEAST_OCCURRENCES = 20
WAYS = ("complete", "cancel")
"""Orders in work are refused by their clients no more."""


def test_whatever_two_orders_do_their_sums_are_one() -> None:
    told: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    for seed in range(WALKS):
        chance = Random(seed)  # noqa: S311 - a walk, no secret
        walk = TwoOrders((chance.choice(WAYS), chance.choice(WAYS)), seed, LENGTH)
        for _ in range(LENGTH):
            walk.step(chance.randrange(1, 2**16))
        walk.finish()
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
