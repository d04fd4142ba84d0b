"""Random walks over all commands, while workers and servers are killed at random moments.

NARYAD_PROVE=1 kills three hundred times instead of twelve, and every command of a plain order has to have
been accepted.
"""

import asyncio
import random
from collections import Counter

import pytest

from tests.domain.test_random_walks import KINDS
from tests.domain.walk import WAYS
from tests.faults.driven_walk import DrivenWalk
from tests.faults.killing import Killer
from tests.faults.shop import PROVE, FaultyShop, runs_and_events
from tests.report import report
from tests.workflows.live_walk import ACCEPTED

KILLS, A_SERVER_EVERY = (300, 10) if PROVE else (12, 4)
AT_ONCE = 4
ELSEWHERE = {"not_warranty"}
"""Needs an order that repeats an earlier one: tests/workflows/live_family.py."""
LENGTH = 60
"""Commands of one walk, the refused ones among them."""
PAUSE = 0.1
"""Seconds between two commands of a walk: kills are to be seen here, not the machine's limits."""


async def walk_on(shop: FaultyShop, seeds: random.Random, done: asyncio.Event) -> list[DrivenWalk]:
    """One walk after the other, until all kills are done."""
    walks: list[DrivenWalk] = []
    while not done.is_set():
        walk = DrivenWalk(shop, WAYS[seeds.randrange(len(WAYS))], seeds.randrange(2**32), LENGTH)
        await walk.found()
        while walk.outcomes.total() < LENGTH and not (done.is_set() and walk.sent):
            await walk.step(seeds.randrange(1, 2**32))
            await asyncio.sleep(PAUSE)
        walks.append(walk)
    return walks


@pytest.mark.timeout(60 + 50 * KILLS)
async def test_each_command_of_every_kind_has_one_effect_and_one_answer(restless: FaultyShop) -> None:
    seeds = random.Random(seed := random.randrange(2**32))  # noqa: S311 - not a secret
    report("walks under kills: seed", str(seed))
    done, killer = asyncio.Event(), Killer(restless, seed, A_SERVER_EVERY)
    await killer.bring_victims()
    walking = [
        asyncio.create_task(walk_on(restless, random.Random(seeds.random()), done))  # noqa: S311 - the same
        for _ in range(AT_ONCE)
    ]
    try:
        await killer.kill(KILLS)
    finally:
        done.set()
    walks = [walk for walked in await asyncio.gather(*walking) for walk in walked]
    runs = events = 0
    kinds: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for walk in walks:
        more_runs, more_events = await runs_and_events(await walk.came_out_whole())
        runs, events = runs + more_runs, events + more_events
        kinds += walk.kinds
        outcomes += walk.outcomes
    missing = [kind for kind in KINDS if not kinds[kind]]
    report("walks under kills: SIGKILLs", str(killer))
    report("walks under kills: orders, runs and events of the histories", f"{len(walks)}, {runs}, {events}")
    report("walks under kills: commands accepted, each with one effect and one answer", str(kinds.total()))
    report("walks under kills: commands refused, without effect", str(outcomes.total() - outcomes[ACCEPTED]))
    report("walks under kills: kinds never accepted", ", ".join(missing) or "none")
    assert not PROVE or set(missing) <= ELSEWHERE
