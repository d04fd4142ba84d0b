"""Открытие: a new client, another device of the same one, or a repair repeated under warranty."""

from pydantic import JsonValue

from bot.forms.about import About, Body
from bot.forms.answers import Answers
from bot.forms.form import Form, Request
from bot.forms.payment import LINE
from bot.forms.people import with_role
from bot.forms.steps import ChoiceStep, IntervalStep, PhonesStep, Step, TextStep
from domain.orders.parts import DeviceKind
from domain.people import Role

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


def of_company(answers: Answers) -> bool:
    return answers.text("client") == "client-company"


def of_person(answers: Answers) -> bool:
    return answers.text("client") == "client-person"


def at_client(answers: Answers) -> bool:
    return answers.text("walk_in") != "walk-in"


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
WHO_AND_WHEN: tuple[Step, ...] = (
    ChoiceStep(
        name="engineer",
        load=with_role(Role.ENGINEER),
        optional=True,
        words="forms-ask-engineer",
        when=at_client,
    ),
    IntervalStep(name="visit", optional=True, words="forms-ask-visit", when=at_client),
    TextStep(name="note", optional=True, words="forms-ask-note"),
)


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
    Form("open", (*CLIENT, WHERE, *ADDRESS, *DEVICE, *WHO_AND_WHEN), open_order, fields=FIELDS),
    Form("open_sibling", (WHERE, *DEVICE, *WHO_AND_WHEN), open_sibling, fields=FIELDS),
    Form(
        "open_repeat",
        (
            TextStep(name="complaint", words="forms-ask-complaint"),
            TextStep(name="warranty_reason", optional=True),
            WHERE,
            *WHO_AND_WHEN,
        ),
        open_repeat,
        fields=FIELDS,
        refusals={
            "warranty.over": "warranty_reason",
            "warranty.other_device": "warranty_reason",
            "warranty.not_completed": "warranty_reason",
        },
    ),
)
