"""One question of a form: what it shows, how a text or a press answers it, how the answer is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from bot.forms.about import About, Body
from bot.forms.answers import Answers
from bot.forms.draft import Draft
from telegram.formats import shortened
from telegram.texts import Html, Texts, escape_text

TOLD = 200
"""Signs of one answer on a summary: with all of them it stays below a message's 4096."""
DIGITS = 12
"""Of the greatest number that a button carries: an amount in kopecks."""


class Button(NamedTuple):
    label: str
    action: str


Rows = list[list[Button]]


class MisreadError(Exception):
    """The answer does not fit: a text's key and its variables; the question is asked again.

    Of a long text its beginning is told: no message and no text holds all that a person may type.
    """

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.values = {
            name: shortened(value, TOLD) if isinstance(value, str) else value
            for name, value in values.items()
        }


@dataclass(frozen=True)
class Take:
    """The answer. With `stay` the question goes on, as a list that may get longer."""

    value: JsonValue
    stay: bool = False


@dataclass(frozen=True)
class Turn:
    """No answer yet: the question shows another page of itself."""

    page: Body


@dataclass(frozen=True)
class Ask:
    """A question that is being asked."""

    form: str
    draft: Draft
    texts: Texts

    @property
    def about(self) -> About:
        return self.draft.about

    @property
    def page(self) -> Body:
        return self.draft.page

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.about.zone)

    @property
    def today(self) -> date:
        return self.texts.clock().astimezone(self.zone).date()

    def at(self, day: date, hour: str) -> datetime:
        """A time of the organization's day, as `HH:MM`."""
        return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=self.zone)


class Told(NamedTuple):
    key: str
    values: dict[str, str | int]


def always(_answers: Answers) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Step:
    ends_itself: ClassVar[bool] = False
    """Whether it has a button of its own that says that the answer is complete."""

    name: str
    optional: bool = False
    when: Callable[[Answers], bool] = always
    """Whether it is asked at all, by the answers before it."""
    words: str = ""
    """The key of its question, where that is not `form-<form>-<name>`."""
    label: str = ""
    """Of the answer on the summary: `forms-label-<label>`; else by the step's name."""

    def question(self, ask: Ask) -> Html:
        return ask.texts(self.words or f"form-{ask.form}-{self.name}".replace("_", "-"))

    def title(self, texts: Texts) -> str:
        return texts.plain(f"forms-label-{self.label or self.name}".replace("_", "-"))

    tells: Callable[[About], Told | None] | None = None
    """What helps to answer it: a text's key and its variables."""

    otherwise: Callable[[About, Texts], Html | None] | None = None
    """What holds where it is left out, if that is more than nothing."""

    def hint(self, ask: Ask) -> Html | None:
        """What is told below the question."""
        if told := self.tells(ask.about) if self.tells else None:
            return ask.texts(told.key, **told.values)
        left_out = self.left_out(ask)
        return ask.texts("forms-if-skipped", told=left_out) if left_out else None

    def left_out(self, ask: Ask) -> Html | None:
        return self.otherwise(ask.about, ask.texts) if self.otherwise else None

    def rows(self, ask: Ask) -> Rows:
        return []

    def read(self, text: str, ask: Ask, /) -> Take | Turn:
        """Take a text that a person wrote.

        Raises:
            MisreadError: it is no answer to this question.
        """
        raise MisreadError("forms-press-a-button")

    def press(self, action: str, ask: Ask, /) -> Take | Turn:
        """Take a press of one of the own buttons."""
        raise MisreadError("forms-button-gone")

    def told(self, value: JsonValue, ask: Ask) -> Html:
        """The answer on the summary."""
        return Html(escape_text(shortened(str(value), TOLD)))


def paged(buttons: Sequence[Button], ask: Ask, size: int = 8) -> Rows:
    """One button a row, eight rows a page."""
    pages = -(-len(buttons) // size) or 1
    value = ask.page.get("page", 0)
    page = min(value if isinstance(value, int) else 0, pages - 1)
    rows = [[button] for button in buttons[page * size : (page + 1) * size]]
    if pages > 1:
        before, after = (page - 1) % pages, (page + 1) % pages
        rows.append(
            [Button("‹", f"p{before}"), Button(f"{page + 1}/{pages}", f"p{page}"), Button("›", f"p{after}")]
        )
    return rows


def numbered(action: str, sign: str) -> int | None:
    """The number of `<sign><number>`; None of anything else, as no button of ours carries it."""
    number = action.removeprefix(sign) if action.startswith(sign) else ""
    fits = number.isascii() and number.isdecimal() and len(number) <= DIGITS
    return int(number) if fits else None


def turned(action: str) -> Turn | None:
    """The page that a press of `paged` asks for."""
    page = numbered(action, "p")
    return None if page is None else Turn({"page": page})
