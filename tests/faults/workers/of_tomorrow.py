"""The worker of a later release: it knows one kind of command more than the one in this repository."""

from typing import Annotated, Literal, get_args

from pydantic import Field

from domain.orders import record
from domain.orders.lifecycle import AddNote

KIND = "shout"


class Shout(AddNote):
    """By inheritance decided like a note."""

    kind: Literal["shout"] = "shout"  # type: ignore[assignment]  # not the kind of a note


def release() -> None:
    """Before anything else imports the union, as a new line in it would."""
    known = get_args(record.AnyCommand)[0]
    record.AnyCommand = Annotated[known | Shout, Field(discriminator="kind")]  # type: ignore[assignment]  # a longer union


def main() -> int:
    """In a process that has imported nothing else yet."""
    release()
    import worker  # noqa: PLC0415 - it imports the union

    return worker.main()
