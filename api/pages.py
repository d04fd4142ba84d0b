"""Where a page of a list ended, as a word that the client hands back unchanged."""

import base64
import binascii
from datetime import datetime

from api.problems import FieldProblem, invalid

Place = tuple[datetime, str]
"""The moment and the key of the last line shown; the next page begins after it."""


def cursor_of(place: Place | None) -> str | None:
    if place is None:
        return None
    return base64.urlsafe_b64encode(f"{place[0].isoformat()} {place[1]}".encode()).decode()


def place_of(cursor: str | None) -> Place | None:
    """Read a cursor of ours; anything else is a 422 that names the field."""
    if cursor is None:
        return None
    try:
        at, key = base64.urlsafe_b64decode(cursor.encode()).decode().split(" ")
        moment = datetime.fromisoformat(at)
    except (ValueError, binascii.Error) as error:
        raise wrong_cursor() from error
    if moment.tzinfo is None or not key.isprintable():
        raise wrong_cursor()
    return moment, key


def wrong_cursor() -> Exception:
    detail = "take the cursor from a page, unchanged"
    return invalid([FieldProblem(field="query.cursor", code="cursor", detail=detail)])
