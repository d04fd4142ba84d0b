"""What the API says that a command may be refused with, against what the rules really refuse."""

from random import Random

import pytest

from api.possible_refusals import refusals_of
from domain.orders.errors import REFUSALS, OrderAlreadyOpen, Refusal
from domain.orders.facts import Facts
from domain.orders.opening import Open
from domain.orders.order import Command
from domain.orders.record import Entry, decided
from domain.orders.reminders import Remind
from domain.orders.state import Order
from tests.domain import world
from tests.domain.walk import WAYS, Walk

NEVER_OVER_HTTP = {
    (Open, OrderAlreadyOpen),  # an order's id comes from its opening's key, which gets its first answer
    *((Remind, refusal) for refusal in REFUSALS.values()),  # the system's own command
}
WALKS, LENGTH = 60, 100
HARDLY_ANY = 200
"""Pairs of a command and a refusal; nearly 300 occur."""


def test_whatever_the_rules_refuse_is_described(monkeypatch: pytest.MonkeyPatch) -> None:
    met: set[tuple[type[Command], type[Refusal]]] = set()

    def noted(command: Command, order: Order | None, facts: Facts) -> list[Entry]:
        try:
            return decided(command, order, facts)
        except Refusal as refusal:
            met.add((type(command), type(refusal)))
            raise

    monkeypatch.setattr(world, "decided", noted)
    chance = Random(7)  # noqa: S311 - steps of a walk, always the same
    for number in range(WALKS):
        walk = Walk(WAYS[number % len(WAYS)], number, LENGTH)
        for _ in range(LENGTH):
            walk.step(chance.randrange(2**16))
    undescribed = {
        (command.__name__, refusal.code)
        for command, refusal in met
        if (command, refusal) not in NEVER_OVER_HTTP and refusal not in refusals_of(command)
    }
    assert not undescribed
    assert len(met) > HARDLY_ANY, len(met)
