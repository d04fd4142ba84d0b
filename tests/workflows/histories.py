"""What the history of an order's workflow says, and what the Web UI makes of it."""

from collections.abc import Iterator

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client

from tests.workflows.running import Running, eventually


async def events_of(order: Running) -> list[HistoryEvent]:
    return list((await order.handle.fetch_history()).events)


def of_type(events: list[HistoryEvent], kind: EventType.ValueType) -> Iterator[HistoryEvent]:
    return (event for event in events if event.event_type == kind)


async def summary_of(client: Client, event: HistoryEvent) -> str:
    """What the Web UI calls the timer or activity."""
    (summary,) = await client.data_converter.decode([event.user_metadata.summary], [str])
    assert isinstance(summary, str)
    return summary


async def settled(order: Running) -> list[HistoryEvent]:
    """The history once nothing is under way any more: no workflow task, no activity."""

    async def quiet() -> list[HistoryEvent]:
        description = (await order.handle.describe()).raw_description
        busy = description.pending_activities or description.HasField("pending_workflow_task")
        return [] if busy else await events_of(order)

    return await eventually(quiet)


async def details_of(order: Running) -> str:
    """The Markdown on the workflow's page."""
    metadata = await order.handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    assert isinstance(metadata, WorkflowMetadata)
    return metadata.current_details
