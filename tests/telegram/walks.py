"""Orders in whatever state, from random walks that are walked once for all tests here."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import NamedTuple

from pydantic import ValidationError

from domain.orders.errors import Refusal
from domain.orders.record import Entry
from domain.orders.state import Order
from domain.orders.waiting import Wait
from domain.values import Moment
from tests.domain.moves import Move, Player
from tests.domain.walk import WAYS, Walk
from tests.domain.world import World

WALKS, LENGTH = 60, 110
OF_A_KIND = 3
"""Entries that are kept of each kind of event."""
BEGUN = 5


class Moments(NamedTuple):
    """What an order was at one moment."""

    order: Order
    now: Moment


class Walked(NamedTuple):
    states: tuple[Moments, ...]
    entries: tuple[Entry, ...]


class Quick(Walk):
    """Without a look at the invariants, which the domain's own walks take."""

    def attempt(self, move: Move) -> None:
        try:
            self.world.take(self.world.command(move.by, move.kind, **move.fields))
        except (ValidationError, Refusal):
            pass
        finally:
            self.world.as_before()

    def live(self, wait: Wait, player: Player) -> None:
        pass


@cache
def walked() -> Walked:
    states: list[Moments] = []
    entries: list[Entry] = []
    met: Counter[str] = Counter()
    chance = Random(3)  # noqa: S311 - steps of a walk, always the same
    for number in range(WALKS):
        walk = Quick(WAYS[number % len(WAYS)], number, LENGTH)
        for step in range(LENGTH):
            walk.step(chance.randrange(2**16))
            if walk.world.state and step % BEGUN == 0:
                states.append(Moments(walk.world.order, walk.world.now))
        for entry in walk.world.entries:
            met[entry.event.kind] += 1
            if met[entry.event.kind] <= OF_A_KIND:
                entries.append(entry)
    return Walked(tuple(states), tuple(entries))


def walk_of(number: int) -> Iterator[World]:
    """One order on its way, at moments of it. It may be changed, if it is put back."""
    walk = Quick(WAYS[number % len(WAYS)], number, LENGTH)
    chance = Random(number)  # noqa: S311 - steps of a walk, always the same
    for step in range(LENGTH):
        walk.step(chance.randrange(2**16))
        if walk.world.state and step % BEGUN == 0:
            yield walk.world
