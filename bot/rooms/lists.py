"""Lists of orders, eight to a page; each order opens its card below, an empty list says so.

`orders:<which>:<value>:<page>`: which orders, and the page.
"""

from typing import Final

from bot.rooms.menu import BURNING, VERIFY
from bot.rooms.page import MENU, Page, Room, Row, Visit, Way, bottom, button, way
from bot.rooms.paging import WHOLE, Asked, headed, nth_page, number_of, turns
from bot.rooms.views import OrderLine, OrderList
from domain.people import Permission
from telegram.presses import LONGEST, Press, pack
from telegram.texts import Html, Texts

EVERYWHERE: Final = {
    "overdue": way("problems", 0),
    "kind": way("problems", 0),
    "stage": way("board"),
    "role": way("board"),
}
"""Lists of all organizations, for superusers, by the room that each is reached from."""
BEYOND: Final = frozenset({"find", "org", "org-late", "org-appeals", *EVERYWHERE})
"""Lists that superusers have, who belong to no organization."""
NARROW: Final = 2
"""Orders to a row of buttons."""


async def orders(visit: Visit) -> Page:
    """`<which>:<value>:<page>`; a search has its text for a value."""
    which, value, page = visit.argument(0, "open"), visit.argument(1), number_of(visit, 2)
    me = visit.caller.me
    if me.may(Permission.ORDERS_READ) and not (me.organization_id or which in BEYOND):
        return Page(visit.texts("organizations-none"), (bottom(visit.texts),))
    asked, reads = condition(visit, which, value), me.may(Permission.ORDERS_READ)
    found = await nth_page(visit, "/v1/orders", OrderList, page, asked) if reads else OrderList(orders=())
    texts = visit.texts
    title, back = title_of(texts, which, value, visit), back_of(visit, which, value)
    if not found.orders:
        return Page(f"{title}\n\n{texts('list-empty')}", (bottom(texts, back),))
    lines = [line(order, texts) for order in found.orders]
    head = headed(texts, title, page, found.next is not None)
    turning = turns(texts, page, found.next is not None, lambda n: way("orders", which, value, n))
    if any(len((one.callback_data or "").encode()) > LONGEST for one in turning):
        lines, turning = [*lines, texts("list-narrow")], []
    return Page("\n\n".join((head, *lines)), (*open_rows(found), turning, bottom(texts, back)))


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
        "org": {"organization": value},
        "org-late": {"organization": value, "overdue": True},
        "org-appeals": {"organization": value, "waiting": "decide_appeal"},
    }
    return conditions.get(which, {})


def line(order: OrderLine, texts: Texts) -> Html:
    """One order: what it is, whose, and whom it waits for first."""
    device = order.device.name
    first = order.waiting[0] if order.waiting else None
    said = texts(
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
    if order.organization is None:
        return said
    return Html(f"{said}\n{texts('list-organization', name=short(order.organization, 40))}")


def short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def open_rows(found: OrderList) -> list[Row]:
    buttons = [button(order.number, opening(order)) for order in found.orders]
    return [buttons[n : n + NARROW] for n in range(0, len(buttons), NARROW)]


def opening(order: OrderLine) -> str:
    return pack(Press("open", order.id, WHOLE, 0))


def back_of(visit: Visit, which: str, value: str) -> Way:
    if which.startswith("org"):
        return way("organization", value)
    if visit.caller.me.organization_id is None:
        return EVERYWHERE.get(which, MENU)
    if which == "kind":
        return next((way(room) for room, kinds in KINDS.items() if value in kinds), MENU)
    return BACK.get(which, MENU)


BACK: Final = {
    "stage": way("mine"),
    "closed": way("mine"),
    "role": way("board"),
    "engineer": way("board"),
}
KINDS: Final = {"verify": VERIFY, "burning": BURNING}
"""Rooms that a list of one kind of wait is reached from; the others have their own button in the menu."""


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
