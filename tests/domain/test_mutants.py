"""The walks are worth something only if they catch every planted fault, and for the right reason."""

import inspect
import re
from contextlib import ExitStack
from random import Random

import pytest

from tests.domain import (
    guarantor,
    invariants,
    judge,
    plants_of_clocks,
    plants_of_hands,
    plants_of_kin,
    plants_of_money,
    plants_of_ways,
    timekeeping,
    walk,
)
from tests.domain.invariants import Broken
from tests.domain.plants import PLANTS, Plant, Plot
from tests.domain.walk import WAYS, Walk

WITNESSES = (guarantor, invariants, judge, timekeeping, walk)
assert plants_of_clocks, "its plants are among PLANTS once it is imported"
assert plants_of_money, "the same"
assert plants_of_hands, "the same"
assert plants_of_ways, "the same"
assert plants_of_kin, "the same"

LENGTH, MOST_WALKS, CLEAN_WALKS = 120, 200, 20


@pytest.mark.parametrize(("invariant", "plant"), PLANTS, ids=[plant.__name__ for _, plant in PLANTS])
def test_the_walks_catch(invariant: str, plant: Plant) -> None:
    with ExitStack() as stack:
        plant(Plot(stack))
        with pytest.raises(Broken, match=f"^{invariant}"):
            walk_often(MOST_WALKS)


def test_without_a_plant_the_same_walks_are_clean() -> None:
    walk_often(CLEAN_WALKS)


def test_every_invariant_has_its_plant() -> None:
    source = "".join(inspect.getsource(module) for module in WITNESSES)
    named = set(re.findall(r'(?:yield|Broken\()\s*f?"([a-z][a-zA-Z -]+)', source))
    assert {invariant for invariant, _ in PLANTS} == named


def walk_often(times: int) -> None:
    for start in range(times):
        chance = Random(start)  # noqa: S311 - a walk, no secret
        one = Walk(WAYS[start % 3], start, LENGTH)
        for _ in range(LENGTH):
            one.step(chance.getrandbits(16))
        one.finish()
