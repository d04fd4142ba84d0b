"""`make up` is interrupted, terminated and killed; only API, worker and demo data are stand-ins."""

import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from stack import demo_data
from stack.ports import Ports, free_block, is_busy
from stack.s3 import inner_ports

ROOT = Path(__file__).parents[2]
PROVE = os.environ.get("NARYAD_PROVE") == "1"
TITLES = ("PostgreSQL", "Temporal", "Redis", "S3", "API", "Worker", "Telegram sandbox", "Bot")
STARTING = 2.0  # seconds in which most of a start happens
WARM_WITHIN = 15.0 if PROVE else 60.0  # seconds; the promise is for a machine that does nothing else
GONE_WITHIN = 8.0 if PROVE else 30.0  # seconds, the same; SeaweedFS alone takes two to stop


class MakeUp:
    """`make up` on ports and in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.ports, self.api_port = Ports.free(self.data), free_block()
        self.output = folder / "output"
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.run_with("")
        self.started: list[subprocess.Popen[bytes]] = []

    def run_with(self, options: str) -> None:
        """Let the stand-ins be started with these options."""
        self._let_python_be(f'shift 3\nexec {sys.executable} -m tests.stack.stand_in {options} "$@"')

    def run_for_real(self) -> None:
        """Without stand-ins."""
        self._let_python_be(f'exec {sys.executable} "$@"')

    def _let_python_be(self, script: str) -> None:
        """What `$(BIN)/python -m stack up ...` runs."""
        python = self.bin / "python"
        python.write_text(f"#!/bin/sh\n{script}\n")
        python.chmod(0o755)

    def start(self) -> "subprocess.Popen[bytes]":
        moved = {f"STACK_{name.upper()}": str(value) for name, value in self.ports.model_dump().items()}
        with self.output.open("wb") as output:
            make = subprocess.Popen(
                ["make", "up", "READY=", f"BIN={self.bin}"],
                cwd=ROOT,
                env={**os.environ, **moved, "STACK_DATA": str(self.data), "API_PORT": str(self.api_port)},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started.append(make)
        return make

    def give_up(self) -> None:
        """After a failed test its `make` may still run."""
        for make in self.started:
            if make.poll() is None:
                os.killpg(make.pid, signal.SIGKILL)
                make.wait()

    def said(self) -> str:
        return self.output.read_text()

    def await_word(self, word: str) -> None:
        deadline = time.monotonic() + 60
        while word not in self.said():
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def await_health(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.api_port}/health/ready", timeout=5):
                    return
            except OSError:
                assert time.monotonic() < deadline, self.said()
                time.sleep(0.1)

    def await_ready(self, make: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + 90
        while "Ready in" not in self.said():
            assert make.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def left_over(self) -> list[str]:
        """What should not be there when all has ended."""
        processes = [repr(process) for process in psutil.process_iter() if self._is_ours(process)]
        ports = [self.api_port, *self.ports.model_dump(exclude={"data"}).values()]
        ports += inner_ports(self.ports.s3_port).values()
        busy = [f"port {port}" for port in ports if is_busy(port)]
        sockets = [str(path) for port in ports for path in Path("/tmp").glob(f"seaweedfs-*-{port}.sock")]  # noqa: S108
        return processes + busy + sockets

    def assert_nothing_left(self) -> float:
        """The seconds until nothing was left."""
        began = time.monotonic()
        while left := self.left_over():
            assert time.monotonic() - began < GONE_WITHIN, f"{left}\n{self.said()}"
            time.sleep(0.05)
        assert not (self.data / "postgres" / "postmaster.pid").exists()
        return time.monotonic() - began

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            told = [*process.cmdline(), process.cwd(), process.environ().get("STACK_DATA", "")]
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False
        return process.pid != os.getpid() and any(str(self.data) in word for word in told)


@pytest.fixture(scope="module")
def make_up() -> Iterator[MakeUp]:
    # A shell that starts us in the background lets us ignore Ctrl-C, and our children would inherit that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="naryad-up-") as folder:
        make_up = MakeUp(Path(folder))
        yield make_up
        make_up.give_up()


def end(make_up: MakeUp, make: "subprocess.Popen[bytes]", number: signal.Signals, target: str) -> float:
    """Send the signal to make alone, to its whole group as the terminal does, or to the supervisor alone."""
    if target == "group":
        os.killpg(make.pid, number)
    elif target == "supervisor" and (found := supervisor_of(make)):
        found.send_signal(number)
    else:
        make.send_signal(number)
    seconds = make_up.assert_nothing_left()
    make.wait(10)
    return seconds


def supervisor_of(make: "subprocess.Popen[bytes]") -> psutil.Process | None:
    """None before it is there; a shell that tells `make` its own id is there even earlier."""
    for child in psutil.Process(make.pid).children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if "--parent" in child.cmdline():
                return child
    return None


TARGETS = {
    signal.SIGINT: ["make", "group", "supervisor"],
    signal.SIGTERM: ["make", "group", "supervisor"],
    signal.SIGKILL: ["make", "supervisor", "make"],
}


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("number", TARGETS)
def test_the_end_at_any_moment_leaves_nothing_and_the_next_start_is_ready(
    make_up: MakeUp, number: signal.Signals
) -> None:
    rounds = 17 if PROVE else 1
    for _ in range(rounds):
        first, second, third = random.sample(TARGETS[number], 3)
        for target in (first, second):
            make = make_up.start()
            time.sleep(random.uniform(0, STARTING))  # noqa: S311 - the moment is what is random
            end(make_up, make, number, target)
        make = make_up.start()
        make_up.await_ready(make)
        end(make_up, make, number, third)


def test_the_real_system_comes_up_and_says_where_to_go(make_up: MakeUp) -> None:
    make_up.run_for_real()
    for _cold_then_warm in range(2):
        make = make_up.start()
        make_up.await_ready(make)
        end(make_up, make, signal.SIGTERM, "make")
    said = make_up.said()
    for part in (*TITLES, "Database schema", "Demo data"):
        assert f"✓ {part} " in said
    page = f"http://127.0.0.1:{make_up.ports.telegram_port}"
    assert re.findall(r"http://\S+", said)[0] == page  # where to begin comes first
    for shown in (f":{make_up.ports.temporal_ui_port}", f":{make_up.api_port}/docs", *demo_data.LOGINS[1]):
        assert shown in said
    before, ready = said.split("Ready in ")
    assert float(ready.split(" s")[0]) < WARM_WITHIN
    assert "`make demo`" in ready
    assert "Ready" not in before


def test_a_child_that_dies_stops_the_rest_with_its_name_and_last_lines(make_up: MakeUp) -> None:
    make_up.run_with("--worker \"print('ready', flush=True); raise ValueError('out of toner')\"")
    make = make_up.start()
    assert make.wait(90) != 0
    assert "Worker (worker) ended with code 1." in make_up.said()
    assert "ValueError: out of toner" in make_up.said()
    make_up.assert_nothing_left()


def test_a_second_make_up_is_refused_and_does_not_disturb_the_first(make_up: MakeUp) -> None:
    make_up.run_with("")
    first = make_up.start()
    make_up.await_ready(first)
    second = make_up.start()
    assert second.wait(90) != 0
    assert "already runs from" in make_up.said()
    assert first.poll() is None
    assert is_busy(make_up.ports.postgres_port)
    end(make_up, first, signal.SIGTERM, "make")


def test_whatever_is_killed_at_random_moments_the_system_is_ready_again(make_up: MakeUp) -> None:
    """Servers and our own processes alike; the others go on, and connect anew."""
    make_up.run_for_real()
    make = make_up.start()
    make_up.await_ready(make)
    children = [
        child
        for leash in psutil.Process(make.pid).children(recursive=True)
        if "leash.py" in " ".join(leash.cmdline())
        for child in leash.children()
    ]
    assert len(children) == len(TITLES)
    for child in random.sample(children, len(children)):
        child.kill()
        time.sleep(random.uniform(0, STARTING))  # noqa: S311 - the moment is what is random
    for title in TITLES:
        make_up.await_word(f"{title} is back after")
        assert f"{title} is started again in 0.5 s." in make_up.said()
    make_up.await_health()
    assert make.poll() is None
    end(make_up, make, signal.SIGTERM, "make")
