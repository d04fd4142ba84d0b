"""The card of an order: what, who, where it stands, whose turn it is and until when, for one reader.

A card is a message of its own, edited in place; its buttons carry what they mean (presses.py).
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from domain.contacts import CompanyClient, Contact
from domain.orders.actor import Actor
from domain.orders.state import Order, Phase
from domain.orders.waiting import Wait
from domain.values import Moment, PersonId
from telegram.actions import Deed, Deeds, deeds
from telegram.formats import phone, shortened
from telegram.presses import Press, pack
from telegram.texts import Html, Texts

LONGEST: Final = 4096
"""Signs that Telegram takes in one message, counted after its HTML is read."""
COMPLAINT: Final = 200
ADDRESS: Final = 300
REASON: Final = 400
MOST_WAITS: Final = 6
MOST_BUTTONS: Final = 40


class Seen(NamedTuple):
    """An order with what is not in it, as one reader may see it."""

    order: Order
    contact: Contact | None
    """None for who may not know the client, and where the client was erased."""
    names: Mapping[PersonId, str]


class Shown(NamedTuple):
    """A message as it is sent: HTML and its buttons."""

    text: str
    keyboard: InlineKeyboardMarkup


def card(seen: Seen, reader: Actor, texts: Texts, now: Moment, *, more: bool = False) -> Shown:
    """What the reader sees of the order now; `more` shows all buttons."""
    found = deeds(seen.order, reader, now)
    lines = (
        _what(seen, texts),
        *_client(seen, reader, texts),
        *_visit(seen, texts),
        *_progress(seen, texts),
        *_waits(seen, reader, texts, now),
    )
    return Shown("\n".join(lines), _keyboard(found, seen.order, texts, more=more))


def _what(seen: Seen, texts: Texts) -> Html:
    device = seen.order.device
    return texts(
        "card-title",
        number=seen.order.number,
        device=f"{device.brand} {device.model}",
        complaint=shortened(device.complaint, COMPLAINT),
    )


def _client(seen: Seen, reader: Actor, texts: Texts) -> Iterable[Html]:
    contact = seen.contact
    if contact is None:
        return
    client = contact.client
    who = f"{client.name}, {client.contact}" if isinstance(client, CompanyClient) else client.name
    yield texts("card-client", client=who, phones=", ".join(phone(one) for one in contact.phones))
    if contact.address:
        where = [contact.address.text, contact.address.floor, contact.address.entry]
        yield texts("card-address", address=shortened(", ".join(filter(None, where)), ADDRESS))


def _visit(seen: Seen, texts: Texts) -> Iterable[Html]:
    visit = seen.order.visit
    if visit and seen.order.phase is Phase.ACTIVE:
        yield texts("card-visit", interval=visit, state=visit.state)


def _progress(seen: Seen, texts: Texts) -> Iterable[Html]:
    yield texts("card-stage", stage=seen.order.stage)


def _waits(seen: Seen, reader: Actor, texts: Texts, now: Moment) -> Iterable[Html]:
    for wait in seen.order.waits[:MOST_WAITS]:
        yield _wait(wait, seen, reader, texts)


def _wait(wait: Wait, seen: Seen, reader: Actor, texts: Texts) -> Html:
    who = texts("card-you") if wait.person == reader.id else _name(wait, seen, texts)
    return texts("card-wait", who=who, what=wait.kind, until=wait.until)


def _name(wait: Wait, seen: Seen, texts: Texts) -> str:
    if wait.person is None:
        return texts.plain("card-any", role=wait.role)
    return seen.names.get(wait.person) or texts.label(wait.role)


def _keyboard(found: Deeds, order: Order, texts: Texts, *, more: bool) -> InlineKeyboardMarkup:
    rows = [[button(one, order, texts)] for one in found.main]
    if more:
        rows += [[button(one, order, texts)] for one in found.more[:MOST_BUTTONS]]
    turn = "less" if more else "more"
    rows.append([show(turn, order, texts), show("history", order, texts)])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def button(deed: Deed, order: Order, texts: Texts) -> InlineKeyboardButton:
    """The button that does this; it names its part where the order has several of the kind."""
    words = texts.plain(deed.label)
    if "." in deed.part:
        words = texts.plain("card-deed-of", deed=words, part=texts.part(deed.part))
    press = Press(deed.kind, order.id, deed.part, deed.version)
    return InlineKeyboardButton(text=words, callback_data=pack(press))


def show(kind: str, order: Order, texts: Texts, part: str = "order") -> InlineKeyboardButton:
    """A button that only shows something of the order, as it is at this version."""
    press = Press(kind, order.id, part, order.version)
    return InlineKeyboardButton(text=texts.plain(f"deed-{kind}"), callback_data=pack(press))
