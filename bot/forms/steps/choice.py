"""Questions that are answered by one of several buttons, or by several of them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import JsonValue

from bot.client import Caller
from bot.forms.about import About
from bot.forms.draft import Choice
from bot.forms.steps.step import (
    Ask,
    Button,
    MisreadError,
    Rows,
    Step,
    Take,
    Turn,
    numbered,
    paged,
    turned,
)
from telegram.texts import Html, Texts, escape_text

Load = Callable[[Caller, About, Texts], Awaitable[Sequence[Choice]]]
"""Asks the API what there is to choose from; the draft keeps it."""


@dataclass(frozen=True, kw_only=True)
class ChoiceStep(Step):
    """`options` are members of enumerations or keys `forms-choice-<key>`; `load` asks the API instead.

    What is typed has to be one of the labels, or it is asked again: a slip never takes another value.
    """

    options: tuple[str, ...] = ()
    load: Load | None = None
    several: tuple[int, int] | None = None
    """How many, at least and at most; None is exactly one."""

    @property
    def loads(self) -> bool:
        return self.load is not None

    def kept_as(self, _ask: Ask) -> str:
        """Where the draft keeps what was loaded."""
        return self.name

    async def loaded(self, caller: Caller, ask: Ask) -> Sequence[Choice]:
        return await self.load(caller, ask.about, ask.texts) if self.load else ()

    def choices(self, ask: Ask) -> list[Choice]:
        if self.loads:
            return ask.draft.options.get(self.kept_as(ask), [])
        return [Choice(value=_value(one), label=_label(one, ask.texts)) for one in self.options]

    def rows(self, ask: Ask) -> Rows:
        chosen = self._chosen(ask)
        buttons = [
            Button(f"{'☑ ' if one.value in chosen else '☐ ' if self.several else ''}{one.label}", f"c{n}")
            for n, one in enumerate(self.choices(ask))
        ]
        rows = paged(buttons, ask)
        if self.several and self.several[0] <= len(chosen):
            rows.append([Button(ask.texts.plain("forms-chosen", count=len(chosen)), "d")])
        return rows

    def hint(self, ask: Ask) -> Html | None:
        return super().hint(ask) if self.choices(ask) else ask.texts("forms-nothing-to-choose")

    def read(self, text: str, ask: Ask, /) -> Take | Turn:
        wanted = text.strip().casefold()
        found = [one for one in self.choices(ask) if one.label.casefold() == wanted]
        if len(found) != 1:
            raise MisreadError("forms-choice-unread", given=text)
        return self._taken(found[0].value, ask)

    def press(self, action: str, ask: Ask, /) -> Take | Turn:
        if turn := turned(action):
            return turn
        choices = self.choices(ask)
        if action == "d" and self.several:
            return Take(list(self._chosen(ask)))
        number = numbered(action, "c")
        if number is None or number >= len(choices):
            raise MisreadError("forms-button-gone")
        return self._taken(choices[number].value, ask)

    def _taken(self, value: str, ask: Ask) -> Take:
        if not self.several:
            return Take(value)
        chosen = self._chosen(ask)
        after = [one for one in chosen if one != value] if value in chosen else [*chosen, value]
        if len(after) > self.several[1]:
            raise MisreadError("forms-choice-many", most=self.several[1])
        return Take(list(after), stay=True)

    def _chosen(self, ask: Ask) -> list[str]:
        value = ask.draft.answers.get(self.name)
        return [str(one) for one in value] if isinstance(value, list) else []

    def told(self, value: JsonValue, ask: Ask) -> Html:
        values = value if isinstance(value, list) else [value]
        labels = {one.value: one.label for one in self.choices(ask)}
        return Html(escape_text(", ".join(labels.get(str(one), str(one)) for one in values)))


def _value(option: str) -> str:
    return option.value if isinstance(option, StrEnum) else option


def _label(option: str, texts: Texts) -> str:
    if isinstance(option, StrEnum):
        label = texts.label(option)
        return f"{label[:1].upper()}{label[1:]}"
    return texts.plain(f"forms-choice-{option}".replace("_", "-"))
