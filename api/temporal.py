"""The way to the workflows, and the rule of what counts as a verdict.

Only an answer, a refusal, or the certainty that there is no running workflow is a verdict. Everything else
(a time-out, an absent server, an update cut off by continue-as-new) means *unknown*: it may be applied yet.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from temporalio.client import (
    Client,
    RPCError,
    RPCStatusCode,
    WithStartWorkflowOperation,
    WorkflowHandle,
    WorkflowUpdateFailedError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, TemporalError, WorkflowAlreadyStartedError

from api.problems import ProblemError, refused
from domain.orders.answer import Answer
from domain.orders.opening import Open
from domain.orders.order import Command
from domain.values import OrderId
from logs import logger
from settings import TemporalSettings
from workflows.names import ORDERS, order_workflow_id
from workflows.order import OrderWorkflow
from workflows.plugin import connect
from workflows.progress import Progress
from workflows.story import title

PATIENCE = 5.0
"""Seconds we wait for an answer. Ours, because `rpc_timeout` counts per call and hides retries."""
SIGNAL_PATIENCE = 3.0
TASK_TIMEOUT = timedelta(seconds=2)
"""After a worker's death another one takes the order over within this time (ten seconds by default)."""

log = logger(__name__)


class OutcomeUnknownError(Exception):
    """The command may have been applied, or may be yet."""


class WorkflowGoneError(Exception):
    """No workflow of this order runs: it has ended, or there never was one."""


class Temporal:
    """One client per process. Connected when first needed, so that the API starts while Temporal is away."""

    def __init__(self, settings: TemporalSettings, task_queue: str = ORDERS) -> None:
        self._settings, self.task_queue = settings, task_queue
        self._client: Client | None = None
        self._connecting = asyncio.Lock()

    async def client(self) -> Client:
        """Connect or reuse; raises what connecting raises."""
        if self._client is None:
            async with self._connecting:
                self._client = self._client or await connect(self._settings)
        return self._client

    async def update(self, order_id: OrderId, command: Command) -> Answer:
        """Give a command to its order's workflow and wait for the answer.

        Raises:
            ProblemError: it was refused.
            WorkflowGoneError, OutcomeUnknownError: see there.
        """
        async with _verdict(PATIENCE):
            handle = await self._handle(order_id)
            answer: Answer = await handle.execute_update(
                command.kind, command, id=command.id, result_type=Answer
            )
            return answer

    async def signal(self, order_id: OrderId, command: Command) -> None:
        """Leave a command with its order's workflow, which will find it even when no worker runs now.

        Raises:
            WorkflowGoneError, OutcomeUnknownError: see there.
        """
        async with _verdict(SIGNAL_PATIENCE):
            handle = await self._handle(order_id)
            await handle.signal("command", {"id": command.id, "json": command.model_dump_json()})

    async def open(self, opening: Open) -> Answer:
        """Start an order's workflow, unless it is started, and wait until the order is open.

        Raises: as `update`.
        """
        async with _verdict(PATIENCE):
            client = await self.client()
            operation = WithStartWorkflowOperation(
                OrderWorkflow.run,
                Progress(opening=opening),
                id=order_workflow_id(opening.order_id),
                task_queue=self.task_queue,
                task_timeout=TASK_TIMEOUT,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                static_summary=title(opening.device),
            )
            try:
                answer: Answer = await client.execute_update_with_start_workflow(
                    "opened", start_workflow_operation=operation, id=opening.id, result_type=Answer
                )
            except TemporalError:
                with suppress(TemporalError):  # it holds the same error, and complains when nobody looks
                    await operation.workflow_handle()
                raise
            return answer

    async def start(self, opening: Open) -> None:
        """Start an order's workflow and do not wait: the opening is in its start argument.

        Raises:
            WorkflowGoneError: it ran already and has ended.
            OutcomeUnknownError: see there.
        """
        async with _verdict(SIGNAL_PATIENCE):
            client = await self.client()
            await client.start_workflow(
                OrderWorkflow.run,
                Progress(opening=opening),
                id=order_workflow_id(opening.order_id),
                task_queue=self.task_queue,
                task_timeout=TASK_TIMEOUT,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                static_summary=title(opening.device),
            )

    async def _handle(self, order_id: OrderId) -> WorkflowHandle[object, object]:
        client = await self.client()
        return client.get_workflow_handle(order_workflow_id(order_id))


@asynccontextmanager
async def _verdict(patience: float) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(patience):
            yield
    except WorkflowUpdateFailedError as error:
        raise _refusal(error) from error
    except WorkflowAlreadyStartedError as error:
        raise WorkflowGoneError from error
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise WorkflowGoneError from error
        raise OutcomeUnknownError from error
    except Exception as error:
        raise OutcomeUnknownError from error


def _refusal(error: WorkflowUpdateFailedError) -> ProblemError | OutcomeUnknownError:
    """Read the domain's refusal; a failure of any other form was not a decision."""
    cause = error.cause
    if isinstance(cause, ApplicationError) and cause.type:
        match tuple(cause.details):
            case (str(text), dict(facts)):
                return refused(cause.type, text, facts)
    log.error("an update failed without a refusal", exc_info=error)
    return OutcomeUnknownError()
