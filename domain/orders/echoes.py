"""Эхо: the entries that a recording of one order adds to the records of others (ADR 19)."""

from collections.abc import Iterable

from domain.orders.facts import Facts
from domain.orders.order import Command
from domain.orders.receipt import ReceiptSubmitted
from domain.orders.record import Entry, followed, replayed
from domain.orders.sharing import changed_shares, news_for
from domain.orders.state import Order
from domain.values import OrderId


def echoes(command: Command, before: Order | None, after: Order, facts: Facts) -> dict[OrderId, list[Entry]]:
    """By other order: what its own record says of the command, numbered there, with what follows there.

    `facts.others` must hold each order whose share has changed (`partners`, `Command.orders`).
    """
    found: dict[OrderId, list[Entry]] = {}
    for order_id, by_receipt in changed_shares(before, after).items():
        other = facts.others[order_id]
        there = facts.model_copy(update={"at": max(facts.at, other.changed_at)})
        found[order_id], _ = followed(news_for(other, by_receipt), other, command, there)
    return found


def touched(before: Order | None, entries: Iterable[Entry]) -> tuple[OrderId, ...]:
    """The other orders that these entries of a home have added to, so that somebody tells their workflows."""
    entries = tuple(entries)
    shares_at_all = bool(before and any(receipt.shared_with for receipt in before.receipts))
    if not shares_at_all and not any(_shares(entry) for entry in entries):
        return ()  # as nearly always: nothing is replayed for it
    found: dict[OrderId, None] = {}
    for entry in entries:
        after = replayed([entry], before)
        found |= dict.fromkeys(changed_shares(before, after))
        before = after
    return tuple(found)


def _shares(entry: Entry) -> bool:
    return isinstance(entry.event, ReceiptSubmitted) and bool(entry.event.shared_with)
