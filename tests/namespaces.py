"""A Temporal namespace for a part of the tests, so that no other part's workers take its tasks."""

from datetime import timedelta
from uuid import uuid4

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client

from settings import TemporalSettings
from workflows import search_attributes
from workflows.plugin import connect

RETENTION = timedelta(days=1)


async def own_namespace(settings: TemporalSettings) -> Client:
    """A client of a new namespace on that server, with our search attributes."""
    client = await bare_namespace(settings)
    await add_search_attributes(client)
    return client


async def bare_namespace(settings: TemporalSettings) -> Client:
    """A client of a new namespace without any search attributes."""
    namespace = f"test-{uuid4().hex}"
    operator = await connect(settings)
    retention = Duration()
    retention.FromTimedelta(RETENTION)
    await operator.workflow_service.register_namespace(
        RegisterNamespaceRequest(namespace=namespace, workflow_execution_retention_period=retention)
    )
    return await connect(settings.model_copy(update={"namespace": namespace}))


async def add_search_attributes(client: Client) -> None:
    attributes = {
        key.name: IndexedValueType.ValueType(key.indexed_value_type) for key in search_attributes.ALL
    }
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(namespace=client.namespace, search_attributes=attributes)
    )
