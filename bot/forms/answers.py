"""What was answered so far, by step, as it lies in the draft: plain JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from bot.forms.about import About, Body
from domain.orders.state import Order


@dataclass(frozen=True)
class Answers(Mapping[str, JsonValue]):
    """Only of the steps that apply; None is a step that was left out."""

    given: Mapping[str, JsonValue] = field(default_factory=dict)
    about: About | None = None

    @property
    def order(self) -> Order:
        """Of a form about an order."""
        if self.about is None or self.about.order is None:
            raise ValueError("this form is about an order")
        return self.about.order

    def __getitem__(self, step: str) -> JsonValue:
        return self.given[step]

    def __iter__(self) -> Iterator[str]:
        return iter(self.given)

    def __len__(self) -> int:
        return len(self.given)

    def text(self, step: str) -> str | None:
        value = self.given.get(step)
        return value if isinstance(value, str) else None

    def whole(self, step: str) -> int:
        """An amount in kopecks, or a count; 0 where none was given."""
        value = self.given.get(step)
        return value if isinstance(value, int) else 0

    def several(self, step: str) -> list[JsonValue]:
        """Ids of files or people, groups of lines."""
        value = self.given.get(step)
        return value if isinstance(value, list) else []

    def only(self, *steps: str) -> Body:
        """These steps under their own names, where something was answered."""
        return {step: self.given[step] for step in steps if self.given.get(step) is not None}
