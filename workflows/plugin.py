"""What client, worker and replayer must agree on, in one plugin: payloads, refusals, the sandbox."""

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.plugin import SimplePlugin
from temporalio.runtime import Runtime
from temporalio.service import TLSConfig
from temporalio.worker import WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxRestrictions

from settings import TemporalSettings
from workflows.refusals import Refusals
from workflows.request_ids import RequestIds
from workflows.sandbox import Sandbox

TRUSTED = (
    "domain",
    "activities",
    "storage",
    "settings",
    "metrics",
    "pydantic",
    "phonenumbers",
    "workflows.commands",
    "workflows.envelope",
    "workflows.names",
    "workflows.progress",
    "workflows.search_attributes",
    "workflows.story",
)
"""Modules the sandbox does not load anew: pure, or only named by workflows.

Every order in a worker's cache has a copy of its own of all the others, which costs time, memory, and pauses
of the garbage collector.
"""


def _sandbox(_existing: WorkflowRunner | None) -> WorkflowRunner:
    return Sandbox(restrictions=SandboxRestrictions.default.with_passthrough_modules(*TRUSTED))


class Plugin(SimplePlugin):
    def __init__(self) -> None:
        super().__init__(
            "naryad",
            data_converter=pydantic_data_converter,
            interceptors=[RequestIds(), Refusals()],
            workflow_runner=_sandbox,
        )


def _tls(settings: TemporalSettings) -> bool | TLSConfig:
    if settings.tls and settings.tls_ca:
        return TLSConfig(server_root_ca_cert=settings.tls_ca.read_bytes())
    return settings.tls


async def connect(settings: TemporalSettings, runtime: Runtime | None = None) -> Client:
    """A client of the cluster these settings name; raises RuntimeError when it cannot be reached."""
    return await Client.connect(
        settings.address,
        namespace=settings.namespace,
        api_key=settings.api_key.get_secret_value() if settings.api_key else None,
        tls=_tls(settings),
        plugins=[Plugin()],
        runtime=runtime,
    )
