"""Согласование: what is offered, and what the client says to it; «не гарантия» leads back here."""

from bot.forms.about import About, Body
from bot.forms.answers import Answers
from bot.forms.form import Form, Prefill, Request, on_order
from bot.forms.outcome import (
    FIELDS,
    REFUSALS,
    outcome_answers,
    outcome_body,
    outcome_steps,
    photos_of,
    postponed_answers,
)
from bot.forms.payment import LINE
from bot.forms.steps import TextStep
from domain.orders.agreement import AgreementPostponed, AgreementSubmitted
from domain.orders.parts import Purpose
from domain.orders.record import AnyEvent


def submit_agreement(answers: Answers, about: About) -> Request:
    return on_order("agreement", outcome_body(answers, about), about)


def not_warranty(answers: Answers, about: About) -> Request:
    return on_order("warranty/denial", answers.only("reason"), about)


def answered(event: AnyEvent, about: About) -> Body:
    if isinstance(event, AgreementSubmitted):
        return outcome_answers(event.options, event.outcome, about)
    return postponed_answers(event.options) if isinstance(event, AgreementPostponed) else {}


def diagnosed(about: About) -> Body:
    """What the workshop found out is the first line of the offer."""
    jobs = about.order.stationary if about.order else ()
    found = [job for job in jobs if job.purpose is Purpose.DIAGNOSIS and job.finding]
    if not found:
        return {}
    name = str(found[-1].finding).splitlines()[0][:LINE]
    return {"options": [[{"name": name, "quantity": 1, "unit_price": found[-1].amount}]]}


FORMS = (
    Form(
        "submit_agreement",
        outcome_steps(fee=lambda _answers: True),
        submit_agreement,
        prefill=Prefill((AgreementSubmitted, AgreementPostponed), answered, photos_of),
        fields=FIELDS,
        refusals=REFUSALS,
        begins=diagnosed,
    ),
    Form("not_warranty", (TextStep(name="reason"),), not_warranty),
)
