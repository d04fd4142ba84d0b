"""The orders' workflows as Temporal has them: read from its lists and histories, without waking a worker.

What an order's workflow knows is in the result of the last recording that its history holds: one question per
order, answered by the server alone. A query would have every evicted order replayed.
"""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from temporalio.api.common.v1 import Payloads, WorkflowExecution
from temporalio.api.enums.v1 import EventType, TaskQueueType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeTaskQueueRequest,
    GetWorkflowExecutionHistoryReverseRequest,
)
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle
from temporalio.common import TypedSearchAttributes, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from activities.doctor import Listed, Restart
from activities.records import Recording
from domain.orders.health import ATTEMPTS, Ending, Fault, Finding, Recorded, Seen
from domain.orders.opening import Open, Opened
from domain.values import OrderId, OrganizationId
from workflows import search_attributes
from workflows.errands import ERRANDS, TASK, start_errands
from workflows.names import DELIVERY, ORDERS, order_workflow_id
from workflows.order import OrderWorkflow
from workflows.progress import Progress
from workflows.story import search_attributes_of, title

PAGE: Final = 20
"""Events that are read at a time, from the end: the last recording is mostly among them."""
LIST_PAGE: Final = 1000
POLLED: Final = timedelta(seconds=90)
"""A worker that lives has asked for work since then: each of its questions waits up to a minute."""
PREFIX: Final = order_workflow_id(OrderId(UUID(int=0))).removesuffix(str(UUID(int=0)))

TASKS: Final = {
    EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED: False,
    EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED: True,
    EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT: True,
}
"""Whether a task that ended so has failed."""
ENDINGS: Final = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: Ending.DONE,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED: Ending.BROKEN_OFF,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT: Ending.BROKEN_OFF,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED: Ending.BROKEN_OFF,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED: Ending.BROKEN_OFF,
}
NEVER: Final = Seen(ending=Ending.NEVER, version=None, attempt=0, outdated=())


class LiveWorkflows:
    def __init__(self, client: Client, task_queue: str = ORDERS) -> None:
        self._client, self._task_queue = client, task_queue

    async def running(self, organization_id: OrganizationId | None = None) -> dict[OrderId, Listed]:
        """All orders' workflows that run. Lags behind by a moment."""
        query = "WorkflowType = 'Order' AND ExecutionStatus = 'Running'"
        if organization_id:
            query += f" AND {search_attributes.ORGANIZATION_ID.name} = '{organization_id}'"
        found = self._client.list_workflows(query, page_size=LIST_PAGE)
        return {
            OrderId(UUID(one.id.removeprefix(PREFIX))): Listed(
                one.start_time, _values(one.typed_search_attributes)
            )
            async for one in found
        }

    async def look(self, recorded: Recorded, listed: Listed | None) -> Seen:
        seen = await self._history(recorded.id)
        if seen.ending or (listed and not seen.attempt):
            return seen._replace(outdated=() if seen.ending else _outdated(recorded, listed))
        description = await self._handle(recorded.id).describe()
        # The first attempt that fails stands in the history, the others do not; a signal begins a new count.
        attempt = seen.attempt + max(description.raw_description.pending_workflow_task.attempt - 1, 0)
        now_shown = Listed(description.start_time, _values(description.typed_search_attributes))
        return seen._replace(attempt=attempt, outdated=_outdated(recorded, now_shown))

    async def _history(self, order_id: OrderId) -> Seen:
        """As far as the end of the history tells. `attempt` counts tasks that failed one after another."""
        seen, failing = Seen(ending=None, version=None, attempt=0, outdated=()), True
        try:
            async for event in self._backwards(order_id):
                if event.event_type in ENDINGS:
                    seen = seen._replace(ending=ENDINGS[event.event_type])
                if event.event_type in TASKS and failing:
                    failing = TASKS[event.event_type]
                    seen = seen._replace(attempt=seen.attempt + failing)
                version = _version_in(event)
                if version is not None:
                    return seen._replace(version=version)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return NEVER
            raise
        return seen

    async def _backwards(self, order_id: OrderId) -> AsyncIterator[HistoryEvent]:
        """The events of the latest run, the last one first."""
        request = GetWorkflowExecutionHistoryReverseRequest(
            namespace=self._client.namespace,
            execution=WorkflowExecution(workflow_id=order_workflow_id(order_id)),
            maximum_page_size=PAGE,
        )
        while True:
            page = await self._client.workflow_service.get_workflow_execution_history_reverse(request)
            for event in page.history.events:
                yield event
            if not page.next_page_token:
                return
            request.next_page_token = page.next_page_token

    async def surroundings(self) -> list[Finding]:
        errands = [finding for errand in ERRANDS for finding in await self._errand(errand)]
        queues = [
            (self._task_queue, TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW),
            (DELIVERY, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY),
        ]
        unpolled = [name for name, kind in queues if not await self.pollers(name, kind)]
        return [*errands, *(Finding(fault=Fault.QUEUE_UNPOLLED, about=name) for name in unpolled)]

    async def pollers(self, task_queue: str, kind: TaskQueueType.ValueType) -> set[str]:
        """The identities of those who have lately asked for its work."""
        return await pollers(self._client, task_queue, kind)

    async def _errand(self, workflow_id: str) -> list[Finding]:
        try:
            description = await self._client.get_workflow_handle(workflow_id).describe()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return [Finding(fault=Fault.ERRAND_MISSING, about=workflow_id)]
            raise
        if description.status is not WorkflowExecutionStatus.RUNNING:
            return [Finding(fault=Fault.ERRAND_MISSING, about=workflow_id)]
        raw = description.raw_description
        attempts = max([raw.pending_workflow_task.attempt, *(one.attempt for one in raw.pending_activities)])
        if attempts >= ATTEMPTS:
            return [Finding(fault=Fault.ERRAND_STUCK, about=workflow_id, detail=f"attempt {attempts}")]
        return []

    # What mends

    async def catch_up(self, order_id: OrderId) -> None:
        await self._handle(order_id).signal(OrderWorkflow.catch_up)

    async def start_again(self, restart: Restart) -> None:
        """Begin the order's workflow anew where the record stands; nothing happens where one runs.

        The one place where the id of an ended workflow is used again.
        """
        progress = progress_of(restart)
        await self._client.start_workflow(
            OrderWorkflow.run,
            progress,
            id=order_workflow_id(progress.opening.order_id),
            task_queue=self._task_queue,
            task_timeout=TASK,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=title(progress.opening.device),
        )

    async def start_errands(self) -> None:
        await start_errands(self._client, self._task_queue)

    def _handle(self, order_id: OrderId) -> WorkflowHandle[Any, Any]:
        return self._client.get_workflow_handle(order_workflow_id(order_id))


