"""A form as data: its steps, what it sends, which problem belongs to which step, and what fills it again."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from bot.client import Caller, JsonObject
from bot.forms.about import About, Body
from bot.forms.answers import Answers
from bot.forms.draft import Draft
from bot.forms.steps import PhotosStep, Step
from domain.orders.order import Event
from domain.orders.record import AnyEvent
from telegram.texts import Html, Texts


@dataclass(frozen=True)
class Request:
    """What is posted: the path, and the body."""

    path: str
    body: Body
    method: str = "POST"


class UnfitError(Exception):
    """The API knows that this step's answer cannot be meant: a text's key and its variables."""

    def __init__(self, step: str, key: str, **values: str | int) -> None:
        super().__init__(key)
        self.step, self.key, self.values = step, key, values


@dataclass(frozen=True)
class Prefill:
    """How the last submission of a part fills its form again: nothing has to be typed twice."""

    events: tuple[type[Event], ...]
    answers: Callable[[AnyEvent, About], Body]
    photos: Callable[[AnyEvent], Mapping[str, Sequence[str]]] = lambda _event: {}
    """Ids of stored files by step."""


@dataclass(frozen=True)
class Subject:
    """What a form is about that is no order."""

    look: Callable[[UUID | None, Caller], Awaitable[Body]]
    """Reads it: when the form is begun, and again after a refusal. Errors as `Caller.read`."""
    told: Callable[[About, Texts], Html]
    """What stands above the form's questions: the subject as it was seen last."""


def _done(_about: About, _receipt: JsonObject, _texts: Texts) -> Html | None:
    return None


def _nowhere(_about: About, _receipt: JsonObject) -> str:
    return ""


@dataclass(frozen=True)
class Form:
    """`name` is the command's kind; texts are `form-<name>-title` and `form-<name>-<step>`."""

    name: str
    steps: tuple[Step, ...]
    send: Callable[[Answers, About], Request]
    version: int = 1
    prefill: Prefill | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    """The step of a field of the body (`payment.amount`), where they have other names."""
    refusals: Mapping[str, str] = field(default_factory=dict)
    """The step that a refusal's code is about, or its code with the role it names (`code:engineer`)."""
    begins: Callable[[About], Body] = lambda _about: {}
    """What is known before the first question."""
    prepare: Callable[[Answers, About, Caller], Awaitable[Answers]] | None = None
    """Asks the API, just before it is sent, what the answers mean to it; raises `UnfitError`."""

    subject: Subject | None = None
    done: Callable[[About, JsonObject, Texts], Html | None] = _done
    """What the answer tells, where that is more than that it was taken."""
    leads: Callable[[About, JsonObject], str] = _nowhere
    """The data of the button to what was made or changed, where that is not the order it is about."""
    title: Callable[[About], str] | None = None
    """The key of its title, where that depends on what it is about."""

    def titled(self, about: About) -> str:
        """The key of its title."""
        key = self.title(about) if self.title else f"form-{self.name}-title"
        return key.replace("_", "-")

    def step(self, name: str | None) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)

    def answers(self, draft: Draft) -> Answers:
        """Those of steps that apply; of files the ids that are stored by now."""
        values: Body = {}
        for step in self.steps:
            if step.name not in draft.answers or not step.when(Answers(values, draft.about)):
                continue
            values[step.name] = (
                step.stored(draft) if isinstance(step, PhotosStep) else draft.answers[step.name]
            )
        return Answers(values, draft.about)

    def applying(self, draft: Draft) -> list[Step]:
        """The steps that are asked, as far as the answers so far tell."""
        answers = self.answers(draft)
        return [step for step in self.steps if step.when(answers)]

    def missing(self, draft: Draft, after: str | None = None) -> Step | None:
        """The next step without an answer: behind `after` first."""
        steps = self.applying(draft)
        at = next((n for n, step in enumerate(steps) if step.name == after), -1)
        return next((step for step in (*steps[at + 1 :], *steps) if step.name not in draft.answers), None)


def on_order(path: str, body: Body, about: About) -> Request:
    """A command about the order's part that the person saw."""
    if about.order is None:
        raise ValueError(f"{path} is about an order")
    return Request(f"/v1/orders/{about.order.id}/{path}", {**body, "version": about.version})


def on_part(path: str, body: Body, about: About) -> Request:
    """The same of a command that names its part."""
    return on_order(path, {**body, "part": about.part}, about)
