"""One receipt for two orders, and the cash that they leave in the engineer's hand."""

from domain.orders.ledger import Totals
from domain.orders.parts import Stage
from stack.demo import steps
from stack.demo.clients import Client
from stack.demo.ending import Ending
from stack.demo.photos import TILL
from stack.demo.steps import MFP, PRINTER
from stack.demo.walk import Scene, Walk
from stack.demo.words import roubles
from stack.part import StackError

PRICE, AHEAD = 600_000, 300_000
FIRST, SECOND = 100_000, 150_000
"""What each order has to pay of the receipt."""


def receipt_for_two(scene: Scene) -> Ending:
    """A receipt's lines go to two orders, each pays its own; what is left of the cash is handed in."""
    ivanov = scene.person("ivanov")
    before = ivanov.cash().balance
    first = steps.taken(scene, "petrova", ivanov, MFP, "открывает наряд: МФУ Kyocera шумит")
    second = steps.taken(scene, "smirnova", ivanov, PRINTER, "открывает ему же второй: принтер HP")
    for walk in (first, second):
        steps.into_work(walk, ivanov, agreed=PRICE, ahead=AHEAD)
    _receipt(first, second, ivanov)
    for walk in (first, second):
        steps.report(walk, ivanov, received=PRICE - AHEAD)
        steps.report_approved(walk)
    _hand_in(first, ivanov, 2 * PRICE - FIRST - SECOND)
    if ivanov.cash().balance != before:
        raise StackError(f"{ivanov.name} has not as much cash in hand as before")
    other = Ending(second, Stage.COMPLETED, _totals(SECOND, commission=180_000))
    return Ending(first, Stage.COMPLETED, _totals(FIRST, commission=200_000), beside=(other,))


def _receipt(first: Walk, second: Walk, engineer: Client) -> None:
    first.step(
        engineer,
        f"вводит оприход на оба наряда, из денег клиентов: {roubles(FIRST + SECOND)}",
        "receipts",
        document=first.photo(engineer, TILL),
        seller="ООО «Ресурс»",
        dated=steps.today(),
        total=FIRST + SECOND,
        lines=[
            steps.line(f"Термоплёнка для {first.card.number}", FIRST),
            {"name": f"Ролики для {second.card.number}", "unit_price": SECOND, "order": str(second.card.id)},
        ],
        paid_by="client_cash",
    )
    first.step(first.curator, "проверяет оприход", "approval", part="receipt.1")
    for one in (first, second):
        costs = one.curator.order(one.card).sums.costs
        one.look(one.curator, "смотрит расходы своего наряда", f"расходы {roubles(costs)}")


def _hand_in(walk: Walk, engineer: Client, amount: int) -> None:
    """Hand cash in to the order's curator, who confirms it."""
    hand_in = engineer.hand_in(amount, walk.curator)
    walk.look(engineer, f"сдаёт деньги: {roubles(amount)}", _in_hand(engineer))
    walk.curator.confirm(hand_in)
    walk.look(walk.curator, "подтверждает: деньги получены", _in_hand(engineer))


def _in_hand(engineer: Client) -> str:
    cash = engineer.cash()
    pending = f", из них сдаётся {roubles(cash.pending)}" if cash.pending else ""
    return f"на руках у инженера {roubles(cash.balance)}{pending}"


def _totals(expense: int, commission: int) -> Totals:
    return Totals(agreed=PRICE, payment=PRICE, expense=expense, commission=commission)
