"""What becomes of everything that nobody has asked for (the table is in docs/bot.md): always words.

A text of three characters or more searches. A press that leads nowhere any more gets the menu. Files outside
of a form, stickers, places and the rest are told what to do instead; edits change nothing, and say so.
"""

from typing import Any

from aiogram import Bot, F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import CallbackQuery, ChatMemberUpdated, InlineKeyboardMarkup, Message
from aiogram_dialog.utils import remove_intent_id

from bot.client import Api, ApiAwayError
from bot.rooms import doors
from bot.rooms.page import MENU, menu_button
from bot.searching import fits
from logs import logger
from telegram.texts import Texts

log = logger(__name__)


def in_no_form(data: str) -> bool:
    """Whether a button stands on no form's message: a form that is open has nothing to do with it."""
    return remove_intent_id(data)[0] is None


before_forms = Router(name="nothing of forms")
router = Router(name="fallback")


@before_forms.message(F.text.startswith("/"))
async def command(message: Message, texts: Texts) -> None:
    """No command there is. An open form stays open."""
    await tell(message, texts, "other-command")


@router.message(F.text)
async def text(message: Message, **data: Any) -> None:  # noqa: ANN401 - what middlewares put there
    if fits(message.text or ""):
        await doors.search(message.text or "", message, data)
    else:
        await tell(message, data["texts"], "find-short")


@router.message(F.photo | F.document)
async def file(message: Message, texts: Texts) -> None:
    await tell(message, texts, "other-file")


@router.message(F.voice | F.video_note | F.audio | F.video)
async def voice(message: Message, texts: Texts) -> None:
    await tell(message, texts, "other-voice")


@router.message()
async def anything(message: Message, texts: Texts) -> None:
    await tell(message, texts, "other-anything")


@router.edited_message()
async def edited(message: Message, texts: Texts) -> None:
    await tell(message, texts, "other-edited")


@before_forms.callback_query(F.data.func(in_no_form))
@router.callback_query()
async def pressed(query: CallbackQuery, **data: Any) -> None:  # noqa: ANN401 - what middlewares put there
    await query.answer(data["texts"].plain("other-press"))
    query = query.model_copy(update={"data": MENU.new}).as_(query.bot)
    await doors.pressed(query, **data)


@router.my_chat_member()
async def member(event: ChatMemberUpdated, bot: Bot, api: Api) -> None:
    """Stopped, or taken back. While the API is away it learns the first from the next message by itself."""
    try:
        is_open = event.new_chat_member.status == ChatMemberStatus.MEMBER
        await api.note_chat(bot.id, event.from_user.id, is_open=is_open)
    except ApiAwayError as error:
        log.warning("a chat could not be noted", cause=str(error))


async def tell(message: Message, texts: Texts, key: str) -> None:
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[menu_button(texts, MENU.new)]])
    await message.answer(texts(key), reply_markup=keyboard)
