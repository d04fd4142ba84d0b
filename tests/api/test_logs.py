"""Nothing vanishes without a trace in the log (PRODUCT §10, line 37)."""

import logging
from typing import Any
from uuid import uuid4

import pytest
from prometheus_client import REGISTRY

from activities.records import Recording, RecordRequest, Records
from api.services import Services
from storage.database import StorageUnavailable
from tests.api.caller import Caller
from tests.crew import Crew
from tests.workflows.running import eventually
from workflows.names import order_workflow_id

pytestmark = pytest.mark.usefixtures("workers")
Lines = list[dict[str, Any]]


def lines(caplog: pytest.LogCaptureFixture, event: str, **ids: str) -> Lines:
    told = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    return [line for line in told if line["event"] == event and ids.items() <= line.items()]


async def test_37_every_command_leaves_a_line_with_its_ids(
    curator: Caller,
    engineer: Caller,
    crew: Crew,
    services: Services,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    order = (await curator.opened(engineer=str(crew.engineer.id)))["order_id"]
    [opened] = lines(caplog, "command.accepted", command="open", order_id=order)
    assert opened["person_id"] == str(crew.curator.id)

    who = {"order_id": order, "person_id": str(crew.engineer.id)}

    async def gives(request_id: str, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
        """What it was answered, and the line of its request with all three ids."""
        headers = {"Idempotency-Key": str(uuid4()), "X-Request-ID": request_id}
        answer = await engineer.post(f"/v1/orders/{order}/{path}", json=body, headers=headers)
        [line] = lines(caplog, "request", request_id=request_id, **who)
        assert line["command_id"]
        return answer.status_code, line

    status, _ = await gives("accepted-1", "notes", text="Позвонил")
    assert status == 200
    assert lines(caplog, "command.accepted", command="add_note", request_id="accepted-1", **who)

    status, line = await gives("refused-1", "report", version=0, no_contract_reason="нет")
    assert (status, line["problem"]) == (403, "order.not_yours")
    assert lines(caplog, "command.refused", code="order.not_yours", request_id="refused-1", **who)

    status, line = await gives(
        "stale-001", "assignment/acceptance", version=99_999
    )  # ahead: the record decides
    assert (status, line["problem"]) == (409, "order.stale_version")
    status, line = await gives(
        "stale-002", "assignment/acceptance", version=0
    )  # behind: the workflow refuses
    assert (status, line["problem"]) == (409, "order.stale_version")

    status, line = await gives("unread-01", "notes", words="mistyped")
    assert (status, line["problem"]) == (422, "request.invalid")

    handle = (await services.temporal.client()).get_workflow_handle(order_workflow_id(order))
    await handle.signal("command", {"id": "signal-1", "json": '{"kind": "add_note", "id": "signal-1"}'})

    async def unreadable() -> Lines:
        return lines(caplog, "command.unreadable", order_id=order, command_id="signal-1")

    assert await eventually(unreadable)


async def test_37_a_command_that_failed_leaves_a_line_too(
    curator: Caller, services: Services, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = (await curator.opened())["order_id"]

    async def away(*_: object) -> None:
        raise StorageUnavailable("the database is away")

    monkeypatch.setattr(services.temporal, "update", away)
    assert (await curator.command(order, "notes", text="Позвонил")).status_code == 503
    [line] = lines(caplog, "request", order_id=order, problem="dependency.away")
    assert {"person_id", "command_id", "request_id"} <= line.keys()


async def test_a_recording_that_fails_leaves_a_line_and_a_figure(
    curator: Caller, crew: Crew, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = (await curator.opened())["order_id"]
    failures = 1

    recorded = Records._recorded

    async def fails_once(self: Records, request: RecordRequest) -> Recording:
        nonlocal failures
        if failures:
            failures -= 1
            raise StorageUnavailable("the database is away")
        return await recorded(self, request)

    monkeypatch.setattr(Records, "_recorded", fails_once)
    before = counted("failed"), counted("accepted")
    noted = await curator.command(order, "notes", text="Позвонил")
    assert noted.status_code == 200
    assert (counted("failed"), counted("accepted")) == (before[0] + 1, before[1] + 1)
    [line] = lines(caplog, "command.failed", order_id=order)
    assert line["person_id"] == str(crew.curator.id)


def counted(outcome: str) -> float:
    return REGISTRY.get_sample_value("naryad_recording_seconds_count", {"outcome": outcome}) or 0.0


async def test_requests_are_counted_by_the_template_of_their_route(curator: Caller) -> None:
    labels = {"method": "GET", "route": "/v1/orders/{order_id}", "status": "404"}

    def seen() -> float:
        return REGISTRY.get_sample_value("naryad_http_request_seconds_count", labels) or 0.0

    before = seen()
    for _ in range(2):
        assert (await curator.get(f"/v1/orders/{uuid4()}")).status_code == 404
    assert seen() == before + 2
    assert (await curator.get(f"/nowhere/{uuid4()}")).status_code == 404
    routes = {
        sample.labels["route"]
        for metric in REGISTRY.collect()
        if metric.name == "naryad_http_request_seconds"
        for sample in metric.samples
    }
    assert "unmatched" in routes
    assert not any("nowhere" in route for route in routes)


async def test_metrics_are_not_among_the_public_routes(anybody: Caller) -> None:
    assert (await anybody.get("/metrics")).status_code == 404
