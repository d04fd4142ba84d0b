"""What a form shows, and what has to happen after something was done to it."""

from dataclasses import dataclass, field
from enum import Enum, auto

from bot.forms.steps import Rows
from telegram.texts import Html

LONGEST = 4000
"""Signs of a message; Telegram takes 4096."""


class Effect(Enum):
    """What has to happen besides showing the form again."""

    SHOW = auto()
    SEND = auto()
    MENU = auto()
    DROP = auto()
    SENT = auto()


@dataclass
class Done:
    effect: Effect = Effect.SHOW
    toast: str = ""
    """Answers the press itself, in plain words."""
    leads: str = ""
    """The data of a button to what was made or changed, after it was sent."""


@dataclass(frozen=True)
class Shown:
    text: Html
    rows: Rows = field(default_factory=list)


def joined(parts: list[Html | None]) -> Html:
    text = "\n\n".join(part for part in parts if part)
    return Html(text if len(text) <= LONGEST else f"{text[:LONGEST].rpartition(chr(10))[0]}\n…")
