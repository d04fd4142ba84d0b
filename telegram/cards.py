"""The card of an order: what, who, where it stands, whose turn it is and until when, for one reader.

A card is a message of its own, edited in place; its buttons carry what they mean (presses.py).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Final, NamedTuple

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from domain.contacts import CompanyClient, Contact
from domain.orders.actor import Actor
from domain.orders.audience import SEE_ALL
from domain.orders.record import Entry
from domain.orders.state import Order, Phase
from domain.orders.waiting import Action, Wait
from domain.people import Role
from domain.values import Moment, PersonId
from telegram import standing
from telegram.actions import Deed, Deeds, deeds, openings
from telegram.formats import phone, shortened
from telegram.history import name, told
from telegram.presses import Press, pack
from telegram.texts import Html, Texts

LONGEST: Final = 4096
"""Signs that Telegram takes in one message, counted after its HTML is read."""
COMPLAINT: Final = 200
ADDRESS: Final = 300
CLIENT: Final = 160
DEVICE: Final = 120
MOST_WAITS: Final = 6
MOST_BUTTONS: Final = 90
"""Telegram takes 100 of them."""
IN_A_ROW: Final = 2
PAGE: Final = 12
"""Lines of a history page."""
LATEST: Final = 5
TAG: Final = re.compile(r"</?[a-z]+>")


class Seen(NamedTuple):
    """An order with what is not in it."""

    order: Order
    contact: Contact | None
    """None where the client was erased; who may not know it is not shown it."""
    names: Mapping[PersonId, str]


class Shown(NamedTuple):
    """A message as it is sent: HTML and its buttons."""

    text: str
    keyboard: InlineKeyboardMarkup | None


def card(seen: Seen, reader: Actor, texts: Texts, now: Moment, *, more: bool = False) -> Shown:
    """What the reader sees of the order now; `more` shows all buttons."""
    order = seen.order
    priced = _sees_money(reader, order)
    lines = [
        _what(order, texts),
        *_client(seen, reader, texts),
        *standing.standing(order, seen.names, texts, priced=priced),
        *(standing.money(order, texts) if priced else ()),
        *_waits(seen, reader, texts, now),
    ]
    found = deeds(order, reader, now)
    further = openings(order, reader, erased=seen.contact is None)
    found = found._replace(more=(*found.more, *further))
    return Shown(fitting(lines), _keyboard(found, order, texts, more=more))


def length(text: str) -> int:
    """Signs as Telegram counts them: UTF-16 units, without the HTML."""
    return len(unescape(TAG.sub("", text)).encode("utf-16-le")) // 2


def fitting(lines: Sequence[str], end: str = "") -> str:
    """These lines in one message; of too many the last ones are left out."""
    kept = list(lines)
    while length("\n".join([*kept, end])) > LONGEST:
        kept.pop()
    return "\n".join([*kept, end]) if end else "\n".join(kept)


def _what(order: Order, texts: Texts) -> Html:
    device = order.device
    return texts(
        "card-title",
        number=order.number,
        device=shortened(device.name, DEVICE),
        complaint=shortened(device.complaint, COMPLAINT),
    )


def _client(seen: Seen, reader: Actor, texts: Texts) -> Iterator[Html]:
    order, contact = seen.order, seen.contact
    knows = _sees_all(reader) or reader.id in (order.carrier, *order.offered_to)
    if contact and knows:
        client = contact.client
        who = f"{client.name}, {client.contact}" if isinstance(client, CompanyClient) else client.name
        phones = ", ".join(phone(one) for one in contact.phones)
        yield texts("card-client", client=shortened(who, CLIENT), phones=phones)
        if contact.address:
            floor = contact.address.floor
            if floor and floor.isdecimal():
                floor = texts.plain("card-floor", floor=floor)
            where = [contact.address.text, floor, contact.address.entry]
            yield texts("card-address", address=shortened(", ".join(filter(None, where)), ADDRESS))
    if order.visit and order.phase is Phase.ACTIVE:
        yield texts("card-visit", interval=order.visit, state=order.visit.state)


def _sees_all(reader: Actor) -> bool:
    return bool(reader.roles & {*SEE_ALL, Role.SUPERUSER})


def _sees_money(reader: Actor, order: Order) -> bool:
    """The workshop repairs; what the client pays is none of its business."""
    return _sees_all(reader) or reader.id in (order.carrier, *order.carriers)


def _waits(seen: Seen, reader: Actor, texts: Texts, now: Moment) -> Iterator[Html]:
    own_first = sorted(seen.order.waits, key=lambda wait: wait.person != reader.id)
    for wait in own_first[:MOST_WAITS]:
        yield _wait(wait, seen, reader, texts, now)
    if own_first[MOST_WAITS:]:
        yield texts("card-waits-more", count=len(own_first) - MOST_WAITS)


def _wait(wait: Wait, seen: Seen, reader: Actor, texts: Texts, now: Moment) -> Html:
    late = wait.until < now
    if wait.person == reader.id:
        return texts(
            "card-wait-you",
            what=wait.kind,
            until=wait.until,
            late=int(late),
            otherwise=_otherwise(wait),
            role=_above(wait),
        )
    return texts(
        "card-wait",
        who=_whom(wait, seen, texts),
        what=wait.kind,
        until=wait.until,
        late=int(late),
    )


def _whom(wait: Wait, seen: Seen, texts: Texts) -> str:
    if wait.person is None:
        return texts.plain("card-any", role=wait.role)
    return texts.plain("card-somebody", name=name(wait.person, seen.names, texts), role=wait.role)


def _otherwise(wait: Wait) -> str:
    """What happens by itself: somebody above hears of it, a penalty, or nothing any more."""
    left = [rung.action for rung in wait.rungs[wait.next :] if rung.action is not Action.REMIND]
    return left[0].value if left else "nothing"


def _above(wait: Wait) -> Role:
    left = (rung.to for rung in wait.rungs[wait.next :] if rung.action is Action.ESCALATE)
    return next(left, wait.role)


def _keyboard(found: Deeds, order: Order, texts: Texts, *, more: bool) -> InlineKeyboardMarkup:
    rows = [[button(one, order, texts)] for one in found.main]
    if more:
        rest = [button(one, order, texts) for one in found.more[:MOST_BUTTONS]]
        rows += [rest[at : at + IN_A_ROW] for at in range(0, len(rest), IN_A_ROW)]
    turn = [show("less" if more else "more", order, texts)] if found.more else []
    rows.append([*turn, show("history", order, texts)])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def button(deed: Deed, order: Order, texts: Texts) -> InlineKeyboardButton:
    """The button that does this; of a branch it names which."""
    words = texts.plain(deed.label)
    if "." in deed.part and deed.kind != "penalize":
        words = texts.plain("card-deed-of", deed=words, part=texts.part(deed.part))
    if deed.kind == "set_deadline":
        words = texts.plain("card-deed-of", deed=texts.plain(deed.label), part=texts.part(deed.part))
    press = Press(deed.kind, order.id, deed.part, deed.version)
    return InlineKeyboardButton(text=words, callback_data=pack(press))


def show(
    kind: str, order: Order, texts: Texts, part: str = "order", version: int | None = None
) -> InlineKeyboardButton:
    """A button that only shows something of the order; `version` is what it is shown from."""
    press = Press(kind, order.id, part, order.version if version is None else version)
    return InlineKeyboardButton(text=texts.plain(f"deed-{kind}"), callback_data=pack(press))


def history(seen: Seen, entries: Sequence[Entry], texts: Texts, page: int) -> Shown:
    """One page of what happened, the latest first; page 0 is the newest."""
    order = seen.order
    lines = told(entries, seen.names, texts)[::-1]
    pages = max(-(-len(lines) // PAGE), 1)
    page = min(page, pages - 1)
    head = texts("history-title", number=order.number, page=page + 1, pages=pages)
    shown = lines[page * PAGE : (page + 1) * PAGE] or [texts("history-empty")]
    row = []
    if page + 1 < pages:
        row.append(_turned("history-earlier", order, texts, page + 1))
    if page:
        row.append(_turned("history-later", order, texts, page - 1))
    back = [show("less", order, texts)]
    keyboard = InlineKeyboardMarkup(inline_keyboard=[row, back] if row else [back])
    return Shown(fitting([head, *shown]), keyboard)


def _turned(words: str, order: Order, texts: Texts, page: int) -> InlineKeyboardButton:
    press = Press("history", order.id, "page", page)
    return InlineKeyboardButton(text=texts.plain(words), callback_data=pack(press))


def meanwhile(seen: Seen, press: Press, entries: Sequence[Entry], texts: Texts) -> Html:
    """What happened to the part of an old button since it was made; the card itself follows."""
    lines = happened(entries, press.part, press.version, seen.names, texts)
    if not lines:
        return texts("card-old-button")
    return Html("\n".join([texts("card-old-button-since"), *lines]))


def happened(
    entries: Sequence[Entry], part: str, since: int, names: Mapping[PersonId, str], texts: Texts
) -> list[Html]:
    """The latest that happened to that part after the entry `since`; where nothing did, to the order."""
    after = [entry for entry in entries if entry.seq > since]
    about = [entry for entry in after if entry.event.part == part]
    return told(about or after, names, texts)[-LATEST:]
