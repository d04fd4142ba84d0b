"""The parts of the OpenAPI description that operations share: tags, and which errors each may answer."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi.routing import APIRoute

from api.possible_refusals import refusals_of
from api.problems import MEDIA_TYPE, Problem
from api.refusals import status_of
from domain.orders.errors import REFUSALS as REFUSALS_OF_DOMAIN
from domain.orders.order import Command

TAGS: list[dict[str, Any]] = [
    {
        "name": "auth",
        "description": "Log in, stay logged in, log out; every other operation takes the access token as"
        " `Authorization: Bearer`.",
    },
    {"name": "orders", "description": "Open orders and read them."},
    {
        "name": "commands",
        "description": "One operation per step of an order. Each names a part and its version.",
    },
    {"name": "money", "description": "Cash in people's hands, and what they earn."},
    {"name": "penalties", "description": "What was charged to whom, and why."},
    {"name": "people", "description": "Who works here, with which rights; blocking, never deleting."},
    {"name": "organizations", "description": "Companies and branches, and what each decides for itself."},
    {"name": "audit", "description": "Who changed what of people and organizations, when, from where."},
    {"name": "media", "description": "Photos and documents: stored first, named in commands by id."},
    {"name": "health", "description": "For supervisors and load balancers."},
]

DESCRIPTION = """
Repair orders, each a durable workflow.

**Commands** need an `Idempotency-Key`: the same key of the same person is the same intent, and gets the
first answer again. `200` carries the answer. `202` says that the command is kept and will be carried out;
its `Location` tells the outcome. **Versions**: a command names the part it acts on and the version its
sender saw; when that part has changed meanwhile the answer is `409` with the current order.

**Times** carry the offset of the organization's time zone; the exact bytes of `evidence` keep UTC.

**Errors** are problem+json (RFC 9457); decide on `code`, never on words. In the examples `{braces}` stand for
what `facts` holds. `422`: another body could be
accepted, mend it. `409`: the order is not where you thought, look at it again. `404`: unknown, or not yours
to know of. `503`: wait `Retry-After` seconds and send the same again, with the same key.
"""

Responses = dict[int | str, dict[str, Any]]

MADE: dict[str, dict[str, str]] = {
    "open_order": {"order_id": "/order_id"},
    "upload_media": {"media_id": "/id"},
    "create_person": {"person_id": "/id"},
    "create_organization": {"organization_id": "/id"},
    "hand_in_cash": {"hand_in_id": "/id"},
}
"""What an operation makes: the parameter that later names it, and where the answer tells it."""


WORDS: dict[str, str] = {
    "auth.required": "Log in first: this needs a token.",
    "auth.expired": "Your log-in has expired; log in again.",
    "auth.invalid": "This token is not valid; log in again.",
    "auth.wrong_client": "This is no service client of ours, or not its secret.",
    "telegram.unknown": "This Telegram account belongs to nobody here.",
    "auth.code_required": "Give a code of your second factor as well.",
    "auth.wrong_code": "This code is wrong, too old, or was used already.",
    "auth.totp_required": "Turn on your second factor first: your organization demands it.",
    "totp.on": "Your second factor is on already.",
    "totp.off": "There is no second factor for this: begin anew.",
    "totp.demanded": "Your organization demands a second factor of you.",
    "auth.too_many": "Too many attempts: try again in {seconds} s.",
    "auth.ended": "This log-in was ended; log in again.",
    "auth.refresh_refused": "This refresh token is not good any more; log in again.",
    "auth.wrong_credentials": "The log-in or the password is wrong.",
    "auth.forbidden": "This needs the right {permission}.",
    "session.unknown": "There is no such log-in of yours.",
    "password.common": "This password is one of those tried first. Take several unrelated words.",
    "password.no_login": "You have no log-in name yet: ask who manages the people of your organization.",
    "request.invalid": "Check these fields: {fields}.",
    "request.too_large": "Send at most {size} at a time.",
    "media.not_ready": "The small picture is still being made; ask again in a moment.",
    "paper.unknown": "There is no such paper.",
    "paper.not_made": "This paper is still being made; ask again in a moment.",
    "dependency.away": "A part of the system cannot be reached. Try again in a moment.",
    "command.not_taken": "Nothing is lost and nothing is doubled: send the same again with the same key.",
} | {code: refusal.text for code, refusal in REFUSALS_OF_DOMAIN.items()}
"""By code; in braces, what `facts` and `fields` fill in."""
NOT_STORED = "There is no such file."
"""Of a file's own address; in a command the same code says that it names a file nobody stored."""


