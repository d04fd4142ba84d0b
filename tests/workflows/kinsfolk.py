"""Orders that have to do with each other: each is a story as those in `stories.py`."""

from collections.abc import Awaitable, Callable
from typing import Any

from domain.orders.answer import Answer
from domain.orders.assignment import Accept
from domain.orders.lifecycle import AddNote
from domain.orders.parts import Stage
from domain.orders.report import SubmitReport
from domain.orders.state import Order
from domain.orders.warranty import NotWarranty
from tests.crew import Crew
from tests.workflows.running import Orders, Running, eventually
from tests.workflows.steps import PRICE, cash, complete, into_work, submit_agreement, submit_receipt


async def share(home: Running, *others: Running, each: int = 100, **fields: Any) -> Answer:
    """A receipt with a line of its own and one for each other order."""
    lines = [{"name": "Тонер", "unit_price": each, "order": one and one.id} for one in (None, *others)]
    return await submit_receipt(home, lines=lines, total=each * len(lines), **fields)


async def caught_up(order: Running) -> Order:
    """The workflow's copy, once it is what stands in the record; nobody gives it a command meanwhile."""

    async def one() -> Order | None:
        held = await order.held()
        return held if held == await order.recorded() else None

    held = await eventually(one)
    assert held
    return held


async def _shared(orders: Orders, crew: Crew) -> tuple[Running, Running]:
    """Of one receipt two orders pay their part; both are completed."""
    home, other = await into_work(orders, crew), await into_work(orders, crew)
    await share(home, other)
    await caught_up(other)
    await home.approve("receipt.1")
    held = await caught_up(other)
    other.answer = other.answer.model_copy(update={"parts": held.parts, "version": held.version})
    for order in (home, other):
        await complete(order)
    return home, other


async def shared_with_another(orders: Orders, crew: Crew) -> Running:
    """The order whose receipt it is, which tells the other one."""
    return (await _shared(orders, crew))[0]


async def shared_by_another(orders: Orders, crew: Crew) -> Running:
    """The order that is told."""
    return (await _shared(orders, crew))[1]


async def another_device(orders: Orders, crew: Crew) -> Running:
    first = await orders.open(crew)
    await first.give(Accept, crew.engineer)
    order = await orders.open(crew, engineer=None, sibling_of=first.id)
    await order.give(AddNote, crew.curator, text="Второй аппарат там же")
    return order


async def _repeated(orders: Orders, crew: Crew) -> Running:
    """Accepted; it repeats a repair that was completed with a warranty."""
    earlier = await into_work(orders, crew)
    act = [crew.photos.pop()]
    await earlier.give(SubmitReport, crew.engineer, act=act, received=cash(PRICE), warranty_days=90)
    await earlier.approve("report")
    order = await orders.open(crew, warranty_of=earlier.id, warranty_reason="тот же аппарат")
    await order.give(Accept, crew.engineer)
    return order


async def repeated_under_warranty(orders: Orders, crew: Crew) -> Running:
    order = await _repeated(orders, crew)
    await complete(order, 0)
    return order


async def no_case_of_warranty(orders: Orders, crew: Crew) -> Running:
    """It turns out to be an ordinary order, which is agreed on."""
    order = await _repeated(orders, crew)
    await order.give(NotWarranty, crew.engineer, reason="залит кофе")
    await submit_agreement(order)
    await order.approve("agreement")
    return order


KINSFOLK: dict[Callable[[Orders, Crew], Awaitable[Running]], Stage] = {
    shared_with_another: Stage.COMPLETED,
    shared_by_another: Stage.COMPLETED,
    another_device: Stage.ASSIGNMENT,
    repeated_under_warranty: Stage.COMPLETED,
    no_case_of_warranty: Stage.PREPAYMENT,
}
"""Each with the stage it leads to."""
