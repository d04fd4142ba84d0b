"""Cards of orders in whatever state, for whoever reads them."""

from datetime import datetime
from functools import partial
from uuid import UUID

import pytest
from aiogram.types import InlineKeyboardMarkup

from api.steps import STEPS
from domain.contacts import Address, CompanyClient, Contact
from domain.orders.actor import Actor
from domain.orders.audience import knows_client
from domain.orders.following import Following
from domain.orders.parts import Device, DeviceKind, Stage
from domain.orders.possible import RULES, possible
from domain.orders.state import Order
from domain.orders.waiting import WaitKind
from domain.people import Person
from domain.values import OrderId
from telegram.actions import ANSWERS, AT_ONCE, PATHS, REVIEW, deeds
from telegram.cards import LONGEST, Seen, Shown, card, history, length, meanwhile
from telegram.presses import CODES, KINDS, Press, pack, unpack
from telegram.texts import Language, Texts
from tests.domain.world import (
    BUYER,
    CURATOR,
    ENGINEER,
    MOSCOW,
    OTHER_CURATOR,
    OWNER,
    STAFF,
    WORKER,
    World,
)
from tests.telegram.walks import walked

NAMES = {one.id: one.name for one in STAFF}
CONTACT = Contact(
    client=CompanyClient(name="ООО «Ромашка & <b>Ко»", inn="7707083893", contact="Анна"),
    phones=("+79120000000",),
    address=Address(text="Ленина 5", floor="3"),
)
SIGNS_OF_CLIENT = ("Ромашка", "912", "Ленина")
EVERY = 7


def texts_of(world: World, language: Language = Language.RU) -> Texts:
    return Texts(language, MOSCOW, clock=lambda: world.now)


def shown(world: World, reader: Actor, *, more: bool = False) -> Shown:
    return card(Seen(world.order, CONTACT, NAMES), reader, texts_of(world), world.now, more=more)


def _as_it_is(now: datetime) -> datetime:
    return now


def data(keyboard: InlineKeyboardMarkup | None) -> list[str]:
    assert keyboard
    return [button.callback_data or "" for row in keyboard.inline_keyboard for button in row]


@pytest.mark.parametrize("language", Language)
def test_cards_of_all_states_fit_and_their_buttons_can_be_read_again(language: Language) -> None:
    for at, (order, now) in enumerate(walked().states[::EVERY]):
        person = STAFF[at % len(STAFF)]
        texts = Texts(language, MOSCOW, clock=partial(_as_it_is, now))
        seen = card(Seen(order, CONTACT, NAMES), Actor.of(person), texts, now, more=True)
        assert length(seen.text) <= LONGEST
        assert "{" not in seen.text
        pressed = [unpack(one) for one in data(seen.keyboard)]
        assert None not in pressed
        assert len(pressed) <= 100
        assert len(set(data(seen.keyboard))) == len(pressed), "two buttons say the same"
        knows = knows_client(person, order)
        assert any(sign in seen.text for sign in SIGNS_OF_CLIENT) == knows, person.name


def test_a_card_tells_what_who_where_it_stands_whose_turn_and_until_when() -> None:
    world = World().accepted().submit_agreement(450_000)
    text = shown(world, Actor.of(CURATOR)).text
    assert text == "\n".join(
        (
            "<b>SVC-000123</b> · HP M404 · «Не ВКЛючается»",
            "👤 ООО «Ромашка &amp; &lt;b&gt;Ко», Анна, +7 912 000-00-00",
            "📍 Ленина 5, 3 этаж",
            "Куратор Olga · инженер Ivan",
            "🔍 согласование 4\u00a0500\u00a0₽ → ▫️ предоплата → ▫️ отчёт",
            (
                "⏳ <b>Ждём вас</b>: проверить согласование, до: сегодня, 2\u00a0марта, 12:00"
                ", иначе узнает суперпользователь"
            ),
        )
    )


def test_whoever_is_waited_for_has_the_answer_as_the_first_button() -> None:
    for order, now in walked().states[::EVERY]:
        for wait in order.waits:
            if wait.person is None or not ANSWERS[wait.kind]:
                continue
            person = next((one for one in STAFF if one.id == wait.person), None)
            if person is None or wait.kind in MAY_WAIT:
                continue
            found = deeds(order, Actor.of(person), now)
            assert {one.kind for one in found.main} & set(ANSWERS[wait.kind]), (wait, found.main)


MAY_WAIT = {
    WaitKind.VERIFY_REPORT: "what stands before it is verified first",
    WaitKind.VERIFY_ON_SITE: "the same",
    WaitKind.VERIFY_PREPAYMENT: "the same",
    WaitKind.VERIFY_SUPPLEMENT: "the same",
    WaitKind.SUBMIT_REPORT: "the device is given to whoever reports it first",
    WaitKind.CORRECT_HANDOVER: "the device is given to whoever hands it over first",
    WaitKind.GIVE_DEVICE: "its holder has no other to give it to",
}
"""Waits whose answer another one stands before."""


def test_every_possible_command_is_a_button_or_behind_the_look_at_the_submission() -> None:
    for at, (order, now) in enumerate(walked().states[::EVERY]):
        actor = Actor.of(STAFF[at % len(STAFF)])
        found = deeds(order, actor, now)
        buttons = {(one.kind, one.part) for one in (*found.main, *found.more)}
        for kind, part in possible(order, actor, now):
            looked_at = kind in ("approve", "return") and (REVIEW, part) in buttons
            assert (kind, part) in buttons or looked_at, (kind, part)


