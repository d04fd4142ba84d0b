"""Визит: planned with the client, on the way, on site, failed, moved."""

from datetime import timedelta
from enum import StrEnum
from typing import Literal, Self

from pydantic import model_validator

from domain.orders.dates import refuse_unfit_moment
from domain.orders.errors import NoVisit
from domain.orders.facts import Facts
from domain.orders.order import Event, PartCommand, Stamp, decide, evolve
from domain.orders.parts import Visit, VisitState
from domain.orders.rights import carrier_of, carrier_or_curator_of
from domain.orders.state import Order
from domain.orders.waiting import Clock
from domain.values import Moment, Text, Value

LONGEST = timedelta(hours=24)


class Interval(Value):
    """When the client expects somebody."""

    since: Moment
    until: Moment

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if not timedelta() < self.until - self.since <= LONGEST:
            raise ValueError("an interval ends after it begins and lasts at most 24 hours")
        return self


class MoveReason(StrEnum):
    """Why a visit is at another time; says whose clock runs until then (ORD-2)."""

    CLIENT_ASKED = "client_asked"
    ENGINEER_BUSY = "engineer_busy"
    OFFICE = "office"

    @property
    def clock(self) -> Clock:
        return _CLOCKS[self]


_CLOCKS = {
    MoveReason.CLIENT_ASKED: Clock.CLIENT,
    MoveReason.ENGINEER_BUSY: Clock.ENGINEER,
    MoveReason.OFFICE: Clock.CURATOR,
}


class FailReason(StrEnum):
    NOBODY_THERE = "nobody_there"
    NO_ANSWER = "no_answer"
    NO_PASS = "no_pass"  # noqa: S105 - a pass to the building
    CLIENT_MOVED = "client_moved"


class Depart(PartCommand):
    kind: Literal["depart"] = "depart"
    part: Literal["visit"] = "visit"


class Arrive(PartCommand):
    kind: Literal["arrive"] = "arrive"
    part: Literal["visit"] = "visit"


class FailVisit(PartCommand):
    kind: Literal["fail_visit"] = "fail_visit"
    part: Literal["visit"] = "visit"
    reason: FailReason
    text: Text | None = None


class MoveVisit(PartCommand):
    """Plans the visit at another time, or for the first time."""

    kind: Literal["move_visit"] = "move_visit"
    part: Literal["visit"] = "visit"
    to: Interval
    reason: MoveReason
    text: Text | None = None


class Departed(Event):
    kind: Literal["departed"] = "departed"
    part: Literal["visit"] = "visit"


class Arrived(Event):
    kind: Literal["arrived"] = "arrived"
    part: Literal["visit"] = "visit"


class VisitFailed(Event):
    kind: Literal["visit_failed"] = "visit_failed"
    part: Literal["visit"] = "visit"
    reason: FailReason
    text: Text | None


class VisitMoved(Event):
    kind: Literal["visit_moved"] = "visit_moved"
    part: Literal["visit"] = "visit"
    to: Interval
    reason: MoveReason
    text: Text | None


def _refuse_unless(order: Order, *states: VisitState) -> None:
    if order.visit is None or order.visit.state not in states:
        raise NoVisit


@decide.register
def _(command: Depart, order: Order, facts: Facts) -> list[Event]:
    carrier_of(order, facts)
    _refuse_unless(order, VisitState.PLANNED)
    return [Departed()]


@decide.register
def _(command: Arrive, order: Order, facts: Facts) -> list[Event]:
    carrier_of(order, facts)
    _refuse_unless(order, VisitState.PLANNED, VisitState.ON_MY_WAY)
    return [Arrived()]


@decide.register
def _(command: FailVisit, order: Order, facts: Facts) -> list[Event]:
    carrier_of(order, facts)
    _refuse_unless(order, VisitState.PLANNED, VisitState.ON_MY_WAY, VisitState.ON_SITE)
    return [VisitFailed(reason=command.reason, text=command.text)]


@decide.register
def _(command: MoveVisit, order: Order, facts: Facts) -> list[Event]:
    carrier_or_curator_of(order, facts)
    refuse_unfit_moment("visit", command.to.until, facts)
    return [VisitMoved(to=command.to, reason=command.reason, text=command.text)]


def been_there(order: Order) -> Order:
    """Whoever brings the client's answer has been there."""
    return _at(order, VisitState.ON_SITE)


def _at(order: Order, state: VisitState) -> Order:
    visit = order.visit and order.visit.model_copy(update={"state": state})
    return order.with_(visit=visit)


@evolve.register
def _(event: Departed, order: Order, stamp: Stamp) -> Order:
    return _at(order, VisitState.ON_MY_WAY)


@evolve.register
def _(event: Arrived, order: Order, stamp: Stamp) -> Order:
    return _at(order, VisitState.ON_SITE)


@evolve.register
def _(event: VisitFailed, order: Order, stamp: Stamp) -> Order:
    return _at(order, VisitState.FAILED)


@evolve.register
def _(event: VisitMoved, order: Order, stamp: Stamp) -> Order:
    visit = Visit(
        since=event.to.since, until=event.to.until, clock=event.reason.clock, state=VisitState.PLANNED
    )
    return order.with_(visit=visit)
