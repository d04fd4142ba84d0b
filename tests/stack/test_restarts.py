"""What dies is started again, sooner or later, or given up in words."""

import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from stack import restarts
from stack.folder import DataFolder
from stack.part import StackError
from stack.restarts import Restarts
from stack.runner import Runner, StoppingError
from tests.stack.test_runner import SERVES, part, runs

DIES_AT_ONCE = "print('out of toner', flush=True); raise SystemExit(3)"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restarts, "FIRST", 0.02)


class Watched:
    """A runner that is watched in a thread of its own."""

    def __init__(self, runner: Runner) -> None:
        self.runner, self.told = runner, list[str]()
        self.ended_with: BaseException | None = None
        self._thread = threading.Thread(target=self._watch)

    def begin(self) -> None:
        self._thread.start()

    def _watch(self) -> None:
        try:
            self.runner.watch(self.told.append)
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            self.ended_with = error

    def hears(self, words: str, times: int = 1, within: float = 10.0) -> None:
        deadline = time.monotonic() + within
        while sum(words in said for said in self.told) < times:
            assert time.monotonic() < deadline, (words, self.told, self.ended_with)
            time.sleep(0.01)

    def end(self) -> BaseException | None:
        self._thread.join(10)
        assert not self._thread.is_alive()
        return self.ended_with


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    folder = DataFolder(tmp_path).claim()
    with Runner(folder, ready_within=5) as runner:
        yield Watched(runner)
    folder.release()


def test_each_new_start_waits_longer_and_the_last_is_none() -> None:
    crashes = Restarts()
    assert [crashes.delay("worker", 1) for _ in range(6)] == [0.5, 1, 2, 4, 8, None]
    assert crashes.delay("worker", restarts.STEADY) == 0.5
    assert crashes.delay("api", 1) == 0.5


@pytest.mark.usefixtures("quick")
def test_a_killed_part_is_back_with_its_last_lines_told(watched: Watched) -> None:
    watched.runner.bring_up([part("server"), part("worker")])
    watched.begin()
    for times in (1, 2):
        before = watched.runner.process("worker")
        before.kill()
        watched.hears("Worker is back after", times)
        assert watched.runner.process("worker").pid != before.pid
    first = watched.told[0]
    assert first.startswith("Worker (worker) ended with code 137. Its last lines:\nready\n")
    assert first.endswith("Worker is started again in 0.02 s.")
    assert "in 0.04 s" in watched.told[2]
    watched.runner.stopping.set()
    assert isinstance(watched.end(), StoppingError)


@pytest.mark.usefixtures("quick")
def test_a_part_whose_leash_was_killed_leaves_its_port_to_the_next(watched: Watched) -> None:
    watched.runner.bring_up([part("worker")])
    leash = psutil.Process(watched.runner.process("worker").pid)
    [child] = leash.children()
    watched.begin()
    leash.kill()
    watched.hears("Worker is back")
    assert not runs(child)
    watched.runner.stopping.set()
    watched.end()


@pytest.mark.usefixtures("quick")
def test_a_part_that_crashes_again_and_again_is_given_up_in_words(watched: Watched, tmp_path: Path) -> None:
    once = tmp_path / "once"
    code = (
        f"import pathlib as p; f = p.Path({str(once)!r})\nif f.exists(): {DIES_AT_ONCE}\nf.touch(); {SERVES}"
    )
    watched.runner.bring_up([part("worker", code)])
    watched.begin()
    watched.runner.process("worker").kill()
    gave_up = watched.end()
    assert isinstance(gave_up, StackError)
    assert "Worker (worker) ended with code 3. Its last lines:\nout of toner" in str(gave_up)
    assert str(gave_up).endswith("Worker crashed 6 times: we give up.")
    assert len(watched.told) == 5


def test_the_end_while_a_part_waits_to_be_started_again(watched: Watched) -> None:
    watched.runner.bring_up([part("worker")])
    watched.begin()
    watched.runner.process("worker").signal(signal.SIGKILL)
    watched.hears("is started again")
    began = time.monotonic()
    watched.runner.stop()
    assert time.monotonic() - began < 2
    assert isinstance(watched.end(), StoppingError)


@pytest.mark.usefixtures("quick")
def test_kills_and_an_end_at_random_moments_leave_nothing(tmp_path: Path) -> None:
    bystanders = set(psutil.Process().children(recursive=True))
    for _ in range(5):
        folder = DataFolder(tmp_path).claim()
        runner = Runner(folder, ready_within=5)
        watched = Watched(runner)
        runner.bring_up([part("server"), part("worker")])
        watched.begin()
        for name in random.sample(["server", "worker"], 2):
            runner.process(name).kill()
            time.sleep(random.uniform(0, 0.15))  # noqa: S311 - the moment is what is random
        runner.stop()
        watched.end()
        folder.release()
        assert not [one for one in psutil.Process().children(recursive=True) if one not in bystanders]
