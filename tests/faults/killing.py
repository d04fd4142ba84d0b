"""SIGKILL at random moments, of workers mostly, now and then of a server."""

import asyncio
import random
from collections import Counter

from tests.faults.processes import WORKER
from tests.faults.shop import FaultyShop

WORKERS = 2
BETWEEN = (0.05, 1.0)
"""Seconds between two kills, at random."""


class Killer:
    """Kills one worker, sometimes all of them, now and then a server; what it killed comes back at once."""

    def __init__(self, shop: FaultyShop, seed: int, a_server_every: int) -> None:
        self.shop, self.a_server_every = shop, a_server_every
        self.chance = random.Random(seed)  # noqa: S311 - not a secret
        self.killed: Counter[str] = Counter()

    def __str__(self) -> str:
        return ", ".join(f"{count} {what}" for what, count in sorted(self.killed.items()))

    async def bring_victims(self) -> None:
        await self.shop.workers.only(*[WORKER] * WORKERS)

    async def kill(self, times: int) -> None:
        while (n := self.killed.total() + 1) <= times:
            await asyncio.sleep(self.chance.uniform(*BETWEEN))
            if n % self.a_server_every == 0:
                await self.server(("temporal", "postgres")[n // self.a_server_every % 2])
            elif n % 5 == 0:
                await self.workers(list(self.shop.workers.running))
            else:
                await self.workers([self.chance.choice(list(self.shop.workers.running))])

    async def workers(self, names: list[str]) -> None:
        await asyncio.gather(*(self.shop.workers.kill(name) for name in names))
        self.killed["worker" if self.shop.workers.running else "all workers"] += 1
        await asyncio.gather(*(self.shop.workers.start() for _ in names))

    async def server(self, name: str) -> None:
        await asyncio.to_thread(self.shop.stack.kill, name)
        self.killed[name] += 1
        await asyncio.to_thread(self.shop.stack.begin_again, name)
