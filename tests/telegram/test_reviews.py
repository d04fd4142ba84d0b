"""What was sent in is shown in full before it can be approved."""

import pytest

from domain.orders.actor import Actor
from domain.orders.agreement import Agreed, Option
from domain.orders.onsite import SubmitOnSite
from domain.orders.prepayment import SubmitPrepayment
from domain.orders.verification import Return
from domain.organizations import Mode
from telegram.cards import LONGEST, Seen, length
from telegram.presses import unpack
from telegram.reviews import SUBMISSIONS, Review, review, submission, told
from telegram.texts import Language, Texts
from tests.domain.world import ALL_HANDS, CURATOR, ENGINEER, MOSCOW, STAFF, World, cash, line
from tests.telegram.walks import walked

NAMES = {one.id: one.name for one in STAFF}


def looked_at(world: World, part: str, reader: Actor) -> Review:
    sent_in = submission(world.entries, part)
    assert sent_in
    texts = Texts(Language.RU, MOSCOW, clock=lambda: world.now)
    return review(Seen(world.order, None, NAMES), sent_in, reader, texts, world.now)


def pressed(found: Review) -> list[str]:
    buttons = [button for row in found.keyboard.inline_keyboard for button in row]
    presses = [unpack(button.callback_data) for button in buttons]
    return [press.kind for press in presses if press]


@pytest.mark.parametrize("language", Language)
def test_every_submission_of_the_walks_is_told_in_full(language: Language) -> None:
    texts = Texts(language, MOSCOW)
    met = set()
    for entry in walked().entries:
        if isinstance(entry.event, SUBMISSIONS):
            met.add(type(entry.event))
            assert all("{" not in said and "None" not in said for said in told(entry.event, texts))
    assert met == set(SUBMISSIONS)


def test_a_receipt_is_shown_line_by_line_with_its_photo_and_both_verdicts() -> None:
    world = World().in_work().submit_receipt(125_000, 20_000)
    found = looked_at(world, "receipt.1", Actor.of(CURATOR))
    assert "1. part 0 · 1 × 1\u00a0250\u00a0₽ = 1\u00a0250\u00a0₽" in found.texts[0]
    assert "Итого <b>1\u00a0450\u00a0₽</b>, платили: свои деньги" in found.texts[0]
    assert len(found.photos) == 1
    assert pressed(found) == ["approve", "return", "photos", "open"]


def test_what_was_accepted_of_a_receipt_earlier_is_told() -> None:
    world = World().in_work().submit_receipt(100, 200)
    world.give(CURATOR, Return, part="receipt.1", reason="one line", lines={1: "price"})
    world.submit_receipt(300, part="receipt.1", total=400)
    assert "Принято раньше: 1\u00a0₽" in looked_at(world, "receipt.1", Actor.of(CURATOR)).texts[0]


def test_whoever_may_not_decide_sees_it_without_verdicts() -> None:
    world = World().accepted().submit_agreement(1000)
    assert pressed(looked_at(world, "agreement", Actor.of(ENGINEER))) == ["open"]


def test_what_stands_before_it_is_named_and_it_cannot_be_approved_yet() -> None:
    world = World()
    world.set(
        verification=world.organization.settings.verification.model_copy(update={"agreement": Mode.AFTER})
    )
    world.accepted().submit_agreement(1000)
    world.give(ENGINEER, SubmitPrepayment, payment=cash(500))
    found = looked_at(world, "prepayment", Actor.of(CURATOR))
    assert "Сначала проверьте: согласование" in found.texts[0]
    assert pressed(found) == ["return", "open"]


def test_a_self_check_says_so() -> None:
    world = World(staff=[CURATOR, ENGINEER, ALL_HANDS.model_copy(update={"active": False})])
    world.open(walk_in=True)
    world.give(CURATOR, SubmitOnSite, lines=(line(1000),), no_contract_reason="lost", received=cash(1000))
    alone = Actor.of(CURATOR, other_curators=False)
    assert "самопроверка" in looked_at(world, "onsite", alone).texts[0]


def test_the_longest_agreement_is_several_messages_with_the_buttons_under_the_last() -> None:
    lines = tuple(line(100, "<" * 200) for _ in range(20))
    options = tuple(Option(lines=lines) for _ in range(9))
    world = World().accepted()
    world.submit_agreement(0, options=options, outcome=Agreed(option=8))
    found = looked_at(world, "agreement", Actor.of(CURATOR))
    assert len(found.texts) > 3
    assert all(length(text) <= LONGEST for text in found.texts)
    assert "Клиент согласен" in found.texts[-1]
