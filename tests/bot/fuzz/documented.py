"""The table of docs/bot.md, as the fuzz test holds it against the bot: what is seen of each cell's words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from bot.searching import fits as searches
from bot.strangers import REFUSALS
from stack.telegram.seen import Message
from telegram.texts import Language, Texts

PAGE: Final = Path("docs/bot.md")
LANGUAGES: Final = tuple(Texts(language, ZoneInfo("UTC")) for language in Language)
SAME: Final = "the same"
TURNED_AWAY: Final = frozenset({"stranger-unknown", "stranger-blocked"})


@dataclass(frozen=True)
class Seen:
    """What came of something that was sent."""

    messages: list[Message]
    """Of the bot: new or changed ones."""
    sent: str = ""
    """The text that was sent."""
    toast: str | None = None
    """The answer to a press."""
    left: bool = field(default=True)
    """Whether the draft that was open is still there."""

    def says(self, *keys: str) -> bool:
        """One of these texts, in either language: the words before the first thing that is filled in."""
        words = {
            texts.plain(key, telegram_id="\x00", permission="\x00").partition("\x00")[0]
            for key in keys
            for texts in LANGUAGES
        }
        return any(one in message.text for one in words for message in self.messages)

    @property
    def away(self) -> bool:
        """The API did not answer in time: on a loaded machine that may happen at any moment."""
        return self.says("core-api-away")

    @property
    def forbidden(self) -> bool:
        """A question shows a list that its reader may not read (any more)."""
        return self.says("refusal-auth-forbidden")

    @property
    def room(self) -> bool:
        """A page: its buttons lead to others."""
        buttons = (button for message in self.messages for row in message.rows for button in row)
        return any((button.data or "").startswith("go:") for button in buttons)


Fits = Callable[[Seen], bool]


def answered(seen: Seen) -> bool:
    return bool(seen.messages)


def press_answered(seen: Seen) -> bool:
    return seen.toast is not None


def out_of_date(seen: Seen) -> bool:
    return seen.room and seen.toast in {texts.plain("other-press") for texts in LANGUAGES}


CELLS: Final[dict[str, Fits]] = {
    "links the account, or says why not": lambda seen: seen.says(*REFUSALS.values()),
    "leaves the form, its draft stays; shows that room": lambda seen: seen.room and seen.left,
    "shows that room": lambda seen: seen.room,
    "turns that page": press_answered,
    "that form, below; what was open stays as a draft": lambda seen: press_answered(seen) and seen.left,
    "its form below, its command at once, or its page": press_answered,
    "answers the question; of an earlier question only shows the current one": press_answered,
    "goes on with that form's draft below; of one that is sent or thrown away shows the drafts; "
    "of one of nobody's says so": lambda seen: press_answered(seen) and answered(seen),
    "says that it is out of date, shows the menu": out_of_date,
    "says that there is none": lambda seen: seen.says("other-command"),
    "the answer": answered,
    "3 to 100 characters: searches orders (superusers: of all organizations), from there also people; "
    "else says how to search": (lambda seen: seen.room if searches(seen.sent) else seen.says("find-short")),
    "a photo of the answer, where one is asked for": answered,
    "says where photos go": lambda seen: seen.says("other-file"),
    "asks for what the question wants": lambda seen: seen.says("forms-text-wanted", "forms-photos-kinds"),
    "says what it understands": lambda seen: seen.says("other-voice", "other-anything"),
    "nothing changes, and it says so": lambda seen: seen.says("other-edited"),
    "nothing: clients' data belongs into no group": lambda seen: not seen.messages,
    "whom to ask, and nothing else": lambda seen: seen.says(*TURNED_AWAY, *REFUSALS.values()),
}
"""A press in the wrong place, or refused, gets words of its own: of most of them only the answer is sure."""


class Row(NamedTuple):
    what: str
    in_form: str
    elsewhere: str

    @property
    def cells(self) -> set[str]:
        return {cell for cell in (self.in_form, self.elsewhere) if cell}


def table() -> dict[str, Row]:
    """By what is sent; «the same» is said out."""
    lines = PAGE.read_text(encoding="utf-8").split("| what | in a form | elsewhere |")[1].splitlines()
    rows: dict[str, Row] = {}
    for line in lines[2:]:
        if not line.startswith("|"):
            break
        what, in_form, elsewhere = (cell.strip() for cell in line.strip().strip("|").split("|"))
        rows[what] = Row(what, in_form, in_form if elsewhere == SAME else elsewhere)
    return rows
