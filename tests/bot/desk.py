"""A bot that runs in the tests' own process: they reach into it, and its limits are theirs."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from pydantic import BaseModel, SecretStr

import bot.app
import bot.forms.background
import bot.forms.counter
import bot.forms.sending
import bot.identity
from bot import cards, commands, errors, fallback
from bot.app import App, build, run
from bot.client import Caller
from bot.forms.dialog import DIALOG
from bot.rooms import doors, drafts
from domain.values import OrderId
from settings import Settings
from telegram.presses import Press, pack
from telegram.rates import Rates
from tests.bot.conftest import BotSystem
from tests.bot.thumb import Thumb

TOKEN = "7000000777:sandbox-only-AAF0123456789abcdefghijkl"
NUMBER = int(TOKEN.partition(":")[0])
ROUTERS = (
    errors.router,
    doors.router,
    commands.router,
    doors.leaving,
    drafts.router,
    cards.router,
    fallback.before_forms,
    DIALOG,
    fallback.router,
)
ALBUM = 1.0
"""Seconds that these tests wait for late parts of an album."""


class View(BaseModel):
    order: dict[str, Any]


class Timeline(BaseModel):
    entries: list[dict[str, Any]]


@dataclass
class Desk:
    """Everything a test of a form needs: people, their thumbs, the bot's process in a task."""

    system: BotSystem
    settings: Settings
    app: App | None = None
    task: asyncio.Task[None] | None = None
    leaving: asyncio.Event | None = None

    async def start(self) -> None:
        ready = asyncio.Event()
        self.leaving = asyncio.Event()
        for router in ROUTERS:  # the routers of a process belong to one dispatcher
            router._parent_router = None
        self.task = asyncio.create_task(self._serve(ready, self.leaving))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait([self.task, waiting], return_when=asyncio.FIRST_COMPLETED)
        if self.task.done():
            await self.task

    async def _serve(self, ready: asyncio.Event, leaving: asyncio.Event) -> None:
        async with build(self.settings) as app:
            self.app = app
            ready.set()
            await run(app, leaving)

    async def stop(self) -> None:
        assert self.task
        assert self.leaving
        self.leaving.set()
        await self.task

    async def thumb(self, login: str) -> Thumb:
        await self.system.chat(login)
        return Thumb(self.system.people[login].chat(NUMBER))

    async def begin(self, thumb: Thumb, login: str, kind: str, order: str, part: str) -> None:
        """Press the form's button, as it stands on a card."""
        await self.begin_for(thumb, await self.caller(login), kind, order, part)

    async def begin_for(self, thumb: Thumb, caller: Caller, kind: str, order: str, part: str) -> None:
        view = await caller.read(f"/v1/orders/{order}", View)
        menu = await thumb.write("/menu")
        press = Press(kind, OrderId(UUID(order)), part, view.order["parts"].get(part, 0))
        await thumb.chat.tap_data(menu.id, pack(press))
        await thumb.chat.until(lambda one: one.id > menu.id and "Шаг" in one.text, 30)

    async def begin_again(self, thumb: Thumb, login: str, kind: str, order: str, part: str) -> None:
        """The same after a return: it opens at the summary."""
        view = await (await self.caller(login)).read(f"/v1/orders/{order}", View)
        menu = await thumb.write("/menu")
        press = Press(kind, OrderId(UUID(order)), part, view.order["parts"].get(part, 0))
        await thumb.chat.tap_data(menu.id, pack(press))
        await thumb.chat.until(lambda one: one.id > menu.id and bool(one.button("Отправить")), 30)

    async def caller(self, login: str) -> Caller:
        return await self.system.caller(login)

    async def events(self, order: str, kind: str, login: str = "petrova") -> list[dict[str, Any]]:
        timeline = await (await self.caller(login)).read(f"/v1/orders/{order}/timeline", Timeline)
        return [entry["event"] for entry in timeline.entries if entry["event"]["kind"] == kind]

    async def event(self, order: str, kind: str) -> dict[str, Any]:
        """The one event of that kind, once it is recorded."""
        for _ in range(200):
            if found := await self.events(order, kind):
                assert len(found) == 1
                return found[0]
            await asyncio.sleep(0.2)
        raise AssertionError(f"{kind} was never recorded")


@asynccontextmanager
async def desk_of(bot_system: BotSystem) -> AsyncIterator[Desk]:
    """Runs until the block ends; no limits, and no long waits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.forms.sending, "ALBUM", timedelta(seconds=ALBUM))
        patch.setattr(bot.forms.background, "EVERY", 0.2)
        patch.setattr(bot.forms.counter, "EVERY", 0.1)
        patch.setattr(bot.identity, "WINDOW", 0.0)
        patch.setattr(bot.app, "rates", lambda _settings: Rates(burst=10_000))  # they test no limits
        await bot_system.sandbox.add_bot(TOKEN, "naryad_forms_bot", "Формы")
        telegram = bot_system.settings.telegram.model_copy(update={"tokens": SecretStr(TOKEN)})
        desk = Desk(bot_system, bot_system.settings.model_copy(update={"telegram": telegram}))
        await desk.start()
        yield desk
        await desk.stop()


def picture(number: int) -> bytes:
    """A photo unlike all others."""
    dice = random.Random(number)  # noqa: S311 - a picture
    written = BytesIO()
    Image.frombytes("RGB", (24, 24), dice.randbytes(24 * 24 * 3)).resize((240, 240)).save(written, "PNG")
    return written.getvalue()
