import contextlib
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from stack.folder import DataFolder
from stack.part import NotReadyError, Part, StackError
from stack.runner import PartDiedError, Runner, StoppingError

SERVES = "import time; print('ready', flush=True); time.sleep(600)"
STUBBORN = "import signal; [signal.signal(n, signal.SIG_IGN) for n in (1, 2, 15)];" + SERVES
HAS_CHILD = (
    "import subprocess as s, sys; s.Popen([sys.executable, '-c', 'import time; time.sleep(601)']);" + SERVES
)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[DataFolder]:
    folder = DataFolder(tmp_path).claim()
    yield folder
    folder.release()


@pytest.fixture
def bystanders() -> set[psutil.Process]:
    """Children of this test run that no test here has started: the shared servers."""
    return set(psutil.Process().children(recursive=True))


@pytest.fixture
def runner(bystanders: set[psutil.Process], folder: DataFolder) -> Iterator[Runner]:
    with Runner(folder, ready_within=5) as runner:
        yield runner


def says_ready(log: Path) -> None:
    if "ready" not in log.read_text():
        raise NotReadyError("it has not said ready")


def part(name: str, code: str = SERVES, grace: float = 10.0) -> Part:
    return Part(name, name.capitalize(), says_ready, [sys.executable, "-c", code], grace=grace)


def descendants(bystanders: set[psutil.Process]) -> set[psutil.Process]:
    return set(psutil.Process().children(recursive=True)) - bystanders


def says_when_it_stops(name: str, into: Path) -> Part:
    code = f"""
import signal, sys, time
def stop(*_):
    open({str(into)!r}, "a").write({name!r} + " ")
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
print("ready", flush=True)
time.sleep(600)
"""
    return part(name, code)


def test_what_started_last_stops_first(
    runner: Runner, tmp_path: Path, bystanders: set[psutil.Process]
) -> None:
    told = tmp_path / "told"
    for name in ("server", "worker", "bot"):
        runner.bring_up([says_when_it_stops(name, told)])
    runner.stop()
    assert told.read_text() == "bot worker server "
    assert not descendants(bystanders)


def test_each_part_is_reported_with_its_seconds(runner: Runner) -> None:
    ready: list[str] = []
    runner.bring_up(
        [part("one"), part("two")], lambda part, seconds: ready.append(f"{part.title} {seconds < 5}")
    )
    assert sorted(ready) == ["One True", "Two True"]


def test_a_part_that_dies_is_named_with_its_last_lines(runner: Runner) -> None:
    lines = "\n".join(f"line {number}" for number in range(30))
    runner.bring_up([part("steady")])
    with pytest.raises(PartDiedError, match=r"(?s)Worker \(worker\) ended with code 7.*\nline 29$") as caught:
        runner.bring_up([part("worker", f"print({lines!r}); raise SystemExit(7)")])
    assert "line 10\n" in str(caught.value)
    assert "line 9\n" not in str(caught.value)


def test_a_part_that_dies_ends_a_step(runner: Runner) -> None:
    runner.bring_up([part("worker")])
    runner.process("worker").kill()
    with pytest.raises(PartDiedError, match="code 137"):
        runner.do(lambda: threading.Event().wait(5))


def test_a_part_that_never_gets_ready_says_what_is_missing(
    folder: DataFolder, bystanders: set[psutil.Process]
) -> None:
    with Runner(folder, ready_within=0.5) as runner, pytest.raises(StackError) as caught:
        runner.bring_up([part("worker", "import time; print('hm', flush=True); time.sleep(600)")])
    assert "it has not said ready" in str(caught.value)
    assert str(caught.value).endswith("hm")
    assert not descendants(bystanders)


def test_a_request_to_stop_ends_the_start(runner: Runner, bystanders: set[psutil.Process]) -> None:
    threading.Timer(0.2, runner.stopping.set).start()
    with pytest.raises(StoppingError):
        runner.bring_up([part("worker", "import time; time.sleep(600)")])
    runner.stop()
    assert not descendants(bystanders)


def test_a_step_hands_back_its_result_or_its_error(runner: Runner) -> None:
    assert runner.do(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        runner.do(lambda: 1 / 0)


@pytest.mark.parametrize(
    "code", [STUBBORN, HAS_CHILD], ids=["ignores the stop signal", "has a child of its own"]
)
def test_nothing_survives_the_stop(runner: Runner, code: str, bystanders: set[psutil.Process]) -> None:
    runner.bring_up([part("worker", code, grace=0.3)])
    assert len(descendants(bystanders)) >= 2
    runner.stop()
    assert not descendants(bystanders)
    assert not [
        process
        for process in psutil.process_iter(["cmdline"])
        if "time.sleep(601)" in str(process.info["cmdline"])
    ]


def test_a_frozen_part_is_stopped_too(runner: Runner, bystanders: set[psutil.Process]) -> None:
    runner.bring_up([part("worker")])
    runner.process("worker").signal(signal.SIGSTOP)
    runner.stop()
    assert not descendants(bystanders)


def test_a_killed_leash_takes_its_child_with_it(runner: Runner) -> None:
    runner.bring_up([part("worker")])
    leash = psutil.Process(runner.process("worker")._leash.pid)
    child = leash.children()[0]
    leash.kill()
    with pytest.raises(PartDiedError):
        runner.do(lambda: threading.Event().wait(5))
    runner.stop()
    with contextlib.suppress(psutil.NoSuchProcess):
        child.wait(2)
    assert not child.is_running()


def test_an_ended_part_begins_again_and_keeps_the_log_before(runner: Runner) -> None:
    runner.bring_up([part("worker", f"import os; print('pid', os.getpid(), flush=True); {SERVES}")])
    before = runner.process("worker").log.read_text()
    runner.end("worker", kill=True)
    runner.begin_again("worker")
    assert runner.process("worker").log.read_text() != before
    assert runner.process("worker").log.with_suffix(".log.1").read_text() == before


def test_children_end_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    supervisor = f"""
import sys, time
from pathlib import Path
from stack.folder import DataFolder
from stack.runner import Runner
from tests.stack.test_runner import part
Runner(DataFolder(Path({str(tmp_path)!r})).claim()).bring_up([part("one"), part("two")])
print("up", flush=True)
time.sleep(600)
"""
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", supervisor], stdout=subprocess.PIPE, cwd=root) as process:
        assert process.stdout
        assert process.stdout.readline() == b"up\n"
        children = psutil.Process(process.pid).children(recursive=True)
        assert len(children) == 4
        process.kill()
    began = time.monotonic()
    DataFolder(tmp_path).claim(patience=5).release()
    assert time.monotonic() - began < 2
    assert not [child for child in children if runs(child)]


def runs(process: psutil.Process) -> bool:
    """Not so a dead one that whoever adopted it has yet to reap."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
