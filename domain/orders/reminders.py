"""Напоминания: the ladder as commands. A due rung takes the same way as any press of a button."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.orders.clocks import Clocks, Stretch, Ticking, leading
from domain.orders.errors import NotDue, RoleMissing, WaitGone
from domain.orders.facts import Facts
from domain.orders.lifecycle import ALWAYS, Resumed
from domain.orders.order import Command, Event, Stamp, decide, evolve
from domain.orders.penalties import charges
from domain.orders.state import Order, Phase
from domain.orders.waiting import Action, Wait
from domain.people import Role


class Remind(Command):
    """The workflow's own command when a rung is due; its id is `<wait>:<rung>`."""

    when: ClassVar[frozenset[Phase]] = ALWAYS

    kind: Literal["remind"] = "remind"
    wait: str
    rung: Annotated[int, Field(ge=0, le=9)]


class Reminded(Event):
    """A rung has come. Earlier ones that were missed are passed over with it."""

    kind: Literal["reminded"] = "reminded"
    wait: str
    rung: int
    action: Action
    to: Role


class WaitsChanged(Event):
    """What the order waits for from now on, with every rung as an absolute time."""

    kind: Literal["waits_changed"] = "waits_changed"
    part: Literal["waits"] = "waits"
    ended: tuple[str, ...]
    started: tuple[Wait, ...]
    worked: Clocks | None = None
    """Working time since the waits changed before, and whose it was; None in records from before clocks."""


@decide.register
def _(command: Remind, order: Order, facts: Facts) -> list[Event]:
    if command.by is not None:
        raise RoleMissing(role="system")
    wait = order.wait(command.wait)
    if wait is None or not wait.next <= command.rung < len(wait.rungs):
        raise WaitGone(wait=command.wait)
    rung = wait.rungs[command.rung]
    if facts.at < rung.at:
        raise NotDue(at=rung.at.isoformat())
    if rung.action is Action.RESUME:
        return [Resumed()]
    if rung.action is Action.PENALIZE:  # what it passes over is told all the same
        told = [one for one in wait.rungs[wait.next : command.rung] if one.action is not Action.PENALIZE]
        rung = told[-1] if told else rung
    reminded = Reminded(part="waits", wait=wait.id, rung=command.rung, action=rung.action, to=rung.to)
    return [*charges(order, wait, command.rung, facts), reminded]


@evolve.register
def _(event: Reminded, order: Order, stamp: Stamp) -> Order:
    waits = (
        wait.model_copy(update={"next": event.rung + 1}) if wait.id == event.wait else wait
        for wait in order.waits
    )
    return order.with_(waits=tuple(waits))


@evolve.register
def _(event: WaitsChanged, order: Order, stamp: Stamp) -> Order:
    waits = (*(wait for wait in order.waits if wait.id not in event.ended), *event.started)
    changed = _clocked(order, event, stamp).with_(waits=waits)
    clock = None if order.closed else leading(waits)
    changed = changed.with_(ticking=Ticking(clock=clock, since=stamp.at) if clock else None)
    if changed.pause:  # what it held and by when is needed again when the pause ends
        return changed
    current = {f"{wait.part}:{wait.kind}" for wait in waits}
    deadlines = {key: at for key, at in order.deadlines.items() if key in current}
    return changed.with_(held=(), held_since=None, deadlines=deadlines)


def _clocked(order: Order, event: WaitsChanged, stamp: Stamp) -> Order:
    """With the time of the waits that it had until now."""
    if event.worked:
        return order.with_(clocks=order.clocks.plus(event.worked), uncounted=())
    if order.ticking is None:
        return order
    stretch = Stretch(clock=order.ticking.clock, since=order.ticking.since, until=stamp.at)
    return order.with_(uncounted=(*order.uncounted, stretch))
