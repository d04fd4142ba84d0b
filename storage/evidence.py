"""Whether an order's record is what was once written: the check behind `naryad verify`."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pydantic import ValidationError

from domain.orders.health import agrees
from domain.orders.record import Entry, replayed
from domain.orders.state import Order
from storage.canonical import verify_chain
from storage.contacts import ContactUnderHash
from storage.database import Transaction
from storage.events import Ledger
from storage.orders import OrderPlace


class Verdict(NamedTuple):
    number: str
    entries: int
    faults: tuple[str, ...]
    """In words, for an operator; empty when everything holds."""


async def verify(tx: Transaction, place: OrderPlace) -> Verdict:
    """Check the chain of hashes, and that ledger, read model and client's data agree with it.

    A record whose every hash was computed anew looks whole: compare the last hash with a copy kept elsewhere.
    """
    links = await tx.events.chain(place.organization_id, place.order_id)
    broken_at = verify_chain(links)
    if broken_at is not None:
        return Verdict(place.number, len(links), (f"the chain breaks at entry {broken_at}",))
    try:
        entries = [Entry.model_validate_json(link.body) for link in links]
        order = await tx.orders.find(place.organization_id, place.order_id)
    except ValidationError as error:
        return Verdict(place.number, len(links), (f"what is stored cannot be read as {error.title}",))
    ledger = await tx.events.ledger(place.organization_id, place.order_id)
    contact = await tx.contacts.find(place.organization_id, place.order_id)
    faults = (*_of_order(entries, order), *_of_ledger(entries, ledger), *_of_contact(order, contact))
    return Verdict(place.number, len(links), faults)


def _of_order(entries: Sequence[Entry], order: Order | None) -> Iterator[str]:
    last = entries[-1].seq if entries else 0
    if order is None or order.version != last:
        yield f"the record ends at entry {last}, the order is at {order.version if order else 0}"
    elif not agrees(order, replayed(entries)):
        yield "the read model is not what the entries lead to"


def _of_ledger(entries: Sequence[Entry], ledger: Ledger) -> Iterator[str]:
    recorded = [(entry.seq, posting) for entry in entries for posting in entry.event.postings]
    if recorded != [(line.seq, line.posting) for line in ledger.lines]:
        yield "the ledger is not what the entries posted"


def _of_contact(order: Order | None, contact: ContactUnderHash | None) -> Iterator[str]:
    if order is None or contact is None:
        return
    if contact.sha256 != order.contact_sha256 or not contact.fits():
        yield "the client's data is not what its hash was made of"
