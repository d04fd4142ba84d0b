"""«Сделано на месте»: agreement, payment and report in one form."""

from pydantic import JsonValue

from bot.forms.about import About, Body
from bot.forms.answers import Answers
from bot.forms.form import Form, Prefill, Request, on_order
from bot.forms.payment import FIELDS
from bot.forms.receipt import lines_of
from bot.forms.report import REFUSALS, report_answers, report_body, report_photos, report_steps
from bot.forms.steps import AmountStep, LinesStep, TextStep
from bot.forms.steps.lines import total
from domain.orders.onsite import OnSiteSubmitted
from domain.orders.record import AnyEvent


def discounted(answers: Answers) -> bool:
    return answers.get("agreed_for") is not None and answers.whole("agreed_for") < total(lines_of(answers))


def submit_on_site(answers: Answers, about: About) -> Request:
    lines: list[JsonValue] = [dict(line) for line in lines_of(answers)]
    body: Body = {"lines": lines, **report_body(answers), **answers.only("discount_reason")}
    if answers.get("agreed_for") is not None:
        body["amount"] = answers["agreed_for"]
    return on_order("onsite", body, about)


def answered(event: AnyEvent, _about: About) -> Body:
    if not isinstance(event, OnSiteSubmitted):
        return {}
    full = sum(line.total for line in event.lines)
    answers: Body = {
        "lines": [[line.model_dump(mode="json") for line in event.lines]],
        "agreed_for": None if event.amount == full else event.amount,
        **report_answers(event.report),
    }
    return answers | ({"discount_reason": event.discount_reason} if event.discount_reason else {})


def photos(event: AnyEvent) -> dict[str, list[str]]:
    if not isinstance(event, OnSiteSubmitted):
        return {}
    return report_photos(event.report, [str(photo.id) for photo in event.photos])


FORMS = (
    Form(
        "submit_on_site",
        (
            LinesStep(name="lines"),
            AmountStep(name="agreed_for", least=0, optional=True, words="forms-ask-agreed-for"),
            TextStep(name="discount_reason", words="forms-ask-discount-reason", when=discounted),
            *report_steps(AmountStep(name="amount", least=0, offers=(0,), words="forms-ask-received-all")),
        ),
        submit_on_site,
        prefill=Prefill((OnSiteSubmitted,), answered, photos),
        fields=FIELDS | {"amount": "agreed_for"},
        refusals=REFUSALS
        | {
            "agreement.above_option": "agreed_for",
            "agreement.below_received": "agreed_for",
            "agreement.discount_reason": "discount_reason",
        },
    ),
)
