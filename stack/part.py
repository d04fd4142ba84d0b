"""What the stack is made of: a part is a server or a process of our own, described as data."""

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Run = Callable[[list[str]], None]
"""Runs a command to its end; raises StackError when it fails."""


class StackError(Exception):
    """The stack cannot go on; the text says why and what to do, for the person at the terminal."""


class NotReadyError(Exception):
    """The part does not answer properly yet; the text says what is missing."""


def _nothing_to_prepare(_run: Run) -> None:
    pass


@dataclass(frozen=True)
class Part:
    """One part of the stack. Without a command it is an outside one: not started, only waited for."""

    name: str
    """Names the log and the process."""
    title: str
    """What a person calls it."""
    ready: Callable[[Path], None]
    """Returns once the part serves; raises anything before, within seconds. Gets the log of this run."""
    command: list[str] = field(default_factory=list)
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path("/")
    """The working directory."""
    user: str | None = None
    prepare: Callable[[Run], None] = _nothing_to_prepare
    """Done before every start; may run commands to their end, on a leash like the part itself."""
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    """Seconds it has to obey the stop signal."""
    ports: Mapping[int, str] = field(default_factory=dict)
    """The ports it listens on, each with the variable that moves it."""
    sweep: tuple[Path, ...] = ()
    """Files it may leave behind."""
