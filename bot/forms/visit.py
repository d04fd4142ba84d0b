"""Визит: it failed, or is moved."""

from bot.forms.about import About
from bot.forms.answers import Answers
from bot.forms.form import Form, Request, on_order
from bot.forms.steps import ChoiceStep, IntervalStep, TextStep
from domain.orders.visit import FailReason, MoveReason

TEXT = TextStep(name="text", optional=True)


def fail_visit(answers: Answers, about: About) -> Request:
    return on_order("visit/failure", answers.only("reason", "text"), about)


def move_visit(answers: Answers, about: About) -> Request:
    return on_order("visit", {"to": answers["visit"], **answers.only("reason", "text")}, about)


FORMS = (
    Form("fail_visit", (ChoiceStep(name="reason", options=tuple(FailReason)), TEXT), fail_visit),
    Form(
        "move_visit",
        (IntervalStep(name="visit"), ChoiceStep(name="reason", options=tuple(MoveReason)), TEXT),
        move_visit,
        fields={"to": "visit"},
    ),
)