def openings_on(order: Order, reader: Person, contact: Contact | None) -> list[str]:
    texts = Texts(Language.RU, MOSCOW)
    found = card(Seen(order, contact, NAMES), Actor.of(reader), texts, World().now, more=True)
    kinds = (press.kind for one in data(found.keyboard) if (press := unpack(one)))
    return [kind for kind in kinds if kind in list(Following)]


def test_orders_after_this_one_are_opened_by_who_may_while_the_client_is_known() -> None:
    order = World().in_work().order
    closed = order.with_(closed=Stage.COMPLETED, closed_at=World().now)
    assert openings_on(order, CURATOR, CONTACT) == ["open_sibling"]
    assert openings_on(closed, OTHER_CURATOR, CONTACT) == ["open_sibling", "open_repeat"]
    assert openings_on(closed, CURATOR, None) == []
    assert openings_on(closed, ENGINEER, CONTACT) == openings_on(closed, OWNER, CONTACT) == []


def test_the_buttons_know_the_ways_of_the_api() -> None:
    assert {step.command.model_fields["kind"].default: step.path for step in STEPS} == PATHS
    assert set(PATHS) == set(RULES)
    assert set(PATHS) >= AT_ONCE
    assert set(ANSWERS) == set(WaitKind)
    needing = {step.command.model_fields["kind"].default for step in STEPS if step.example.keys() - {"part"}}
    assert AT_ONCE & needing == set(), "needs more than a press"


def test_the_longest_button_fits() -> None:
    part = "a" * 20 + ".9999"
    for kind in CODES:
        press = Press(kind, OrderId(UUID(int=2**128 - 1)), part, 2**31 - 1)
        assert len(pack(press).encode()) <= 64
        assert unpack(pack(press)) == press
    assert len(KINDS) == len(CODES), "two kinds share a code"


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "",
        "x",
        "ac",
        "zz:AAAAAAAAAAAAAAAAAAAAAg:agreement:1",
        "ac:AAAAAAAAAAAAAAAAAAAAA:agreement:1",
        "ac:AAAAAAAAAAAAAAAAAAAAAя:agreement:1",
        "ac:AAAAAAAAAAAAAAAAAAAA*g:agreement:1",
        "ac:AAAAAAAAAAAAAAAAAAAAAg:Agreement:1",
        "ac:AAAAAAAAAAAAAAAAAAAAAg:agreement:-1",
        "ac:AAAAAAAAAAAAAAAAAAAAAg:agreement:²",
        "ac:AAAAAAAAAAAAAAAAAAAAAg:agreement:99999999999",
        "ac:AAAAAAAAAAAAAAAAAAAAAg:agreement:1:2",
        "intent:\x1dmenu:orders",
    ],
)
def test_data_that_is_no_cards_is_nothing(broken: str | None) -> None:
    assert unpack(broken) is None


def test_a_card_full_of_the_longest_words_still_fits() -> None:
    device = Device(
        kind=DeviceKind.OTHER, brand="<" * 200, model="🖨" * 200, complaint="&" * 2000, serial="S" * 200
    )
    world = World().open(device=device, engineer=ENGINEER.id)
    long = dict.fromkeys(NAMES, "Ы" * 200)
    contact = CONTACT.model_copy(update={"address": Address(text="🏠" * 2000, floor="9" * 200)})
    seen = card(Seen(world.order, contact, long), Actor.of(CURATOR), texts_of(world), world.now, more=True)
    assert length(seen.text) <= LONGEST
    assert "<<" not in seen.text


def test_the_workshop_sees_neither_the_client_nor_the_money() -> None:
    text = shown(World().in_workshop(), Actor.of(WORKER)).text
    assert not any(sign in text for sign in SIGNS_OF_CLIENT)
    assert "₽" not in text
    assert "стационар 1 · ремонт · в ремонте" in text


def test_a_history_of_many_entries_is_paged() -> None:
    world = World().in_work()
    texts = texts_of(world)
    seen = Seen(world.order, None, NAMES)
    first = history(seen, world.entries * 4, texts, 0)
    assert "страница 1 из" in first.text
    last = history(seen, world.entries * 4, texts, 99)
    assert "Наряд открыт" in last.text
    assert "Пока ничего" in history(seen, [], texts, 0).text


def test_an_old_button_tells_what_happened_to_its_part_meanwhile() -> None:
    world = World().accepted().submit_agreement(450_000)
    version = world.order.parts["agreement"]
    world.approve("agreement")
    press = Press("approve", world.order_id, "agreement", version)
    said = meanwhile(Seen(world.order, None, NAMES), press, world.entries, texts_of(world))
    assert said == "Эта кнопка устарела. Пока вас не было:\n10:00 · Согласование принято — Olga"


def test_whoever_has_nothing_to_do_with_it_has_no_command_but_a_note() -> None:
    found = deeds(World().accepted().order, Actor.of(OWNER), World().now)
    assert found.main == ()
    assert [one.kind for one in found.more] == ["add_note", "take_over"]
    assert deeds(World().accepted().order, Actor.of(BUYER), World().now) == ((), ())
