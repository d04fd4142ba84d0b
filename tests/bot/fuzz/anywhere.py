"""Into any question of any form: the questions before it are answered with something that fits."""

import random
from typing import Final
from uuid import UUID, uuid4

from pydantic import JsonValue

from bot.client import ApiAwayError, Caller, RefusedError
from bot.forms.about import On
from bot.forms.draft import Choice, Draft, Piece, PieceState
from bot.forms.earlier import EARLIER
from bot.forms.form import Form
from bot.forms.registry import FORMS
from bot.forms.steps import Ask, ChoiceStep, MisreadError, PhotosStep, Step, Take
from domain.people import Role
from domain.values import MediaId, OrderId
from telegram.texts import Texts
from tests.bot.fuzz.branch import Branch

Place = tuple[str, str | None]
"""A form, and one of its questions; None is its summary."""
PLACES: Final[tuple[Place, ...]] = tuple(
    (form.name, step) for form in FORMS.values() for step in (*(one.name for one in form.steps), None)
)
SELDOM: Final[frozenset[Place]] = frozenset(
    {
        ("approve", "commission_split"),
        ("block_person", "curator"),
        ("return", "lines"),
        ("return", "whole"),
        ("submit_agreement", "option"),
        ("submit_supplement", "option"),
    }
)
"""Asked only of orders and people that have come further than anybody here."""
TRIES: Final = 60
PARTS: Final = ("order", "notes", "agreement", "report", "onsite", "stationary.1", "receipt.1", "request")
FITTING: Final = (
    "Иван", "0", "1", "5", "100", "40", "завтра", "сегодня", "завтра 10-12", "завтра 10:00", "9-18",
    "пн-пт 9-18", "8 912 000-00-00", "Ролик; 2; 100", "Ролик; 2; 100; SVC-1", "7707083893",
    "01.01.2027", "60 40", "RUB",
)  # fmt: skip
"""To each question that is answered in words, one of these is an answer."""
OF_NOTHING: Final = frozenset({"open", "create_person", "create_organization"})
ABOUT_PEOPLE: Final = frozenset({"change_person", "grant_rights", "block_person"})


def on(form: str, step: str | None, branch: Branch, order: str, dice: random.Random) -> On:
    """What the form is about; of one that asks for an order itself, nothing yet."""
    if form in OF_NOTHING or step == EARLIER:
        return On()
    if FORMS[form].subject is None:
        return On(order_id=OrderId(UUID(order)), part=dice.choice(PARTS))
    return On(subject=subject_of(form, branch))


def subject_of(form: str, branch: Branch) -> UUID | None:
    if form in ABOUT_PEOPLE:
        return branch.people["spare"]
    if form.endswith("hand_in"):
        return UUID(branch.hand_in) if form == "dispute_hand_in" else None
    return branch.id


async def put_at(draft: Draft, step: str | None, caller: Caller, texts: Texts, dice: random.Random) -> bool:
    """Answer what comes before it, so that this question is asked; False: no answers lead there."""
    form = FORMS[draft.form]
    await _load(draft, form, caller, texts)
    for _ in range(TRIES):
        draft.answers, draft.pieces, draft.page = {**form.begins(draft.about)}, {}, {}
        while True:
            if step is not None and step in (one.name for one in form.applying(draft)):
                draft.go(step)
                return True
            missing = form.missing(draft)
            if missing is None:
                break
            _answer(missing, Ask(form.name, draft, texts), dice)
        if step is None:
            draft.go(None)
            return True
    return False


async def _load(draft: Draft, form: Form, caller: Caller, texts: Texts) -> None:
    """What there is to choose from; of what somebody may not read, or what there is none of, something."""
    for step in form.steps:
        ask = Ask(form.name, draft, texts)
        if isinstance(step, ChoiceStep) and step.loads and not draft.options.get(step.kept_as(ask)):
            try:
                found = list(await step.loaded(caller, ask))
            except (RefusedError, ApiAwayError):
                found = []
            invented = Role.ENGINEER.value if step.name == "roles" else str(uuid4())
            draft.options[step.kept_as(ask)] = found or [Choice(value=invented, label="?")]


def _answer(step: Step, ask: Ask, dice: random.Random) -> None:
    left_out = step.optional and dice.random() < 0.3
    if isinstance(step, PhotosStep) and not left_out:
        ask.draft.pieces[step.name] = [_stored(number) for number in range(max(step.least, 1))]
    ask.draft.answers[step.name] = None if left_out else _fitting(step, ask, dice)


def _stored(number: int) -> Piece:
    return Piece(message_id=-number - 1, state=PieceState.STORED, media=MediaId(uuid4()))


def _fitting(step: Step, ask: Ask, dice: random.Random) -> JsonValue:
    if isinstance(step, ChoiceStep):
        chosen = dice.choice(step.choices(ask)).value
        return [chosen] if step.several else chosen
    if isinstance(step, PhotosStep):
        return len(ask.draft.pieces[step.name])
    for text in dice.sample(FITTING, len(FITTING)):
        try:
            taken = step.read(text, ask)
        except MisreadError:
            continue
        if isinstance(taken, Take):
            return taken.value
    raise AssertionError(f"nothing fits {step}")
