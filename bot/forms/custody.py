"""Кто держит аппарат: it is handed to somebody, given back to the client, fetched from who is blocked."""

from bot.forms.about import About, Body
from bot.forms.answers import Answers
from bot.forms.form import Form, Request, on_order
from bot.forms.people import of_order
from bot.forms.report import act_steps
from bot.forms.steps import ChoiceStep, TextStep


def give_device(answers: Answers, about: About) -> Request:
    return on_order("device/offer", answers.only("to"), about)


def return_device(answers: Answers, about: About) -> Request:
    body: Body = {"act": answers.several("act"), **answers.only("no_act_reason")}
    return on_order("device/return", body, about)


def recover_device(answers: Answers, about: About) -> Request:
    body: Body = {"holder": str(answers.order.custody.holder), **answers.only("reason")}
    return on_order("device/recovery", body, about)


FORMS = (
    Form(
        "give_device",
        (ChoiceStep(name="to", load=of_order(lambda order: (order.carrier, order.curator))),),
        give_device,
    ),
    Form("return_device", act_steps("no_act_reason"), return_device),
    Form("recover_device", (TextStep(name="reason"),), recover_device),
)
