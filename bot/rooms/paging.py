"""Pages of the API's lists.

It pages by cursors, which are longer than a button may carry: those met before are kept in mind, and after a
restart the pages are walked anew.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Final, TypeVar

from aiogram.types import InlineKeyboardButton

from bot.rooms.page import Row, Visit, Way, button
from bot.rooms.views import Listed
from domain.values import OrderId, PersonId
from telegram.cards import fitting
from telegram.presses import Press, pack
from telegram.texts import Html, Texts

ROWS: Final = 8
WHOLE: Final = "order"
"""Any part will do in a button that only opens the card."""
DIGITS: Final = 4
"""Of the number of a page: all pages up to it may have to be walked."""
REMEMBERED: Final = 20_000
"""Cursors that are kept in mind."""
Asked = dict[str, object]


P = TypeVar("P", bound=Listed)


class Cursors:
    """Where pages begin, by person, list and number."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[PersonId, str, int], str] = OrderedDict()

    def keep(self, person: PersonId, which: str, page: int, cursor: str) -> None:
        self._known[person, which, page] = cursor
        self._known.move_to_end((person, which, page))
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    def find(self, person: PersonId, which: str, page: int) -> str | None:
        return self._known.get((person, which, page))


CURSORS: Final = Cursors()


async def nth_page(visit: Visit, path: str, kind: type[P], page: int, asked: Asked) -> P:
    """The page, by the nearest cursor that is known; pages on the way are walked."""
    person, which = visit.caller.me.id, f"{path} {sorted(asked.items())}"
    start = next((n for n in range(page, 0, -1) if CURSORS.find(person, which, n)), 0)
    cursor = CURSORS.find(person, which, start) if start else None
    for number in range(start, page + 1):
        found = await visit.caller.read(path, kind, **{"limit": ROWS, "cursor": cursor, **asked})
        cursor = found.next
        if cursor is None:
            break
        CURSORS.keep(person, which, number + 1, cursor)
    return found


def turns(texts: Texts, page: int, more: bool, to: Callable[[int], Way]) -> Row:
    """Buttons to the pages beside this one."""
    row: list[InlineKeyboardButton] = []
    if page:
        row.append(button(texts.plain("list-before"), to(page - 1).go))
    if more:
        row.append(button(texts.plain("list-after"), to(page + 1).go))
    return row


def headed(texts: Texts, title: Html, page: int, more: bool) -> Html:
    """The title, with the page's number where there are several."""
    return title if page == 0 and not more else Html(f"{title} · {texts('list-page', page=page + 1)}")


def number_of(visit: Visit, argument: int) -> int:
    """The page that a button names; the first, where it names none, or one that no button ever does."""
    named = visit.argument(argument, "0")
    return int(named) if named.isascii() and named.isdecimal() and len(named) <= DIGITS else 0


def listed(visit: Visit, title: Html, lines: list[Html], page: int, more: bool) -> str:
    """The page's text: one entry to a line; of too long ones the last are left out."""
    head = headed(visit.texts, title, page, more)
    return fitting([head, "", *(lines or [visit.texts("list-empty")])])


def opening(orders: list[tuple[str, OrderId | None]]) -> list[Row]:
    """Buttons to the cards of these orders, each once."""
    known = {order_id: number for number, order_id in orders if order_id}
    buttons = [button(number, pack(Press("open", order_id, WHOLE, 0))) for order_id, number in known.items()]
    return [buttons[n : n + 2] for n in range(0, len(buttons), 2)]
