"""Whom to tell what: it follows from the entries, so no step forgets whose turn it is (fault 33)."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.orders.agreement import AgreementReturned
from domain.orders.assignment import Unassigned
from domain.orders.closing import Closed
from domain.orders.custody import DeviceRecovered
from domain.orders.lifecycle import Noted
from domain.orders.onsite import OnSiteReturned
from domain.orders.papers import PaperKind
from domain.orders.payout import PaidOut
from domain.orders.penalties import AppealDecided, Appealed, Penalized
from domain.orders.prepayment import PrepaymentReturned
from domain.orders.receipt import ReceiptReturned
from domain.orders.record import Entry, replayed
from domain.orders.reminders import Reminded, WaitsChanged
from domain.orders.reopening import Reopened
from domain.orders.report import ReportReturned
from domain.orders.request import Asked, RequestDenied, RequestGranted
from domain.orders.state import Order
from domain.orders.stationary import HandoverReturned, RepairReturned
from domain.orders.supplement import SupplementReturned
from domain.orders.takeover import TakenOver
from domain.orders.undo import Undone
from domain.orders.waiting import ELSEWHERE, Action, Wait, WaitKind
from domain.orders.warranty import WarrantyDenied
from domain.orders.write_off import WrittenOff
from domain.people import Role
from domain.values import Moment, OrderId, PersonId, Value

NEWS: Final = 2
"""The priority of what nobody has to act on."""


class NoticeKind(StrEnum):
    YOUR_TURN = "your_turn"
    REMINDER = "reminder"
    CLOSED = "closed"
    REOPENED = "reopened"
    NOT_WARRANTY = "not_warranty"
    """The order is an ordinary one from now on, for the reason that the text gives."""
    NOTE = "note"
    GRANTED = "granted"
    """What the reader asked for is done; the text says what it was."""
    DENIED = "denied"
    PENALTY = "penalty"
    UNDONE = "undone"
    """What was sent in was taken back by its author: there is nothing to verify any more."""
    TAKEN_OVER = "taken_over"
    """The order has another curator, for the reason that the text gives."""
    RECOVERED = "recovered"
    """The device was fetched from whoever held it and is blocked."""
    GONE = "gone"
    """The order was offered or assigned to the reader, and is not any more."""
    WENT_ON = "went_on"
    """Without the reader, whose card shows it; no message is sent for it. The text is the stage."""
    PAID_OUT = "paid_out"
    """The reader was given `amount` of what they earned with the order."""
    WRITTEN_OFF = "written_off"
    """The client need not pay `amount` any more, for the reason that the text gives."""
    PAPER = "paper"
    """A paper of the order is made: `about` is its id, `paper` its kind."""
    CASH_LIMIT = "cash_limit"
    """`name` has `amount` of the clients' cash in hand: more than the organization allows."""
    CASH_REMINDER = "cash_reminder"
    """The reader has had `amount` of the clients' cash in hand for too long. Of no order."""
    HAND_IN = "hand_in"
    """`name` hands in `amount` to the reader, who confirms or disputes it: `about` is its id. Of no order."""
    HAND_IN_REMINDER = "hand_in_reminder"
    """`name` has waited for long for the reader to confirm or dispute `amount`. Of no order."""
    HAND_IN_CONFIRMED = "hand_in_confirmed"
    """`name` has the `amount` that the reader handed in; no order either, as of the two that follow."""
    HAND_IN_DISPUTED = "hand_in_disputed"
    """`name` says why it is not what came, in the text."""
    HAND_IN_WITHDRAWN = "hand_in_withdrawn"
    """`name` takes back what the reader was to confirm."""
    UNREACHABLE = "unreachable"
    """`name` cannot be written to in Telegram: `about` is their id, the text says why. Of no order."""


