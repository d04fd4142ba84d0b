"""Request bodies made from the commands themselves, so that API and domain cannot drift apart."""

from typing import Any, Literal, TypeVar, get_origin

from pydantic import ValidationError, create_model
from pydantic.fields import FieldInfo

from api.problems import invalid, invalid_fields
from domain.orders.order import Command
from domain.values import Value

SET_HERE = frozenset({"kind", "id", "by", "at"})
"""Fields that the API fills from the route, the Idempotency-Key, the token and the clock."""

C = TypeVar("C", bound=Command)


def body_of(command: type[Command]) -> type[Value]:
    """Make the command as its sender writes it: its own fields, with their types, bounds and defaults."""
    fields: dict[str, Any] = {
        name: (field.annotation, field)
        for name, field in command.model_fields.items()
        if name not in SET_HERE and not _fixed(field)
    }
    return create_model(command.__name__, __base__=Value, __doc__=command.__doc__, **fields)


def command_from(kind: type[C], body: Value, **ours: object) -> C:
    """Put the sender's fields and ours together; what only holds of the whole command is checked here."""
    sent = {name: getattr(body, name) for name in type(body).model_fields if name in kind.model_fields}
    try:
        return kind(**sent, **ours)
    except ValidationError as error:
        raise invalid(invalid_fields(error.errors(include_url=False), within="body")) from error


def _fixed(field: FieldInfo) -> bool:
    """Tell a field that the command sets itself: the part of a command that acts on one part only."""
    return get_origin(field.annotation) is Literal
