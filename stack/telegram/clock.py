"""The sandbox's time: the real one, moved ahead on demand."""

import time


class Clock:
    def __init__(self, ahead: float = 0.0) -> None:
        self.ahead = ahead
        """Seconds before the real time."""

    def now(self) -> float:
        return time.time() + self.ahead

    def date(self) -> int:
        """As Telegram writes it: whole seconds since 1970."""
        return int(self.now())

    def advance(self, seconds: float) -> None:
        self.ahead += seconds
