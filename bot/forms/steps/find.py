"""A question that is answered by one of many: the latest have buttons, what is typed finds the others."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from bot.client import Caller
from bot.forms.about import About
from bot.forms.draft import Choice
from bot.forms.steps.choice import ChoiceStep
from bot.forms.steps.step import Ask, MisreadError, Take, Turn
from bot.searching import fits, searched
from telegram.texts import Html, escape_text

Find = Callable[[Caller, str], Awaitable[Sequence[Choice]]]
"""Asks the API for what fits a text; for an empty one, for the latest."""


@dataclass(frozen=True, kw_only=True)
class FindStep(ChoiceStep):
    """The answer is the value of the one that was pressed; `named` tells it once it was taken."""

    find: Find
    named: Callable[[About], str]

    @property
    def loads(self) -> bool:
        return True

    def kept_as(self, ask: Ask) -> str:
        wanted = self._wanted(ask)
        return f"{self.name} {wanted}" if wanted else self.name

    async def loaded(self, caller: Caller, ask: Ask) -> Sequence[Choice]:
        """Only the list that is shown and the latest are kept."""
        kept = ask.draft.options
        for other in [one for one in kept if one.startswith(f"{self.name} ")]:
            del kept[other]
        return await self.find(caller, self._wanted(ask))

    def hint(self, ask: Ask) -> Html | None:
        wanted = self._wanted(ask)
        if self.choices(ask):
            return ask.texts("forms-found" if wanted else "forms-find-how", text=wanted)
        return ask.texts("forms-found-nothing" if wanted else "forms-nothing-to-choose", text=wanted)

    def read(self, text: str, ask: Ask, /) -> Take | Turn:
        if not fits(text):
            raise MisreadError("find-short")
        return Turn({"wanted": searched(text)})

    def press(self, action: str, ask: Ask, /) -> Take | Turn:
        taken = super().press(action, ask)
        return Turn({**ask.page, **taken.page}) if isinstance(taken, Turn) else taken

    def told(self, value: JsonValue, ask: Ask) -> Html:
        return Html(escape_text(self.named(ask.about)))

    @staticmethod
    def _wanted(ask: Ask) -> str:
        wanted = ask.page.get("wanted")
        return wanted if isinstance(wanted, str) else ""
