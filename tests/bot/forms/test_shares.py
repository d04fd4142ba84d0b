"""The commission of an order that several carried is split when its report is approved (MON-2)."""

from bot.forms.about import About
from bot.forms.registry import FORMS
from bot.forms.steps.shares import carriers
from domain.orders.assignment import Accept, Assign
from domain.orders.verification import Approve
from tests.bot.forms.conftest import PERSON, Typist
from tests.domain.world import CURATOR, ENGINEER, OTHER_ENGINEER, World

NAMES = {ENGINEER.id: "Иван", OTHER_ENGINEER.id: "Семён"}


def reported_by_the_second() -> World:
    world = World().in_work()
    world.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)
    world.give(OTHER_ENGINEER, Accept)
    return world.submit_report(received=100_000, by=OTHER_ENGINEER)


def asked(world: World) -> Typist:
    about = About(person=PERSON, part="report", order=world.order, names=NAMES, version=1)
    typist = Typist(FORMS["approve"], about)
    while typist.at != "commission_split":
        typist.press("Пропустить")
    return typist


def body(typist: Typist) -> dict[str, object]:
    form = FORMS["approve"]
    return dict(form.send(form.answers(typist.draft), typist.draft.about).body)


def test_percents_are_taken_in_the_order_of_the_names() -> None:
    world = reported_by_the_second()
    typist = asked(world)
    assert "Иван, Семён" in typist.filling.shown().text
    typist.type("60 и 40")
    first, second = carriers(typist.draft.about)
    said = body(typist)
    assert said["commission_split"] == {str(first): 6_000, str(second): 4_000}
    world.give(CURATOR, Approve, part="report", commission_split=said["commission_split"])
    assert world.order.payable == {first: 24_000, second: 16_000}
    assert "Иван 60 %, Семён 40 %" in typist.filling.shown().text


def test_percents_that_make_no_whole_are_asked_again() -> None:
    typist = asked(reported_by_the_second())
    for wrong in ("60", "60 30", "50 30 20", "поровну"):
        typist.type(wrong)
        assert typist.at == "commission_split"
        assert "вместе 100" in typist.filling.shown().text


def test_evenly_is_a_button_and_no_answer_leaves_all_to_the_author() -> None:
    typist = asked(reported_by_the_second())
    typist.press("Поровну")
    assert list(body(typist)["commission_split"].values()) == [5_000, 5_000]  # type: ignore[attr-defined]
    skipped = asked(reported_by_the_second())
    skipped.press("Пропустить")
    assert "commission_split" not in body(skipped)


def test_one_carrier_is_not_asked() -> None:
    world = World().in_work().submit_report(received=100_000)
    typist = Typist(FORMS["approve"], About(person=PERSON, part="report", order=world.order))
    assert "commission_split" not in [step.name for step in typist.filling.form.applying(typist.draft)]
