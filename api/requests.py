"""What surrounds every request, as plain ASGI: its id, its log line, its last resort, its size limit."""

import time
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import ProblemError, unexpected
from domain.media import MAX_BYTES
from logs import bind_request_id, logger
from metrics import REQUESTS
from storage.second_lock import NOTHING, showing

BODY_LIMIT = 256 * 1024
UPLOAD_LIMIT = MAX_BYTES + 16 * 1024
"""A file and the multipart frame around it."""
UPLOAD_PATH = "/v1/media"
PIECE = 512 * 1024
"""Of an upload: so much of it is in memory before it is written to disk."""
GONE = 499
"""In the log and the metrics: the sender hung up (nginx's number for it)."""
PATIENCE = 4
"""So many times the limit is read and thrown away, so that the sender gets to see the refusal."""

log = logger(__name__)


class RequestContext:
    """Binds the request's id to every log line, returns it, and lets no exception out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = bind_request_id(Headers(scope=scope).get("x-request-id"))
        began, status = time.perf_counter(), 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            with showing(NOTHING):  # until it is known who asks
                await self.app(scope, receive, send_with_id)
        except ClientDisconnect:  # in the middle of the body: there is nobody to answer, and nothing is kept
            status = status or GONE
        except Exception as error:  # noqa: BLE001 - the last resort: a caller gets words, the log the trace
            response = unexpected(error)
            if not status:
                await response(scope, receive, send_with_id)
        took = time.perf_counter() - began
        REQUESTS.labels(scope["method"], _template(scope), str(int(status))).observe(took)
        line = log.debug if scope["path"].startswith("/health/") else log.info
        line(
            "request",
            method=scope["method"],
            path=scope["path"],
            status=int(status),
            ms=round(took * 1000, 1),
        )


def _template(scope: Scope) -> str:
    """The path with the names of its parameters for their values: a label per order would grow for ever."""
    if "route" not in scope:
        return "unmatched"
    names = {str(value): f"{{{name}}}" for name, value in scope.get("path_params", {}).items()}
    path: str = scope["path"]
    return "/".join(names.get(step, step) for step in path.split("/"))


class BodyLimit:
    """Refuses a body that is too large while it arrives, whatever Content-Length says."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit, seen = UPLOAD_LIMIT if scope["path"] == UPLOAD_PATH else BODY_LIMIT, 0

        async def receive_up_to_limit() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                await _discard(receive, message, PATIENCE * limit)
                raise too_large(limit)
            return message

        await self.app(scope, receive_up_to_limit, send)


def in_larger_pieces(receive: Receive) -> Receive:
    """A body arrives in pieces of 64 KiB at most, and each is a walk to another thread and back."""

    async def receive_several() -> Message:
        pieces: list[bytes] = []
        gathered, more = 0, True
        while more and gathered < PIECE:
            message = await receive()
            if message["type"] != "http.request":
                return message
            pieces.append(message.get("body", b""))
            gathered, more = gathered + len(pieces[-1]), message.get("more_body", False)
        return {"type": "http.request", "body": b"".join(pieces), "more_body": more}

    return receive_several


async def _discard(receive: Receive, message: Message, at_most: int) -> None:
    while message.get("more_body") and at_most > 0:
        message = await receive()
        at_most -= len(message.get("body", b""))


def too_large(limit: int) -> ProblemError:
    size = f"{limit // 1024 // 1024} MB" if limit >= MAX_BYTES else f"{limit // 1024} KB"
    return ProblemError(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "request.too_large", f"Send at most {size} at a time."
    )
