"""Notices that the `make` above us is ending, which it does not always tell.

SIGTERM it passes on. Killed, it is just gone. Interrupted alone, and not by a Ctrl-C that the whole
terminal gets, it waits for a child that knows of nothing.
"""

import signal
import threading
from pathlib import Path

import psutil

EVERY = 0.3  # seconds


def stop_with(pid: int, stopping: threading.Event) -> None:
    """Set `stopping` as soon as process `pid` ends or is interrupted. Returns at once."""
    threading.Thread(target=_watch, args=(pid, stopping), name="parent", daemon=True).start()


def _watch(pid: int, stopping: threading.Event) -> None:
    try:
        parent = psutil.Process(pid)
        while not _is_ending(parent) and not stopping.wait(EVERY):
            pass
    except psutil.NoSuchProcess:
        pass
    stopping.set()


def _is_ending(process: psutil.Process) -> bool:
    gone = not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    return gone or _is_interrupted(process.pid)


def _is_interrupted(pid: int) -> bool:
    """Whether it is within its handler of SIGINT. Linux only; False elsewhere.

    There GNU make has put the default back first: the signal is blocked and no longer caught.
    """
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return False
    status = dict(line.split(":\t", 1) for line in lines)
    blocked, caught, ignored = (int(status[mask], 16) for mask in ("SigBlk", "SigCgt", "SigIgn"))
    return bool(blocked & ~caught & ~ignored & 1 << (signal.SIGINT - 1))
