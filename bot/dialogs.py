"""Around the dialogs: what leads out of them, and the way back for whom a new release has lost."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiogram import Bot, Router
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from aiogram.types import CallbackQuery, Message, TelegramObject
from aiogram_dialog import setup_dialogs
from aiogram_dialog.api.exceptions import OutdatedIntent, UnknownIntent, UnknownState
from aiogram_dialog.utils import CB_SEP, remove_intent_id

from bot.forms.apart import Apart
from bot.forms.background import CONTINUE
from bot.forms.draft import Drafts
from bot.rooms.page import FORM, GO, MENU, NEW
from logs import logger
from telegram.presses import unpack

OUTSIDE: Final = (f"{GO}:", f"{NEW}:", f"{FORM}:", CONTINUE)
"""Begin the data of buttons that belong to no dialog."""
TO_MENU: Final = ":m"
"""Ends the data of a form's own button «Меню»."""
Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

log = logger(__name__)


def with_dialogs(*routers: Router) -> Router:
    """These routers, with the dialogs among them."""
    router = Router(name="with dialogs")
    router.callback_query.outer_middleware(led_out)
    for observer in (router.message, router.callback_query):
        observer.outer_middleware(found_again)
    router.include_routers(*routers)
    setup_dialogs(router, message_manager=Apart())
    return router


async def led_out(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> object:
    """Take the dialog's mark off buttons that lead elsewhere: they outlive the dialog they were shown in."""
    if isinstance(event, CallbackQuery) and event.data:
        _, rest = remove_intent_id(event.data)
        if rest.startswith(OUTSIDE) or unpack(rest):
            event = event.model_copy(update={"data": rest})
    return await handler(event, data)


async def found_again(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> object:
    """Somebody in a dialog that is not there any more would get that error for ever: let them out.

    What they typed is in their draft. So is whoever was in one when the bot died between its two records. A
    button of a form goes on with its draft, wherever that was left; so does one whose message was sent when
    the bot died before it kept the dialog.
    """
    try:
        return await handler(event, data)
    except (UnknownState, UnknownIntent, OutdatedIntent) as error:
        if not _names_a_dialog(event):
            log.warning("a dialog of before is left", cause=str(error))
            await _leave(data)
            return await handler(event, data)
        if (on := await _leading_on(event, data)) is None:
            raise
        return await found_again(handler, on, data)


def _names_a_dialog(event: TelegramObject) -> bool:
    """Whether it is about one message's dialog, and not about the one that is open."""
    if isinstance(event, CallbackQuery):
        return remove_intent_id(event.data or "")[0] is not None
    return isinstance(event, Message) and event.reply_to_message is not None


async def _leading_on(event: TelegramObject, data: dict[str, Any]) -> CallbackQuery | None:
    """The press as one of the dialog that shows the pressed message's draft now, or as one that opens it.

    None: it has none. Opened anew by each press, whoever presses twice would be a message behind for ever.
    """
    if not isinstance(event, CallbackQuery):
        return None
    intent, pressed = remove_intent_id(event.data or "")
    drafts: Drafts = data["drafts"]
    named = await drafts.shown_by(event.from_user.id, intent or "")
    if named is None:
        return None
    draft = await drafts.find(named)
    if pressed.endswith(TO_MENU):
        leading = MENU.new
    elif draft and draft.intent != intent:
        leading = f"{draft.intent}{CB_SEP}{pressed}"
    else:
        leading = f"{CONTINUE}{named.hex}"
    return event.model_copy(update={"data": leading})


async def _leave(data: dict[str, Any]) -> None:
    storage: BaseStorage = data["fsm_storage"]
    bot: Bot = data["bot"]
    chat = data["event_chat"].id
    stack = StorageKey(bot_id=bot.id, chat_id=chat, user_id=chat, destiny="aiogd:stack:")
    await storage.set_data(stack, {})
