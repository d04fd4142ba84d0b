"""A form that is opened from a card stands below it and leaves it whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from aiogram import Bot
from aiogram_dialog.api.entities import NewMessage, OldMessage
from aiogram_dialog.manager.message_manager import MessageManager

_opening: Final[ContextVar[bool]] = ContextVar("opening", default=False)


@contextmanager
def opening() -> Iterator[None]:
    """What is shown in this block is a form's first message."""
    token = _opening.set(True)
    try:
        yield
    finally:
        _opening.reset(token)


class Apart(MessageManager):
    """The library takes whatever was pressed for the dialog's message before, and its buttons away."""

    async def show_message(
        self, bot: Bot, new_message: NewMessage, old_message: OldMessage | None
    ) -> OldMessage:
        return await super().show_message(bot, new_message, None if _opening.get() else old_message)
