"""When a part that crashed is started again, and when that has no more sense."""

from collections import Counter
from typing import Final

FIRST: Final = 0.5
"""Seconds before the first new start; each next one waits twice as long."""
LONGEST: Final = 30.0
STEADY: Final = 60.0
"""Seconds after which a part that served counts as sound again."""
QUICK_CRASHES: Final = 6
"""So many in a row, none of them after a steady life, and we give up."""


class Restarts:
    """Counts the quick crashes in a row of each part."""

    def __init__(self) -> None:
        self._crashes: Counter[str] = Counter()

    def delay(self, name: str, lived: float) -> float | None:
        """Seconds to wait before the part is started again after `lived` seconds; None: give up."""
        self._crashes[name] = 1 if lived >= STEADY else self._crashes[name] + 1
        crashes = self._crashes[name]
        return None if crashes >= QUICK_CRASHES else min(FIRST * 2.0 ** (crashes - 1), LONGEST)

    def crashes(self, name: str) -> int:
        return self._crashes[name]
