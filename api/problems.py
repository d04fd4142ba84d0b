"""Every error leaves as problem+json (RFC 9457): a code, words, the request's id; nothing from inside."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException

from api.refusals import status_of
from domain.orders.errors import Refusal
from logs import bind, current_request_id, logger
from storage.database import StorageUnavailable
from storage.objects import ObjectStoreAwayError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 3
"""Seconds after which a caller may try again when a part of the system is away."""

AWAY = (StorageUnavailable, ObjectStoreAwayError)
"""What the parts we need raise when they cannot be reached."""

log = logger(__name__)


class FieldProblem(BaseModel):
    """One field that does not hold what it must."""

    field: str = Field(examples=["body.device.brand"])
    code: str = Field(examples=["missing"])
    detail: str = Field(examples=["Field required"])


class Problem(BaseModel):
    """RFC 9457. Decide on `code`; the words may change."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["urn:naryad:problem:order.stale_version"])
    title: str = Field(examples=["Conflict"])
    status: int = Field(examples=[409])
    code: str = Field(examples=["order.stale_version"])
    detail: str = Field(examples=["agreement has changed meanwhile: you answered version 4, it is at 6."])
    request_id: str | None = Field(default=None, examples=["6f1c0f0ad1b64b0c8f8f5f4bb1a1c1d2"])
    facts: dict[str, str | int] | None = Field(default=None, description="what the words are made of")
    fields: list[FieldProblem] | None = Field(
        default=None, description="of a request that is not well formed"
    )
    current: dict[str, JsonValue] | None = Field(
        default=None, description="the order, person or organization as it is now"
    )


class ProblemError(HTTPException):
    """Raised anywhere below a route; becomes the response."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(status, detail, dict(headers or {}))
        self.code, self.members = code, dict(members or {})


def refused(code: str, detail: str, facts: Mapping[str, str | int], **members: object) -> ProblemError:
    """Build the problem of a refusal that the domain decided, here or in a workflow."""
    status = status_of(code)
    headers = {"Retry-After": str(RETRY_AFTER)} if status is HTTPStatus.SERVICE_UNAVAILABLE else None
    return ProblemError(status, code, detail, headers=headers, members={"facts": dict(facts), **members})


def away(code: str, detail: str, retry_after: int = RETRY_AFTER) -> ProblemError:
    """Build a 503: something we need cannot be reached."""
    return ProblemError(
        HTTPStatus.SERVICE_UNAVAILABLE, code, detail, headers={"Retry-After": str(retry_after)}
    )


def invalid(fields: Sequence[FieldProblem]) -> ProblemError:
    return ProblemError(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "request.invalid",
        f"Check these fields: {', '.join(field.field for field in fields)}.",
        members={"fields": [field.model_dump() for field in fields]},
    )


def problem_of(error: ProblemError) -> Problem:
    status = HTTPStatus(error.status_code)
    return Problem(
        type=f"urn:naryad:problem:{error.code}",
        title=status.phrase,
        status=status,
        code=error.code,
        detail=error.detail,
        request_id=current_request_id(),
        **error.members,
    )


def render(error: ProblemError) -> Response:
    content = problem_of(error).model_dump_json(exclude_none=True)
    return Response(content, error.status_code, headers=dict(error.headers or {}), media_type=MEDIA_TYPE)


def unexpected(error: Exception) -> Response:
    """Answer an error that nobody foresaw: the log has the trace, the caller the request's id."""
    log.error("request failed", exc_info=error)
    return render(
        ProblemError(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "internal",
            "Something broke on our side. Nothing you sent was wrong; name the request id to the support.",
        )
    )


def install(app: FastAPI) -> None:
    """Translate every kind of error that a route can end with."""
    for kind in (HTTPException, Refusal, RequestValidationError, *AWAY):
        app.add_exception_handler(kind, _answer)


async def _answer(_: Request, error: Exception) -> Response:
    problem = translated(error)
    bind(problem=problem.code)  # the line of the request says why
    return render(problem)


def translated(error: Exception) -> ProblemError:
    """Say what a foreseen error means to the caller. Raises the error itself when it was not foreseen."""
    match error:
        case ProblemError():
            return error
        case Refusal():
            return refused(error.code, str(error), error.facts)
        case RequestValidationError():
            return invalid(invalid_fields(error.errors()))
        case HTTPException(status_code=HTTPStatus.BAD_REQUEST):
            unreadable = "This is not what its content type says."
            return invalid([FieldProblem(field="body", code="unreadable", detail=unreadable)])
        case HTTPException():
            status = HTTPStatus(error.status_code)
            code = f"http.{status.name.lower()}"
            return ProblemError(status, code, status.description or status.phrase, headers=error.headers)
        case _ if isinstance(error, AWAY):
            log.warning("a part is away", exc_info=error)
            return away("dependency.away", "A part of the system cannot be reached. Try again in a moment.")
        case _:
            raise error


def invalid_fields(errors: Sequence[ErrorDetails], within: str | None = None) -> list[FieldProblem]:
    """List what does not fit, by field; never repeats what was sent."""
    return [
        FieldProblem(
            field=".".join(str(step) for step in ((within,) if within else ()) + tuple(error["loc"])),
            code=error["type"],
            detail=_words(error),
        )
        for error in errors
    ]


def _words(error: ErrorDetails) -> str:
    if error["type"] == "union_tag_invalid":
        return f"Input should be one of {error['ctx']['expected_tags']}"  # pydantic's own repeats the input
    return error["msg"].removeprefix("Value error, ")
