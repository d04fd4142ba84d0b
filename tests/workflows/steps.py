"""The steps of an order as its people take them."""

import asyncio
from datetime import timedelta
from typing import Any

from domain.orders.agreement import SubmitAgreement
from domain.orders.answer import Answer
from domain.orders.assignment import Accept
from domain.orders.custody import GiveDevice, ReceiveDevice
from domain.orders.prepayment import SubmitPrepayment
from domain.orders.receipt import SubmitReceipt
from domain.orders.report import SubmitReport
from domain.orders.stationary import FinishRepair, HandOver, Take
from tests.crew import Crew
from tests.workflows.running import Orders, Running

PRICE = 450_000
"""Kopecks."""
OPTION = {"lines": [{"name": "Ролик подачи", "unit_price": PRICE}]}
AGREED = {"kind": "agreed", "option": 0}


def cash(amount: int) -> dict[str, Any]:
    return {"amount": amount, "method": "cash", "fiscal_number": "17"}


async def submit_agreement(order: Running, **outcome: Any) -> Answer:
    return await order.give(SubmitAgreement, order.crew.engineer, options=[OPTION], outcome=outcome or AGREED)


async def agree(order: Running) -> None:
    await order.give(Accept, order.crew.engineer)
    await submit_agreement(order)
    await order.approve("agreement")


async def into_work(orders: Orders, crew: Crew, prepaid: int = 0) -> Running:
    """An order that takes branches and the report."""
    order = await orders.open(crew)
    await agree(order)
    await order.give(SubmitPrepayment, crew.engineer, payment=cash(prepaid) if prepaid else None)
    await order.approve("prepayment")
    return order


async def hand_over(order: Running, **fields: Any) -> Answer:
    due = await order.orders.today(order.crew) + timedelta(days=3)
    given = {"description": "не включается", "completeness": "кабель", "due": due} | fields
    return await order.give(HandOver, order.crew.engineer, photos=[order.crew.photos.pop()], **given)


async def submit_receipt(order: Running, *prices: int, **fields: Any) -> Answer:
    lines = [{"name": f"Деталь {n}", "unit_price": price} for n, price in enumerate(prices)]
    dated = await order.orders.today(order.crew)
    given = {"total": sum(prices), "paid_by": "own", "seller": "ООО «Ромашка»", "lines": lines} | fields
    document = order.crew.photos.pop()
    return await order.give(SubmitReceipt, order.crew.engineer, document=document, dated=dated, **given)


async def both_branches(order: Running) -> None:
    """Opened at the same moment, and verified at the same moment."""
    await asyncio.gather(hand_over(order), submit_receipt(order, 60_000, 20_000))
    await asyncio.gather(order.approve("stationary.1"), order.approve("receipt.1"))


async def repair(order: Running, part: str = "stationary.1") -> None:
    """Taken, finished and approved; the device is still in the workshop."""
    worker = order.crew.worker
    await order.give(Take, worker, part=part)
    photos = [order.crew.photos.pop()]
    await order.give(
        FinishRepair, worker, part=part, done="заменён предохранитель", amount=50_000, photos=photos
    )
    await order.approve(part)


async def collect(order: Running) -> None:
    await order.give(GiveDevice, order.crew.worker, to=order.crew.engineer.id)
    await order.give(ReceiveDevice, order.crew.engineer)


async def submit_report(order: Running, received: int) -> Answer:
    payment = cash(received) if received else None
    return await order.give(
        SubmitReport, order.crew.engineer, act=[order.crew.photos.pop()], received=payment
    )


async def complete(order: Running, received: int = PRICE) -> None:
    await submit_report(order, received)
    await order.approve("report")
