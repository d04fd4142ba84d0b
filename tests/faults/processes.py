"""Workers as processes of their own, that tests start, freeze and kill by name."""

import asyncio
import re
import signal
from collections.abc import Callable
from itertools import count

import psutil

import worker
from settings import Settings
from stack.folder import DataFolder
from stack.own import environment
from tests.faults.workers import of_tomorrow, stops_after_commit
from tests.nest import Hatched
from tests.workflows.running import eventually

WORKER = worker.main
STOPPING = stops_after_commit.main
OF_TOMORROW = of_tomorrow.main
Program = Callable[[], int]
NUMBERS = count(1)


class Workers:
    """The workers of one stack. Names are unique: a killed worker's log stays to be read."""

    def __init__(self, folder: DataFolder, settings: Settings) -> None:
        self.folder, self.environment = folder, environment(settings)
        self.running: dict[str, Program] = {}
        """By name what each does."""
        self._all: dict[str, Hatched] = {}

    async def start(self, program: Program = WORKER) -> str:
        """Start one and wait until it polls; its name."""
        name = f"worker-{next(NUMBERS)}"
        log = self.folder.logs / f"{name}.log"
        afresh = program is OF_TOMORROW  # it changes what the others have imported
        begun = self._all[name] = Hatched(program, self.environment, log, afresh=afresh)

        async def ready() -> bool:
            return begun.ready(worker.READY)

        await eventually(ready)
        self.running[name] = program
        return name

    async def only(self, *programs: Program) -> list[str]:
        """See to it that exactly these run, the plain worker where none is named; keeps whoever fits."""
        wanted = list(programs or [WORKER])
        kept: dict[str, Program] = {}
        for name, program in list(self.running.items()):
            if program in wanted:
                wanted.remove(program)
                kept[name] = program
            else:
                await self.end(name)
        await asyncio.gather(*(self.start(program) for program in wanted))
        return [*kept, *(name for name in self.running if name not in kept)]

    async def none(self) -> None:
        for name in list(self.running):
            await self.kill(name)

    async def kill(self, name: str) -> None:
        """SIGKILL; also of a frozen one. Returns when it is gone."""
        del self.running[name]
        await asyncio.to_thread(self._all[name].kill)

    async def end(self, name: str) -> int:
        """SIGTERM, as a deployment does; its exit code."""
        del self.running[name]
        return await asyncio.to_thread(self._all[name].end)

    def signal(self, name: str, number: signal.Signals) -> None:
        self._all[name].signal(number)

    def log(self, name: str) -> str:
        return re.sub(r"\x1b\[[0-9;]*m", "", self._all[name].said())

    def stop(self) -> None:
        """All of them, at once; returns when they are gone."""
        for begun in self._all.values():
            begun.give_up()


def postgres_processes(folder: DataFolder) -> list[psutil.Process]:
    """The server and all of its children, of this stack only."""
    first, *_ = (folder.path / "postgres" / "postmaster.pid").read_text().splitlines()
    postmaster = psutil.Process(int(first))
    return [postmaster, *postmaster.children(recursive=True)]
