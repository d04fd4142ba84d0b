"""«Сохранено 4 из 6»: one message for each question of a draft, edited at most once a second."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID
from zoneinfo import ZoneInfo

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram_dialog.utils import CB_SEP

from bot.forms.draft import Draft, DraftGoneError, Drafts, Piece, PieceState
from ending import end
from logs import logger
from telegram.formats import shortened
from telegram.sender import UnreachableError
from telegram.texts import Html, Texts

WIDGET = "f"
"""The id of the widget that all buttons of forms belong to."""
EVERY = 1.0
"""Seconds between two edits of one counter."""

log = logger(__name__)


def texts_of(draft: Draft) -> Texts:
    about = draft.about
    return Texts(about.language, ZoneInfo(about.zone), about.currency)


def callback_data(draft: Draft, action: str) -> str:
    """Of a button that the dialog of this draft answers, on whatever message it stands."""
    return f"{draft.intent}{CB_SEP}{WIDGET}:{draft.turn}:{action}"


class Counters:
    def __init__(self, drafts: Drafts, bots: Mapping[int, Bot]) -> None:
        self._drafts, self._bots = drafts, bots
        self._dirty: set[tuple[UUID, str]] = set()
        self._painting: dict[tuple[UUID, str], asyncio.Task[None]] = {}

    def paint(self, draft_id: UUID, step: str) -> None:
        """Show soon how far it is."""
        key = (draft_id, step)
        self._dirty.add(key)
        if key not in self._painting:
            task = asyncio.create_task(self._paint(key))
            self._painting[key] = task

    async def close(self) -> None:
        await end(self._painting.values())

    async def _paint(self, key: tuple[UUID, str]) -> None:
        shown = None
        try:
            while key in self._dirty:
                self._dirty.discard(key)
                with suppress(DraftGoneError):
                    shown = await self._show(*key, shown)
                await asyncio.sleep(EVERY)
        finally:
            self._painting.pop(key, None)

    async def _show(
        self, draft_id: UUID, step: str, before: tuple[str, str] | None
    ) -> tuple[str, str] | None:
        """Send or edit the message; what it shows now. What fails is begun again by `Background`."""
        draft = await self._drafts.find(draft_id)
        pieces = draft.pieces.get(step, []) if draft else []
        if draft is None or not (pieces or step in draft.unshown):
            return before
        text, keyboard = counted(pieces, texts_of(draft)), _keyboard(draft, step, pieces)
        now = (text, keyboard.model_dump_json() if keyboard else "")
        number, settled = draft.counters.get(step), True
        if pieces and now != before:
            try:
                number = await self._put(draft, number, text, keyboard)
                settled = number is not None
            except UnreachableError:
                pass  # nobody is there to see it
            except TelegramAPIError as error:
                log.info("a counter could not be shown", cause=repr(error))
                return before
        async with self._drafts.changing(draft_id) as kept:
            if number:
                kept.counters[step] = number
            else:
                kept.counters.pop(step, None)
            if settled and kept.pieces.get(step, []) == pieces:
                kept.unshown.discard(step)
        return now if settled else None

    async def _put(
        self, draft: Draft, number: int | None, text: Html, keyboard: InlineKeyboardMarkup | None
    ) -> int | None:
        """The number of the message that shows it; None where the person has deleted that one."""
        bot = self._bots.get(draft.bot_id) or next(iter(self._bots.values()))
        if number is None:
            sent = await bot.send_message(draft.chat, text, reply_markup=keyboard, parse_mode="HTML")
            return sent.message_id
        try:
            await bot.edit_message_text(
                text, chat_id=draft.chat, message_id=number, reply_markup=keyboard, parse_mode="HTML"
            )
        except TelegramBadRequest as error:
            return number if "not modified" in error.message else None
        return number


def counted(pieces: list[Piece], texts: Texts) -> Html:
    """How many are stored, which failed, which are coming."""
    pieces = sorted(pieces, key=lambda piece: piece.message_id)
    stored = sum(piece.state is PieceState.STORED for piece in pieces)
    rows = [texts("forms-photos-counted", stored=stored, all=len(pieces))]
    for number, piece in enumerate(pieces, 1):
        if piece.state is PieceState.FAILED:
            rows.append(texts("forms-photos-one-failed", number=number))
        elif piece.state is PieceState.REFUSED:
            rows.append(texts("forms-photos-one-refused", number=number, name=shortened(piece.name, 60)))
    return Html("\n".join(rows))


def _keyboard(draft: Draft, step: str, pieces: list[Piece]) -> InlineKeyboardMarkup | None:
    """Done, once everything is stored and while this is the question."""
    if draft.at != step or not draft.intent:
        return None
    say = texts_of(draft).plain
    rows = []
    if all(piece.state is PieceState.STORED for piece in pieces):
        rows.append([_button(say("forms-photos-done"), callback_data(draft, ".d"))])
    elif any(piece.state in (PieceState.FAILED, PieceState.REFUSED) for piece in pieces):
        rows.append([_button(say("forms-photos-drop-failed"), callback_data(draft, ".f"))])
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _button(label: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=data)