def refusal_docs(description: str, *codes: str) -> dict[str, Any]:
    """Describe a response by the codes that it may carry; `completed` gives each its example."""
    named = ", ".join(f"`{code}`" for code in codes)
    schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
    content = {MEDIA_TYPE: {"schema": schema, "examples": {code: {} for code in codes}}}
    return {"description": f"{description}: {named}", "content": content}


UNAUTHORIZED: Responses = {
    401: refusal_docs("Not logged in", "auth.required", "auth.expired", "auth.invalid", "auth.ended")
}
WRONG_CREDENTIALS: Responses = {
    401: refusal_docs("Not logged in", "auth.wrong_credentials", "auth.code_required", "auth.wrong_code")
}
TOO_MANY: Responses = {429: refusal_docs("Try again after `Retry-After` seconds", "auth.too_many")}
REFRESH_REFUSED: Responses = {401: refusal_docs("Log in anew", "auth.refresh_refused")}
FORBIDDEN: Responses = {
    403: refusal_docs("Not with your rights", "auth.forbidden", "auth.totp_required", "person.blocked")
}
UNKNOWN: Responses = {404: refusal_docs("Nothing here by that name", "order.unknown")}
INVALID: Responses = {422: refusal_docs("Not well formed", "request.invalid")}
AWAY: Responses = {503: refusal_docs("Try again after `Retry-After` seconds", "dependency.away")}
TOO_LARGE: Responses = {413: refusal_docs("Too large", "request.too_large")}

REFUSALS: Responses = UNAUTHORIZED | FORBIDDEN | INVALID | AWAY
"""What every operation for somebody logged in may answer besides its success."""

OF_ONE = REFUSALS | UNKNOWN
"""What every operation on one order may answer besides its success."""

OF_COMMANDS: dict[int, tuple[str, tuple[str, ...]]] = {
    403: ("Not with your rights", ("auth.forbidden", "auth.totp_required")),
    404: ("Nothing here by that name", ()),
    409: ("The order is not where you thought", ()),
    422: ("Mend it and send it again", ("request.invalid", "command.key_reused")),
    503: (
        "Nothing is lost: send the same again with the same key",
        ("dependency.away", "command.not_taken"),
    ),
}
"""How each status is described, and which codes any command may get with it, besides those of its rule."""


def command_refusals(command: type[Command]) -> Responses:
    """What this very command may answer besides its success."""
    rule = [refusal.code for refusal in refusals_of(command)]
    described: Responses = UNAUTHORIZED | TOO_LARGE
    for status, (description, always) in OF_COMMANDS.items():
        if codes := (*always, *(code for code in rule if status_of(code) == status)):
            described[status] = refusal_docs(description, *codes)
    return described


def operation_id(route: APIRoute) -> str:
    """Name the operation after its function: generated clients read well."""
    return route.name


def completed(schema: dict[str, Any]) -> dict[str, Any]:
    """Add what every refusal refers to (the schema of a problem, an example for each code), and links."""
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = schema["components"]["schemas"]
    schemas |= problem.pop("$defs", {}) | {Problem.__name__: problem}
    schema["components"]["examples"] = {}
    for status, examples in _refused_with(schema):
        for code, example in examples.items():
            name = f"{status}-{code}"
            schema["components"]["examples"][name] = _example(code, HTTPStatus(int(status)))
            example["$ref"] = f"#/components/examples/{name}"
    _link(schema)
    return schema


def _link(schema: dict[str, Any]) -> None:
    """Tell what an answer's ids lead to: each operation that asks for such an id in its path."""
    described = [(path, each) for path, methods in schema["paths"].items() for each in methods.values()]
    for path, maker in described:
        for parameter, pointer in MADE.get(maker["operationId"], {}).items():
            links = {
                other["operationId"]: {
                    "operationId": other["operationId"],
                    "parameters": {parameter: f"$response.body#{pointer}"},
                }
                for other_path, other in described
                if f"{{{parameter}}}" in other_path and other_path != path
            }
            for status in maker["responses"].keys() & {"200", "201"}:
                maker["responses"][status]["links"] = links


def _refused_with(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every status that some operation refuses with, and its examples by code."""
    for methods in schema["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                yield status, response.get("content", {}).get(MEDIA_TYPE, {}).get("examples", {})


def _example(code: str, status: HTTPStatus) -> dict[str, Any]:
    words = NOT_STORED if (code, status) == ("media.unknown", HTTPStatus.NOT_FOUND) else WORDS[code]
    problem = {
        "type": f"urn:naryad:problem:{code}",
        "title": status.phrase,
        "status": status.value,
        "code": code,
        "detail": words,
    }
    return {"summary": words, "value": problem}
