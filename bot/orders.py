"""One order as the API shows it to its reader, and the reader as the rules know them."""

from pydantic import BaseModel, ConfigDict

from bot.client import Caller
from bot.me import Me
from domain.contacts import Contact
from domain.orders.actor import Actor
from domain.orders.state import Order
from domain.values import OrderId, PersonId
from telegram.cards import Seen


class _OrderView(BaseModel):
    model_config = ConfigDict(extra="ignore")

    order: Order
    contact: Contact | None
    names: dict[PersonId, str]


async def seen(order_id: OrderId, caller: Caller) -> Seen:
    """The order now. Errors as `Caller.read`."""
    view = await caller.read(f"/v1/orders/{order_id}", _OrderView)
    return Seen(view.order, view.contact, view.names)


def actor(me: Me) -> Actor:
    return Actor(id=me.id, roles=me.roles, permissions=me.permissions)
