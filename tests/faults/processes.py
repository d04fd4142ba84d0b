"""Workers as processes of their own, that tests start, freeze and kill by name."""

import asyncio
import re
import signal
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path

import psutil

from settings import Settings
from stack import own
from stack.folder import DataFolder
from stack.runner import Runner

SCRIPTS = Path(__file__).with_name("workers")
WORKER = own.ROOT / "worker.py"
STOPPING = SCRIPTS / "stops_after_commit.py"
OF_TOMORROW = SCRIPTS / "of_tomorrow.py"
NUMBERS = count(1)


class Workers:
    """The workers of one stack. Names are unique: a killed worker's log stays to be read."""

    def __init__(self, folder: DataFolder, settings: Settings) -> None:
        self.settings = settings
        self.runner = Runner(folder)
        self.running: dict[str, Path] = {}
        """Name and script of each."""

    async def start(self, script: Path = WORKER) -> str:
        """Start one and wait until it polls; its name."""
        name = f"worker-{next(NUMBERS)}"
        part = replace(own.worker(self.settings), name=name, command=[sys.executable, str(script)])
        await asyncio.to_thread(self.runner.bring_up, [part])
        self.running[name] = script
        return name

    async def only(self, *scripts: Path) -> list[str]:
        """See to it that exactly these run, the plain worker where none is named; keeps whoever fits."""
        wanted = list(scripts or [WORKER])
        kept: dict[str, Path] = {}
        for name, script in list(self.running.items()):
            if script in wanted:
                wanted.remove(script)
                kept[name] = script
            else:
                await self.end(name)
        await asyncio.gather(*(self.start(script) for script in wanted))
        return [*kept, *(name for name in self.running if name not in kept)]

    async def none(self) -> None:
        for name in list(self.running):
            await self.kill(name)

    async def kill(self, name: str) -> None:
        """SIGKILL; also of a frozen one. Returns when it is gone."""
        del self.running[name]
        await asyncio.to_thread(self.runner.end, name, kill=True)

    async def end(self, name: str) -> int:
        """SIGTERM, as a deployment does; its exit code."""
        del self.running[name]
        await asyncio.to_thread(self.runner.end, name)
        code = self.runner.process(name).exit_code
        assert code is not None
        return code

    def signal(self, name: str, number: signal.Signals) -> None:
        self.runner.process(name).signal(number)

    def log(self, name: str) -> str:
        text = self.runner.process(name).log.read_text(errors="replace")
        return re.sub(r"\x1b\[[0-9;]*m", "", text)

    def stop(self) -> None:
        self.runner.stop()


def postgres_processes(folder: DataFolder) -> list[psutil.Process]:
    """The server and all of its children, of this stack only."""
    first, *_ = (folder.path / "postgres" / "postmaster.pid").read_text().splitlines()
    postmaster = psutil.Process(int(first))
    return [postmaster, *postmaster.children(recursive=True)]