async def pollers(client: Client, task_queue: str, kind: TaskQueueType.ValueType) -> set[str]:
    """The identities of those who have lately asked for a task queue's work."""
    answer = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace, task_queue=TaskQueue(name=task_queue), task_queue_type=kind
        )
    )
    since = datetime.now(UTC) - POLLED
    return {
        poller.identity
        for poller in answer.pollers
        if poller.last_access_time.ToDatetime(tzinfo=UTC) >= since
    }


def progress_of(restart: Restart) -> Progress:
    """What the workflow would hold, had it lived: its opening is answered, its entries are applied."""
    first = restart.entries[0]
    opened = first.event
    if not isinstance(opened, Opened):
        raise TypeError("a record begins with the opening")
    opening = Open(
        id=first.command_id,
        by=first.by,
        at=first.at,
        order_id=opened.order_id,
        organization_id=opened.organization_id,
        contact_sha256=opened.contact_sha256,
        device=opened.device,
        walk_in=opened.walk_in,
    )
    begun = Progress(opening=opening, opened=restart.opened)
    return begun.after(Recording(entries=tuple(restart.entries), names=restart.names))


def _version_in(event: HistoryEvent) -> int | None:
    """The order's version that this event made known to the workflow; None: none."""
    if event.HasField("marker_recorded_event_attributes"):
        result = event.marker_recorded_event_attributes.details.get("result")
        entries = (_json(result) or {}).get("entries") if result else None
        return max(entry["seq"] for entry in entries) if entries else None
    if event.HasField("workflow_execution_started_event_attributes"):
        order = (_json(event.workflow_execution_started_event_attributes.input) or {}).get("order")
        return order["version"] if order else None
    return None


def _json(payloads: Payloads) -> dict[str, Any] | None:
    found = json.loads(payloads.payloads[0].data) if payloads.payloads and payloads.payloads[0].data else None
    return found if isinstance(found, dict) else None


def _values(attributes: TypedSearchAttributes) -> dict[str, object]:
    return dict(_named(attributes))


def _named(attributes: TypedSearchAttributes) -> Iterator[tuple[str, object]]:
    for pair in attributes:
        yield pair.key.name, pair.value


def _outdated(recorded: Recorded, listed: Listed | None) -> tuple[str, ...]:
    """Names of the attributes that do not show the order. Whether it is overdue changes with time alone."""
    if recorded.order is None or listed is None:
        return ()
    wanted = {
        update.key.name: update.value
        for update in search_attributes_of(recorded.order, datetime.now(UTC))
        if update.key.name != search_attributes.OVERDUE.name
    }
    return tuple(
        name for name, value in wanted.items() if _plain(listed.attributes.get(name)) != _plain(value)
    )


def _plain(value: object) -> object:
    """Lists are sets to the server, which keeps an empty one as none and time to the microsecond."""
    if isinstance(value, list | tuple):
        return tuple(sorted(value)) or None
    return value.astimezone(UTC) if isinstance(value, datetime) else value
