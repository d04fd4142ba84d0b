"""Предоплата: what the client pays ahead; nothing is an answer too."""

from bot.forms.about import About, Body
from bot.forms.answers import Answers
from bot.forms.form import Form, Prefill, Request, on_order
from bot.forms.payment import FIELDS, answers_of, fiscal_photo_of, payment_of, payment_steps
from bot.forms.steps import AmountStep, Told
from domain.orders.prepayment import PrepaymentSubmitted
from domain.orders.record import AnyEvent
from telegram.texts import Kopecks


def agreed(about: About) -> Told | None:
    if about.order is None:
        return None
    still_open = about.order.agreed_amount - about.order.totals.received
    return Told(
        "forms-note-agreed", {"agreed": Kopecks(about.order.agreed_amount), "open": Kopecks(still_open)}
    )


def submit_prepayment(answers: Answers, about: About) -> Request:
    return on_order("prepayment", {"payment": payment_of(answers)}, about)


def answered(event: AnyEvent, _about: About) -> Body:
    return answers_of(event.payment) if isinstance(event, PrepaymentSubmitted) else {}


def photos(event: AnyEvent) -> dict[str, list[str]]:
    return {
        "fiscal_photo": fiscal_photo_of(event.payment if isinstance(event, PrepaymentSubmitted) else None)
    }


FORMS = (
    Form(
        "submit_prepayment",
        payment_steps(AmountStep(name="amount", least=0, offers=(0,), tells=agreed)),
        submit_prepayment,
        prefill=Prefill((PrepaymentSubmitted,), answered, photos),
        fields=FIELDS,
        refusals={"prepayment.above_agreed": "amount"},
    ),
)
