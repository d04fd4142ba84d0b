"""Открытие: a new client, another device of the same one, or a repair repeated under warranty."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from bot.client import JsonObject
from bot.forms.about import About, Body
from bot.forms.answers import Answers
from bot.forms.earlier import earlier
from bot.forms.form import Form, Request
from bot.forms.payment import LINE
from bot.forms.people import with_role
from bot.forms.steps import ChoiceStep, IntervalStep, PhonesStep, Step, TextStep, Told
from domain.orders.errors import Refusal
from domain.orders.parts import DeviceKind
from domain.orders.sibling import engineers, same_visit
from domain.orders.warranty import doubt
from domain.people import Role
from domain.values import OrderId
from telegram.presses import Press, pack
from telegram.refusals import key_of
from telegram.texts import Html, Texts

PATH = "/v1/orders"
FIELDS = {
    "contact.client.company.inn": "inn",
    "contact.client.company.name": "company",
    "contact.client.company.contact": "contact",
    "contact.client.person.name": "name",
    "contact.phones": "phones",
    "contact.address": "address",
    "contact.address.text": "address",
    "device.brand": "brand",
    "device.model": "model",
    "device.serial": "serial",
    "device.complaint": "complaint",
    "visit": "visit",
}
SIBLING_FIELDS = FIELDS | {"sibling_of": "walk_in"}


def of_company(answers: Answers) -> bool:
    return answers.text("client") == "client-company"


def of_person(answers: Answers) -> bool:
    return answers.text("client") == "client-person"


def has_address(answers: Answers) -> bool:
    """Of an order after an earlier one: nobody is sent to a client who only came in."""
    return answers.about is None or answers.about.addressed


def at_client(answers: Answers) -> bool:
    return has_address(answers) and answers.text("walk_in") != "walk-in"


def line(name: str, *, optional: bool = False) -> TextStep:
    return TextStep(name=name, longest=LINE, optional=optional, words=f"forms-ask-{name}")


CLIENT: tuple[Step, ...] = (
    ChoiceStep(name="client", options=("client-person", "client-company")),
    TextStep(name="name", longest=LINE, when=of_person),
    TextStep(name="company", longest=LINE, when=of_company),
    TextStep(name="inn", longest=12, when=of_company),
    TextStep(name="contact", longest=LINE, when=of_company),
    PhonesStep(name="phones"),
)
WHERE = ChoiceStep(name="walk_in", options=("to-client", "walk-in"), words="forms-ask-walk-in")
ADDRESS: tuple[Step, ...] = (
    TextStep(name="address", when=at_client),
    TextStep(name="floor", longest=LINE, optional=True, when=at_client),
    TextStep(name="entry", longest=LINE, optional=True, when=at_client),
)
DEVICE: tuple[Step, ...] = (
    ChoiceStep(name="kind", options=tuple(DeviceKind), words="forms-ask-kind", label="device"),
    line("brand"),
    line("model"),
    line("serial", optional=True),
    TextStep(name="complaint", words="forms-ask-complaint"),
    TextStep(name="completeness", optional=True, words="forms-ask-completeness"),
)
ENGINEER = ChoiceStep(
    name="engineer",
    load=with_role(Role.ENGINEER),
    optional=True,
    words="forms-ask-engineer",
    when=at_client,
)
VISIT = IntervalStep(name="visit", optional=True, words="forms-ask-visit", when=at_client)
NOTE = TextStep(name="note", optional=True, words="forms-ask-note")


# After an earlier order: what is left out is as there


def engineers_there(about: About, texts: Texts) -> Html | None:
    """Whoever is blocked since then does not go."""
    if about.order is None or not (there := engineers(about.order)):
        return None
    people = ", ".join(about.names.get(one, str(one)) for one in there)
    return texts("forms-as-there", number=about.order.number, what=people)


def visit_there(about: About, texts: Texts) -> Html | None:
    visit = same_visit(about.order, texts.clock()) if about.order else None
    if about.order is None or visit is None:
        return None
    return texts("forms-as-there-visit", number=about.order.number, visit=visit)


def as_there(about: About) -> Body:
    """What need not be asked: where, who and when, as far as the earlier order says so."""
    order = about.order
    if order is None:
        return {}
    begun: Body = {"walk_in": "walk-in" if order.walk_in else "to-client"}
    if engineers(order):
        begun["engineer"] = None
    if same_visit(order, datetime.now(UTC)):
        begun["visit"] = None
    return begun


AFTER: tuple[Step, ...] = (
    replace(WHERE, when=has_address),
    replace(ENGINEER, otherwise=engineers_there),
    replace(VISIT, otherwise=visit_there),
    NOTE,
)


def doubted(about: About) -> Refusal | None:
    """Why the earlier order's warranty does not answer for the repeat by itself."""
    if about.order is None:
        return None
    return doubt(about.order, about.order.device, datetime.now(UTC), ZoneInfo(about.zone))


