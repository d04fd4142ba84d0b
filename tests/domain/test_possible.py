"""What people are offered to do, held against what the rules let them do, on random walks."""

import os
from collections import Counter
from random import Random

from api.steps import STEPS
from domain.orders.actor import Actor
from domain.orders.errors import Refusal
from domain.orders.order import Command
from domain.orders.possible import COMMANDS, NEEDS, RULES, possible
from domain.orders.record import decided
from domain.people import Person, Role
from tests.domain.moves import Move, Player
from tests.domain.sensible import sensible
from tests.domain.walk import WAYS, Walk
from tests.domain.world import World

WALKS = 400 if os.environ.get("NARYAD_PROVE") else 30
LENGTH = 120
AT_A_TIME = 3

CONTENT = {
    "agreement.below_received": "the amount, of a reopened order",
    "assignment.already": "whom it names",
    "date.past": "of a pause that was asked for until a day that has gone by meanwhile",
    "device.holder_active": "whether the holder is blocked is not known from the order",
    "payment.above_debt": "the amount, where money came in otherwise meanwhile",
    "person.unknown": "the holder, where they left the organization",
    "prepayment.above_agreed": "the amount, where money came in otherwise meanwhile",
    "receipt.empty": "the lines",
    "receipt.sum_mismatch": "the amounts",
    "report.advance_above_commission": "the amount",
}
"""What the content of a form may still be refused for."""

NOT_SHOWN = {"open", "remind"}
"""Given where there is no order yet, and by the system."""


class Watched(Walk):
    """A walk that compares what people are offered with what is taken."""

    def __init__(self, way: str, seed: int, shown: Counter[str], given: Counter[str]) -> None:
        super().__init__(way, seed, LENGTH)
        self.chance = Random(seed)  # noqa: S311 - a walk, no secret
        self.shown, self.given = shown, given

    def attempt(self, move: Move) -> None:
        order, person, accepted = self.world.state, move.by, self.accepted.copy()
        offered = possible(order, actor_of(self.world, person), self.world.now) if order and person else []
        if order and person and not self.world.changed:
            self.try_what_is_shown(self.chance.choice(list(self.world.people.values())))
        super().attempt(move)
        for kind in self.accepted - accepted:
            if kind not in NOT_SHOWN:
                self.given[kind] += 1
                assert (kind, part_of(move)) in offered, (kind, move, offered)

    def try_what_is_shown(self, person: Person) -> None:
        shown = possible(self.world.order, actor_of(self.world, person), self.world.now)
        self.chance.shuffle(shown)
        for one in sorted(shown, key=lambda one: self.shown[one.kind])[:AT_A_TIME]:  # the rare ones first
            if not person.active:
                break
            command = sensible(one, person, Player(self.world, self.chance))
            self.shown[one.kind] += command is not None
            refused = command and self.refused_with(command)
            self.world.as_before()
            assert refused is None, (one, person.name, refused, self.world.order.stage)

    def refused_with(self, command: Command) -> Refusal | None:
        """For anything but its content."""
        try:
            decided(command, self.world.order, self.world.facts(command))
        except Refusal as refusal:
            return None if refusal.code in CONTENT else refusal
        return None


def actor_of(world: World, person: Person) -> Actor:
    curator = world.people[world.order.curator]
    pool = world.organization.settings.pool and not curator.reachable and Role.CURATOR in person.roles
    others = any(
        one.active and Role.CURATOR in one.roles and one.id != person.id for one in world.people.values()
    )
    return Actor.of(person, stands_in=pool, other_curators=others)


def part_of(move: Move) -> str:
    default = move.kind.model_fields["part"].default if "part" in move.kind.model_fields else "notes"
    return str(move.fields.get("part", default))


def test_what_is_shown_is_taken_and_what_is_taken_was_shown() -> None:
    shown: Counter[str] = Counter()
    given: Counter[str] = Counter()
    chance = Random(5)  # noqa: S311 - steps of a walk, always the same
    for number in range(WALKS):
        walk = Watched(WAYS[number % len(WAYS)], number, shown, given)
        for _ in range(LENGTH):
            walk.step(chance.randrange(1, 2**16))
    assert set(RULES) - set(shown) == set(), "never tried"
    assert set(RULES) - set(given) == set(), "never given"


def test_every_command_of_people_has_a_rule_and_the_right_that_the_api_asks_for() -> None:
    assert set(RULES) == set(COMMANDS) - NOT_SHOWN == set(NEEDS)
    assert {step.command.model_fields["kind"].default: step.permission for step in STEPS} == NEEDS
