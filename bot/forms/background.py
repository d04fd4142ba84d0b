"""What goes on without its person: commands that met no verdict, files that still have to come."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.client import Api, ApiAwayError, BlockedError, StrangerError
from bot.forms.counter import texts_of
from bot.forms.dialog import MENU_DATA, accepted, leading
from bot.forms.draft import Draft, DraftGoneError, Drafts, DraftState
from bot.forms.filling import Filling
from bot.forms.registry import FORMS
from bot.forms.sending import Accepted, Refused, attempt, first, waits_for_album
from bot.forms.uploads import Uploads
from logs import logger
from telegram.presses import Press, pack
from telegram.texts import Html, Texts

EVERY = 1.0
"""Seconds between two looks at what is pending."""
LONGEST = timedelta(seconds=60)
"""Between two attempts to send the same draft."""
CONTINUE = "draft:"
"""Begins the data of a button that opens a draft again."""

log = logger(__name__)


class Background:
    """Run one beside the bot: `await Background(…).run()` until it is cancelled."""

    def __init__(self, drafts: Drafts, api: Api, bots: Mapping[int, Bot], uploads: Uploads) -> None:
        self._drafts, self._api, self._bots, self._uploads = drafts, api, bots, uploads

    async def run(self) -> None:
        try:
            while True:
                await self.look()
                await asyncio.sleep(EVERY)
        finally:
            await self._uploads.close()

    async def look(self) -> None:
        """Go on with everything that is pending and due. Whatever fails here is tried at the next look."""
        try:
            pending = await self._drafts.pending()
        except OSError as error:
            log.warning("the drafts cannot be read", cause=repr(error))
            return
        for draft in pending:
            if draft.bot_id not in self._bots:  # another process serves that bot, and changes its drafts
                continue
            try:
                self._uploads.begin(draft)
                if draft.state is DraftState.SENDING and _due(draft):
                    await self._send(draft.id)
            except (ApiAwayError, StrangerError, BlockedError, DraftGoneError, TelegramAPIError) as error:
                log.info("a draft goes on later", draft=str(draft.id), cause=repr(error))

    async def _send(self, draft_id: UUID) -> None:
        async with self._drafts.changing(draft_id) as draft:
            if draft.state is not DraftState.SENDING:
                return  # the person took it back meanwhile
            texts = texts_of(draft)
            caller = await self._api.caller(draft.chat)
            verdict = await attempt(Filling(FORMS[draft.form], draft, texts), caller)
            if isinstance(verdict, Refused):
                draft.state, draft.tries = DraftState.FILLING, 0
                draft.go(first(list(draft.troubles)))
        if isinstance(verdict, Accepted):
            words = accepted(draft, verdict, texts)
            await self._drafts.drop(draft, words)
            await self._tell(draft, words, None, leading(draft, verdict))
        elif isinstance(verdict, Refused):
            words = Html("\n".join(trouble.words for trouble in draft.troubles.values()))
            title = texts(f"form-{draft.form}-title".replace("_", "-"))
            await self._tell(draft, texts("forms-refused-later", title=title, words=words), draft.id)

    async def _tell(self, draft: Draft, words: Html, change: UUID | None, leads: str = "") -> None:
        bot = self._bots.get(draft.bot_id) or next(iter(self._bots.values()))
        keyboard = InlineKeyboardMarkup(inline_keyboard=[[_way_on(draft, change, texts_of(draft), leads)]])
        await bot.send_message(draft.chat, words, reply_markup=keyboard, parse_mode="HTML")


def _way_on(draft: Draft, change: UUID | None, texts: Texts, leads: str) -> InlineKeyboardButton:
    """To the draft that was refused, to what was made or changed, to the order, or to the menu."""
    if change:
        return InlineKeyboardButton(text=texts.plain("forms-change"), callback_data=f"{CONTINUE}{change.hex}")
    if leads:
        return InlineKeyboardButton(text=texts.plain("forms-open-subject"), callback_data=leads)
    if draft.about.order:
        press = pack(Press("open", draft.about.order.id, "order", 0))
        return InlineKeyboardButton(text=texts.plain("forms-open-order"), callback_data=press)
    return InlineKeyboardButton(text=texts.plain("forms-menu"), callback_data=MENU_DATA)


def _due(draft: Draft) -> bool:
    """Each attempt waits twice as long as the one before, and never for less than a late part of an album."""
    if waits_for_album(draft):
        return False
    pause = min(timedelta(seconds=2 ** min(draft.tries, 6)), LONGEST)
    return draft.tries == 0 or datetime.now(UTC) >= draft.changed_at + pause
