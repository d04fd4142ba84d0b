"""Bots that are processes of their own and begin in no time."""

from pathlib import Path

from bot.__main__ import main
from bot.app import READY
from settings import Settings
from stack.own import environment
from tests.nest import Hatched


class Nest:
    """One bot at a time; all of them write one log."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self._environment, self._log = environment(settings), log
        self._bot: Hatched | None = None

    def hatch(self) -> None:
        """Returns at once."""
        self._bot = Hatched(main, self._environment, self._log)

    @property
    def ready(self) -> bool:
        """Whether the bot of now asks for updates."""
        assert self._bot
        return self._bot.ready(READY)

    def kill(self) -> None:
        """SIGKILL; returns when it is gone. Raises AssertionError: it had ended by itself."""
        assert self._bot
        self._bot.kill()
