"""The gate of every change to workflow code: recorded orders go on under it as if nothing had changed."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from domain.orders import record
from domain.orders.errors import NotYours, Refusal
from domain.orders.order import Event, Stamp
from domain.orders.state import Order
from tests.domain.world import ENGINEER, World
from tests.replay.mutants import MUTANTS
from tests.replay.record import PATHS
from workflows.errands import Errand
from workflows.order import OrderWorkflow
from workflows.plugin import Plugin

HERE = Path(__file__).parent
HISTORIES = sorted((HERE / "histories").glob("*.json"))
OF_THE_FIRST_RELEASE = sorted((HERE / "histories_of_0_1").glob("*.json"))
"""As the code of 0.1, commit e725da3, recorded them; so these files can never be written anew."""
OF_ORDERS = [path for path in HISTORIES if path.stem != "errand"]
DECIDED = [path for path in OF_ORDERS if path.stem != "refused_opening"]


def history(path: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(path.stem, path.read_text())


async def replay(path: Path, workflow: type[OrderWorkflow] = OrderWorkflow) -> None:
    replayer = Replayer(workflows=[workflow, Errand], plugins=[Plugin()])
    await replayer.replay_workflow(history(path))


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
async def test_a_recorded_run_is_replayed(path: Path) -> None:
    await replay(path)


@pytest.mark.parametrize("path", OF_THE_FIRST_RELEASE, ids=lambda path: path.stem)
async def test_a_run_that_the_first_release_began_is_replayed(path: Path) -> None:
    await replay(path)


def test_every_path_is_recorded() -> None:
    paths = {path.stem for path in HISTORIES}
    assert paths == PATHS, "record it: python -m tests.replay.record <names>"


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
async def test_a_careless_change_is_caught_by_every_history(mutant: type[OrderWorkflow]) -> None:
    for path in DECIDED:
        with pytest.raises(NondeterminismError):
            await replay(path, mutant)


def refuse_everything(*_: object) -> list[Event]:
    raise NotYours(whose="nobody")


async def test_a_changed_rule_does_not_break_orders_in_flight(monkeypatch: pytest.MonkeyPatch) -> None:
    """The recorded events come from the history: `decide` is not asked again."""
    monkeypatch.setattr(record, "decide", refuse_everything)
    monkeypatch.setattr(record, "open_order", refuse_everything)
    world = World()
    with pytest.raises(Refusal):  # the change is in force
        world.open(engineer=ENGINEER.id)
    for path in HISTORIES:
        await replay(path)


async def test_what_events_mean_is_what_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed `evolve` sees other waits, so the workflow sets other timers."""

    def nothing_happens(event: Event, order: Order, stamp: Stamp) -> Order:
        return order

    monkeypatch.setattr(record, "evolve", nothing_happens)
    for path in DECIDED:
        with pytest.raises(NondeterminismError):
            await replay(path)
