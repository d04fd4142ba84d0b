"""The record of an order: how a command becomes numbered entries, and entries an order.

A new step is a file of its own and its line in the two unions here.
"""

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field

from domain.orders import (
    agreement,
    assignment,
    closing,
    custody,
    lifecycle,
    onsite,
    opening,
    payments,
    payout,
    penalties,
    prepayment,
    receipt,
    reminders,
    reopening,
    report,
    request,
    sharing,
    stationary,
    supplement,
    takeover,
    undo,
    verification,
    visit,
    warranty,
    write_off,
)
from domain.orders.errors import OrderAlreadyOpen, OrderUnknown, PersonBlocked, PersonUnknown, RoleMissing
from domain.orders.facts import Facts
from domain.orders.ledger import WAGES, Posting, wages_after
from domain.orders.opening import Open, Opened, new_order, open_order
from domain.orders.order import Command, Event, Stamp, decide, evolve, refuse_stale, refuse_unfit
from domain.orders.reminders import Remind
from domain.orders.state import Order
from domain.orders.turns import changed_waits

AnyCommand = Annotated[
    opening.Open
    | assignment.Assign
    | assignment.Offer
    | assignment.Accept
    | assignment.Decline
    | visit.Depart
    | visit.Arrive
    | visit.FailVisit
    | visit.MoveVisit
    | agreement.SubmitAgreement
    | prepayment.SubmitPrepayment
    | prepayment.ConfirmPayment
    | stationary.HandOver
    | stationary.AssignStationary
    | stationary.SetPriority
    | stationary.Take
    | stationary.FinishRepair
    | custody.GiveDevice
    | custody.ReceiveDevice
    | custody.RecoverDevice
    | custody.ReturnDevice
    | receipt.SubmitReceipt
    | supplement.SubmitSupplement
    | report.SubmitReport
    | onsite.SubmitOnSite
    | verification.Approve
    | verification.Return
    | lifecycle.PauseOrder
    | lifecycle.ResumeOrder
    | lifecycle.Cancel
    | lifecycle.SetDeadline
    | lifecycle.Withdraw
    | lifecycle.AddNote
    | undo.Undo
    | takeover.TakeOver
    | request.Ask
    | request.Grant
    | request.Deny
    | payments.RecordPayment
    | payments.Refund
    | payments.SettleMoney
    | payout.PayOut
    | write_off.WriteOff
    | penalties.Penalize
    | penalties.Appeal
    | penalties.DecideAppeal
    | reopening.Reopen
    | warranty.NotWarranty
    | reminders.Remind,
    Field(discriminator="kind"),
]

AnyEvent = Annotated[
    opening.Opened
    | assignment.Assigned
    | assignment.Offered
    | assignment.Accepted
    | assignment.Declined
    | assignment.OfferDeclined
    | assignment.Unassigned
    | visit.Departed
    | visit.Arrived
    | visit.VisitFailed
    | visit.VisitMoved
    | agreement.AgreementSubmitted
    | agreement.AgreementPostponed
    | agreement.AgreementApproved
    | agreement.AgreementReturned
    | prepayment.PrepaymentSubmitted
    | prepayment.PrepaymentApproved
    | prepayment.PaymentConfirmed
    | prepayment.PrepaymentReturned
    | stationary.HandedOver
    | stationary.HandoverApproved
    | stationary.HandoverReturned
    | stationary.StationaryAssigned
    | stationary.PrioritySet
    | stationary.Taken
    | stationary.RepairFinished
    | stationary.RepairApproved
    | stationary.RepairReturned
    | custody.DeviceGiven
    | custody.DeviceReceived
    | custody.DeviceRecovered
    | custody.DeviceReturned
    | receipt.ReceiptSubmitted
    | receipt.ReceiptApproved
    | receipt.ReceiptReturned
    | supplement.SupplementSubmitted
    | supplement.SupplementPostponed
    | supplement.SupplementApproved
    | supplement.SupplementReturned
    | sharing.ExpenseShared
    | report.ReportSubmitted
    | report.ReportApproved
    | report.ReportReturned
    | onsite.OnSiteSubmitted
    | onsite.OnSiteApproved
    | onsite.OnSiteReturned
    | lifecycle.Paused
    | lifecycle.Resumed
    | lifecycle.CancellationBegun
    | lifecycle.DeadlineSet
    | lifecycle.Withdrawn
    | lifecycle.Noted
    | undo.Undone
    | takeover.TakenOver
    | request.Asked
    | request.RequestGranted
    | request.RequestDenied
    | payments.PaymentRecorded
    | payments.Refunded
    | payments.ClientSettled
    | payout.PaidOut
    | write_off.WrittenOff
    | closing.Closed
    | penalties.Penalized
    | penalties.Appealed
    | penalties.AppealDecided
    | reopening.Reopened
    | warranty.WarrantyDenied
    | reminders.Reminded
    | reminders.WaitsChanged,
    Field(discriminator="kind"),
]


