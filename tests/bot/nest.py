"""Bots that are processes of their own and begin in no time: forked from one that has imported everything.

A bot of `make up` needs seconds of a busy machine to import what it is made of, and a kill in that time
proves nothing.
"""

import multiprocessing
import os
import sys
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot.__main__ import main
from bot.app import READY
from settings import Settings
from stack.own import environment


def live(environment: dict[str, str], log: Path) -> None:
    """As `python -m bot` does."""
    os.environ.update(environment)
    with log.open("ab") as output:
        for number in (1, 2):
            os.dup2(output.fileno(), number)
    sys.exit(main())


class Nest:
    """One bot at a time; all of them write one log."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self._environment, self._log = environment(settings), log
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([__name__])
        self._bot: ForkServerProcess | None = None
        self._begun = 0

    def hatch(self) -> None:
        """Returns at once."""
        self._begun = self._said()
        self._bot = self._context.Process(target=live, args=(self._environment, self._log), daemon=True)
        self._bot.start()

    @property
    def ready(self) -> bool:
        """Whether the bot of now asks for updates."""
        return self._said() > self._begun

    def _said(self) -> int:
        return self._log.read_bytes().count(READY.encode()) if self._log.exists() else 0

    def kill(self) -> None:
        """SIGKILL; returns when it is gone. Raises AssertionError: it had ended by itself."""
        assert self._bot
        assert self._bot.is_alive(), f"a bot ended with code {self._bot.exitcode}"
        self._bot.kill()
        self._bot.join()
