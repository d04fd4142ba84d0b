"""Random walks through Temporal and PostgreSQL; what the pure core decides must come out of them."""

import os
from random import Random

import pytest

from tests.domain.walk import WAYS
from tests.workflows.live_walk import ACCEPTED, LiveWalk
from tests.workflows.running import Orders

WALKS, LENGTH = (40, 60) if os.environ.get("NARYAD_PROVE") else (3, 25)


@pytest.mark.parametrize("seed", range(WALKS))
async def test_after_each_step_workflow_read_model_and_record_are_one(seed: int, orders: Orders) -> None:
    walk = LiveWalk(orders, WAYS[seed % len(WAYS)], seed, LENGTH)
    await walk.found()
    seeds = Random(seed)  # noqa: S311 - a walk, no secret
    while walk.outcomes.total() < LENGTH:
        await walk.step(seeds.randrange(1, 2**32))
    assert walk.outcomes[ACCEPTED] >= LENGTH // 6
