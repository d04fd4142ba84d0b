"""One order as the API shows it to its reader, and the reader as the rules know them."""

from datetime import datetime
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from bot.client import Caller
from bot.me import Me
from domain.contacts import Contact
from domain.orders.actor import Actor
from domain.orders.following import following
from domain.orders.order import PartCommand
from domain.orders.possible import COMMANDS, Possible, possible
from domain.orders.record import Entry
from domain.orders.state import Order
from domain.values import OrderId, PersonId
from telegram.cards import Seen
from telegram.presses import Press


class _ReadBy(BaseModel):
    model_config = ConfigDict(extra="ignore")

    stands_in: bool
    other_curators: bool


class _OrderView(BaseModel):
    model_config = ConfigDict(extra="ignore")

    order: Order
    contact: Contact | None
    names: dict[PersonId, str]
    read_by: _ReadBy


class _Timeline(BaseModel):
    model_config = ConfigDict(extra="ignore")

    entries: tuple[Entry, ...]
    next: int | None
    names: dict[PersonId, str]


class Look(NamedTuple):
    """An order, and who looks at it."""

    seen: Seen
    reader: Actor

    @property
    def order(self) -> Order:
        return self.seen.order

    def offers(self, press: Press, now: datetime) -> bool:
        """Whether the button would stand on today's card: possible, and about the part as it is now."""
        if press.kind in following(self.order, self.reader, erased=self.seen.contact is None):
            return True
        if Possible(press.kind, press.part) not in possible(self.order, self.reader, now):
            return False
        current = self.order.parts.get(press.part, 0)
        return press.version == current or not issubclass(COMMANDS[press.kind], PartCommand)


class Record(NamedTuple):
    """Entries of an order, and the names of the people in them."""

    entries: tuple[Entry, ...]
    names: dict[PersonId, str]


async def look(order_id: OrderId, caller: Caller) -> Look:
    """The order now. Errors as `Caller.read`."""
    view = await caller.read(f"/v1/orders/{order_id}", _OrderView)
    me, by = caller.me, view.read_by
    reader = actor(me).model_copy(update={"stands_in": by.stands_in, "other_curators": by.other_curators})
    return Look(Seen(view.order, view.contact, view.names), reader)


async def seen(order_id: OrderId, caller: Caller) -> Seen:
    """The order now, without its reader."""
    return (await look(order_id, caller)).seen


async def record(order_id: OrderId, caller: Caller, after: int = 0) -> Record:
    """What happened after the entry of that number, oldest first."""
    entries: list[Entry] = []
    names: dict[PersonId, str] = {}
    following: int | None = after
    while following is not None:
        page = await caller.read(f"/v1/orders/{order_id}/timeline", _Timeline, after=following)
        entries += page.entries
        names |= page.names
        following = page.next
    return Record(tuple(entries), names)


def actor(me: Me) -> Actor:
    return Actor(id=me.id, roles=me.roles, permissions=me.permissions)
