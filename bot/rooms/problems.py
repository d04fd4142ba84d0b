"""Проблемы: what is wrong in all organizations, those where most is first; for superusers."""

from typing import Final

from bot.rooms.menu import OVERVIEW, WIDE, menu, wrong
from bot.rooms.page import Page, Room, Row, Visit, bottom, button, way
from bot.rooms.paging import headed, nth_page, number_of, turns
from bot.rooms.views import Overview
from domain.orders.waiting import WaitKind
from domain.people import Permission
from telegram.cards import fitting
from telegram.formats import shortened

KINDS: Final = (WaitKind.ASSIGN, WaitKind.DECIDE_APPEAL)


async def problems(visit: Visit) -> Page:
    """`problems:<page>`: lists of the orders in question, then the organizations, eight to a page."""
    if not visit.caller.me.may(Permission.ORGANIZATIONS_MANAGE):
        return await menu(visit)
    page, texts = number_of(visit, 0), visit.texts
    found = await nth_page(visit, OVERVIEW, Overview, page, {})
    if not found.troubled.orders:
        return Page(texts("problems-none"), (bottom(texts),))
    title = texts("problems-title", count=found.troubled.orders)
    lines = [texts("problems-line", **one.model_dump(exclude={"id"})) for one in found.organizations]
    lists = [button(f"{label} ({n})", to.go) for label, to, n in wrong(texts, found, KINDS) if n]
    there = [
        button(shortened(one.name, 30), way("organization", one.id.hex).go) for one in found.organizations
    ]
    rows: list[Row] = [every[n : n + WIDE] for every in (lists, there) for n in range(0, len(every), WIDE)]
    turning = turns(texts, page, found.next is not None, lambda n: way("problems", n))
    text = fitting([headed(texts, title, page, found.next is not None), *lines])
    return Page(text, (*rows, turning, bottom(texts)))


ROOMS: Final[dict[str, Room]] = {"problems": problems}
