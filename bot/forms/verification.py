"""Проверка: a submission is returned, of a document also single lines, or approved with what it needs."""

from pydantic import JsonValue

from bot.client import Caller
from bot.forms.about import About, Body
from bot.forms.answers import Answers
from bot.forms.draft import Choice
from bot.forms.form import Form, Request, on_part
from bot.forms.steps import ChoiceStep, DayStep, TextStep
from bot.forms.steps.shares import WHOLE, SharesStep, carriers
from domain.money import BASIS_POINTS
from telegram.texts import Texts


async def lines_of(_caller: Caller, about: About, texts: Texts) -> list[Choice]:
    """The document's lines that wait for verification."""
    branch = about.order.receipt_at(about.part or "") if about.order else None
    return [
        Choice(value=str(n), label=f"{line.name} · {texts.money(line.total)}")
        for n, line in enumerate(branch.pending if branch else ())
    ]


def of_document(answers: Answers) -> bool:
    return answers.about is not None and (answers.about.part or "").startswith("receipt.")


def only_lines(answers: Answers) -> bool:
    return of_document(answers) and answers.text("whole") == "return-lines"


def give_back(answers: Answers, about: About) -> Request:
    reason = answers["reason"]
    lines: dict[str, JsonValue] = {str(number): reason for number in answers.several("lines")}
    body: Body = {"reason": reason, "lines": lines}
    return on_part("return", body, about)


def shared(answers: Answers) -> bool:
    """Whether several have carried the order that is reported."""
    about = answers.about
    return about is not None and about.part in ("report", "onsite") and len(carriers(about)) > 1


def approve(answers: Answers, about: About) -> Request:
    """Without shares all of the commission is the report's author's."""
    body = answers.only("net_reason", "debt_due")
    shares = answers.several("commission_split")
    split: dict[str, JsonValue] = {
        str(person): share * BASIS_POINTS // WHOLE
        for person, share in zip(carriers(about), shares, strict=False)
        if isinstance(share, int) and share
    }
    return on_part("approval", {**body, "commission_split": split} if split else body, about)


FORMS = (
    Form(
        "return",
        (
            ChoiceStep(name="whole", options=("return-all", "return-lines"), when=of_document),
            ChoiceStep(name="lines", load=lines_of, several=(1, 50), when=only_lines),
            TextStep(name="reason"),
        ),
        give_back,
    ),
    Form(
        "approve",
        (
            TextStep(name="net_reason", optional=True),
            DayStep(name="debt_due", optional=True),
            SharesStep(name="commission_split", optional=True, when=shared),
        ),
        approve,
        refusals={
            "report.net_reason": "net_reason",
            "report.debt_due": "debt_due",
            "report.split_with_stranger": "commission_split",
        },
    ),
)
