"""The id of the request that caused it, on every log line of a workflow's handler and its activities."""

from structlog.contextvars import bind_contextvars

from logs import current_request_id

__all__ = ["carry_on", "current_request_id"]


def carry_on(request_id: str) -> None:
    """Put the id on the lines of this task from here on."""
    bind_contextvars(request_id=request_id)
