"""Finding orders: any part of number, client, phone, device or serial, sent as a message or after /find."""

from dataclasses import replace
from typing import Final

from bot.rooms.lists import orders
from bot.rooms.page import Page, Room, Visit, bottom
from bot.rooms.people import searching, staff
from bot.searching import fits, searched
from domain.people import Permission


async def find(visit: Visit) -> Page:
    """How to search, where nothing was searched for."""
    return Page(visit.texts("find-how"), (bottom(visit.texts),))


async def found(visit: Visit, text: str) -> Page:
    if not fits(text):
        return Page(visit.texts("find-short"), (bottom(visit.texts),))
    wanted, me = searched(text), visit.caller.me
    if not (me.may(Permission.ORDERS_READ) or me.may(Permission.PEOPLE_READ)):
        return Page(visit.texts("find-nothing"), (bottom(visit.texts),))
    if not me.may(Permission.ORDERS_READ):  # whose search is for people
        return await staff(replace(visit, arguments=("find", wanted, "0")))
    page = await orders(replace(visit, arguments=("find", wanted, "0")))
    if not me.may(Permission.PEOPLE_READ):
        return page
    return replace(page, rows=(*page.rows[:-1], searching(wanted, visit.texts), page.rows[-1]))


ROOMS: Final[dict[str, Room]] = {"find": find}
