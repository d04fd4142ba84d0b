"""A workflow that asks for what no replay would find again.

Not in a file of tests: the sandbox loads its module anew each time, and pytest would rewrite that each time,
which CPython 3.11 gets mixed up with what other threads parse ("AST constructor recursion depth mismatch").
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from temporalio import workflow
from temporalio.worker.workflow_sandbox import RestrictedWorkflowAccessError

FORBIDDEN: dict[str, Callable[[], object]] = {
    "the clock": lambda: datetime.now(UTC),
    "a file": lambda: Path("/etc/hostname").read_text(),
    "a new random id": uuid4,
}


@workflow.defn(failure_exception_types=[RestrictedWorkflowAccessError])
class Careless:
    @workflow.run
    async def run(self, what: str) -> str:
        return str(FORBIDDEN[what]())
