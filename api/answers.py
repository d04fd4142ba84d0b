"""What a command is answered with: its recorded answer, its refusal, or the promise to carry it out."""

from datetime import tzinfo
from http import HTTPStatus
from typing import Literal

from fastapi import Response
from pydantic import BaseModel

from api.moments import told_in
from api.openapi import Responses
from api.problems import Problem, ProblemError, away, problem_of, refused
from domain.orders.answer import Answer
from domain.orders.errors import KeyReused
from domain.orders.order import Command
from domain.values import CommandId, OrderId
from storage.canonical import fingerprint
from storage.commands import KnownCommand, Refused


class Outcome(BaseModel):
    """What became of a command. `pending`: nothing is recorded yet; ask again."""

    status: Literal["pending", "accepted", "refused"]
    answer: Answer | None = None
    problem: Problem | None = None


ANSWERS: Responses = {
    200: {"model": Answer, "description": "Recorded. `parts` are the versions to name in the next commands."},
    202: {
        "model": Outcome,
        "description": "Kept: it will be carried out. `Location` tells the outcome.",
        "headers": {
            "Location": {"description": "where to ask", "schema": {"type": "string"}},
            "Retry-After": {"description": "seconds", "schema": {"type": "integer"}},
        },
    },
}


def accepted(answer: Answer, zone: tzinfo) -> Response:
    return Response(told_in(zone, answer).model_dump_json(), media_type="application/json")


def kept(order_id: OrderId, command_id: CommandId) -> Response:
    """Answer 202: it will be carried out; the link tells when it is."""
    return Response(
        Outcome(status="pending").model_dump_json(exclude_none=True),
        HTTPStatus.ACCEPTED,
        headers={"Location": f"/v1/orders/{order_id}/commands/{command_id}", "Retry-After": "2"},
        media_type="application/json",
    )


def first_answer(known: KnownCommand, command: Command, zone: tzinfo) -> Response:
    """Answer a repeated command as the first time; refuse another one under the same key."""
    if known.fingerprint != fingerprint(command):
        raise KeyReused
    if known.refusal:
        raise refusal_of(known.refusal)
    if known.answer is None:
        raise ValueError("a command that was answered has an answer or a refusal")
    return accepted(known.answer, zone)


def refusal_of(recorded: Refused) -> ProblemError:
    return refused(recorded.code, recorded.text, recorded.facts)


def outcome_of(known: KnownCommand | None, zone: tzinfo) -> Outcome:
    if known is None:
        return Outcome(status="pending")
    if known.refusal:
        return Outcome(status="refused", problem=problem_of(refusal_of(known.refusal)))
    return Outcome(status="accepted", answer=told_in(zone, known.answer))


def not_taken(because: str = "The workflows cannot be reached.") -> ProblemError:
    words = f"{because} Nothing is lost and nothing is doubled: send the same again with the same key."
    return away("command.not_taken", words)
