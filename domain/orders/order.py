"""How commands become events and events become state: the two functions that every step extends."""

from functools import singledispatch
from typing import ClassVar

from domain.media import Photo
from domain.orders.errors import OrderClosed, OrderPaused, Refusal, StageMismatch, StaleVersion
from domain.orders.facts import Facts
from domain.orders.ledger import Posting
from domain.orders.parts import Part
from domain.orders.state import Order, Phase
from domain.values import CommandId, MediaId, Moment, OrderId, PersonId, Sha256, Value


class Command(Value):
    """One intent of one person about one order. The same `id` is the same intent (ORD-10)."""

    when: ClassVar[frozenset[Phase]] = frozenset({Phase.ACTIVE})
    """In which phases of an order it is taken at all."""

    since_0_1: ClassVar[frozenset[str]] = frozenset()
    """Its fields that 0.1 did not have: a command that says nothing in them is the one that 0.1 was given."""

    kind: str
    id: CommandId
    by: PersonId | None = None
    """Who gives it; None is the system. Roles are looked up, never taken from the sender."""
    at: Moment | None = None
    """When the person pressed the button; None takes the time of its arrival."""

    def people(self) -> tuple[PersonId, ...]:
        """The people it names, whom the rule will ask the facts for."""
        return ()

    def media(self) -> tuple[MediaId, ...]:
        """The photos it names."""
        return ()

    def orders(self) -> tuple[OrderId, ...]:
        """The other orders it names."""
        return ()

    def content_claims(self) -> tuple[Sha256, ...]:
        """Hashes of content that may be used once in the organization, besides those of its photos."""
        return ()


class PartCommand(Command):
    """A command that answers what a person saw: `version` is that of the part on their screen."""

    part: Part
    version: int

    def stale(self, order: Order) -> Refusal:
        """What it is refused with when its part has changed since the person saw it."""
        return StaleVersion(part=self.part, given=self.version, current=order.parts.get(self.part, 0))


class Event(Value):
    """What happened. Never changed once recorded."""

    answers_stand: ClassVar[bool] = False
    """Whether what people are answering about the part holds all the same: its version stays."""

    kind: str
    part: Part
    photos: tuple[Photo, ...] = ()
    postings: tuple[Posting, ...] = ()
    claims: tuple[Sha256, ...] = ()
    releases: tuple[Sha256, ...] = ()


class Stamp(Value):
    """The header of a recorded event."""

    seq: int
    at: Moment
    by: PersonId | None
    command_id: CommandId

    @property
    def author(self) -> PersonId:
        """Of an event that only people cause."""
        if self.by is None:
            raise ValueError("the system never sends anything in")
        return self.by


@singledispatch
def decide(command: Command, order: Order, facts: Facts) -> list[Event]:
    """The events that a command means for an order, or a `Refusal`. Pure."""
    raise TypeError(f"no rule decides {type(command).__name__}")


@singledispatch
def evolve(event: Event, order: Order, stamp: Stamp) -> Order:
    """The order after an event. Pure, total, and never refusing: it has happened."""
    raise TypeError(f"no rule evolves {type(event).__name__}")


def refuse_stale(command: Command, order: Order) -> None:
    """A button is a request from the past: it must speak of the part as it is now."""
    if isinstance(command, PartCommand) and command.version != order.parts.get(command.part, 0):
        raise command.stale(order)


def refuse_unfit(command: Command, order: Order, facts: Facts) -> None:
    """A closed, closing or paused order takes only the commands that are meant for that."""
    if order.phase in command.when:
        return
    if order.phase is Phase.CLOSED:
        raise OrderClosed(stage=order.stage.value)
    if order.pause:
        until = order.pause.until.astimezone(facts.organization.settings.calendar.tz)
        raise OrderPaused(until=until.isoformat())
    raise StageMismatch(stage=order.stage.value)
