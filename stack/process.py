"""One child on its leash."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from stack.leash import Spec
from stack.part import Part

LEASH = Path(__file__).with_name("leash.py")


class Process:
    """A started part. Ends with this object's holder at the latest: the leash sees to it."""

    def __init__(self, part: Part, log: Path, held: int) -> None:
        """Start it. `log` is written anew, the one of the run before is kept beside it as `.1`.

        `held` is a file descriptor that the leash keeps open as long as it lives.
        """
        self.part, self.log, self.started_at = part, log, time.monotonic()
        spec = Spec(
            command=part.command,
            user=part.user,
            stop_signal=part.stop_signal,
            grace=part.grace,
            sweep=[str(path) for path in part.sweep],
        )
        with contextlib.suppress(FileNotFoundError):
            log.replace(log.with_suffix(".log.1"))
        with log.open("wb") as output:
            self._leash = subprocess.Popen(
                [sys.executable, "-I", str(LEASH), json.dumps(spec)],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=part.folder,
                env={**os.environ, **part.environment},
                start_new_session=True,
                pass_fds=[held],
            )

    @property
    def pid(self) -> int:
        """Of the leash; the child and its children descend from it."""
        return self._leash.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._leash.poll()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the child itself."""
        assert self._leash.stdin is not None  # noqa: S101 - opened above
        self._leash.stdin.write(bytes([number]))

    def kill(self) -> None:
        """SIGKILL the child; `wait` tells when it is gone."""
        self.signal(signal.SIGKILL)

    def ask_to_stop(self) -> None:
        """Let go of the leash. Returns at once."""
        assert self._leash.stdin is not None  # noqa: S101 - opened above
        self._leash.stdin.close()

    def wait(self) -> int:
        """Until it has ended, whatever it takes; its exit code, 128 + n for a signal."""
        try:
            return self._leash.wait(2 * self.part.grace + 5)
        except subprocess.TimeoutExpired:
            os.killpg(self._leash.pid, signal.SIGKILL)
            return self._leash.wait()
        finally:
            self._end_group()

    def last_lines(self, count: int = 20) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])

    def _end_group(self) -> None:
        """A leash that was killed itself leaves its child in the group it led."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._leash.pid, signal.SIGKILL)
