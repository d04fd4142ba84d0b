"""Around the steps: pause, cancel, deadline, a branch taken back, another curator, open again."""

from bot.forms.about import About
from bot.forms.answers import Answers
from bot.forms.form import Form, Request, on_order, on_part
from bot.forms.people import with_role
from bot.forms.steps import ChoiceStep, MomentStep, TextStep
from domain.people import Role

REASON = TextStep(name="reason")


def pause(answers: Answers, about: About) -> Request:
    return on_order("pause", answers.only("until", "reason"), about)


def cancel(answers: Answers, about: About) -> Request:
    return on_order("cancellation", answers.only("reason"), about)


def set_deadline(answers: Answers, about: About) -> Request:
    return on_part("deadline", answers.only("until"), about)


def withdraw(answers: Answers, about: About) -> Request:
    return on_part("withdrawal", answers.only("reason"), about)


def take_over(answers: Answers, about: About) -> Request:
    return on_order("takeover", answers.only("to", "reason"), about)


def reopen(answers: Answers, about: About) -> Request:
    return on_order("reopening", answers.only("reason"), about)


def names_another(answers: Answers) -> bool:
    """A curator takes it for themselves; an owner or a superuser says who shall have it."""
    return answers.about is not None and Role.CURATOR not in answers.about.roles


FORMS = (
    Form("pause", (MomentStep(name="until", words="forms-ask-pause-until"), REASON), pause),
    Form("cancel", (REASON,), cancel),
    Form("set_deadline", (MomentStep(name="until"),), set_deadline),
    Form("withdraw", (REASON,), withdraw),
    Form(
        "take_over",
        (ChoiceStep(name="to", load=with_role(Role.CURATOR), when=names_another), REASON),
        take_over,
    ),
    Form("reopen", (REASON,), reopen),
)
