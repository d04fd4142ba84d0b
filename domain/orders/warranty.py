"""Гарантийный повтор: a repair is done again for no money; «не гарантия» leads back to the agreement."""

from datetime import timedelta, tzinfo
from typing import Literal

from domain.orders.errors import OrderUnknown, Refusal, StageMismatch
from domain.orders.facts import Facts
from domain.orders.kin import Warranty
from domain.orders.order import Event, PartCommand, Stamp, decide, evolve
from domain.orders.parts import AgreementStep, Device, PrepaymentStep, Purpose, Stage, StepState
from domain.orders.rights import carrier_or_curator_of
from domain.orders.state import Order
from domain.values import Moment, OrderId, Text


class EarlierNotCompleted(Refusal):
    code = "warranty.not_completed"
    text = "Order {number} was not completed: say why its repair is repeated for nothing."


class OtherDevice(Refusal):
    code = "warranty.other_device"
    text = "Order {number} does not name the same serial number: say why this is its repeat."


class WarrantyOver(Refusal):
    code = "warranty.over"
    text = "The warranty of order {number} was {days} days: say why it holds still."


class NoWarranty(Refusal):
    code = "warranty.none"
    text = "This order is no repeat under warranty."


class UnderWarranty(Refusal):
    code = "warranty.free"
    text = "Nothing is agreed on or paid under warranty; if it is none, say that first."


class NotWarranty(PartCommand):
    """The fault is another one, or the client's own: whoever carries it or its curator says so."""

    kind: Literal["not_warranty"] = "not_warranty"
    part: Literal["agreement"] = "agreement"
    reason: Text


class WarrantyDenied(Event):
    """The client is asked as of any order; what is in the workshop finds out what is wrong."""

    kind: Literal["warranty_denied"] = "warranty_denied"
    part: Literal["agreement"] = "agreement"
    reason: Text


def warranty(of: OrderId, device: Device, reason: Text | None, facts: Facts) -> Warranty:
    """That of an order for this device: it follows from the earlier order, or the curator answers for it."""
    earlier = facts.others.get(of)
    if earlier is None:
        raise OrderUnknown
    if reason is None and (why := doubt(earlier, device, facts.at, facts.organization.settings.calendar.tz)):
        raise why
    return Warranty(of=earlier.id, number=earlier.number, reason=reason)


def doubt(earlier: Order, device: Device, at: Moment, zone: tzinfo) -> Refusal | None:
    """Why the earlier order's warranty does not say by itself that this device is repaired for nothing.

    Somebody has to give a reason then. `zone` is the organization's: a warranty holds for whole days there.
    """
    if earlier.closed is not Stage.COMPLETED or earlier.closed_at is None:
        return EarlierNotCompleted(number=earlier.number)
    if not device.serial or _bare(device.serial) != _bare(earlier.device.serial or ""):
        return OtherDevice(number=earlier.number)
    days = earlier.report.warranty_days
    last = earlier.closed_at.astimezone(zone).date() + timedelta(days=days)
    if not days or at.astimezone(zone).date() > last:
        return WarrantyOver(number=earlier.number, days=days)
    return None


def _bare(serial: str) -> str:
    """Two people rarely type a serial number in the same way."""
    return "".join(sign for sign in serial.casefold() if sign.isalnum())


def for_nothing(order: Order, warranty: Warranty) -> Order:
    """Nothing is left to agree on or to pay ahead: it goes straight to work."""
    return order.with_(
        warranty=warranty,
        agreement=AgreementStep(state=StepState.APPROVED, amount=0),
        prepayment=PrepaymentStep(state=StepState.APPROVED),
    )


@decide.register
def _(command: NotWarranty, order: Order, facts: Facts) -> list[Event]:
    carrier_or_curator_of(order, facts)
    if not order.under_warranty:
        raise NoWarranty
    if not order.in_work:  # a report is taken back or returned first: it says what was done for nothing
        raise StageMismatch(stage=order.stage.value)
    return [WarrantyDenied(reason=command.reason)]


@evolve.register
def _(event: WarrantyDenied, order: Order, stamp: Stamp) -> Order:
    denied = order.warranty and order.warranty.model_copy(update={"denied": event.reason})
    jobs = (
        job.model_copy(update={"purpose": Purpose.DIAGNOSIS}) if job.open else job for job in order.stationary
    )
    return order.with_(
        warranty=denied,
        agreement=AgreementStep(),
        prepayment=PrepaymentStep(),
        stationary=tuple(jobs),
    )
