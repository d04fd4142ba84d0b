"""Оприход на несколько заказов: what a receipt of one order means for the others it names (ORD-5, ADR 19).

Nothing is negotiated: the shares of a receipt follow from the state of its home, and whatever changes them is
told to the other orders in the same transaction.
"""

from collections.abc import Mapping
from typing import Literal

from domain.money import PricedLine, ReceiptLine
from domain.orders.errors import Refusal
from domain.orders.facts import Facts
from domain.orders.order import Event, Stamp, evolve
from domain.orders.parts import ReceiptBranch, ReceiptState
from domain.orders.receipt import expenses
from domain.orders.shares import Share, SharedExpense
from domain.orders.state import Order, Phase
from domain.values import OrderId

Shares = dict[OrderId, dict[str, Share]]
"""Of one home: by the other order, by the receipt's part."""


class SharedWithStranger(Refusal):
    """Also of an order that does not exist or is another organization's: nobody learns which."""

    code = "receipt.order_unknown"
    text = "You carry no order {order}."


class SharedUnfit(Refusal):
    code = "receipt.order_unfit"
    text = "Order {number} takes no expenses now: it is {state}."


class ExpenseShared(Event):
    """Another order's receipt holds expenses of this one, or what it holds has changed."""

    kind: Literal["expense_shared"] = "expense_shared"
    share: Share


def shares(home: Order | None) -> Shares:
    """Everything that the receipts of an order hold, or have held, for other orders."""
    found: Shares = {}
    for receipt in home.receipts if home else ():
        for order_id in dict.fromkeys(line.order for line in (*receipt.accepted, *receipt.pending)):
            if home and order_id:
                found.setdefault(order_id, {})[receipt.part] = _share(home, receipt, order_id)
    return found


def _share(home: Order, receipt: ReceiptBranch, order_id: OrderId) -> Share:
    returned = receipt.state is ReceiptState.RETURNED
    verifier = None if receipt.author == home.curator else home.curator
    pending, accepted = _lines(receipt.pending, order_id), _lines(receipt.accepted, order_id)
    settled = ReceiptState.APPROVED if accepted else ReceiptState.WITHDRAWN
    return Share(
        home=home.id,
        number=home.number,
        receipt=receipt.part,
        state=receipt.state if pending else settled,
        author=receipt.author,
        asked=(receipt.author if returned else verifier) if pending else None,
        paid_by=receipt.paid_by,
        goes_on=receipt.goes_on,
        pending=pending,
        accepted=accepted,
    )


def _lines(lines: tuple[ReceiptLine, ...], order_id: OrderId) -> tuple[PricedLine, ...]:
    return tuple(
        PricedLine(name=line.name, quantity=line.quantity, unit_price=line.unit_price)
        for line in lines
        if line.order == order_id
    )


def partners(home: Order | None) -> frozenset[OrderId]:
    """The other orders that a command to this one may change: all that its open receipts ever named."""
    open_receipts = (receipt for receipt in (home.receipts if home else ()) if receipt.open)
    return frozenset(order_id for receipt in open_receipts for order_id in receipt.shared_with)


def refuse_unfit_orders(before: Order | None, after: Order, facts: Facts) -> None:
    """Whatever opens a share, the other order must take it: in work, and carried by the same person."""
    known = shares(before)
    for order_id, by_receipt in shares(after).items():
        for part, share in by_receipt.items():
            old = known.get(order_id, {}).get(part)
            if share.open and not (old and old.open):
                _refuse_unfit_order(order_id, facts)


def _refuse_unfit_order(order_id: OrderId, facts: Facts) -> None:
    other = facts.others.get(order_id)
    if other is None or facts.actor is None or other.carrier != facts.actor.id:
        raise SharedWithStranger(order=str(order_id))
    if other.phase is Phase.PAUSED:
        raise SharedUnfit(number=other.number, state="paused")
    if not other.in_work:
        raise SharedUnfit(number=other.number, state=other.stage.value)


def changed_shares(before: Order | None, after: Order) -> Shares:
    """Those that are not what they were, as they are now; an emptied one says that nothing came of it."""
    old, new = shares(before), shares(after)
    changed: Shares = {}
    for order_id in {**old, **new}:
        was, now = old.get(order_id, {}), new.get(order_id, {})
        gone = {part: _emptied(share) for part, share in was.items() if part not in now and share.open}
        different = {part: share for part, share in now.items() if _differs(was.get(part), share)}
        if gone or different:
            changed[order_id] = {**gone, **different}
    return changed


def _differs(was: Share | None, now: Share) -> bool:
    """What is settled stays so, whatever becomes of the rest of its document."""
    if was and not was.open and not now.open:
        return was.accepted != now.accepted
    return was != now


def _emptied(share: Share) -> Share:
    return share.model_copy(
        update={"state": ReceiptState.WITHDRAWN, "pending": (), "accepted": (), "asked": None}
    )


def news_for(other: Order, by_receipt: Mapping[str, Share]) -> list[ExpenseShared]:
    """The events that these shares mean for the other order; what is newly accepted is posted there."""
    events: list[ExpenseShared] = []
    number = len(other.shared)
    for share in by_receipt.values():
        known = _known(other, share)
        before = known.share.amount if known else 0
        number += known is None
        part = known.part if known else f"shared.{number}"
        postings = expenses(share.author, share.paid_by, share.amount - before)
        events.append(ExpenseShared(part=part, share=share, postings=postings))
    return events


def _known(other: Order, share: Share) -> SharedExpense | None:
    same = (kept for kept in other.shared if _is_of(kept, share))
    return next(same, None)


def _is_of(kept: SharedExpense, share: Share) -> bool:
    return (kept.share.home, kept.share.receipt) == (share.home, share.receipt)


@evolve.register
def _(event: ExpenseShared, order: Order, stamp: Stamp) -> Order:
    others = (kept for kept in order.shared if kept.part != event.part)
    return order.with_(shared=(*others, SharedExpense(part=event.part, share=event.share)))