class Entry(Stamp):
    """One line of an order's record."""

    event: AnyEvent


def decided(command: Command, order: Order | None, facts: Facts) -> list[Entry]:
    """The entries a command adds to the record, numbered without a gap; a `Refusal` adds nothing.

    What follows by itself (closing, changed waits) is decided with it, in the same breath.
    """
    _refuse_stranger(command, facts)
    if isinstance(command, Open):
        if order is not None:
            raise OrderAlreadyOpen
        events: Sequence[Event] = open_order(command, facts)
    elif order is None:
        raise OrderUnknown
    else:
        refuse_unfit(command, order, facts)
        refuse_stale(command, order)
        events = decide(command, order, facts)
    entries, after = followed(events, order, command, facts)
    sharing.refuse_unfit_orders(order, after, facts)
    return entries


def followed(
    events: Sequence[Event], order: Order | None, command: Command, facts: Facts
) -> tuple[list[Entry], Order]:
    """These events as entries, what follows from them by itself (an order that closes, changed waits), and
    the order after them.
    """
    entries: list[Entry] = []
    order = _append(entries, events, order, command, facts)
    order = _append(entries, closing.consequences(order, facts), order, command, facts)
    order = _append(entries, changed_waits(order, facts), order, command, facts)
    return entries, order


def replayed(entries: Iterable[Entry], order: Order | None = None) -> Order:
    """The order after these entries."""
    for entry in entries:
        order = _then(order, entry)
    if order is None:
        raise OrderUnknown
    return order


def _refuse_stranger(command: Command, facts: Facts) -> None:
    """Whoever acts exists here and is not blocked; the system gives its own command only."""
    if command.by is None:
        if not isinstance(command, Remind):
            raise RoleMissing(role="person")
        return
    if facts.actor is None:
        raise PersonUnknown
    if not facts.actor.active:
        raise PersonBlocked(name=facts.actor.name)


def _append(
    entries: list[Entry], events: Sequence[Event], order: Order | None, command: Command, facts: Facts
) -> Order:
    version = order.version if order else 0
    for event in events:
        version += 1
        entry = Entry(seq=version, at=facts.at, by=command.by, command_id=command.id, event=event)
        entries.append(entry)
        order = _then(order, entry)
    if order is None:
        raise OrderUnknown
    return order


def _then(order: Order | None, entry: Entry) -> Order:
    event = entry.event
    if isinstance(event, Opened):
        after = new_order(event, entry)
    elif order is None:
        raise OrderUnknown
    else:
        after = evolve(event, order, entry)
    return after.with_(
        version=entry.seq,
        changed_at=entry.at,
        parts=after.parts if event.answers_stand else {**after.parts, event.part: entry.seq},
        **_sums_after(event.postings, after),
    )


def _sums_after(postings: tuple[Posting, ...], order: Order) -> dict[str, object]:
    """What the ledger adds up to."""
    if not postings:
        return {}
    sums: dict[str, object] = {"totals": order.totals.plus(postings)}
    if any(posting.kind in WAGES for posting in postings):
        sums["wages"] = wages_after(order.payable, postings)
    return sums
