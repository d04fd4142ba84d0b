"""Every form, answered at random, sends a body that its command takes, to its command's path."""

import json
import os
import random
from typing import Any
from uuid import UUID

import pytest

from api.bodies import body_of
from api.opening import OpenOrder
from api.steps import STEPS
from bot.forms import accounts, cash, organizations, press
from bot.forms.about import About
from bot.forms.draft import Choice, PieceState
from bot.forms.form import Form
from bot.forms.registry import FORMS
from bot.forms.shown import Effect
from bot.forms.steps import (
    AmountStep,
    ChoiceStep,
    CountStep,
    DayStep,
    IntervalStep,
    LinesStep,
    MomentStep,
    PhonesStep,
    PhotosStep,
    Step,
)
from bot.forms.steps.lines import total
from domain.orders.order import PartCommand
from domain.people import Role
from domain.values import PersonId
from tests.bot.forms.conftest import PERSON, Typist
from tests.domain.world import World

BY_KIND = {step.command.model_fields["kind"].default: step for step in STEPS}
SOMEBODY = ("0190f3c2-5e2a-7cc0-8000-00000000e001", "0190f3c2-5e2a-7cc0-8000-00000000e002")
AT_ONCE = {
    "accept", "depart", "arrive", "take", "receive_device", "resume", "grant", "confirm_payment", "undo",
}  # fmt: skip
"""Commands that need nothing but the press."""
PARTS = {
    "hand_over": "stationary",
    "finish_repair": "stationary.1",
    "set_priority": "stationary.1",
    "assign_stationary": "stationary.1",
    "submit_receipt": "receipt",
    "submit_supplement": "supplement",
    "return": "receipt.1",
    "approve": "report",
    "withdraw": "receipt.1",
    "set_deadline": "agreement",
    "penalize": "penalty.1",
    "appeal": "penalty.1",
    "decide_appeal": "penalty.1",
}
WALKS = 200 if os.environ.get("NARYAD_PROVE") else 6


def about(form: Form, dice: random.Random) -> About:
    held = form.name == "recover_device"
    world = World().in_work().handed_over() if held else World().open()
    role = dice.choice((Role.CURATOR, Role.OWNER))
    part = PARTS.get(form.name)
    return About(person=PERSON, part=part, order=world.order, roles=frozenset({role}))


def answer(typist: Typist, dice: random.Random) -> None:
    """Answer the question that is shown, in one of the ways it can be."""
    step = typist.filling.step
    assert step is not None
    if step.optional and dice.random() < 0.4:
        typist.press("Пропустить")
    elif isinstance(step, PhotosStep):
        typist.photo(*([PieceState.STORED] * dice.randint(1, step.most)))
        typist.press("Готово")
    elif isinstance(step, LinesStep):
        offer(typist, step, dice)
    elif isinstance(step, ChoiceStep):
        choose(typist, step, dice)
    else:
        typist.type(written(step, dice))


def written(step: Step, dice: random.Random) -> str:
    match step:
        case MomentStep():
            return "завтра 18:00"
        case IntervalStep():
            return "завтра 10-12"
        case DayStep(ahead=ahead):
            return "завтра" if ahead else "вчера"
        case PhonesStep():
            return "8 912 345-67-89, +7 495 123-45-67"
        case AmountStep(least=least):
            return "0" if least == 0 and dice.random() < 0.4 else "1 500,50"
        case CountStep():
            return "90"
    return "7707083893" if step.name == "inn" else "Слова КАК есть"


def offer(typist: Typist, step: LinesStep, dice: random.Random) -> None:
    typist.type("Ролик; 2; 600\nРабота; 1 000,50")
    assert total(LinesStep.groups_of(typist.draft.answers[step.name])[0]) == 220_050
    if step.groups > 1 and dice.random() < 0.5:
        typist.press("Вариант 2")
        typist.type("Б/у; 100")
    typist.press("Готово")


def choose(typist: Typist, step: ChoiceStep, dice: random.Random) -> None:
    if step.loads:
        typist.draft.options[step.name] = [
            Choice(value=str(n) if step.name == "lines" else one, label=one) for n, one in enumerate(SOMEBODY)
        ]
    if step.several:
        for n in range(2):
            typist.filling.pressed(f".c{n}", typist.draft.turn)
        typist.press("Готово")
        return
    number = dice.randrange(len(step.choices(typist.filling.ask)))
    typist.filling.pressed(f".c{number}", typist.draft.turn)


def filled(form: Form, dice: random.Random) -> Typist:
    typist = Typist(form, about(form, dice))
    for _ in range(40):
        if typist.at is None:
            return typist
        answer(typist, dice)
        assert len(typist.shown.text) <= 4096
    raise AssertionError(f"{form.name} does not end: {typist.shown.text}")


def with_prepared(form: Form, body: dict[str, Any]) -> dict[str, Any]:
    """As `prepare` leaves it, without asking the API for numbers."""
    if form.prepare and "lines" in body:
        body["lines"] = [line for group in body["lines"] for line in group]
    return body


ABOUT_NO_ORDER = {form.name for noun in (accounts, cash, organizations) for form in noun.FORMS}
"""See test_bodies_about_no_order.py."""
ABOUT_ORDERS = [form for form in FORMS.values() if form.name not in ABOUT_NO_ORDER and form.steps]


@pytest.mark.parametrize("form", ABOUT_ORDERS, ids=lambda form: form.name)
def test_whatever_is_answered_is_a_body_that_the_command_takes(form: Form) -> None:
    dice = random.Random(form.name)  # noqa: S311 - the same in every run
    for _ in range(WALKS):
        typist = filled(form, dice)
        assert typist.press("Отправить").effect is Effect.SEND
        request = typist.request
        body = with_prepared(form, dict(request.body))
        if form.name.startswith("open"):
            assert request.path == "/v1/orders"
            OpenOrder.model_validate_json(_json(body))
            continue
        step = BY_KIND[form.name]
        order = typist.draft.about.order
        assert order is not None
        assert request.path == f"/v1/orders/{order.id}/{step.path}"
        taken = body_of(step.command).model_validate_json(_json(body))
        fields = {name: getattr(taken, name) for name in type(taken).model_fields}
        step.command(id="1", by=PersonId(UUID(SOMEBODY[0])), **fields)


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body)


def test_every_command_has_a_form_or_needs_nothing_but_the_press() -> None:
    kinds = set(BY_KIND)
    assert kinds - set(FORMS) == AT_ONCE
    openings = {"open", "open_sibling", "open_repeat"}
    assert {name for name in FORMS if name not in kinds} == openings | ABOUT_NO_ORDER | {press.FORM.name}
    assert all(issubclass(BY_KIND[kind].command, PartCommand) for kind in PARTS)
