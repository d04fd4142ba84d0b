"""The sandbox of workflow code, without a detour that none of our payloads needs.

Before the SDK converts a payload of a workflow it asks the workflow for the payload's context, several times,
and enters the sandbox for each answer: a quarter of what a worker spends on a command. Our converter takes no
context and nothing of ours is stored outside, so the answer is "none", and is given from out here.
"""

from typing import Any

from temporalio.converter import StorageDriverStoreContext
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner
from temporalio.workflow import Info


class WithoutContext(WorkflowInstance):
    """A workflow in the sandbox; only its activations go inside."""

    def __init__(self, inside: WorkflowInstance) -> None:
        self._inside = inside

    def activate(self, act: Any) -> Any:  # noqa: ANN401 - the bridge's own messages
        return self._inside.activate(act)

    def get_serialization_context(self, command_info: object) -> None:
        return None

    def get_external_store_context(self, command_info: object) -> StorageDriverStoreContext:
        return StorageDriverStoreContext(target=None)

    def get_info(self) -> Info:
        return self._inside.get_info()

    def get_thread_id(self) -> int | None:
        return self._inside.get_thread_id()


class Sandbox(SandboxedWorkflowRunner):
    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        return WithoutContext(super().create_instance(det))
