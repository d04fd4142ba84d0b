"""Доп. согласование: more turns out to be needed."""

from bot.forms.about import About, Body
from bot.forms.answers import Answers
from bot.forms.form import Form, Prefill, Request, on_part
from bot.forms.outcome import (
    FIELDS,
    REFUSALS,
    outcome_answers,
    outcome_body,
    outcome_steps,
    photos_of,
    postponed_answers,
    said,
)
from bot.forms.steps import ChoiceStep
from domain.orders.record import AnyEvent
from domain.orders.supplement import SupplementPostponed, SupplementSubmitted

ENDS = ChoiceStep(
    name="ends_order",
    options=("only-supplement", "whole-order"),
    words="forms-ask-ends-order",
    when=said("refused"),
)


def ends(answers: Answers) -> bool:
    return answers.text("ends_order") == "whole-order"


def submit_supplement(answers: Answers, about: About) -> Request:
    body = outcome_body(answers, about) | {"ends_order": said("refused")(answers) and ends(answers)}
    return on_part("supplements", body, about)


def answered(event: AnyEvent, about: About) -> Body:
    if isinstance(event, SupplementSubmitted):
        ends_order = "whole-order" if event.ends_order else "only-supplement"
        return outcome_answers(event.options, event.outcome, about) | {"ends_order": ends_order}
    return postponed_answers(event.options) if isinstance(event, SupplementPostponed) else {}


FORMS = (
    Form(
        "submit_supplement",
        outcome_steps(fee=ends, between=(ENDS,)),
        submit_supplement,
        prefill=Prefill((SupplementSubmitted, SupplementPostponed), answered, photos_of),
        fields=FIELDS,
        refusals=REFUSALS,
    ),
)