def is_doubted(answers: Answers) -> bool:
    return answers.about is not None and doubted(answers.about) is not None


def told_doubt(about: About) -> Told | None:
    why = doubted(about)
    return Told(key_of(why.code), {name: _plain(fact) for name, fact in why.facts.items()}) if why else None


def _plain(fact: object) -> str | int:
    return fact if isinstance(fact, int) else str(fact)


def device_body(answers: Answers) -> Body:
    return {
        "device": answers.only("kind", "brand", "model", "serial", "complaint", "completeness"),
        "walk_in": not at_client(answers),
        **answers.only("engineer", "visit", "note"),
    }


def contact_body(answers: Answers) -> JsonValue:
    client: Body = {"kind": "person", **answers.only("name")}
    if of_company(answers):
        client = {"kind": "company", "name": answers["company"], **answers.only("inn", "contact")}
    contact: Body = {"client": client, "phones": answers["phones"]}
    if at_client(answers):
        contact["address"] = {"text": answers["address"], **answers.only("floor", "entry")}
    return contact


def open_order(answers: Answers, _about: About) -> Request:
    return Request(PATH, {"contact": contact_body(answers), **device_body(answers)})


def opened(_about: About, receipt: JsonObject) -> str:
    """The data of the button to the new order's card."""
    named = receipt.get("order_id")
    return pack(Press("open", OrderId(UUID(named)), "order", 0)) if isinstance(named, str) else ""


def open_sibling(answers: Answers, _about: About) -> Request:
    """Client, visit and engineer are as there, unless they are given."""
    return Request(PATH, {"sibling_of": str(answers.order.id), **device_body(answers)})


def open_repeat(answers: Answers, _about: About) -> Request:
    """Client and device are those of the earlier order."""
    earlier = answers.order
    body: Body = {
        "sibling_of": str(earlier.id),
        "warranty_of": str(earlier.id),
        **device_body(answers),
        **answers.only("warranty_reason"),
    }
    device = earlier.device.model_dump(mode="json", exclude_none=True) | answers.only("complaint")
    return Request(PATH, body | {"device": device})


FORMS = (
    Form(
        "open",
        (*CLIENT, WHERE, *ADDRESS, *DEVICE, ENGINEER, VISIT, NOTE),
        open_order,
        fields=FIELDS,
        leads=opened,
    ),
    Form(
        "open_sibling",
        (earlier("all"), *DEVICE, *AFTER),
        open_sibling,
        fields=SIBLING_FIELDS,
        begins=as_there,
        leads=opened,
    ),
    Form(
        "open_repeat",
        (
            earlier("closed"),
            TextStep(name="complaint", words="forms-ask-complaint"),
            TextStep(name="warranty_reason", when=is_doubted, tells=told_doubt),
            *AFTER,
        ),
        open_repeat,
        fields=SIBLING_FIELDS,
        begins=as_there,
        leads=opened,
        refusals={
            "warranty.over": "warranty_reason",
            "warranty.other_device": "warranty_reason",
            "warranty.not_completed": "warranty_reason",
        },
    ),
)
