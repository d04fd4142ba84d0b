"""A page: a text with buttons, shown in place of the page before it or below everything.

A button that leads to a room carries `go:<room>:<arguments>`, which turns the page it stands on into that
room; `new:…` shows the room below, from messages that are no pages (cards, forms, notices).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.client import Api, Caller
from bot.forms.draft import Drafts
from telegram.texts import Texts

GO: Final = "go"
NEW: Final = "new"
FORM: Final = "form"
"""Begins the data of a button that opens a form about nothing that exists yet."""
LONGEST_LABEL: Final = 60
"""Characters of a button that a phone shows in one or two lines."""
UNCHANGED: Final = "message is not modified"

Row = list[InlineKeyboardButton]


class Way(NamedTuple):
    """Where a button leads."""

    room: str
    arguments: tuple[str, ...] = ()

    @property
    def go(self) -> str:
        """The data of a button on a page."""
        return ":".join((GO, self.room, *self.arguments))

    @property
    def new(self) -> str:
        """The data of a button on anything else."""
        return ":".join((NEW, self.room, *self.arguments))


MENU: Final = Way("menu")


def way(room: str, *arguments: object) -> Way:
    return Way(room, tuple(map(str, arguments)))


@dataclass(frozen=True)
class Visit:
    """Somebody who comes into a room."""

    caller: Caller
    texts: Texts
    api: Api
    drafts: Drafts
    rooms: frozenset[str]
    """Those there are."""
    arguments: tuple[str, ...] = ()

    def has(self, room: str) -> bool:
        return room in self.rooms

    def argument(self, number: int, default: str = "") -> str:
        return self.arguments[number] if len(self.arguments) > number else default


@dataclass(frozen=True)
class Page:
    text: str
    """HTML."""
    rows: tuple[Row, ...] = ()

    @property
    def keyboard(self) -> InlineKeyboardMarkup:
        return InlineKeyboardMarkup(inline_keyboard=[row for row in self.rows if row])


Room = Callable[[Visit], Awaitable[Page]]


class NowhereError(Exception):
    """A button names nothing that there could be."""


def id_of(named: str) -> UUID:
    """The id that a button names.

    Raises:
        NowhereError: that is none.
    """
    try:
        return UUID(named)
    except ValueError as error:
        raise NowhereError(named) from error


def button(label: str, data: str) -> InlineKeyboardButton:
    short = label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"
    return InlineKeyboardButton(text=short, callback_data=data)


def form_button(label: str, name: str, subject: UUID | None = None) -> InlineKeyboardButton:
    """Opens a form, about what the id names."""
    return button(label, f"{FORM}:{name}" + (f":{subject.hex}" if subject else ""))


def menu_button(texts: Texts, data: str = MENU.go) -> InlineKeyboardButton:
    return button(texts.plain("core-menu"), data)


def bottom(texts: Texts, back: Way | None = None) -> Row:
    """The last row of each page."""
    row = [button(texts.plain("core-back"), back.go)] if back and back != MENU else []
    return [*row, menu_button(texts)]


async def show(page: Page, event: Message | CallbackQuery) -> None:
    """In place of the page whose button was pressed, else below everything."""
    if isinstance(event, Message):
        await event.answer(page.text, reply_markup=page.keyboard)
        return
    in_place = isinstance(event.message, Message) and (event.data or "").startswith(f"{GO}:")
    if in_place and isinstance(event.message, Message):
        try:
            await event.message.edit_text(page.text, reply_markup=page.keyboard)
        except TelegramBadRequest as error:
            if UNCHANGED in error.message:
                return
        else:
            return
    if event.bot:  # too old to be edited, deleted, or no page
        await event.bot.send_message(event.from_user.id, page.text, reply_markup=page.keyboard)
