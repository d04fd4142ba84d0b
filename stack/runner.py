"""Starts parts together, waits until each serves, starts again what dies, stops them children first."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NoReturn, Self, TypeVar

from stack.folder import DataFolder
from stack.part import Part, StackError
from stack.process import Process
from stack.restarts import Restarts

POLL = 0.05  # seconds between two looks
Result = TypeVar("Result")


class StoppingError(Exception):
    """Somebody asked for the end while something was under way."""


class PartDiedError(StackError):
    """A part ended that nobody had asked to."""

    def __init__(self, process: Process, code: int) -> None:
        self.process = process
        title, name = process.part.title, process.part.name
        super().__init__(f"{title} ({name}) ended with code {code}. Its last lines:\n{process.last_lines()}")


class Runner:
    """The running parts of one data folder, which must be claimed.

    What was brought up together is a wave and is stopped together, the last one first. `stopping` may be
    set from anywhere, a signal handler too: whatever is under way ends with `StoppingError`.
    """

    def __init__(self, folder: DataFolder, ready_within: float = 60.0) -> None:
        self.folder, self.ready_within = folder, ready_within
        self.stopping = threading.Event()
        self._waves: list[dict[str, Process]] = []
        self._stopped_on_purpose: set[str] = set()
        self._restarts = Restarts()
        self._restarting: dict[str, Future[float]] = {}
        self._spawning = threading.Lock()

    def bring_up(self, parts: Sequence[Part], on_ready: Callable[[Part, float], None] | None = None) -> None:
        """Start parts together and wait until each serves; `on_ready` is told each one and its seconds.

        Raises:
            StackError: a part ended, or did not get ready in time; the text has its name and last lines.
            StoppingError: the end was asked for.
        """
        wave: dict[str, Process] = {}
        self._waves.append(wave)
        with ThreadPoolExecutor(max(1, len(parts)), "bring-up") as pool:
            pending = {pool.submit(self._bring_up_one, part, wave): part for part in parts}
            try:
                self._report(pending, on_ready)
            except BaseException:
                self.stopping.set()
                raise

    def do(self, step: Callable[[], Result]) -> Result:
        """Run a step in a thread of its own, while the parts are watched."""
        outcome: Future[Result] = Future()
        threading.Thread(target=_settle, args=(outcome, step), daemon=True).start()
        while not outcome.done():
            self._look()
        return outcome.result()

    def watch(self, tell: Callable[[str], None]) -> NoReturn:
        """Start again whatever dies, until the end is asked for (StoppingError).

        `tell` is given what happened, in words. Each part is waited for by itself: one that others need comes
        back while they still try.

        Raises:
            StackError: a part crashes again and again.
        """
        while True:
            try:
                self._look()
                self._see_who_is_back(tell)
            except PartDiedError as died:
                self._start_again(died, tell)

    def _start_again(self, died: PartDiedError, tell: Callable[[str], None]) -> None:
        part, name = died.process.part, died.process.part.name
        died.process.ask_to_stop()
        died.process.wait()  # a killed leash leaves its child, which has the port
        delay = self._restarts.delay(name, time.monotonic() - died.process.started_at)
        if delay is None:
            raise StackError(
                f"{died}\n{part.title} crashed {self._restarts.crashes(name)} times: we give up."
            )
        tell(f"{died}\n{part.title} is started again in {delay:g} s.")
        outcome = self._restarting[name] = Future[float]()
        step = partial(self._bring_back, part, delay)
        threading.Thread(target=_settle, args=(outcome, step), name=f"restart-{name}", daemon=True).start()

    def _bring_back(self, part: Part, delay: float) -> float:
        if self.stopping.wait(delay):
            raise StoppingError
        return self._bring_up_one(part, self._wave(part.name))

    def _see_who_is_back(self, tell: Callable[[str], None]) -> None:
        for name in [name for name, outcome in self._restarting.items() if outcome.done()]:
            title = self.process(name).part.title
            try:
                tell(f"{title} is back after {self._restarting.pop(name).result():.1f} s.")
            except PartDiedError as died:
                self._start_again(died, tell)

    def stop(self) -> None:
        """Stop everything, the last wave first. Returns when every process is gone."""
        self.stopping.set()
        wait_for(self._restarting.values())  # what they start must be known before it can be stopped
        with self._spawning:
            waves, self._waves = self._waves, []
        for wave in reversed(waves):
            for process in wave.values():
                process.ask_to_stop()
            for process in wave.values():
                process.wait()

    def process(self, name: str) -> Process:
        return self._wave(name)[name]

    def end(self, name: str, *, kill: bool = False) -> None:
        """Stop one part, or SIGKILL it; returns when it is gone."""
        process = self.process(name)
        self._stopped_on_purpose.add(name)
        if kill:
            process.kill()
        process.ask_to_stop()
        process.wait()

    def begin_again(self, name: str) -> None:
        """Start a part that was ended, on the same port and data; returns when it serves."""
        self._bring_up_one(self.process(name).part, self._wave(name))
        self._stopped_on_purpose.discard(name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wave(self, name: str) -> dict[str, Process]:
        return next(wave for wave in self._waves if name in wave)

    def _report(
        self, pending: dict[Future[float], Part], on_ready: Callable[[Part, float], None] | None
    ) -> None:
        while pending:
            for future in [future for future in pending if future.done()]:
                part = pending.pop(future)
                seconds = future.result()
                if on_ready:
                    on_ready(part, seconds)
            self._look()

    def _look(self) -> None:
        for name, process in [item for wave in self._waves for item in list(wave.items())]:
            code = process.exit_code
            if code is not None and name not in self._stopped_on_purpose and name not in self._restarting:
                raise PartDiedError(process, code)
        if self.stopping.wait(POLL):
            raise StoppingError

    def _bring_up_one(self, part: Part, wave: dict[str, Process]) -> float:
        """Prepare, start and await one part. The seconds it took."""
        began = time.monotonic()
        log = self.folder.logs / f"{part.name}.log"
        if part.command:
            part.prepare(lambda command: self._run(part, command))
            wave[part.name] = self._spawn(part, log)
        self._await(part, wave.get(part.name), log, until=began + self.ready_within)
        return time.monotonic() - began

    def _await(self, part: Part, process: Process | None, log: Path, until: float) -> None:
        while True:
            if self.stopping.is_set():
                raise StoppingError
            if process and (code := process.exit_code) is not None:
                raise PartDiedError(process, code)
            try:
                return part.ready(log)
            except Exception as missing:
                if time.monotonic() > until:
                    said = f" Its last lines:\n{process.last_lines()}" if process else ""
                    raise StackError(f"{part.title} is not ready: {missing!r}.{said}") from missing
            time.sleep(POLL)

    def _spawn(self, part: Part, log: Path) -> Process:
        with self._spawning:
            if self.stopping.is_set():
                raise StoppingError
            return Process(part, log, self.folder.held)

    def _run(self, part: Part, command: list[str]) -> None:
        """Run one command of a part's preparation to its end."""
        process = self._spawn(replace(part, command=command), self.folder.logs / f"{part.name}-prepare.log")
        while process.exit_code is None and not self.stopping.wait(POLL):
            pass
        process.ask_to_stop()
        if code := process.wait():
            raise PartDiedError(process, code)


def _settle(outcome: Future[Result], step: Callable[[], Result]) -> None:
    try:
        outcome.set_result(step())
    except BaseException as error:  # noqa: BLE001 - handed to who waits
        outcome.set_exception(error)
