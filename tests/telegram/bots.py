"""A bot of the test's own: what was sent and limited before concerns it not."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from stack.telegram.people import Sandbox


@asynccontextmanager
async def a_bot(sandbox: Sandbox) -> AsyncIterator[tuple[str, int]]:
    """Its token and id."""
    number = 10_000 + secrets.randbelow(10**9)
    token = f"{number}:AAE-token_of_{secrets.token_hex(8)}"
    yield token, await sandbox.add_bot(token, f"naryad_{number}_bot", "Наряд")
    await sandbox.do("DELETE", "/sandbox/faults")
