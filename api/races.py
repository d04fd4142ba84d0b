"""A race that was lost is run once more: the second time the winner's row is seen and the rule answers."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from storage.database import Conflict

T = TypeVar("T")


async def once_more(work: Callable[[], Awaitable[T]]) -> T:
    """Run one transaction, and again when somebody else wrote the same thing first."""
    try:
        return await work()
    except Conflict:
        return await work()
