"""Processes of ours that begin in no time: forked from one that has imported everything.

A worker or a bot of `make up` needs seconds of a busy machine to import what it is made of. Whoever starts
dozens of them to kill them waits for little else, and a kill in that time proves nothing.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path

PRELOADED = ["worker", "activities.telegram", "bot.__main__"]
"""A run has one process to fork from, whatever it begins first."""
PR_SET_PDEATHSIG = 1  # linux/prctl.h
GRACE = 15.0
"""Seconds that a process may drain."""
Main = Callable[[], int]
"""What a process does, by its name in a module; its exit code."""


def live(main: Main, environment: Mapping[str, str], log: Path) -> None:
    """As a process that was begun anew does; ends with the one it was forked from, even when frozen."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    os.environ.update(environment)
    with log.open("ab") as output:
        for number in (1, 2):
            os.dup2(output.fileno(), number)
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # as worker.py does, and for the same reason


class Hatched:
    """A process of its own."""

    def __init__(
        self, main: Main, environment: Mapping[str, str], log: Path, *, afresh: bool = False
    ) -> None:
        """Begin it; returns at once. `afresh`: with nothing imported but what `main` itself imports."""
        self.log = log
        if afresh:
            context = multiprocessing.get_context("spawn")
            self._process: BaseProcess = context.Process(
                target=live, args=(main, environment, log), daemon=True
            )
        else:
            forking = multiprocessing.get_context("forkserver")
            forking.set_forkserver_preload(PRELOADED)
            self._process = forking.Process(target=live, args=(main, environment, log), daemon=True)
        self._begun = len(self._all_said())
        self._process.start()

    def said(self) -> str:
        """In this life; a log may have told of others before."""
        return self._all_said()[self._begun :].decode(errors="replace")

    def _all_said(self) -> bytes:
        return self.log.read_bytes() if self.log.exists() else b""

    def ready(self, word: str) -> bool:
        """Whether it has said so. Raises AssertionError: it has ended."""
        if word in self.said():
            return True
        assert self._process.is_alive(), (
            f"it ended with code {self._process.exitcode}:\n{self.said()[-2000:]}"
        )
        return False

    def signal(self, number: signal.Signals) -> None:
        pid = self._process.pid
        assert pid
        with suppress(ProcessLookupError):
            os.kill(pid, number)

    def kill(self) -> None:
        """SIGKILL, of a frozen one too; returns when it is gone.

        Raises:
            AssertionError: it had ended by itself.
        """
        assert self._process.is_alive(), f"it had ended with code {self._process.exitcode}"
        self._process.kill()
        self._process.join()

    def give_up(self) -> None:
        """SIGKILL, if it still runs; returns when it is gone."""
        self._process.kill()
        self._process.join()

    def end(self) -> int:
        """SIGTERM, as a deployment does; its exit code, once it is gone."""
        if self._process.is_alive():
            self.signal(signal.SIGTERM)
            self._process.join(GRACE)
            self._process.kill()
        self._process.join()
        assert self._process.exitcode is not None
        return self._process.exitcode
