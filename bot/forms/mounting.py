"""Puts the forms into a dispatcher: their router, what their handlers need, and what goes on beside them.

Include `router` behind cards and rooms, call `setup_dialogs`, and keep `working` open while the bot runs.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from aiogram import Bot, Dispatcher, F, Router
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from redis.asyncio import Redis

from bot.client import Api
from bot.forms.background import CONTINUE, Background
from bot.forms.counter import Counters
from bot.forms.dialog import DIALOG, Leave, open_draft
from bot.forms.draft import Drafts
from bot.forms.uploads import Uploads
from telegram.texts import Texts

router = Router(name="forms")
router.include_router(DIALOG)


@router.callback_query(F.data.startswith(CONTINUE))
async def go_on(query: CallbackQuery, dialog_manager: DialogManager, **data: Any) -> None:  # noqa: ANN401 - middlewares
    """Open a draft where it was left; of one that is gone say so."""
    drafts: Drafts = data["drafts"]
    texts: Texts = data["texts"]
    number = (query.data or "").removeprefix(CONTINUE)
    draft = await drafts.find(UUID(number)) if len(number) == len(UUID(int=0).hex) else None
    if draft is None or draft.about.person != data["caller"].me.id:
        await query.answer(texts.plain("forms-gone"), show_alert=True)
        return
    await open_draft(draft, dialog_manager)


@asynccontextmanager
async def working(
    dispatcher: Dispatcher, redis: Redis, api: Api, bots: Sequence[Bot], show_menu: Leave
) -> AsyncIterator[Drafts]:
    """Store files and send what is kept while this is open; what is left over is begun first."""
    by_id = {bot.id: bot for bot in bots}
    drafts = Drafts(redis)
    uploads = Uploads(drafts, api, by_id, Counters(drafts, by_id))
    dispatcher["drafts"], dispatcher["uploads"], dispatcher["leave"] = drafts, uploads, show_menu
    task = asyncio.create_task(Background(drafts, api, by_id, uploads).run())
    try:
        yield drafts
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
