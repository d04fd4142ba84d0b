"""Runs one child and ends it as soon as whoever holds the other end of stdin is gone.

A script, `python -I leash.py SPEC`, of the standard library only, so that it starts in milliseconds. The
supervisor keeps the write end of its stdin: a byte is the number of a signal for the child, and end of file,
which the kernel delivers even when the supervisor was SIGKILLed, means: stop the child. A parent-death signal
would not do: it is cleared when the child changes its user, as PostgreSQL must under root.

The leash leads a session of its own, so Ctrl-C at the terminal reaches no child before the supervisor has
decided on the order of stopping.
"""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TypedDict

PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


class Spec(TypedDict):
    """What to run, and how to end it."""

    command: list[str]
    user: str | None
    """The account to run as; None keeps ours."""
    stop_signal: int
    grace: float
    """Seconds between the stop signal and SIGKILL."""
    sweep: list[str]
    """Files that the child may leave behind."""


def main(spec: Spec) -> None:
    """Run the child until it or stdin ends. Exits with the child's code, 128 + n for a signal."""
    if sys.platform == "linux":  # processes that the child leaves become ours, and are not lost
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    user = spec["user"]
    child = subprocess.Popen(
        spec["command"],
        stdin=subprocess.DEVNULL,
        user=user,
        group=user,
        extra_groups=[] if user else None,
    )
    threading.Thread(target=_exit_with, args=(child, spec), daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: _stop(child, spec))
    while byte := os.read(0, 1):
        child.send_signal(byte[0])
    _stop(child, spec)


def _stop(child: subprocess.Popen[bytes], spec: Spec) -> None:
    """Ask, then force. `_exit_with` ends this process as soon as the child is gone."""
    child.send_signal(signal.SIGCONT)  # a frozen child could not obey
    child.send_signal(spec["stop_signal"])
    time.sleep(spec["grace"])
    child.kill()
    time.sleep(spec["grace"])
    os.killpg(0, signal.SIGKILL)


def _exit_with(child: subprocess.Popen[bytes], spec: Spec) -> None:
    code = child.wait()
    _end_orphans()
    for left_behind in spec["sweep"]:
        Path(left_behind).unlink(missing_ok=True)
    os._exit(code if code >= 0 else 128 - code)


def _end_orphans() -> None:
    """Kill and await what a killed child left: a PostgreSQL whose old backends live on refuses to start."""
    with contextlib.suppress(ChildProcessError):
        while True:
            for listing in Path("/proc/self/task").glob("*/children"):
                for pid in listing.read_text().split():
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(int(pid), signal.SIGKILL)
            os.wait()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
