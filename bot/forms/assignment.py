"""Назначение: to one engineer, offered to several, declined."""

from bot.forms.about import About
from bot.forms.answers import Answers
from bot.forms.form import Form, Request, on_order
from bot.forms.people import with_role
from bot.forms.steps import ChoiceStep, TextStep
from domain.people import Role


def decline(answers: Answers, about: About) -> Request:
    return on_order("assignment/decline", answers.only("reason"), about)


def assign(answers: Answers, about: About) -> Request:
    return on_order("assignment", answers.only("engineer"), about)


def offer(answers: Answers, about: About) -> Request:
    return on_order("assignment/offer", answers.only("engineers"), about)


FORMS = (
    Form("decline", (TextStep(name="reason"),), decline),
    Form(
        "assign",
        (ChoiceStep(name="engineer", load=with_role(Role.ENGINEER)),),
        assign,
        refusals={"assignment.already": "engineer"},
    ),
    Form(
        "offer",
        (ChoiceStep(name="engineers", load=with_role(Role.ENGINEER), several=(2, 50)),),
        offer,
        refusals={"assignment.already": "engineers"},
    ),
)
