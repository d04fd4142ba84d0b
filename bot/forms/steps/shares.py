"""How several people share one commission: whole percents, typed in the order in which they are named."""

import re
from dataclasses import dataclass

from pydantic import JsonValue

from bot.forms.about import About
from bot.forms.steps.step import Ask, Button, MisreadError, Rows, Step, Take
from domain.values import PersonId
from telegram.history import name
from telegram.texts import Html, escape_text

WHOLE = 100
NUMBER = re.compile(r"\d{1,3}")


def carriers(about: About) -> list[PersonId]:
    """Whoever carried the order and may get a share, always in the same order."""
    return sorted(about.order.carried_by, key=str) if about.order else []


@dataclass(frozen=True, kw_only=True)
class SharesStep(Step):
    """A list of percents that make 100, one for each of them; nobody named gets nothing."""

    def hint(self, ask: Ask) -> Html:
        people = ", ".join(name(one, ask.about.names, ask.texts) for one in carriers(ask.about))
        return ask.texts("forms-shares-of", people=people)

    def rows(self, ask: Ask) -> Rows:
        count = len(carriers(ask.about))
        if not count:  # nobody accepted it yet, or the form was begun about no order
            return []
        evenly = [WHOLE // count] * count
        evenly[0] += WHOLE - sum(evenly)
        return [[Button(ask.texts.plain("forms-shares-evenly"), "e" + "-".join(map(str, evenly)))]]

    def read(self, text: str, ask: Ask, /) -> Take:
        shares = [int(one) for one in NUMBER.findall(text)]
        people = len(carriers(ask.about))
        if len(shares) != people or sum(shares) != WHOLE:
            raise MisreadError("forms-shares-unread", count=people, given=sum(shares))
        return Take(list(shares))

    def press(self, action: str, ask: Ask, /) -> Take:
        if not re.fullmatch(r"e\d{1,3}(-\d{1,3})*", action):
            raise MisreadError("forms-button-gone")
        return self.read(action, ask)

    def told(self, value: JsonValue, ask: Ask) -> Html:
        shares = value if isinstance(value, list) else []
        people = (name(one, ask.about.names, ask.texts) for one in carriers(ask.about))
        return Html(
            escape_text(", ".join(f"{who} {share} %" for who, share in zip(people, shares, strict=False)))
        )
