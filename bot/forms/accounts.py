"""Люди: written down, changed, given rights, shut out; what may be done to whom is in domain/accounts.py.

A form about somebody changes only what was chosen to be changed, so nobody's other change is undone by it.
"""

from collections.abc import Callable
from uuid import UUID

from pydantic import BaseModel, ConfigDict, JsonValue

from bot.client import JsonObject
from bot.forms.about import About, Body
from bot.forms.account import (
    LINE,
    PATH,
    SOMEBODY,
    Account,
    manageable_roles,
    organizations,
    others,
    rights_to_give,
    rights_to_take,
)
from bot.forms.answers import Answers
from bot.forms.form import Form, Request
from bot.forms.steps import ChoiceStep, PercentStep, PhonesStep, Step, TextStep
from domain.people import Permission, Role
from telegram.refusals import words
from telegram.texts import Html, Texts


class _Left(BaseModel):
    model_config = ConfigDict(extra="ignore")

    number: str
    code: str


class _Blocked(BaseModel):
    model_config = ConfigDict(extra="ignore")

    person: Account
    handed_over: tuple[str, ...]
    left: tuple[_Left, ...]


# What is sent


def fields(answers: Answers, *names: str) -> Body:
    """The answers as the API names them; None where somebody left one out to empty it."""
    return {name: _field(name, answers[name]) for name in names if name in answers}


def _field(name: str, value: JsonValue) -> JsonValue:
    if name == "phone" and isinstance(value, list):
        return value[0]
    return value


def create(answers: Answers, _about: About) -> Request:
    given = fields(answers, "name", "roles", "phone", "employee_number", "commission_bp", "organization_id")
    return Request(PATH, {name: value for name, value in given.items() if value is not None})


def change(answers: Answers, about: About) -> Request:
    chosen = [str(one).removeprefix("person-").replace("-", "_") for one in answers.several("what")]
    return changed(about, fields(answers, *chosen))


def changed(about: About, given: Body) -> Request:
    return Request(f"{PATH}/{about.subject}", {"version": about.whole("version"), **given}, "PATCH")


def grant(answers: Answers, about: About) -> Request:
    """On top of those that were seen last: a right that somebody else gave meanwhile stays."""
    held = {*about.words("extra_permissions"), *map(str, answers.several("give"))}
    taken = set(map(str, answers.several("take")))
    rights: list[JsonValue] = [*sorted(held - taken)]
    return changed(about, {"extra_permissions": rights})


def block(answers: Answers, about: About) -> Request:
    to = answers.only("engineer", "curator")
    body: Body = {"version": about.whole("version"), "reason": answers["reason"], "hand_over_to": to}
    return Request(f"{PATH}/{about.subject}/block", body)


# What is told then


def told_block(_about: About, receipt: JsonObject, texts: Texts) -> Html | None:
    done = _Blocked.model_validate(receipt)
    lines = [texts("people-blocked", name=done.person.name)]
    if done.handed_over:
        lines.append(texts("people-handed-over", numbers=", ".join(done.handed_over)))
    lines += [
        texts("people-left", number=one.number, why=words(one.code, None, None, texts)) for one in done.left
    ]
    return Html("\n".join(lines))


def to_person(about: About, receipt: JsonObject) -> str:
    person = about.subject or UUID(str(receipt["id"]))
    return f"new:person:{person.hex}"


def told_created(_about: About, receipt: JsonObject, texts: Texts) -> Html | None:
    return texts("people-created", name=str(receipt["name"]))


# The forms


def of_organization(answers: Answers) -> bool:
    """Asked of superusers, who belong to none; another superuser belongs to none either."""
    by_superuser = answers.about is not None and Role.SUPERUSER in answers.about.roles
    return by_superuser and Role.SUPERUSER.value not in answers.several("roles")


def chosen(field: str) -> Callable[[Answers], bool]:
    return lambda answers: f"person-{field}".replace("_", "-") in answers.several("what")


def has_role(role: Role) -> Callable[[Answers], bool]:
    return lambda answers: answers.about is not None and role.value in answers.about.words("roles")


def has_more_rights(answers: Answers) -> bool:
    return answers.about is not None and bool(answers.about.words("extra_permissions"))


def details(*, when: Callable[[str], Callable[[Answers], bool]] | None = None) -> tuple[Step, ...]:
    """Everything that is written down about a person and may be left empty."""

    def asked(field: str) -> Callable[[Answers], bool]:
        return when(field) if when else lambda _answers: True

    return (
        PhonesStep(name="phone", most=1, optional=True, words="people-ask-phone", when=asked("phone")),
        TextStep(
            name="employee_number",
            longest=LINE,
            optional=True,
            words="people-ask-number",
            when=asked("employee_number"),
        ),
        PercentStep(
            name="commission_bp",
            optional=True,
            words="people-ask-commission",
            when=asked("commission_bp"),
        ),
    )


CHANGES = ("person-name", "person-roles", "person-phone", "person-employee-number", "person-commission-bp")
MOST_ROLES = (1, len(Role))
REFUSALS = {
    "person.number_taken": "employee_number",
    "person.platform_role": "roles",
    "person.not_managed": "roles",
}

FORMS = (
    Form(
        "create_person",
        (
            TextStep(name="name", longest=LINE),
            ChoiceStep(name="roles", load=manageable_roles, several=MOST_ROLES, words="people-ask-roles"),
            ChoiceStep(name="organization_id", load=organizations, when=of_organization),
            *details(),
        ),
        create,
        refusals=REFUSALS,
        done=told_created,
        leads=to_person,
    ),
    Form(
        "change_person",
        (
            ChoiceStep(name="what", options=CHANGES, several=(1, len(CHANGES)), label="to-change"),
            TextStep(name="name", longest=LINE, when=chosen("name")),
            ChoiceStep(
                name="roles",
                load=manageable_roles,
                several=MOST_ROLES,
                words="people-ask-roles",
                when=chosen("roles"),
            ),
            *details(when=chosen),
        ),
        change,
        refusals=REFUSALS,
        subject=SOMEBODY,
        leads=to_person,
    ),
    Form(
        "grant_rights",
        (
            ChoiceStep(name="give", load=rights_to_give, several=(1, len(Permission)), optional=True),
            ChoiceStep(
                name="take",
                load=rights_to_take,
                several=(1, len(Permission)),
                optional=True,
                when=has_more_rights,
            ),
        ),
        grant,
        subject=SOMEBODY,
        leads=to_person,
    ),
    Form(
        "block_person",
        (
            TextStep(name="reason"),
            ChoiceStep(
                name="engineer",
                load=others(Role.ENGINEER),
                optional=True,
                when=has_role(Role.ENGINEER),
                words="people-ask-engineer",
            ),
            ChoiceStep(
                name="curator",
                load=others(Role.CURATOR),
                optional=True,
                when=has_role(Role.CURATOR),
                words="people-ask-curator",
            ),
        ),
        block,
        refusals={
            "person.open_orders:engineer": "engineer",
            "person.open_orders:curator": "curator",
            "person.replacement:engineer": "engineer",
            "person.replacement:curator": "curator",
        },
        subject=SOMEBODY,
        done=told_block,
        leads=to_person,
    ),
)
