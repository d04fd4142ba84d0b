"""Whether a story ended as it must: the order's stage, its money, and the whole chain of its record."""

from dataclasses import dataclass

from api.orders import Evidence
from api.views import OrderView
from stack.demo.ending import Ending
from stack.demo.words import STAGES
from storage.canonical import Link, verify_chain
from storage.events import Ledger


@dataclass(frozen=True)
class Proof:
    """What the API says of an order at the end of its story, and what is wrong with it."""

    order: OrderView
    ledger: Ledger
    entries: int
    faults: tuple[str, ...]
    """In words; empty when the story ended as it should."""


def prove(ending: Ending) -> Proof:
    """Read the order anew and hold it against the ending."""
    curator, card = ending.walk.curator, ending.walk.card
    order, ledger = curator.order(card), curator.ledger(card)
    evidence = curator.evidence(card)
    faults = (
        *_of_stage(ending, order),
        *_of_money(ending, order, ledger),
        *_of_chain(evidence, order),
    )
    return Proof(order, ledger, len(evidence.links), faults)


def _of_stage(ending: Ending, order: OrderView) -> list[str]:
    faults = []
    if order.stage is not ending.stage:
        faults.append(f"этап «{STAGES[order.stage]}», а не «{STAGES[ending.stage]}»")
    if not order.stage.closed and not order.waiting:
        faults.append("открыт, но никого не ждёт")
    return faults


def _of_money(ending: Ending, order: OrderView, ledger: Ledger) -> list[str]:
    faults = []
    if ledger.totals != ending.totals:
        faults.append(f"суммы {ledger.totals}, а не {ending.totals}")
    if order.order.totals != ledger.totals:
        faults.append("суммы наряда расходятся с проводками")
    return faults


def _of_chain(evidence: Evidence, order: OrderView) -> list[str]:
    broken_at = verify_chain(
        Link(link.seq, link.body.encode(), bytes.fromhex(link.hash)) for link in evidence.links
    )
    if broken_at is not None:
        return [f"цепочка записей рвётся на {broken_at}"]
    if len(evidence.links) != order.order.version:
        return [f"записей {len(evidence.links)}, а версия наряда {order.order.version}"]
    return []
