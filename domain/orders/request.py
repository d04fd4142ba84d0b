"""Просьба: the engineer asks for a pause, another engineer or the end; the curator decides (ORD-8)."""

from typing import Literal, Self

from pydantic import model_validator

from domain.orders.assignment import Unassigned
from domain.orders.dates import refuse_unfit_moment
from domain.orders.errors import NotYours, Refusal
from domain.orders.facts import Facts
from domain.orders.lifecycle import Paused, cancellation
from domain.orders.order import Event, PartCommand, Stamp, decide, evolve
from domain.orders.parts import Request, RequestKind
from domain.orders.rights import actor, curator_of
from domain.orders.state import Order
from domain.values import Moment, PersonId, Text


class RequestOpenAlready(Refusal):
    code = "request.open_already"
    text = "The curator has not decided your earlier request ({what}) yet."


class NoRequest(Refusal):
    code = "request.none"
    text = "No request waits for a decision."


class Ask(PartCommand):
    """One request is open at a time; `until` says how long a pause is to last, and is of a pause only."""

    kind: Literal["ask"] = "ask"
    part: Literal["request"] = "request"
    what: RequestKind
    reason: Text
    until: Moment | None = None

    @model_validator(mode="after")
    def _until_of_a_pause(self) -> Self:
        if (self.what is RequestKind.PAUSE) != (self.until is not None):
            raise ValueError("say until when to pause, and nothing of the kind for anything else")
        return self


class Grant(PartCommand):
    """Does what was asked for at once: pauses, takes the engineer off, or begins the cancellation."""

    kind: Literal["grant"] = "grant"
    part: Literal["request"] = "request"


class Deny(PartCommand):
    kind: Literal["deny"] = "deny"
    part: Literal["request"] = "request"
    reason: Text


class Asked(Event):
    kind: Literal["asked"] = "asked"
    part: Literal["request"] = "request"
    what: RequestKind
    reason: Text
    until: Moment | None


class RequestGranted(Event):
    kind: Literal["request_granted"] = "request_granted"
    part: Literal["request"] = "request"
    author: PersonId
    what: RequestKind


class RequestDenied(Event):
    kind: Literal["request_denied"] = "request_denied"
    part: Literal["request"] = "request"
    author: PersonId
    reason: Text


@decide.register
def _(command: Ask, order: Order, facts: Facts) -> list[Event]:
    if order.engineer is None or actor(facts).id != order.engineer:
        raise NotYours(whose="engineer")
    if order.request:
        raise RequestOpenAlready(what=order.request.what.value)
    if command.until:
        refuse_unfit_moment("until", command.until, facts, facts.organization.settings.pause_days)
    return [Asked(what=command.what, reason=command.reason, until=command.until)]


@decide.register
def _(command: Grant, order: Order, facts: Facts) -> list[Event]:
    curator_of(order, facts)
    request = _open(order)
    granted = RequestGranted(author=request.author, what=request.what)
    return [granted, _granted(request, order, facts)]


def _granted(request: Request, order: Order, facts: Facts) -> Event:
    if request.what is RequestKind.CANCELLATION:
        return cancellation(order, request.reason)
    if request.what is RequestKind.REASSIGNMENT:
        return Unassigned(engineer=request.author)
    if request.until is None:
        raise ValueError("a pause was asked for with its end")
    refuse_unfit_moment("until", request.until, facts, facts.organization.settings.pause_days)
    return Paused(until=request.until, reason=request.reason)


@decide.register
def _(command: Deny, order: Order, facts: Facts) -> list[Event]:
    curator_of(order, facts)
    return [RequestDenied(author=_open(order).author, reason=command.reason)]


def _open(order: Order) -> Request:
    if order.request is None:
        raise NoRequest
    return order.request


@evolve.register
def _(event: Asked, order: Order, stamp: Stamp) -> Order:
    request = Request(what=event.what, reason=event.reason, until=event.until, author=stamp.author)
    return order.with_(request=request)


@evolve.register
def _(event: RequestGranted, order: Order, stamp: Stamp) -> Order:
    return order.with_(request=None)


@evolve.register
def _(event: RequestDenied, order: Order, stamp: Stamp) -> Order:
    return order.with_(request=None)
