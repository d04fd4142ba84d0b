"""Forms about people, organizations and hand-ins send what the API takes, and only what was to change."""

import json
import random
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from api.blocking import Block
from api.hand_ins import Dispute, HandInBody
from api.organizations import NewOrganization, OrganizationChange, SettingsChange
from api.people import NewPerson, ProfileChange
from bot.forms import week
from bot.forms.about import About
from bot.forms.draft import Choice
from bot.forms.form import Form, UnfitError
from bot.forms.registry import FORMS
from bot.forms.steps import AmountStep, ChoiceStep, CountStep, DayStep, PercentStep, PhonesStep, Step
from domain.organizations import OrganizationSettings
from domain.people import Language, Role
from telegram.texts import Texts
from tests.bot.forms.conftest import MOSCOW, PERSON, Typist
from tests.bot.forms.test_bodies import ABOUT_NO_ORDER, SOMEBODY

TAKEN: dict[str, tuple[str, str, type[BaseModel]]] = {
    "create_person": ("POST", "/v1/people", NewPerson),
    "change_person": ("PATCH", "/v1/people/{}", ProfileChange),
    "grant_rights": ("PATCH", "/v1/people/{}", ProfileChange),
    "block_person": ("POST", "/v1/people/{}/block", Block),
    "hand_in": ("POST", "/v1/cash/hand-ins", HandInBody),
    "dispute_hand_in": ("POST", "/v1/cash/hand-ins/{}/dispute", Dispute),
    "create_organization": ("POST", "/v1/organizations", NewOrganization),
    "change_organization": ("PATCH", "/v1/organizations/{}", OrganizationChange),
    "change_settings": ("PATCH", "/v1/organizations/{}/settings", SettingsChange),
    "change_ladder": ("PATCH", "/v1/organizations/{}/settings", SettingsChange),
    "change_penalty_rule": ("PATCH", "/v1/organizations/{}/settings", SettingsChange),
    "add_rate": ("PATCH", "/v1/organizations/{}/settings", SettingsChange),
}
"""Method, path and body of each."""
SUBJECT = UUID(SOMEBODY[0])
ACCOUNT: dict[str, Any] = {
    "id": SOMEBODY[0],
    "organization_id": SOMEBODY[1],
    "name": "Иван <Иванов>",
    "roles": ["engineer", "curator"],
    "extra_permissions": ["money:read", "orders:reopen"],
    "permissions": ["orders:work", "money:read", "orders:reopen"],
    "phone": "+79123456789",
    "employee_number": "17",
    "commission_bp": 1250,
    "active": True,
    "on_shift": True,
    "login": None,
    "in_telegram": False,
    "version": 3,
}
HAND_IN: dict[str, Any] = {
    "id": SOMEBODY[0],
    "person": SOMEBODY[0],
    "receiver": SOMEBODY[1],
    "names": dict.fromkeys(SOMEBODY, "Кто-то"),
    "amount": 500_000,
    "state": "pending",
    "reason": None,
    "at": "2026-11-22T09:00:00Z",
}
ORGANIZATION: dict[str, Any] = {
    "name": "Сервис",
    "prefix": "SVC",
    "version": 7,
    "organization_id": SOMEBODY[0],
    "settings": OrganizationSettings().model_dump(mode="json"),
}
LOADED = {
    "roles": ["engineer", "buyer"],
    "give": ["audit:read", "people:read"],
    "take": ["money:read", "orders:reopen"],
}
TYPED = {
    "prefix": "LES",
    "zone": "Asia/Yekaterinburg",
    "currency": "RUB",
    "week": "пн-пт 9-18, сб 10-15",
    "quiet": "21-8",
    "holidays": "01.01.2027, 7 января",
    "remind": "30",
    "again": "60",
    "escalate": "120",
    "escalate_again": "480",
}


def seen(form: Form) -> dict[str, Any]:
    if form.name == "hand_in":
        return {"free": 400_000, "balance": 500_000}
    if form.name == "dispute_hand_in":
        return HAND_IN
    return ORGANIZATION if TAKEN[form.name][1].startswith("/v1/organizations") else ACCOUNT


def answer(typist: Typist, dice: random.Random) -> None:
    step = typist.filling.step
    assert step is not None
    if step.optional and dice.random() < 0.4:
        typist.press("Пропустить")
    elif isinstance(step, ChoiceStep):
        choose(typist, step, dice)
    else:
        typist.type(TYPED.get(step.name) or written(step))


def choose(typist: Typist, step: ChoiceStep, dice: random.Random) -> None:
    if step.load:
        values = LOADED.get(step.name, list(SOMEBODY))
        typist.draft.options[step.name] = [Choice(value=one, label=one) for one in values]
    count = len(step.choices(typist.filling.ask))
    for n in dice.sample(range(count), min(2, count) if step.several else 1):
        typist.filling.pressed(f".c{n}", typist.draft.turn)
    if step.several:
        typist.press("Готово")


