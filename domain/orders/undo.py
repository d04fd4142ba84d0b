"""Отмена своего: an author takes the own last submission back while nobody has verified it (ORD-8)."""

from collections.abc import Iterator
from typing import Literal

from domain.orders.errors import NothingPending, NotYours, Refusal
from domain.orders.facts import Facts
from domain.orders.order import Event, PartCommand, Stamp, decide, evolve
from domain.orders.parts import (
    AgreementStep,
    Custody,
    JobState,
    OnSiteStep,
    Part,
    PrepaymentStep,
    Purpose,
    ReceiptState,
    ReportStep,
    StepState,
)
from domain.orders.rights import actor
from domain.orders.state import Order
from domain.orders.supplements import SupplementState
from domain.values import PersonId, Sha256


class NotLast(Refusal):
    code = "undo.not_last"
    text = "{part} is not the last you sent in: {last} is."


class BuiltOn(Refusal):
    code = "undo.built_on"
    text = "{part} cannot be undone: {later} has come of it meanwhile."


class Undo(PartCommand):
    """The step is open again; what was sent in stays in its event."""

    kind: Literal["undo"] = "undo"


class Undone(Event):
    kind: Literal["undone"] = "undone"
    custody: Custody | None
    """Who held the device before, where the submission had moved it."""


NEXT: dict[str, frozenset[str]] = {
    "agreement": frozenset({"prepayment", "report", "stationary", "receipt", "shared", "supplement"}),
    "prepayment": frozenset({"report", "stationary", "receipt", "shared", "supplement"}),
    "receipt": frozenset({"report"}),
    "stationary": frozenset({"device"}),
}
"""What may come of each submission before it is verified."""


@decide.register
def _(command: Undo, order: Order, facts: Facts) -> list[Event]:
    sent_in = dict(pending(order))
    if command.part not in sent_in:
        raise NothingPending(part=command.part)
    author = sent_in[command.part]
    if actor(facts).id != author:
        raise NotYours(whose="author")
    if later := next(came_of(command.part, order), None):
        raise BuiltOn(part=command.part, later=later)
    last = max((part for part in sent_in if sent_in[part] == author), key=lambda part: order.parts[part])
    if last != command.part:
        raise NotLast(part=command.part, last=last)
    custody, releases = _moved(command.part, order), _claims(command.part, order)
    return [Undone(part=command.part, custody=custody, releases=releases)]


def pending(order: Order) -> Iterator[tuple[Part, PersonId | None]]:
    """What waits for a curator, with who sent it in."""
    steps = (
        ("agreement", order.agreement),
        ("prepayment", order.prepayment),
        ("report", order.report),
        ("onsite", order.onsite),
    )
    yield from ((part, step.author) for part, step in steps if step.state is StepState.PENDING)
    for job in order.stationary:
        if job.state is JobState.HANDOVER_PENDING:
            yield job.part, job.author
        elif job.state is JobState.REPAIR_PENDING:
            yield job.part, job.worker
    yield from ((one.part, one.author) for one in order.receipts if one.state is ReceiptState.PENDING)
    supplements = (one for one in order.supplements if one.state is SupplementState.PENDING)
    yield from ((one.part, one.author) for one in supplements)
    if order.request:
        yield "request", order.request.author


def came_of(part: Part, order: Order) -> Iterator[Part]:
    """Parts that changed since it was sent in, and would have nothing to stand on without it."""
    live = {"device"}
    live |= {"prepayment"} if order.prepayment.state is not StepState.OPEN else set()
    live |= {"report"} if order.report.state is not StepState.OPEN else set()
    live |= {job.part for job in order.stationary if job.open and job.purpose is Purpose.REPAIR}
    live |= {receipt.part for receipt in order.receipts if receipt.state is not ReceiptState.WITHDRAWN}
    live |= {expense.part for expense in order.shared if expense.open or expense.share.accepted}
    following = NEXT.get(_kind(part), frozenset())
    live |= {one.part for one in order.supplements if one.state is not SupplementState.WITHDRAWN}
    for other, version in order.parts.items():
        if other in live and _kind(other) in following and version > order.parts[part]:
            yield other


def _kind(part: Part) -> str:
    return part.partition(".")[0]


def _moved(part: Part, order: Order) -> Custody | None:
    job = order.stationary_at(part)
    if job and job.state is JobState.HANDOVER_PENDING:
        return job.custody_before
    if part == "onsite":
        return order.onsite.report.custody_before
    return order.report.custody_before if part == "report" else None


def _claims(part: Part, order: Order) -> tuple[Sha256, ...]:
    """A document of which no line was accepted may be used again, as after a return."""
    receipt = order.receipt_at(part)
    return receipt.claims if receipt and not receipt.accepted else ()


@evolve.register
def _(event: Undone, order: Order, stamp: Stamp) -> Order:
    undone = _reopened(event, order)
    return undone.with_(custody=event.custody) if event.custody else undone


def _reopened(event: Undone, order: Order) -> Order:
    match _kind(event.part):
        case "onsite":
            return order.with_(onsite=OnSiteStep(author=order.onsite.author))
        case "supplement":
            return order.with_supplement(
                event.part, state=SupplementState.UNDONE, amount=0, lines=(), refusal=None
            )
        case "agreement":
            return order.with_(agreement=AgreementStep(author=order.agreement.author))
        case "prepayment":
            return order.with_(prepayment=PrepaymentStep(author=order.prepayment.author))
        case "report":
            return order.with_(report=ReportStep(author=order.report.author))
        case "stationary":
            job = order.stationary_at(event.part)
            again = job and job.state is JobState.REPAIR_PENDING
            state = JobState.TAKEN if again else JobState.HANDOVER_RETURNED
            return order.with_job(event.part, state=state, return_reason=None)
        case "receipt":
            receipt = order.receipt_at(event.part)
            claims = tuple(one for one in receipt.claims if one not in event.releases) if receipt else ()
            return order.with_receipt(event.part, state=ReceiptState.RETURNED, claims=claims)
        case _:
            return order.with_(request=None)
