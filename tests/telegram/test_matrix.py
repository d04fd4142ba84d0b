"""State × role × button, of orders in whatever state: each pressed twice, by two people, and a week later."""

import os
from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from bot.forms.about import On
from bot.forms.draft import draft_id
from bot.forms.registry import FORMS
from bot.orders import Look
from domain.orders.actor import Actor
from domain.orders.errors import Refusal
from domain.orders.order import Command, PartCommand
from domain.orders.possible import COMMANDS, Possible
from domain.orders.record import Entry, decided, replayed
from domain.people import Person
from telegram.actions import AT_ONCE, REVIEW, Deed, deeds
from telegram.cards import Seen, card, meanwhile
from telegram.presses import Press, pack, unpack
from telegram.texts import Language, Texts
from tests.domain.moves import Player
from tests.domain.sensible import sensible
from tests.domain.test_possible import CONTENT, actor_of
from tests.domain.world import MOSCOW, STAFF, World
from tests.telegram.walks import walk_of

NAMES = {one.id: one.name for one in STAFF}
WEEK = timedelta(days=7)
WALKS = range(100, 150) if os.environ.get("NARYAD_PROVE") else range(100, 110)
AT_A_TIME = 8
ENOUGH, ENOUGH_KINDS = 220, 38
"""Of squares of the matrix that are met at least."""

REPEATABLE = {
    "add_note": "everybody writes their own",
    "set_priority": "the later one holds; nothing is done twice",
    "set_deadline": "the later one holds; nothing is done twice",
    "submit_receipt": "a second document is another one; the same is refused by its content",
}
"""Buttons that stay good after they were used: the part's version stays."""


def buttons(world: World) -> list[tuple[Person, Deed]]:
    """All buttons on all people's cards of the order as it is now."""
    found = []
    for person in world.people.values():
        if person.active:
            shown = deeds(world.order, actor_of(world, person), world.now)
            found += [(person, one) for one in (*shown.main, *shown.more)]
    return found


def square(world: World, person: Person, deed: Deed) -> str:
    return f"{world.order.stage} {min(person.roles)} {deed.kind}"


def look(world: World, person: Person) -> Look:
    return Look(Seen(world.order, None, NAMES), actor_of(world, person))


def given(world: World, person: Person, deed: Deed) -> Command | None:
    """The command that the button's press, or its form filled in sensibly, gives."""
    kind = "approve" if deed.kind == REVIEW else deed.kind
    chance = Random(f"{world.order.version}{deed}")  # noqa: S311 - content of a form, no secret
    return sensible(Possible(kind, deed.part), person, Player(world, chance))


def refused_with(command: Command, world: World) -> str | None:
    try:
        decided(command, world.order, world.facts(command))
    except Refusal as refusal:
        return refusal.code
    return None


NOT_YET = {"report.branches_open", "verification.own", "nobody to name"}
"""A look at what cannot be approved yet; an order that nobody else can be named for."""


@pytest.fixture(scope="module")
def tally() -> Counter[str]:
    return Counter()


@pytest.mark.parametrize("number", WALKS)
def test_each_button_pressed_twice_by_two_people_and_a_week_later(number: int, tally: Counter[str]) -> None:
    chance = Random(number)  # noqa: S311 - which buttons, no secret
    for world in walk_of(number):
        shown = buttons(world)
        chance.shuffle(shown)
        shown.sort(key=lambda one: tally[square(world, *one)])  # the rare ones first
        for person, deed in shown[:AT_A_TIME]:
            tally[square(world, person, deed)] += 1
            press = unpack(pack(Press(deed.kind, world.order_id, deed.part, deed.version)))
            assert press
            command = given(world, person, deed)
            refused = refused_with(command, world) if command else "nobody to name"
            if command is None or refused:
                assert refused in {*CONTENT, *NOT_YET}
                world.as_before()
                continue
            entries = decided(command, world.order, world.facts(command))
            world.as_before()
            used = replayed(entries, world.order)
            pressed_twice(world, person, press, used)
            pressed_by_another(world, person, deed, command, used)
            pressed_a_week_later(world, person, press, entries)


def pressed_twice(world: World, person: Person, press: Press, used: object) -> None:
    """A second press of what is done at once is no second command; a form is the same draft."""
    if press.kind in FORMS and press.kind not in AT_ONCE:
        on = On(order_id=press.order_id, part=press.part, version=press.version)
        assert draft_id(person.id, press.kind, on) == draft_id(person.id, press.kind, on)
    before, world.state = world.state, used  # type: ignore[assignment]  # of this test's own making
    kind = "approve" if press.kind == REVIEW else press.kind
    again = look(world, person).offers(press._replace(kind=kind), world.now)
    world.state = before
    assert not again or press.kind in REPEATABLE, (press, person.name)


def pressed_by_another(world: World, person: Person, deed: Deed, command: Command, used: object) -> None:
    """At the same moment: whoever comes second is refused, and nothing is done twice."""
    others = [one for one, same in buttons(world) if same == deed and one.id != person.id]
    if not others or deed.kind in {*REPEATABLE, "decline"}:  # of several each declines for themselves
        return
    second = command.model_copy(update={"id": "second", "by": others[0].id})
    before, world.state = world.state, used  # type: ignore[assignment]  # of this test's own making
    refused = refused_with(second, world)
    world.state = before
    assert refused, (deed, person.name, others[0].name)
    assert issubclass(COMMANDS[command.kind], PartCommand)


def pressed_a_week_later(world: World, person: Person, press: Press, entries: list[Entry]) -> None:
    """In words, in both languages, with a card that can be shown."""
    before = world.state, world.now
    world.state, world.now = replayed(entries, world.order), world.now + WEEK
    for language in Language:
        texts = Texts(language, MOSCOW, clock=lambda: world.now)
        seen = Seen(world.order, None, NAMES)
        said = meanwhile(seen, press, [*world.entries, *entries], texts)
        assert said
        assert "{" not in said
        assert card(seen, Actor.of(person), texts, world.now).text
    world.state, world.now = before


def test_enough_states_roles_and_buttons_were_pressed(tally: Counter[str]) -> None:
    kinds = {name.split()[2] for name in tally}
    assert len(tally) > ENOUGH, len(tally)
    assert len(kinds) > ENOUGH_KINDS, kinds
