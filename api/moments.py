"""Moments as people read them: in the zone of the order's organization, never in UTC (PRODUCT §10, 9)."""

from datetime import datetime, tzinfo
from typing import TypeVar, cast

from pydantic import BaseModel

T = TypeVar("T")


def told_in(zone: tzinfo | None, value: T) -> T:
    """The same value, every moment in it with the offset of the zone (None: of this machine).

    For what is read one at a time. A list puts its few moments into the zone itself: it costs less.
    """
    return cast("T", _told(zone, value))


def _told(zone: tzinfo | None, value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(zone)
        case BaseModel():
            told = ((name, held, _told(zone, held)) for name, held in value)
            changed = {name: now for name, held, now in told if now is not held}
            return value.model_copy(update=changed) if changed else value
        case tuple() if value:
            return tuple(_told(zone, held) for held in value)
        case list() if value:
            return [_told(zone, held) for held in value]
        case dict() if value:
            return {key: _told(zone, held) for key, held in value.items()}
        case _:
            return value
