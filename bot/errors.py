"""The one place that answers every error: in words, with a way on, and never with silence."""

from typing import Any, Final

from aiogram import Bot, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import ErrorEvent, InlineKeyboardButton, InlineKeyboardMarkup
from aiogram_dialog.api.exceptions import DialogsError

from bot.chats import pause_after
from bot.client import ApiAwayError, BlockedError, RefusedError, StrangerError
from bot.identity import texts_for_stranger
from bot.rooms.page import MENU, menu_button
from logs import current_request_id, logger
from telegram.limiter import RestingError
from telegram.refusals import words
from telegram.sender import UnreachableError
from telegram.texts import Html, Texts

UNCHANGED: Final = "message is not modified"
AGAIN: Final = 50
"""Bytes of a button's data that a button of ours can carry once more."""
log = logger(__name__)

router = Router(name="errors")


@router.errors()
async def answer(event: ErrorEvent, bot: Bot, **data: Any) -> object:  # noqa: ANN401 - whatever middlewares put there
    """Tell the person what happened to what they did; True: nobody else has to."""
    error = event.exception
    if pause_after(error) is not None:
        return UNHANDLED  # it is handled anew then
    if isinstance(error, UnreachableError):
        return True  # nothing can be told there; whoever sends next notes it
    if isinstance(error, TelegramBadRequest) and UNCHANGED in error.message:
        return True  # shown already: the same press, twice
    chat = data.get("event_chat")
    texts: Texts = data.get("texts") or texts_for_stranger(data.get("event_from_user"))
    said = told(error, texts)
    if chat is None:
        return True
    try:
        await bot.send_message(chat.id, said, reply_markup=ways_on(event, error, texts))
    except (TelegramAPIError, UnreachableError, RestingError) as unsent:
        log.warning("an error could not be told", cause=repr(unsent))
    return True


def told(error: Exception, texts: Texts) -> Html:
    match error:
        case ApiAwayError():
            log.warning("the API is away", cause=str(error))
            return texts("core-api-away")
        case RefusedError():
            return words(error.code, error.facts, error.fields, texts)
        case StrangerError():
            return texts("stranger-unknown", telegram_id="")
        case BlockedError():
            return texts("stranger-blocked", telegram_id="")
        case DialogsError():
            return texts("core-old-screen")
        case _:
            log.error("an update failed", exc_info=error)
            return texts("core-broken", request=(current_request_id() or "")[:8])


def ways_on(event: ErrorEvent, error: Exception, texts: Texts) -> InlineKeyboardMarkup:
    """The menu; and when the API was away, the same press once more."""
    rows = [[menu_button(texts, MENU.new)]]
    query = event.update.callback_query
    if isinstance(error, ApiAwayError) and query and query.data and len(query.data.encode()) <= AGAIN:
        rows.insert(0, [InlineKeyboardButton(text=texts.plain("core-again"), callback_data=query.data)])
    return InlineKeyboardMarkup(inline_keyboard=rows)
