"""Люди: written down, changed, given rights, shut out; what may be done to whom is in domain/accounts.py.

A form about somebody changes only what was chosen to be changed, so nobody's other change is undone by it.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from pydantic import BaseModel, ConfigDict, JsonValue

from bot.client import Caller, JsonObject, Me
from bot.forms.about import About, Body
from bot.forms.answers import Answers
from bot.forms.draft import Choice
from bot.forms.form import Form, Request, Subject
from bot.forms.steps import ChoiceStep, Load, PercentStep, PhonesStep, Step, TextStep
from domain.accounts import MANAGED_WITH, RESERVED, NotManaged, refuse_unmanaged
from domain.people import Permission, Person, Role
from domain.values import OrganizationId, PersonId
from telegram.formats import phone
from telegram.refusals import words
from telegram.texts import Html, Texts

PATH = "/v1/people"
LINE = 200


class Account(BaseModel):
    """Somebody as whoever manages people sees them."""

    model_config = ConfigDict(extra="ignore")

    id: PersonId
    organization_id: OrganizationId | None
    name: str
    roles: tuple[Role, ...]
    extra_permissions: tuple[Permission, ...]
    permissions: tuple[Permission, ...]
    phone: str | None
    employee_number: str | None
    commission_bp: int | None
    active: bool
    on_shift: bool
    login: str | None
    in_telegram: bool
    version: int

    @property
    def person(self) -> Person:
        return Person(
            id=self.id,
            organization_id=self.organization_id,
            name=self.name,
            roles=frozenset(self.roles),
            active=self.active,
            extra_permissions=frozenset(self.extra_permissions),
        )

    def told(self, texts: Texts) -> Html:
        share = "" if self.commission_bp is None else percent(self.commission_bp)
        return texts(
            "people-account",
            active="yes" if self.active else "no",
            name=self.name,
            roles=", ".join(texts.label(role) for role in self.roles),
            phone=phone(self.phone) if self.phone else None,
            number=self.employee_number,
            commission=share or None,
            telegram="yes" if self.in_telegram else "no",
            rights=", ".join(texts.label(right) for right in self.extra_permissions) or None,
        )


class _Organization(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: OrganizationId
    name: str


class _Organizations(BaseModel):
    organizations: list[_Organization]
    next: str | None


class _People(BaseModel):
    people: list[Account]
    next: str | None


class _Left(BaseModel):
    model_config = ConfigDict(extra="ignore")

    number: str
    code: str


class _Blocked(BaseModel):
    model_config = ConfigDict(extra="ignore")

    person: Account
    handed_over: tuple[str, ...]
    left: tuple[_Left, ...]


def percent(basis_points: int) -> str:
    return f"{basis_points / 100:g} %"


def reader_of(me: Me) -> Person:
    """Whoever acts, as the rules about accounts take them."""
    return Person(
        id=me.id,
        organization_id=me.organization_id,
        name=me.name,
        roles=me.roles,
        extra_permissions=me.permissions,
    )


def manages(me: Me, account: Account) -> bool:
    try:
        refuse_unmanaged(reader_of(me), account.person)
    except NotManaged:
        return False
    return True


async def account_seen(subject: UUID | None, caller: Caller) -> Body:
    found: Body = (await caller.read(f"{PATH}/{subject}", Account)).model_dump(mode="json")
    return found


def told_account(about: About, texts: Texts) -> Html:
    return Account.model_validate(about.seen).told(texts)


SOMEBODY = Subject(account_seen, told_account)

# Whom and what to choose from


async def manageable_roles(caller: Caller, about: About, texts: Texts) -> Sequence[Choice]:
    """Roles that the person may give; of somebody of an organization, none of the platform."""
    fit = [role for role in Role if caller.me.may(MANAGED_WITH[role])]
    if about.subject:
        fit = [role for role in fit if role is not Role.SUPERUSER]
    return [Choice(value=role.value, label=texts.label(role).capitalize()) for role in fit]


async def organizations(caller: Caller, _about: About, _texts: Texts) -> Sequence[Choice]:
    found: list[Choice] = []
    cursor: str | None = None
    while True:
        page = await caller.read("/v1/organizations", _Organizations, limit=100, cursor=cursor)
        found += [Choice(value=str(one.id), label=one.name) for one in page.organizations]
        if page.next is None:
            return found
        cursor = page.next


def others(role: Role) -> Load:
    """Active people of the subject's organization who have that role too."""

    async def load(caller: Caller, about: About, _texts: Texts) -> Sequence[Choice]:
        home, found, cursor = about.text("organization_id") or None, list[Choice](), None
        while True:
            page = await caller.read(
                PATH, _People, role=role.value, active=True, organization=home, limit=100, cursor=cursor
            )
            found += [
                Choice(value=str(one.id), label=one.name) for one in page.people if one.id != about.subject
            ]
            if page.next is None:
                return found
            cursor = page.next

    return load


async def rights_to_give(_caller: Caller, about: About, texts: Texts) -> Sequence[Choice]:
    held = set(about.words("permissions")) | set(about.words("extra_permissions"))
    fit = [right for right in Permission if right not in RESERVED and right.value not in held]
    return [Choice(value=right.value, label=texts.label(right)) for right in fit]


async def rights_to_take(_caller: Caller, about: About, texts: Texts) -> Sequence[Choice]:
    return [
        Choice(value=right, label=texts.label(Permission(right)))
        for right in about.words("extra_permissions")
    ]


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
