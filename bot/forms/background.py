"""What goes on without its person: commands that met no verdict, files that still have to come."""

import asyncio
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from redis.exceptions import RedisError

from bot.client import Api, ApiAwayError, BlockedError, StrangerError
from bot.forms.counter import texts_of
from bot.forms.dialog import MENU_DATA, accepted, leading, way_on
from bot.forms.draft import Draft, DraftGoneError, Drafts, DraftState, Verdict
from bot.forms.filling import Filling
from bot.forms.registry import FORMS
from bot.forms.sending import Accepted, Refused, attempt, first, waits_for_album
from bot.forms.uploads import Uploads
from logs import logger
from telegram.sender import UnreachableError
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
            for draft in await self._drafts.pending():
                if draft.bot_id in self._bots:  # else another process serves that bot, and changes its drafts
                    await self._trying(self._go_on(draft), of=str(draft.id))
            for verdict in await self._drafts.verdicts():
                if verdict.bot_id in self._bots:
                    await self._trying(self._tell(verdict), of=verdict.of)
        except (RedisError, OSError) as error:
            log.warning("the drafts cannot be read", cause=repr(error))

    async def _trying(self, work: Coroutine[Any, Any, None], of: str) -> None:
        """One that fails holds up no other, and never ends the looking."""
        try:
            await work
        except (ApiAwayError, StrangerError, BlockedError, DraftGoneError) as error:
            log.info("a draft goes on later", draft=of, cause=repr(error))
        except (TelegramAPIError, RedisError, OSError) as error:
            log.warning("a draft goes on later", draft=of, cause=repr(error))
        except Exception:
            log.exception("a draft cannot go on", draft=of)

    async def _go_on(self, draft: Draft) -> None:
        self._uploads.begin(draft)
        if draft.state is DraftState.SENDING and _due(draft):
            await self._send(draft.id)

    async def _send(self, draft_id: UUID) -> None:
        async with self._drafts.changing(draft_id) as draft:
            if draft.state is not DraftState.SENDING:
                return  # the person took it back meanwhile
            texts, key = texts_of(draft), draft.key
            caller = await self._api.caller(draft.chat)
            verdict = await attempt(Filling(FORMS[draft.form], draft, texts), caller)
            if isinstance(verdict, Refused):
                await self._refused(draft, key)
        if isinstance(verdict, Accepted):
            words = accepted(draft, verdict, texts)
            label, data = _way_on(draft, texts, leading(draft, verdict))
            await self._drafts.keep(_verdict(draft, key, words, label, data))
            await self._drafts.drop(draft, words)
        elif isinstance(verdict, Refused) and not FORMS[draft.form].steps:  # there is nothing to change
            await self._drafts.drop(draft)

    async def _refused(self, draft: Draft, key: str) -> None:
        texts, form = texts_of(draft), FORMS[draft.form]
        said = Html("\n".join(trouble.words for trouble in draft.troubles.values()))
        title = texts(form.titled(draft.about))
        if form.steps:
            words = texts("forms-refused-later", title=title, words=said)
            way = texts.plain("forms-change"), f"{CONTINUE}{draft.id.hex}"
        else:
            words = texts("press-refused-later", title=title, words=said)
            way = _way_on(draft, texts, form.leads(draft.about, {}))
        await self._drafts.keep(_verdict(draft, key, words, *way))
        draft.state, draft.tries = DraftState.FILLING, 0
        draft.go(first(list(draft.troubles)))

    async def _tell(self, verdict: Verdict) -> None:
        """Rather twice than never."""
        button = InlineKeyboardButton(text=verdict.label, callback_data=verdict.data)
        keyboard = InlineKeyboardMarkup(inline_keyboard=[[button]])
        with suppress(UnreachableError):  # whoever stopped the bot sees it among the orders
            await self._bots[verdict.bot_id].send_message(
                verdict.chat, verdict.words, reply_markup=keyboard, parse_mode="HTML"
            )
        await self._drafts.told(verdict)


def _verdict(draft: Draft, key: str, words: Html, label: str, data: str) -> Verdict:
    return Verdict(of=key, bot_id=draft.bot_id, chat=draft.chat, words=words, label=label, data=data)


def _way_on(draft: Draft, texts: Texts, leads: str) -> tuple[str, str]:
    """A button's label and data: to what was made or changed, to the order, or to the menu."""
    return way_on(draft, texts, leads) or (texts.plain("forms-menu"), MENU_DATA)


def _due(draft: Draft) -> bool:
    """Each attempt waits twice as long as the one before, and never for less than a late part of an album."""
    if waits_for_album(draft):
        return False
    pause = min(timedelta(seconds=2 ** min(draft.tries, 6)), LONGEST)
    return draft.tries == 0 or datetime.now(UTC) >= draft.changed_at + pause