def written(step: Step) -> str:
    match step:
        case PercentStep():
            return "12,5 %"
        case DayStep():
            return "завтра"
        case PhonesStep():
            return "8 912 345-67-89"
        case AmountStep():
            return "1 500,50"
        case CountStep():
            return "14"
    return "Слова КАК есть"


def filled(form: Form, dice: random.Random, language: Language = Language.RU) -> Typist:
    has_subject = "{}" in TAKEN[form.name][1]
    roles = frozenset({Role.SUPERUSER})
    about = About(person=PERSON, roles=roles, subject=SUBJECT if has_subject else None, seen=seen(form))
    typist = Typist(form, about, language)
    for _ in range(40):
        if typist.at is None:
            return typist
        answer(typist, dice)
        assert len(typist.shown.text) <= 4096
    raise AssertionError(f"{form.name} does not end: {typist.shown.text}")


@pytest.mark.parametrize("name", sorted(ABOUT_NO_ORDER))
def test_whatever_is_answered_is_a_body_that_the_operation_takes(name: str) -> None:
    dice, (method, path, taken) = random.Random(name), TAKEN[name]  # noqa: S311 - the same in every run
    for _ in range(12):
        typist = filled(FORMS[name], dice)
        typist.sent()
        request = typist.request
        assert (request.method, request.path) == (method, path.format(SUBJECT))
        body = taken.model_validate_json(json.dumps(request.body))
        if "version" in taken.model_fields:
            assert getattr(body, "version") == seen(FORMS[name])["version"]  # noqa: B009 - of many models


def test_30_what_was_not_chosen_to_be_changed_is_not_sent() -> None:
    about = About(person=PERSON, subject=SUBJECT, seen=ACCOUNT)
    typist = Typist(FORMS["change_person"], about)
    typist.press("Телефон")
    typist.press("Готово", "Пропустить")
    assert typist.sent() == {"version": 3, "phone": None}


def test_30_a_right_that_somebody_else_gave_meanwhile_stays() -> None:
    about = About(person=PERSON, subject=SUBJECT, seen=ACCOUNT)
    typist = Typist(FORMS["grant_rights"], about)
    typist.draft.options = {
        name: [Choice(value=one, label=one) for one in LOADED[name]] for name in ("give", "take")
    }
    typist.press("audit:read", "Готово", "money:read", "Готово")
    more = [*ACCOUNT["extra_permissions"], "people:read"]
    typist.draft.about = about.model_copy(
        update={"seen": ACCOUNT | {"extra_permissions": more, "version": 4}}
    )
    rights = ["audit:read", "orders:reopen", "people:read"]
    assert typist.sent() == {"version": 4, "extra_permissions": rights}


def test_a_setting_of_several_fields_keeps_those_that_were_not_asked() -> None:
    about = About(person=PERSON, subject=SUBJECT, seen=ORGANIZATION)
    typist = Typist(FORMS["change_settings"], about)
    typist.press("›", "Проверка оприхода", "Рабочие часы", "Тихие часы")
    typist.press("Готово", "После")
    typist.type("пн-пт 9-18, сб 10-15", "22-7")
    settings = typist.sent()["settings"]
    assert settings["verification"] == {"agreement": "before", "prepayment": "before", "receipt": "after"}
    assert settings["calendar"]["zone"] == "Europe/Moscow"
    assert settings["calendar"]["week"][5:] == [{"since": "10:00", "until": "15:00"}, None]
    assert set(settings) == {"verification", "calendar"}


def test_deadlines_that_do_not_rise_are_told_at_the_question() -> None:
    typist = Typist(FORMS["change_ladder"], About(person=PERSON, subject=SUBJECT, seen=ORGANIZATION))
    typist.press("Назначить инженера")
    typist.type("30", "60", "60", "480")
    with pytest.raises(UnfitError) as unfit:
        _ = typist.request
    assert unfit.value.step == "escalate"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("пн-пт 9-18, сб 10-15", "пн–пт 09:00–18:00, сб 10:00–15:00"),
        ("Mon-Sun all day", "пн–вс 00:00–24:00"),
        ("вт 10:30–24; чт с 9 до 12", "вт 10:30–24:00, чт 09:00–12:00"),
    ],
)
def test_working_hours_are_read_as_people_write_them(written: str, said: str) -> None:
    days = week.week(written)
    assert days is not None
    assert week.told(days, Texts(Language.RU, MOSCOW)) == said


@pytest.mark.parametrize("written", ["", "9-18", "пн 18-9", "пт-пн 9-18", "пн-пт", "xx 9-18"])
def test_what_is_no_week_is_asked_again(written: str) -> None:
    assert week.week(written) is None


@pytest.mark.parametrize("name", sorted(ABOUT_NO_ORDER))
def test_every_form_speaks_english_too(name: str) -> None:
    about = About(person=PERSON, subject=SUBJECT, seen=seen(FORMS[name]))
    typist = Typist(FORMS[name], about, Language.EN)
    for step in FORMS[name].steps:
        typist.draft.at = step.name
        assert typist.shown.text
