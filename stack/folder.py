"""The data folder of a stack, and who may use it."""

import fcntl
import os
import shutil
import time
from pathlib import Path
from typing import Self

from stack.part import StackError


class DataFolder:
    """Claimed by one stack at a time.

    The locks are `flock`s on the directories themselves, so no lock file can be left behind. The one on the
    folder belongs to the supervisor; the one on `logs` is inherited by every leash, and tells after a SIGKILL
    of the supervisor when the last of its children is gone.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._locks: list[int] = []

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def claimed(self) -> bool:
        """Whether it is ours."""
        return bool(self._locks)

    @property
    def held(self) -> int:
        """The file descriptor that leashes keep open."""
        return self._locks[1]

    def claim(self, patience: float = 30.0) -> Self:
        """Take the folder for this process; waits up to `patience` seconds for children of a killed run.

        Raises:
            StackError: another stack uses it.
        """
        self.logs.mkdir(parents=True, exist_ok=True)
        self._locks = [os.open(self.path, os.O_RDONLY), os.open(self.logs, os.O_RDONLY)]
        if not _lock(self._locks[0]):
            self.release()
            raise StackError(
                f"Naryad already runs from {self.path}: stop that one first (Ctrl-C where it runs)."
            )
        deadline = time.monotonic() + patience
        while not _lock(self._locks[1]):
            if time.monotonic() > deadline:
                self.release()
                raise StackError(f"Processes of an earlier run still use {self.path}: end them first.")
            time.sleep(0.05)
        return self

    def release(self) -> None:
        while self._locks:
            os.close(self._locks.pop())

    def empty(self) -> None:
        """Delete all that is in it. The claim must be held."""
        for entry in self.path.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
