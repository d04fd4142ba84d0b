"""Организации и их настройки: founded, renamed; the settings that are chosen change, and no others.

What is one setting to the API and several to people (calendar, ways of verifying, ladders) is put together
with what was seen last; whoever changed it meanwhile is not overwritten, the version says so.
"""

from collections.abc import Callable
from uuid import UUID

from pydantic import BaseModel, ConfigDict, JsonValue

from bot.client import Caller, JsonObject
from bot.forms.about import About, Body
from bot.forms.account import others
from bot.forms.answers import Answers
from bot.forms.form import Form, Request, Subject, UnfitError
from bot.forms.hours import DaysStep, SpanStep, WeekStep
from bot.forms.steps import (
    AmountStep,
    ChoiceStep,
    CountStep,
    DayStep,
    PercentStep,
    Step,
    TextStep,
)
from domain.orders.parts import DeviceKind
from domain.orders.waiting import ELSEWHERE, TABLE, Clock, WaitKind
from domain.organizations import Mode
from domain.people import Role
from telegram.texts import Html, Texts

PATH = "/v1/organizations"
LINE = 200
YES, NO = "yes", "no"


class _Organization(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: UUID
    name: str
    prefix: str
    version: int


class _Settings(BaseModel):
    version: int
    settings: dict[str, JsonValue]


async def organization_seen(subject: UUID | None, caller: Caller) -> Body:
    found: Body = (await caller.read(f"{PATH}/{subject}", _Organization)).model_dump(mode="json")
    return found


async def settings_seen(subject: UUID | None, caller: Caller) -> Body:
    organization = await organization_seen(subject, caller)
    found = await caller.read(f"{PATH}/{subject}/settings", _Settings)
    return organization | {
        "version": found.version,
        "settings": found.settings,
        "organization_id": str(subject),
    }


def told_organization(about: About, texts: Texts) -> Html:
    return texts("organizations-told", name=about.text("name"), prefix=about.text("prefix"))


RENAMED = Subject(organization_seen, told_organization)
SETTLED = Subject(settings_seen, told_organization)


# What is sent


def create(answers: Answers, _about: About) -> Request:
    body = answers.only("name", "prefix")
    if zone := answers.text("zone"):
        body["settings"] = {"calendar": {"zone": zone}}
    return Request(PATH, body)


def rename(answers: Answers, about: About) -> Request:
    body: Body = {"version": about.whole("version"), **answers.only("name", "prefix")}
    return Request(f"{PATH}/{about.subject}", body, "PATCH")


def settled(about: About, settings: Body) -> Request:
    body: Body = {"version": about.whole("version"), "settings": settings}
    return Request(f"{PATH}/{about.subject}/settings", body, "PATCH")


PLAIN = (
    "penalty_word", "cash_limit", "cash_remind_days", "thinking_days", "pause_days", "reopen_days",
    "commission_bp", "currency", "require_totp_for",
)  # fmt: skip
"""Settings that are one answer each."""
VERIFIED = ("agreement", "prepayment", "receipt")
CALENDAR = ("week", "quiet", "holidays", "zone")


def change_settings(answers: Answers, about: About) -> Request:
    settings: Body = {name: answers[name] for name in PLAIN if name in answers}
    if "pool" in answers:
        settings["pool"] = answers["pool"] == YES
    if modes := answers.only(*VERIFIED):
        settings["verification"] = _seen(about, "verification") | modes
    if "holidays" in answers or answers.only(*CALENDAR):
        days: Body = {"holidays": answers["holidays"] or []} if "holidays" in answers else {}
        settings["calendar"] = _seen(about, "calendar") | answers.only(*CALENDAR) | days
    return settled(about, settings)


def _seen(about: About, setting: str) -> Body:
    """A setting of several fields, as it was seen last."""
    value = about.group("settings").get(setting)
    return dict(value) if isinstance(value, dict) else {}


def _rows(about: About, setting: str) -> list[Body]:
    value = about.group("settings").get(setting)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


RUNGS = ("remind", "again", "escalate", "escalate_again")


def change_ladder(answers: Answers, about: About) -> Request:
    minutes = [answers.whole(rung) for rung in RUNGS]
    for rung, before, after in zip(RUNGS[1:], minutes, minutes[1:], strict=False):
        if after <= before:
            raise UnfitError(rung, "organizations-ladder-falls")
    ladder: JsonValue = dict(zip(RUNGS, minutes, strict=True))
    return settled(about, {"ladders": _seen(about, "ladders") | {str(answers["kind"]): ladder}})


def change_penalty_rule(answers: Answers, about: About) -> Request:
    """Of one kind of wait; without an amount there is no rule for it any more."""
    rules: list[JsonValue] = [
        rule for rule in _rows(about, "penalties") if rule.get("kind") != answers["kind"]
    ]
    if answers["amount"] is not None:
        rules.append(answers.only("kind", "after", "amount"))
    return settled(about, {"penalties": rules})


def add_rate(answers: Answers, about: About) -> Request:
    rates: list[JsonValue] = [*_rows(about, "rates"), answers.only("since", "person", "kind", "bp")]
    return settled(about, {"rates": rates})


def to_organization(about: About, receipt: JsonObject) -> str:
    named = about.subject or UUID(str(receipt["id"]))
    return f"new:organization:{named.hex}"


def to_settings(about: About, _receipt: JsonObject) -> str:
    return f"new:settings:{about.subject.hex}" if about.subject else ""


# The forms


def chosen(setting: str) -> Callable[[Answers], bool]:
    return lambda answers: f"settings-{setting}".replace("_", "-") in answers.several("what")


def counted(name: str, least: int, most: int) -> CountStep:
    return CountStep(name=name, least=least, most=most, words=words(name), when=chosen(name))


def words(name: str) -> str:
    return f"settings-ask-{name}".replace("_", "-")


def mode(name: str) -> ChoiceStep:
    return ChoiceStep(
        name=name, options=tuple(Mode), words=words(name), label=f"verify-{name}", when=chosen(name)
    )


SETTINGS: tuple[Step, ...] = (
    TextStep(name="penalty_word", longest=LINE, words=words("penalty_word"), when=chosen("penalty_word")),
    ChoiceStep(name="pool", options=(YES, NO), words=words("pool"), when=chosen("pool")),
    AmountStep(
        name="cash_limit", least=0, optional=True, words=words("cash_limit"), when=chosen("cash_limit")
    ),
    counted("cash_remind_days", 1, 365),
    counted("thinking_days", 1, 30),
    counted("pause_days", 1, 365),
    counted("reopen_days", 0, 365),
    PercentStep(name="commission_bp", words=words("commission_bp"), when=chosen("commission_bp")),
    *(mode(name) for name in VERIFIED),
    WeekStep(name="week", words=words("week"), when=chosen("week")),
    SpanStep(name="quiet", words=words("quiet"), when=chosen("quiet")),
    DaysStep(name="holidays", optional=True, words=words("holidays"), when=chosen("holidays")),
    TextStep(name="zone", longest=LINE, words=words("zone"), when=chosen("zone")),
    TextStep(name="currency", longest=3, words=words("currency"), when=chosen("currency")),
    ChoiceStep(
        name="require_totp_for",
        options=tuple(Role),
        several=(0, len(Role)),
        words=words("require_totp_for"),
        when=chosen("require_totp_for"),
    ),
)
CHOICES = tuple(f"settings-{step.name}".replace("_", "-") for step in SETTINGS)
FIELDS = {
    "settings.calendar.zone": "zone",
    "settings.calendar.week": "week",
    "settings.calendar.quiet": "quiet",
    "settings.calendar.holidays": "holidays",
    **{f"settings.{name}": name for name in PLAIN},
}
WAITS = tuple(kind for kind in WaitKind if kind not in ELSEWHERE)
PENALIZED = tuple(kind for kind in WAITS if TABLE[kind].clock is Clock.ENGINEER or kind is WaitKind.VISIT)


def minutes_step(name: str) -> CountStep:
    return CountStep(name=name, least=1, most=100_000)


FORMS = (
    Form(
        "create_organization",
        (
            TextStep(name="name", longest=LINE),
            TextStep(name="prefix", longest=8),
            TextStep(name="zone", longest=LINE, optional=True, words=words("zone")),
        ),
        create,
        fields=FIELDS,
        leads=to_organization,
    ),
    Form(
        "change_organization",
        (
            TextStep(name="name", longest=LINE, optional=True),
            TextStep(name="prefix", longest=8, optional=True),
        ),
        rename,
        refusals={"organization.prefix_fixed": "prefix"},
        subject=RENAMED,
        leads=to_organization,
    ),
    Form(
        "change_settings",
        (ChoiceStep(name="what", options=CHOICES, several=(1, len(CHOICES)), label="to-change"), *SETTINGS),
        change_settings,
        fields=FIELDS,
        refusals={"organization.calendar": "holidays"},
        subject=SETTLED,
        leads=to_settings,
    ),
    Form(
        "change_ladder",
        (
            ChoiceStep(name="kind", options=WAITS, label="wait"),
            *(minutes_step(rung) for rung in RUNGS),
        ),
        change_ladder,
        subject=SETTLED,
        leads=to_settings,
    ),
    Form(
        "change_penalty_rule",
        (
            ChoiceStep(name="kind", options=PENALIZED, label="wait"),
            AmountStep(name="amount", optional=True),
            CountStep(
                name="after", least=1, most=100_000, when=lambda answers: answers.get("amount") is not None
            ),
        ),
        change_penalty_rule,
        subject=SETTLED,
        leads=to_settings,
    ),
    Form(
        "add_rate",
        (
            PercentStep(name="bp"),
            DayStep(name="since"),
            ChoiceStep(name="person", load=others(Role.ENGINEER), optional=True),
            ChoiceStep(name="kind", options=tuple(DeviceKind), optional=True),
        ),
        add_rate,
        subject=SETTLED,
        leads=to_settings,
    ),
)
