"""Удержания: charged, appealed, decided."""

from collections.abc import Iterable

from bot.forms.about import About
from bot.forms.answers import Answers
from bot.forms.form import Form, Request, on_part
from bot.forms.people import of_order
from bot.forms.steps import AmountStep, ChoiceStep, TextStep
from domain.orders.penalties import Verdict
from domain.orders.state import Order
from domain.values import PersonId

REASON = TextStep(name="reason")


def workers(order: Order) -> Iterable[PersonId | None]:
    """Everybody who carried it or worked on it, the engineer of now first."""
    return (order.engineer, *sorted(order.carried_by, key=str), *(job.worker for job in order.stationary))


def penalize(answers: Answers, about: About) -> Request:
    return on_part("penalties", answers.only("person", "amount", "reason"), about)


def appeal(answers: Answers, about: About) -> Request:
    return on_part("penalties/appeal", answers.only("reason"), about)


def decide_appeal(answers: Answers, about: About) -> Request:
    return on_part("penalties/decision", answers.only("verdict", "reason"), about)


FORMS = (
    Form(
        "penalize",
        (ChoiceStep(name="person", load=of_order(workers)), AmountStep(name="amount"), REASON),
        penalize,
        refusals={"penalty.not_on_order": "person"},
    ),
    Form("appeal", (REASON,), appeal),
    Form("decide_appeal", (ChoiceStep(name="verdict", options=tuple(Verdict)), REASON), decide_appeal),
)
