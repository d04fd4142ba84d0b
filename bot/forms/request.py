"""Просьба: the engineer asks for a pause, another engineer or the end; the curator denies with a reason."""

from bot.forms.about import About, Body
from bot.forms.answers import Answers
from bot.forms.form import Form, Request, on_order
from bot.forms.steps import ChoiceStep, MomentStep, TextStep
from domain.orders.parts import RequestKind


def ask(answers: Answers, about: About) -> Request:
    body: Body = answers.only("what", "reason", "until")
    return on_order("requests", body, about)


def deny(answers: Answers, about: About) -> Request:
    return on_order("requests/denial", answers.only("reason"), about)


FORMS = (
    Form(
        "ask",
        (
            ChoiceStep(name="what", options=tuple(RequestKind)),
            MomentStep(
                name="until",
                words="forms-ask-pause-until",
                when=lambda answers: answers.text("what") == RequestKind.PAUSE,
            ),
            TextStep(name="reason"),
        ),
        ask,
    ),
    Form("deny", (TextStep(name="reason"),), deny),
)
