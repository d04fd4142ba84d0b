"""Lists of orders, eight to a page; each order opens its card below, an empty list says so.

`orders:<which>:<value>:<page>`: which orders, and the page. The API pages by cursors, which are longer than a
button may carry: those met before are kept in mind, and after a restart the pages are walked anew.
"""

from collections import OrderedDict
from typing import Final

from aiogram.types import InlineKeyboardButton

from bot.rooms.page import MENU, Page, Room, Row, Visit, Way, bottom, button, way
from bot.rooms.views import OrderLine, OrderList
from domain.values import PersonId
from telegram.presses import LONGEST, Press, pack
from telegram.texts import Html, Texts

ROWS: Final = 8
REMEMBERED: Final = 20_000
"""Cursors that are kept in mind."""
WHOLE: Final = "order"
"""Any part will do in a button that only opens the card."""
NARROW: Final = 2
"""Orders to a row of buttons."""
Asked = dict[str, object]


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


async def orders(visit: Visit) -> Page:
    """`<which>:<value>:<page>`; a search has its text for a value."""
    which, value, page = visit.argument(0, "open"), visit.argument(1), int(visit.argument(2, "0"))
    asked = condition(visit, which, value)
    found = await nth_page(visit, asked, f"{which}:{value}", page)
    texts = visit.texts
    title = title_of(texts, which, value, visit)
    if not found.orders:
        return Page(f"{title}\n\n{texts('list-empty')}", (bottom(texts, back_of(which)),))
    lines = [line(order, texts) for order in found.orders]
    head = title if page == 0 and not found.next else f"{title} · {texts('list-page', page=page + 1)}"
    here = [which, value]
    turning = turns(texts, page, found.next is not None, here)
    if any(len((one.callback_data or "").encode()) > LONGEST for one in turning):
        lines, turning = [*lines, texts("list-narrow")], []
    return Page("\n\n".join((head, *lines)), (*open_rows(found), turning, bottom(texts, back_of(which))))


def condition(visit: Visit, which: str, value: str) -> Asked:
    """The query of one kind of list; of an unknown one, all open orders."""
    me = visit.caller.me.id
    conditions: dict[str, Asked] = {
        "waiting": {"waiting_person": me},
        "stage": {"stage": value},
        "kind": {"waiting": value},
        "mine-kind": {"waiting": value, "waiting_person": me},
        "role": {"waiting_role": value},
        "engineer": {"assignee": value},
        "overdue": {"overdue": True},
        "closed": {"show": "closed"},
        "find": {"text": value, "show": "all"},
    }
    return conditions.get(which, {})


async def nth_page(visit: Visit, asked: Asked, which: str, page: int) -> OrderList:
    """The page, by the nearest cursor that is known; pages on the way are walked."""
    person = visit.caller.me.id
    start = next((n for n in range(page, 0, -1) if CURSORS.find(person, which, n)), 0)
    cursor = CURSORS.find(person, which, start) if start else None
    for number in range(start, page + 1):
        found = await visit.caller.read("/v1/orders", OrderList, limit=ROWS, cursor=cursor, **asked)
        cursor = found.next
        if cursor is None:
            break
        CURSORS.keep(person, which, number + 1, cursor)
    return found


def line(order: OrderLine, texts: Texts) -> Html:
    """One order: what it is, whose, and whom it waits for first."""
    device = f"{order.device.brand} {order.device.model}"
    first = order.waiting[0] if order.waiting else None
    return texts(
        "list-line",
        mark="🔥 " if order.overdue else "",
        number=order.number,
        device=short(device, 40),
        client=short(order.client or "", 40),
        stage=order.stage,
        waits=texts.label(first.kind) if first else "none",
        who=short(first.name or texts.label(first.role), 30) if first else "",
        until=first.until if first else None,
    )


def short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def open_rows(found: OrderList) -> list[Row]:
    buttons = [button(order.number, opening(order)) for order in found.orders]
    return [buttons[n : n + NARROW] for n in range(0, len(buttons), NARROW)]


def opening(order: OrderLine) -> str:
    return pack(Press("open", order.id, WHOLE, 0))


def turns(texts: Texts, page: int, more: bool, here: list[str]) -> Row:
    row: list[InlineKeyboardButton] = []
    if page:
        row.append(button(texts.plain("list-before"), way("orders", *here, page - 1).go))
    if more:
        row.append(button(texts.plain("list-after"), way("orders", *here, page + 1).go))
    return row


def back_of(which: str) -> Way:
    return BACK.get(which, MENU)


BACK: Final = {
    "stage": way("mine"),
    "closed": way("mine"),
    "role": way("board"),
    "engineer": way("board"),
    "kind": way("work"),
}


def title_of(texts: Texts, which: str, value: str, visit: Visit) -> Html:
    match which:
        case "find":
            return texts("list-find", text=short(value, 100))
        case "stage" | "kind" | "mine-kind" | "role":
            key = {"stage": "label-stage", "role": "label-role"}.get(which, "label-wait-kind")
            return texts("list-of", what=texts.plain(f"{key}-{value}".replace("_", "-")))
        case _ if texts.has(f"list-{which}"):
            return texts(f"list-{which}")
        case _:
            return texts("list-open")


ROOMS: Final[dict[str, Room]] = {"orders": orders}
