"""Оприход: a document of expenses, entered line by line and used once in the organization."""

import hashlib
import json
from datetime import date
from typing import Annotated, Literal

from annotated_types import Len
from pydantic import Field

from domain.media import Fiscal
from domain.money import Method, Money, ReceiptLine
from domain.orders.errors import (
    BranchNotOpen,
    FutureDate,
    NoSuchLine,
    NotYours,
    ReceiptEmpty,
    ReceiptSum,
    ReceiptUsed,
    StageMismatch,
    UnknownPart,
)
from domain.orders.facts import Facts
from domain.orders.ledger import Posting, PostingKind
from domain.orders.order import Event, PartCommand, Stamp, decide, evolve
from domain.orders.parts import PaidBy, ReceiptBranch, ReceiptState
from domain.orders.rights import actor, carrier_of
from domain.orders.state import Order
from domain.organizations import Mode
from domain.values import Line, MediaId, OrderId, PersonId, Sha256, Text

NEW = "receipt"
"""The part that opens a new branch; an existing one is `receipt.<number>`."""

Lines = Annotated[tuple[ReceiptLine, ...], Len(0, 50)]


class SubmitReceipt(PartCommand):
    """Sends a document in, or again after a return: `lines` are those not accepted yet.

    All accepted lines and these make up the document's total, whichever of the person's orders they are for.
    """

    kind: Literal["submit_receipt"] = "submit_receipt"
    part: Annotated[str, Field(pattern=r"^receipt(\.[1-9][0-9]{0,3})?$")] = NEW
    document: MediaId
    seller: Line
    dated: date
    total: Money
    lines: Lines
    paid_by: PaidBy

    def media(self) -> tuple[MediaId, ...]:
        return (self.document,)

    def orders(self) -> tuple[OrderId, ...]:
        return tuple(dict.fromkeys(line.order for line in self.lines if line.order))

    def content_claims(self) -> tuple[Sha256, ...]:
        """Two photos of one paper have other hashes, but the same seller, date, total and lines."""
        paper = {"seller", "dated", "total", "lines"}
        content = self.model_dump(mode="json", include=paper, exclude={"lines": {"__all__": {"order"}}})
        return (hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest(),)


class ReceiptSubmitted(Event):
    kind: Literal["receipt_submitted"] = "receipt_submitted"
    seller: Line
    dated: date
    total: int
    lines: Lines
    paid_by: PaidBy
    goes_on: bool
    similar_in: tuple[str, ...]
    """Orders with a receipt of the same date and total: the curator should look twice."""
    fiscal: Fiscal | None = None
    """As its QR code tells, where the document has one that can be read."""
    shared_with: dict[OrderId, Line] = {}
    """The other orders that its lines are for, with their numbers."""


class ReceiptApproved(Event):
    kind: Literal["receipt_approved"] = "receipt_approved"
    self_check: bool


class ReceiptReturned(Event):
    """The whole document, or single lines by index with their reasons; then the rest is accepted."""

    kind: Literal["receipt_returned"] = "receipt_returned"
    reason: Text
    lines: dict[int, Text]


@decide.register
def _(command: SubmitReceipt, order: Order, facts: Facts) -> list[Event]:
    accepted, own = _before(command, order, facts)
    if command.dated > facts.organization.settings.calendar.local_date(facts.at):
        raise FutureDate(field="dated")
    if not accepted and not command.lines:
        raise ReceiptEmpty
    entered = sum(line.total for line in (*accepted, *command.lines))
    if entered != command.total:
        raise ReceiptSum(lines=entered, total=command.total)
    photos, fiscal = facts.photos(command.media()), facts.fiscal.get(command.document)
    wanted = {photo.sha256 for photo in photos}
    if fiscal:
        wanted.add(fiscal.claim)
    if not accepted:  # else `lines` are only what is left of a content that is claimed already
        # Two receipts of one shop may be alike to the last line: by their fiscal signs they are two.
        wanted |= {
            one for one in command.content_claims() if not (fiscal and one in facts.claimed.keys() - own)
        }
    for sha256 in sorted(wanted - own):
        if sha256 in facts.claimed:
            raise ReceiptUsed(number=facts.claimed[sha256])
    submitted = ReceiptSubmitted(
        part=command.part if command.part != NEW else f"{NEW}.{len(order.receipts) + 1}",
        seller=command.seller,
        dated=command.dated,
        total=command.total,
        lines=tuple(_at_home(line, order) for line in command.lines),
        shared_with={one: facts.others[one].number for one in command.orders() if one in facts.others},
        paid_by=command.paid_by,
        goes_on=facts.organization.settings.verification.receipt is Mode.AFTER,
        similar_in=facts.similar_receipts,
        photos=photos,
        fiscal=fiscal,
        claims=tuple(sorted(wanted - own)),
        # A document of which lines are accepted stays the only one, however it is written anew.
        releases=() if accepted else tuple(sorted(own - wanted)),
    )
    return [submitted]