class Notice(Value):
    """One message to one person, or to everybody of a role in the organization."""

    kind: NoticeKind
    to_person: PersonId | None
    to_role: Role | None
    as_role: Role | None = None
    """What `to_person` is waited for as: with `pool` others hear it for a curator who is not on shift."""
    order_id: OrderId | None = None
    """None in messages that 0.1 wrote, too."""
    order_number: str | None = None
    device: str | None = None
    """None, like the number, where the message is of no order but of somebody's cash."""
    part: str
    wait_id: str | None = None
    wait_kind: WaitKind | None = None
    until: Moment | None = None
    text: str | None = None
    """What a person wrote, such as the reason of a return or a note; of other news what it is about."""
    amount: int | None = None
    """In kopecks; of a penalty what the news changes."""
    name: str | None = None
    """Of the person whom the message is about, where that is not the reader."""
    about: UUID | None = None
    """The hand-in or the paper."""
    paper: PaperKind | None = None
    by: PersonId | None = None
    """Whose act began the turn: nobody is called for what they have just done themselves."""
    priority: int
    """1 is somebody's turn, 2 news, 3 a reminder: replies first, then turns, then reminders (BOT-5)."""


RETURNED = (
    AgreementReturned,
    PrepaymentReturned,
    HandoverReturned,
    RepairReturned,
    ReceiptReturned,
    SupplementReturned,
    ReportReturned,
    Appealed,
    OnSiteReturned,
)

TOLD_OTHERWISE = ELSEWHERE | {WaitKind.RESUME}
"""Nobody's turn begins with them: another order tells of it, or it comes by itself."""


def notices(before: Order | None, entries: Sequence[Entry]) -> list[Notice]:
    """The messages that these entries cause, in order."""
    found: list[Notice] = []
    reasons: dict[str, str] = {}
    for entry in entries:
        event = entry.event
        after = replayed([entry], before)
        if isinstance(event, (*RETURNED, Asked)):
            reasons[event.part] = event.reason
        found.extend(_of(entry, before, after, reasons))
        if before and not isinstance(event, Unassigned):  # asked for; hears that it was granted
            found.extend(_gone(entry, before, after))
        before = after
    return found


def _of(entry: Entry, before: Order | None, after: Order, reasons: dict[str, str]) -> Iterator[Notice]:
    event = entry.event
    if isinstance(event, WaitsChanged):
        asked = (wait for wait in event.started if wait.kind not in TOLD_OTHERWISE)
        yield from (_your_turn(wait, entry, after, reasons.get(wait.part)) for wait in asked)
    elif isinstance(event, Reminded) and before and (reminded := before.wait(event.wait)):
        if _is_said(event, reminded, before):
            yield _reminder(reminded, event, after)
    else:
        yield from _news_of(entry, after)


def _news_of(entry: Entry, after: Order) -> Iterator[Notice]:
    match entry.event:
        case Noted(text=text):
            yield from _news(NoticeKind.NOTE, entry, after, text)
        case Closed(outcome=outcome):
            yield from _news(NoticeKind.CLOSED, entry, after, outcome.value)
        case Reopened(reason=reason):
            yield from _news(NoticeKind.REOPENED, entry, after, reason)
        case TakenOver(before=before, reason=reason):
            yield from _news(NoticeKind.TAKEN_OVER, entry, after, reason, before)
        case DeviceRecovered(reason=reason):
            yield from _news(NoticeKind.RECOVERED, entry, after, reason)
        case Undone():
            yield from _news(NoticeKind.UNDONE, entry, after)
        case Penalized() | AppealDecided():
            yield from _about_penalty(entry, after)
        case _:
            yield from _decided(entry, after)


def _decided(entry: Entry, after: Order) -> Iterator[Notice]:
    match entry.event:
        case WarrantyDenied(reason=reason):
            yield from _news(NoticeKind.NOT_WARRANTY, entry, after, reason)
        case RequestGranted(author=author, what=what):
            yield _to(author, NoticeKind.GRANTED, entry, after, what.value)
        case RequestDenied(author=author, reason=reason):
            yield _to(author, NoticeKind.DENIED, entry, after, reason)
        case PaidOut() | WrittenOff():
            yield from _about_money(entry, after)


