"""Formatted text: parse modes, entities that Telegram finds by itself, and the limits of both."""

from stack.telegram.entities import found, html, markdown
from stack.telegram.entities.text import Formatted, ParseError, tidied
from stack.telegram.errors import bad_request
from stack.telegram.values import Json

MODES = {"html": html.parsed, "markdownv2": markdown.parsed}


def formatted(text: str, mode: str = "", given: list[Json] | None = None) -> Formatted:
    """The text as people see it, with its entities: parsed, or `given`, and those found in it.

    Raises:
        ApiError: in Telegram's words, when the markup is broken or the mode unknown.
    """
    entities = list(given or [])
    if mode and not entities:
        if mode.lower() not in MODES:
            raise bad_request("unsupported parse_mode")
        try:
            text, entities = MODES[mode.lower()](text)
        except ParseError as error:
            raise bad_request(f"can't parse entities: {error}") from error
    text, entities = tidied(text, entities)
    return text, found.added(text, entities)
