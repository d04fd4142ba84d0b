"""What a sender gets while nobody can carry a command out: a promise that is kept, or words to try again."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from temporalio.client import WorkflowExecutionStatus

from activities.records import RecordRequest, Records
from api import temporal
from api.app import create_app
from api.services import Services
from settings import Settings, TemporalSettings
from storage.database import Database
from tests.api.caller import Caller, calling
from tests.api.test_health import unused_port
from tests.crew import Crew
from worker import order_worker
from workflows.names import order_workflow_id
from workflows.order import OrderWorkflow
from workflows.progress import Progress


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(temporal, "PATIENCE", 0.5)


@pytest.fixture
async def left_alone(crew: Crew, database: Database, services: Services) -> str:
    """An order that is recorded as open, whose workflow waits on a queue that nobody serves."""
    opening = crew.open()
    request = RecordRequest(
        organization_id=crew.organization.id,
        order_id=opening.order_id,
        order=None,
        command=opening,
        now=datetime.now(UTC),
    )
    recording = await Records(database).record(request)
    assert recording.answer, recording
    client = await services.temporal.client()
    await client.start_workflow(
        OrderWorkflow.run,
        Progress(opening=opening),
        id=order_workflow_id(opening.order_id),
        task_queue=f"nobody-{opening.order_id}",
    )
    return str(opening.order_id)


async def outcome(caller: Caller, kept: httpx2.Response) -> dict[str, object]:
    """Ask the link of a 202 until it tells something; the test's time limit ends it."""
    while True:
        answer: dict[str, object] = (await caller.get(kept.headers["Location"])).json()
        if answer["status"] != "pending":
            return answer


async def test_without_a_worker_a_command_is_kept_and_carried_out_later(
    curator: Caller, left_alone: str, services: Services, database: Database
) -> None:
    kept = await curator.command(left_alone, "notes", key="note", text="Позвонил")
    assert (kept.status_code, kept.json()) == (202, {"status": "pending"})
    assert (await curator.get(kept.headers["Location"])).json()["status"] == "pending"
    refused = await curator.command(left_alone, "assignment", version=99, engineer=str(uuid4()))
    again = await curator.command(left_alone, "notes", key="note", text="Позвонил")
    assert again.status_code == 202
    client = await services.temporal.client()
    worker = order_worker(client, Records(database), task_queue=f"nobody-{left_alone}")
    async with worker:
        done = await outcome(curator, kept)
        assert done["status"] == "accepted"
        refusal = await outcome(curator, refused)
        assert refusal["status"] == "refused"
        problem = refusal["problem"]
        assert isinstance(problem, dict)
        assert (problem["code"], problem["status"]) == ("order.stale_version", 409)
        repeated = await curator.command(left_alone, "notes", key="note", text="Позвонил")
        assert (repeated.status_code, repeated.json()) == (200, done["answer"])
    timeline = (await curator.get(f"/v1/orders/{left_alone}/timeline")).json()["entries"]
    assert [entry["event"]["kind"] for entry in timeline].count("noted") == 1


@pytest.fixture
async def cut_off(migrated: Settings) -> AsyncIterator[FastAPI]:
    """The API, with Temporal away."""
    nowhere = TemporalSettings(address=f"127.0.0.1:{unused_port()}")
    app = create_app(migrated.model_copy(update={"temporal": nowhere}))
    async with app.router.lifespan_context(app):
        yield app


async def test_without_temporal_the_sender_is_told_that_nothing_is_lost(
    cut_off: FastAPI, crew: Crew, left_alone: str
) -> None:
    async with calling(cut_off, crew.curator) as curator:
        for answer in (await curator.command(left_alone, "notes", text="Позвонил"), await curator.open()):
            assert (answer.status_code, answer.json()["code"]) == (503, "command.not_taken")
            assert int(answer.headers["Retry-After"]) > 0
            assert "same key" in answer.json()["detail"]
        # What does not need it goes on.
        assert (await curator.get(f"/v1/orders/{left_alone}")).status_code == 200


async def test_an_opening_that_nobody_hears_is_kept(
    curator: Caller, services: Services, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = f"nobody-{uuid4()}"
    monkeypatch.setattr(services.temporal, "task_queue", queue)
    kept = await curator.open(key="call")
    again = await curator.open(key="call")
    assert kept.status_code == again.status_code == 202
    assert kept.headers["Location"] == again.headers["Location"]
    assert (await curator.get(kept.headers["Location"])).json()["status"] == "pending"
    client = await services.temporal.client()
    async with order_worker(client, Records(database), task_queue=queue):
        done = await outcome(curator, kept)
        assert done["status"] == "accepted"
        assert (await curator.open(key="call")).json() == done["answer"]


async def test_an_open_order_without_a_workflow_is_no_verdict(
    curator: Caller, left_alone: str, services: Services
) -> None:
    handle = (await services.temporal.client()).get_workflow_handle(f"order-{left_alone}")
    await handle.terminate("as if its data were lost")
    assert (await handle.describe()).status is WorkflowExecutionStatus.TERMINATED
    answer = await curator.command(left_alone, "notes", text="Позвонил")
    assert (answer.status_code, answer.json()["code"]) == (503, "command.not_taken")
