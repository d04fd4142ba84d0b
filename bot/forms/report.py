"""Отчёт: the signed act or why there is no contract, the rest of the money, advance and warranty."""

from bot.forms.about import About, Body
from bot.forms.answers import Answers
from bot.forms.form import Form, Prefill, Request, on_order
from bot.forms.payment import AT_HAND, FIELDS, answers_of, fiscal_photo_of, payment_of, payment_steps
from bot.forms.steps import AmountStep, ChoiceStep, CountStep, PhotosStep, Step, TextStep, Told
from domain.orders.record import AnyEvent
from domain.orders.report import ReportSubmitted
from telegram.texts import Kopecks

REFUSALS = {"payment.above_debt": "amount", "report.advance_above_commission": "advance"}
WARRANTIES = (0, 30, 90, 180, 365)


def sums(about: About) -> Told | None:
    """What the ledger says so far: computed, never typed."""
    if about.order is None:
        return None
    totals = about.order.totals
    return Told(
        "forms-note-sums",
        {
            "price": Kopecks(about.order.agreed_amount),
            "costs": Kopecks(totals.costs),
            "received": Kopecks(totals.received),
            "net": Kopecks(about.order.agreed_amount - totals.costs),
            "debt": Kopecks(about.order.agreed_amount - totals.received),
        },
    )


def act_steps(reason: str) -> tuple[Step, ...]:
    """The signed act, or why there is none."""
    return (
        ChoiceStep(name="contract", options=("act-signed", "act-none"), words="forms-ask-contract"),
        PhotosStep(
            name="act", words="forms-ask-act", when=lambda answers: answers.text("contract") == "act-signed"
        ),
        TextStep(
            name=reason,
            words=f"forms-ask-{reason}".replace("_", "-"),
            when=lambda answers: answers.text("contract") == "act-none",
        ),
    )


def report_steps(amount: AmountStep) -> tuple[Step, ...]:
    return (
        *act_steps("no_contract_reason"),
        *payment_steps(amount, AT_HAND),
        AmountStep(name="advance", least=0, offers=(0,), words="forms-ask-advance"),
        CountStep(name="warranty_days", offers=WARRANTIES, words="forms-ask-warranty-days"),
    )


def report_body(answers: Answers) -> Body:
    return {
        "act": answers.several("act"),
        "received": payment_of(answers),
        **answers.only("no_contract_reason", "advance", "warranty_days"),
    }


def report_answers(event: ReportSubmitted) -> Body:
    answers: Body = {
        "contract": "act-none" if event.no_contract_reason else "act-signed",
        "advance": event.advance,
        "warranty_days": event.warranty_days,
        **answers_of(event.received),
    }
    return answers | ({"no_contract_reason": event.no_contract_reason} if event.no_contract_reason else {})


def report_photos(event: ReportSubmitted, photos: list[str]) -> dict[str, list[str]]:
    """Of all the files of a report one may be the fiscal receipt's."""
    fiscal = fiscal_photo_of(event.received)
    return {"act": [photo for photo in photos if photo not in fiscal], "fiscal_photo": fiscal}


def submit_report(answers: Answers, about: About) -> Request:
    return on_order("report", report_body(answers), about)


def answered(event: AnyEvent, _about: About) -> Body:
    return report_answers(event) if isinstance(event, ReportSubmitted) else {}


def photos(event: AnyEvent) -> dict[str, list[str]]:
    if not isinstance(event, ReportSubmitted):
        return {}
    return report_photos(event, [str(photo.id) for photo in event.photos])


FORMS = (
    Form(
        "submit_report",
        report_steps(AmountStep(name="amount", least=0, offers=(0,), words="forms-ask-received", tells=sums)),
        submit_report,
        prefill=Prefill((ReportSubmitted,), answered, photos),
        fields=FIELDS,
        refusals=REFUSALS,
    ),
)
