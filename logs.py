"""Log lines of every process: one shape, with the request's id, as JSON or for a person at a terminal.

Workflow code logs through `workflow.logger`, which ends here as well: everything that uses the standard
library's `logging` is rendered by the same processors.
"""

import logging
import re
import sys
from uuid import uuid4

import structlog
from structlog.typing import EventDict, Processor

from settings import LogSettings

NOISY = {"httpx2": "WARNING", "urllib3": "ERROR", "uvicorn.access": "WARNING"}
"""Loggers that repeat what our own lines say."""

REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")
"""What a caller's own request id may look like; nothing else is put into a log line."""


def configure(settings: LogSettings) -> None:
    """Make structlog and the standard library write the same lines to stderr. May be called again."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder(), _plain],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(settings)],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.level)
    for name, level in NOISY.items():
        logging.getLogger(name).setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):  # set up by uvicorn before it loads us
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


def _plain(_logger: object, _method: str, line: EventDict) -> EventDict:
    """Drop uvicorn's second spelling of each line, for terminals."""
    line.pop("color_message", None)
    return line


def _rendering(settings: LogSettings) -> list[Processor]:
    """Traces without the values of variables: those hold passwords and clients' data."""
    if settings.json_lines:
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]


def logger(name: str) -> structlog.stdlib.BoundLogger:
    bound: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return bound


def bind_request_id(given: str | None) -> str:
    """Take a well-formed id or make one, and put it on every line of this task from here on."""
    request_id = given if given and REQUEST_ID.match(given) else uuid4().hex
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id)
    return request_id


def bind(**ids: object) -> None:
    """Put ids on every line of this task from here on: order_id, person_id, command_id."""
    structlog.contextvars.bind_contextvars(**{name: str(value) for name, value in ids.items()})


def current_request_id() -> str | None:
    """Return the id bound to this task; None outside of a request."""
    bound = structlog.contextvars.get_contextvars().get("request_id")
    return bound if isinstance(bound, str) else None
