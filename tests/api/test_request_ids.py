"""One id leads from a caller's complaint through the logs of API, workflow and activity to the history."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from temporalio.converter import PayloadConverter

from activities.records import Records
from api.services import Services
from logs import current_request_id
from storage.database import Database, Transaction
from tests.api.caller import Caller
from worker import order_worker
from workflows.names import order_workflow_id
from workflows.request_ids import HEADER


class Listening(Database):
    """Notes under which request's id the activity came."""

    heard: list[str | None]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        self.heard.append(current_request_id())
        async with super().transaction() as tx:
            yield tx


async def test_the_id_of_a_request_reaches_the_activity_and_the_history(
    curator: Caller, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = f"ids-{uuid4()}"
    monkeypatch.setattr(services.temporal, "task_queue", queue)
    client = await services.temporal.client()
    database = Listening(services.settings.database)
    database.heard = []
    async with order_worker(client, Records(database), task_queue=queue):
        opened = await curator.opened()
        database.heard.clear()
        for request_id in ("first-request", "second-request"):
            headers = {"Idempotency-Key": request_id, "X-Request-ID": request_id}
            path = f"/v1/orders/{opened['order_id']}/notes"
            noted = await curator.post(path, json={"text": "Позвонил"}, headers=headers)
            assert noted.status_code == 200, noted.text
    assert database.heard == ["first-request", "second-request"]
    await database.close()
    history = await client.get_workflow_handle(order_workflow_id(opened["order_id"])).fetch_history()
    requests = [
        event.workflow_execution_update_accepted_event_attributes.accepted_request.input.header.fields
        for event in history.events
        if event.HasField("workflow_execution_update_accepted_event_attributes")
    ]
    ids = [PayloadConverter.default.from_payload(fields[HEADER], str) for fields in requests]
    assert ids[1:] == ["first-request", "second-request"]
