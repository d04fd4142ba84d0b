"""Orders that may be opened after another one: for another device of its client, or to repeat its repair."""

from enum import StrEnum

from domain.orders.actor import Actor
from domain.orders.state import Order, Phase
from domain.people import Permission


class Following(StrEnum):
    SIBLING = "open_sibling"
    """«Ещё устройство»."""
    REPEAT = "open_repeat"
    """«Повтор по гарантии»; whether somebody has to say why it is for nothing, `warranty.doubt` tells."""


def following(order: Order, actor: Actor, *, erased: bool) -> tuple[Following, ...]:
    """What the actor may open after this order; `erased`: its client's data is not there to be taken over.

    A repair is repeated once its order has come to an end: until then it goes on there.
    """
    if erased or Permission.ORDERS_CREATE not in actor.permissions:
        return ()
    return (Following.SIBLING, Following.REPEAT) if order.phase is Phase.CLOSED else (Following.SIBLING,)
