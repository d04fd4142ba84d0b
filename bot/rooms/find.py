"""Finding orders: any part of number, client, phone, device or serial, sent as a message or after /find."""

from dataclasses import replace
from typing import Final

from bot.rooms.lists import orders
from bot.rooms.page import Page, Room, Visit, bottom

SHORTEST: Final = 3
LONGEST: Final = 100


def fits(text: str) -> bool:
    return SHORTEST <= len(searched(text)) <= LONGEST


def searched(text: str) -> str:
    """One line, as the API takes it; a colon would end the text on a button."""
    return " ".join(text.replace("\x00", " ").replace(":", " ").split())


async def find(visit: Visit) -> Page:
    """How to search, where nothing was searched for."""
    return Page(visit.texts("find-how"), (bottom(visit.texts),))


async def found(visit: Visit, text: str) -> Page:
    if not fits(text):
        return Page(visit.texts("find-short"), (bottom(visit.texts),))
    return await orders(replace(visit, arguments=("find", searched(text), "0")))


ROOMS: Final[dict[str, Room]] = {"find": find}