def _your_turn(wait: Wait, entry: Entry, order: Order, reason: str | None) -> Notice:
    return Notice(
        kind=NoticeKind.YOUR_TURN,
        by=entry.by,
        to_person=wait.person,
        to_role=None if wait.person else wait.role,
        as_role=wait.role if wait.person else None,
        order_id=order.id,
        order_number=order.number,
        device=order.device.name,
        part=wait.part,
        wait_id=wait.id,
        wait_kind=wait.kind,
        until=wait.until,
        text=reason,
        priority=1,
    )


def _gone(entry: Entry, before: Order, after: Order) -> Iterator[Notice]:
    """To those who could have had the order, or had it, and cannot any more; their old buttons are dead."""
    had = (*before.offered_to, *([before.engineer] if before.engineer else []))
    have = {*after.offered_to, after.engineer, entry.by}
    for person in had:
        if person not in have:
            yield _to(person, NoticeKind.GONE, entry, after)


def _is_said(event: Reminded, wait: Wait, order: Order) -> bool:
    """A penalty is told by itself; an escalation once for all who are waited for in the same way."""
    if event.action is Action.PENALIZE:
        return False
    return event.action is Action.REMIND or _speaks_for_all(wait, order)


def _speaks_for_all(wait: Wait, order: Order) -> bool:
    """Whether it is the first of those who are waited for in the same way: an offer is escalated once."""
    alike = (other for other in order.waits if (other.part, other.kind) == (wait.part, wait.kind))
    return next(alike) == wait


def _reminder(wait: Wait, event: Reminded, order: Order) -> Notice:
    """To whoever is waited for; an escalation to the order's curator or to the role above."""
    person = wait.person if event.action is Action.REMIND else None
    if event.action is Action.ESCALATE and event.to is Role.CURATOR:
        person = order.curator
    return Notice(
        kind=NoticeKind.REMINDER,
        to_person=person,
        to_role=None if person else event.to,
        as_role=event.to if person else None,
        order_id=order.id,
        order_number=order.number,
        device=order.device.name,
        part=wait.part,
        wait_id=wait.id,
        wait_kind=wait.kind,
        until=wait.until,
        priority=3,
    )


def _news(
    kind: NoticeKind, entry: Entry, order: Order, text: str | None = None, *more: PersonId
) -> Iterator[Notice]:
    """To the people of the order, and `more`, who did not cause it, each once."""
    for person in dict.fromkeys((order.curator, order.engineer, *more)):
        if person and person != entry.by:
            yield _to(person, kind, entry, order, text)


def _to(person: PersonId, kind: NoticeKind, entry: Entry, order: Order, text: str | None = None) -> Notice:
    return Notice(
        kind=kind,
        to_person=person,
        to_role=None,
        order_id=order.id,
        order_number=order.number,
        device=order.device.name,
        part=entry.event.part,
        text=text,
        priority=NEWS,
    )


def _about_penalty(entry: Entry, order: Order) -> Iterator[Notice]:
    """To whoever was charged; a decision also to whoever charged it."""
    event = entry.event
    penalty = next(penalty for penalty in order.penalties if penalty.part == event.part)
    about = {"amount": sum(posting.amount for posting in event.postings)}
    if isinstance(event, Penalized):
        ruled = about | {"wait_kind": event.rule}
        yield _to(penalty.person, NoticeKind.PENALTY, entry, order, event.reason).model_copy(update=ruled)
    if isinstance(event, AppealDecided):
        for person in filter(None, (penalty.person, penalty.author)):
            yield _to(person, NoticeKind.PENALTY, entry, order, event.reason).model_copy(update=about)


def _about_money(entry: Entry, order: Order) -> Iterator[Notice]:
    event = entry.event
    told: Iterable[Notice] = ()
    if isinstance(event, PaidOut) and event.person != entry.by:
        told = (_to(event.person, NoticeKind.PAID_OUT, entry, order),)
    if isinstance(event, WrittenOff):
        told = _news(NoticeKind.WRITTEN_OFF, entry, order, event.reason)
    amount = sum(posting.amount for posting in event.postings)
    yield from (notice.model_copy(update={"amount": amount}) for notice in told)