def _at_home(line: ReceiptLine, order: Order) -> ReceiptLine:
    """Whoever names the receipt's own order means nothing else than who names none."""
    return line.model_copy(update={"order": None}) if line.order == order.id else line


def _before(
    command: SubmitReceipt, order: Order, facts: Facts
) -> tuple[tuple[ReceiptLine, ...], set[Sha256]]:
    """The lines accepted earlier and the hashes this branch holds; nothing for a new one.

    A returned one is its author's, who spent the money, even when the order has gone to somebody else.
    """
    if command.part == NEW:
        carrier_of(order, facts)
        if not order.in_work:
            raise StageMismatch(stage=order.stage.value)
        return (), set()
    receipt = order.receipt_at(command.part)
    if receipt is None:
        raise UnknownPart(part=command.part)
    if actor(facts).id != receipt.author:
        raise NotYours(whose="engineer")
    if receipt.state is not ReceiptState.RETURNED:
        raise BranchNotOpen(part=command.part, state=receipt.state.value)
    return receipt.accepted, set(receipt.claims)


def approve(receipt: ReceiptBranch, *, self_check: bool) -> list[Event]:
    postings = _expenses(receipt, receipt.pending)
    return [ReceiptApproved(part=receipt.part, self_check=self_check, postings=postings)]


def give_back(receipt: ReceiptBranch, reason: Text, lines: dict[int, Text]) -> list[Event]:
    """Return the document or single lines of it; a document returned whole may be used again."""
    unknown = next((index for index in lines if not 0 <= index < len(receipt.pending)), None)
    if unknown is not None:
        raise NoSuchLine(line=unknown)
    accepted = [line for index, line in enumerate(receipt.pending) if lines and index not in lines]
    whole = not accepted and not receipt.accepted
    returned = ReceiptReturned(
        part=receipt.part,
        reason=reason,
        lines=lines,
        postings=_expenses(receipt, tuple(accepted)),
        releases=receipt.claims if whole else (),
    )
    return [returned]


def _expenses(receipt: ReceiptBranch, lines: tuple[ReceiptLine, ...]) -> tuple[Posting, ...]:
    """Of the receipt's own order; the others post theirs (sharing.py)."""
    return expenses(receipt.author, receipt.paid_by, sum(line.total for line in lines if line.order is None))


def expenses(person: PersonId, paid_by: PaidBy, amount: int) -> tuple[Posting, ...]:
    from_hand = Method.CASH if paid_by is PaidBy.CLIENT_CASH else None
    expense = Posting(kind=PostingKind.EXPENSE, amount=amount, person=person, method=from_hand)
    return (expense,) if amount else ()


@evolve.register
def _(event: ReceiptSubmitted, order: Order, stamp: Stamp) -> Order:
    before = order.receipt_at(event.part)
    held = set(before.claims) if before else set()
    receipt = ReceiptBranch(
        part=event.part,
        state=ReceiptState.PENDING,
        author=stamp.author,
        paid_by=event.paid_by,
        total=event.total,
        accepted=before.accepted if before else (),
        pending=event.lines,
        shared_with={**(before.shared_with if before else {}), **event.shared_with},
        goes_on=event.goes_on,
        claims=tuple(sorted((held | set(event.claims)) - set(event.releases))),
    )
    others = tuple(other for other in order.receipts if other.part != event.part)
    return order.with_(receipts=(*others, receipt))


@evolve.register
def _(event: ReceiptApproved, order: Order, stamp: Stamp) -> Order:
    receipt = order.receipt_at(event.part)
    accepted = (*receipt.accepted, *receipt.pending) if receipt else ()
    return order.with_receipt(event.part, state=ReceiptState.APPROVED, accepted=accepted, pending=())


@evolve.register
def _(event: ReceiptReturned, order: Order, stamp: Stamp) -> Order:
    receipt = order.receipt_at(event.part)
    if receipt is None:
        return order
    kept = tuple(line for i, line in enumerate(receipt.pending) if event.lines and i not in event.lines)
    back = tuple(line for i, line in enumerate(receipt.pending) if not event.lines or i in event.lines)
    return order.with_receipt(
        event.part,
        state=ReceiptState.RETURNED,
        accepted=(*receipt.accepted, *kept),
        pending=back,
        claims=tuple(sha256 for sha256 in receipt.claims if sha256 not in event.releases),
        return_reason=event.reason,
        return_reasons=event.lines,
    )
