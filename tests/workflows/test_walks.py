"""Random walks through Temporal and PostgreSQL; what the pure core decides must come out of them."""

import os
from random import Random

import pytest

from tests.domain.walk import WAYS
from tests.workflows.live_family import KIN, LiveFamily
from tests.workflows.live_walk import ACCEPTED, LiveWalk
from tests.workflows.running import Orders

PROVE = bool(os.environ.get("NARYAD_PROVE"))
WALKS, LENGTH = (40, 60) if PROVE else (3, 25)
FAMILIES = 30 if PROVE else 3


@pytest.mark.parametrize("seed", range(WALKS))
async def test_after_each_step_workflow_read_model_and_record_are_one(seed: int, orders: Orders) -> None:
    walk = LiveWalk(orders, WAYS[seed % len(WAYS)], seed, LENGTH)
    await walk.found()
    seeds = Random(seed)  # noqa: S311 - a walk, no secret
    while walk.outcomes.total() < LENGTH:
        await walk.step(seeds.randrange(1, 2**32))
    assert walk.outcomes[ACCEPTED] >= LENGTH // 6


@pytest.mark.parametrize("seed", range(FAMILIES))
async def test_two_orders_that_share_expenses_or_a_client_or_a_repair_agree_after_each_step(
    seed: int, orders: Orders
) -> None:
    family = LiveFamily(orders, KIN[seed % len(KIN)], seed, LENGTH)
    await family.found()
    assert family.outcomes.keys() == {ACCEPTED}
    seeds = Random(seed)  # noqa: S311 - a walk, no secret
    until = family.outcomes.total() + LENGTH
    while family.outcomes.total() < until:
        await family.step(seeds.randrange(1, 2**32))
    assert family.outcomes[ACCEPTED] >= LENGTH // 3
