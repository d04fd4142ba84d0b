"""What the client says to an offer: agreed, thinking it over, or refused. Of agreements and supplements."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from bot.forms.about import About, Body
from bot.forms.answers import Answers
from bot.forms.draft import Choice
from bot.forms.payment import method
from bot.forms.steps import AmountStep, Ask, ChoiceStep, DayStep, LinesStep, PhotosStep, Step, TextStep
from bot.forms.steps.lines import Group, total
from domain.orders.agreement import Agreed, Option, Outcome, Refused, Thinking
from domain.orders.parts import RefusalCode

REFUSALS = {
    "agreement.above_option": "agreed_for",
    "agreement.below_received": "agreed_for",
    "agreement.discount_reason": "discount_reason",
    "agreement.no_such_option": "option",
}
FIELDS = {
    "outcome.agreed.amount": "agreed_for",
    "outcome.agreed.discount_reason": "discount_reason",
    "outcome.refused.fee": "fee",
    "outcome.refused.text": "text",
    "outcome.thinking.until": "until",
    "outcome": "answer",
    "until": "until",
}


@dataclass(frozen=True, kw_only=True)
class OptionStep(ChoiceStep):
    """One of the options of the step before, with its sum."""

    def choices(self, ask: Ask) -> list[Choice]:
        groups = LinesStep.groups_of(ask.draft.answers.get("options"))
        return [
            Choice(
                value=str(n),
                label=ask.texts.plain("forms-option", number=n + 1, sum=ask.texts.money(total(group))),
            )
            for n, group in enumerate(groups)
        ]


def options_of(answers: Answers) -> list[Group]:
    return [group for group in LinesStep.groups_of(answers.get("options")) if group]


def chosen_total(answers: Answers) -> int:
    """Of the option that the client took, in kopecks."""
    groups, number = options_of(answers), int(answers.text("option") or 0)
    return total(groups[number]) if number < len(groups) else 0


def said(answer: str) -> Callable[[Answers], bool]:
    return lambda answers: answers.text("answer") == answer


def discounted(answers: Answers) -> bool:
    return answers.get("agreed_for") is not None and answers.whole("agreed_for") < chosen_total(answers)


def outcome_steps(fee: Callable[[Answers], bool], between: tuple[Step, ...] = ()) -> tuple[Step, ...]:
    """Options, the answer and what belongs to it; `fee` tells whether one may be taken."""
    agreed, thinking, refused = said("agreed"), said("thinking"), said("refused")
    return (
        LinesStep(name="options", groups=9, most=20, words="forms-ask-options"),
        ChoiceStep(name="answer", options=("agreed", "thinking", "refused"), words="forms-ask-answer"),
        OptionStep(
            name="option",
            words="forms-ask-option",
            when=lambda answers: agreed(answers) and len(options_of(answers)) > 1,
        ),
        AmountStep(name="agreed_for", optional=True, least=0, words="forms-ask-agreed-for", when=agreed),
        TextStep(
            name="discount_reason",
            words="forms-ask-discount-reason",
            when=lambda answers: agreed(answers) and discounted(answers),
        ),
        DayStep(name="until", words="forms-ask-thinking-until", when=thinking),
        ChoiceStep(name="code", options=tuple(RefusalCode), words="forms-ask-code", when=refused),
        TextStep(name="text", words="forms-ask-refusal-text", when=refused),
        *between,
        AmountStep(
            name="fee",
            least=0,
            offers=(0,),
            words="forms-ask-fee",
            when=lambda answers: refused(answers) and fee(answers),
        ),
        method(when=lambda answers: refused(answers) and fee(answers) and answers.whole("fee") > 0),
        PhotosStep(name="photos", least=0, optional=True, words="forms-ask-photos"),
    )


def outcome_body(answers: Answers, about: About) -> Body:
    options: list[JsonValue] = [{"lines": list[JsonValue](group)} for group in options_of(answers)]
    return {"options": options, "outcome": _outcome(answers, about), "photos": answers.several("photos")}


def _outcome(answers: Answers, about: About) -> Body:
    match answers.text("answer"):
        case "agreed":
            agreed: Body = {"kind": "agreed", "option": int(answers.text("option") or 0)}
            if answers.get("agreed_for") is not None:
                agreed["amount"] = answers["agreed_for"]
            return agreed | answers.only("discount_reason")
        case "thinking":
            return {"kind": "thinking", "until": end_of(str(answers.text("until")), about)}
        case _:
            return {"kind": "refused", **answers.only("code", "text", "fee", "method")}


def end_of(day: str, about: About) -> str:
    """The last minute of a day, in the organization's zone."""
    last = datetime.combine(date.fromisoformat(day), time(23, 59), ZoneInfo(about.zone))
    return last.isoformat()


def outcome_answers(options: tuple[Option, ...], outcome: Outcome, about: About) -> Body:
    """What was answered for this outcome."""
    answers: Body = {"options": _groups(options), "answer": outcome.kind}
    match outcome:
        case Agreed():
            answers["agreed_for"] = outcome.amount
            if len(options) > 1:
                answers["option"] = str(outcome.option)
            if outcome.discount_reason:
                answers["discount_reason"] = outcome.discount_reason
        case Refused():
            answers |= {"code": outcome.code.value, "text": outcome.text, "fee": outcome.fee}
            if outcome.method:
                answers["method"] = outcome.method.value
        case Thinking():
            answers["until"] = outcome.until.astimezone(ZoneInfo(about.zone)).date().isoformat()
    return answers


def _groups(options: tuple[Option, ...]) -> JsonValue:
    return [[line.model_dump(mode="json") for line in option.lines] for option in options]


def postponed_answers(options: tuple[Option, ...]) -> Body:
    """The offer stands; what the client says to it now is asked anew."""
    return {"options": _groups(options)}


def photos_of(event: object) -> Mapping[str, list[str]]:
    return {"photos": [str(photo.id) for photo in getattr(event, "photos", ())]}
