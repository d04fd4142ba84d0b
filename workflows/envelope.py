"""A command as a signal carries it: opened by the workflow, since the SDK drops what it cannot read."""

import json
from typing import get_args

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from domain.orders.errors import CommandInvalid
from domain.orders.order import Command
from domain.orders.record import AnyCommand
from domain.values import CommandId, Value

COMMANDS: TypeAdapter[Command] = TypeAdapter(AnyCommand)
KINDS = frozenset(command.model_fields["kind"].default for command in get_args(get_args(AnyCommand)[0]))

LONGEST_PROBLEM = 500


class Envelope(Value):
    """`json` is the command as text, and `id` its id, readable even when the text is not."""

    # The sandbox makes this class anew for every workflow: it shall not read its own source each time.
    model_config = ConfigDict(use_attribute_docstrings=False)

    id: CommandId
    body: str = Field(alias="json")


class NewerCommandError(Exception):
    """A kind this worker does not know: its task fails and waits for a worker that does."""


def opened(envelope: Envelope) -> Command:
    """The command inside.

    Raises:
        CommandInvalid: it is none; a refusal, to be recorded as the command's outcome.
        NewerCommandError: it is of a later release.
    """
    kind = _kind_of(envelope.body)
    if kind not in KINDS:
        raise NewerCommandError(f"this worker knows no command {kind!r}")
    try:
        command = COMMANDS.validate_json(envelope.body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CommandInvalid(problem=_in_short(f"{where}: {first['msg']}")) from error
    if command.id != envelope.id:
        raise CommandInvalid(problem="the envelope and the command have different ids")
    return command


def _kind_of(body: str) -> str:
    try:
        kind = json.loads(body)["kind"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CommandInvalid(problem="it is not a JSON object with a kind") from error
    if not isinstance(kind, str):  # else it would pass for a kind of a later release, and block the order
        raise CommandInvalid(problem="its kind is not a text")
    return kind


def _in_short(problem: str) -> str:
    """It quotes the sender's field names: keep of them what can be stored and read."""
    return "".join(sign if sign.isprintable() else "?" for sign in problem[:LONGEST_PROBLEM])
