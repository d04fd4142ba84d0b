"""Назначение: an engineer declines."""

from bot.forms.answers import Answers
from bot.forms.draft import About
from bot.forms.form import Form, Request, on_order
from bot.forms.steps import TextStep

REASON = TextStep(name="reason")


def decline(answers: Answers, about: About) -> Request:
    return on_order("assignment/decline", answers.only("reason"), about)


FORMS = (Form("decline", (REASON,), decline),)
