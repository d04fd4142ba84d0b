"""One interceptor turns a domain refusal into the error that reaches the caller of an update."""

from temporalio.exceptions import ApplicationError
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    HandleUpdateInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from domain.orders.errors import Refusal


def as_failure(refusal: Refusal) -> ApplicationError:
    """The code as type, the words and their facts as details; never retried: it would be refused again."""
    return ApplicationError(str(refusal), str(refusal), refusal.facts, type=refusal.code, non_retryable=True)


class RefusalsInWorkflows(WorkflowInboundInterceptor):
    """In validators and handlers of updates."""

    def handle_update_validator(self, input: HandleUpdateInput) -> None:  # noqa: A002 - the SDK's name
        try:
            super().handle_update_validator(input)
        except Refusal as refusal:
            raise as_failure(refusal) from refusal

    async def handle_update_handler(self, input: HandleUpdateInput) -> object:  # noqa: A002 - the SDK's name
        try:
            return await super().handle_update_handler(input)
        except Refusal as refusal:
            raise as_failure(refusal) from refusal


class RefusalsInActivities(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> object:  # noqa: A002 - the SDK's name
        try:
            return await super().execute_activity(input)
        except Refusal as refusal:
            raise as_failure(refusal) from refusal


class Refusals(Interceptor):
    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        return RefusalsInActivities(next)

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 - the SDK's name
    ) -> type[WorkflowInboundInterceptor]:
        return RefusalsInWorkflows
