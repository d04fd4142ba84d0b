"""What a command is answered with: where the order stands now, and whose turn it is."""

from collections.abc import Sequence

from domain.orders.parts import Part, Stage
from domain.orders.record import Entry
from domain.orders.state import Order
from domain.orders.waiting import Wait
from domain.values import CommandId, OrderId, Value


class Answer(Value):
    """`parts` are the versions that the next commands have to name.

    `created` is a part that was not there before: a branch of the work or a penalty, such as `receipt.2`.
    """

    command_id: CommandId
    order_id: OrderId
    number: str
    version: int
    first_seq: int
    last_seq: int
    stage: Stage
    parts: dict[Part, int]
    waits: tuple[Wait, ...]
    created: Part | None = None


def answer(before: Order | None, order: Order, entries: Sequence[Entry]) -> Answer:
    """The answer to the command that added these entries, which led from `before` to `order`."""
    there = before.parts if before else order.parts
    return Answer(
        command_id=entries[0].command_id,
        order_id=order.id,
        number=order.number,
        version=order.version,
        first_seq=entries[0].seq,
        last_seq=entries[-1].seq,
        stage=order.stage,
        parts=order.parts,
        waits=order.waits,
        created=next((part for part in order.parts if part not in there and "." in part), None),
    )
