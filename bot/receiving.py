"""How updates come in: the bot asks for them, or Telegram brings them to its webhook."""

import asyncio
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter
from aiogram.methods import TelegramMethod
from aiogram.types import WebhookInfo
from aiohttp import web
from redis.exceptions import RedisError

from bot.chats import Chats
from bot.inbox import Inbox, RawUpdate
from logs import logger
from telegram.settings import BotSettings

KINDS: Final = ["message", "edited_message", "callback_query", "my_chat_member"]
"""The updates we are sent; docs/bot.md tells what becomes of each."""
POLL: Final = 25
"""Seconds that Telegram may keep a question open."""
PAUSES: Final = (0.2, 1.0, 3.0, 10.0)
"""Seconds between tries while Telegram or Redis is away."""
STALE: Final = 120.0
"""Seconds without a word from Telegram after which the bot is ill."""
ASKED_EVERY: Final = 30.0
"""Seconds between two questions how a webhook fares."""
RECENT: Final = timedelta(minutes=2)
"""Telegram tries again after a minute at the most: an error that is older is over."""
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
LARGEST: Final = 1024 * 1024
"""Bytes of one update that Telegram brings."""
SHORTEST_SECRET: Final = 32

log = logger(__name__)


class GetUpdates(TelegramMethod[list[dict[str, Any]]]):
    """`getUpdates`, with the updates as they came: they are kept before anybody reads them."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int = POLL
    allowed_updates: list[str] = KINDS


class Hearing:
    """Whether one bot hears Telegram. Ill is who heard nothing for long: even silence is an answer there."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._heard()

    def _heard(self, trouble: str = "") -> None:
        """Telegram answered just now, and that is what is wrong."""
        self._heard_at, self._trouble = time.monotonic(), trouble

    @property
    def bot_id(self) -> int:
        return self._bot.id

    @property
    def well(self) -> bool:
        return not self._trouble and time.monotonic() - self._heard_at < STALE

    @property
    def words(self) -> str:
        heard = f"heard {time.monotonic() - self._heard_at:.0f} s ago"
        return f"{heard}: {self._trouble}" if self._trouble else heard


class Polling(Hearing):
    """Asks one bot's updates, and confirms with the next question what lies in the inbox."""

    def __init__(self, bot: Bot, inbox: Inbox, chats: Chats) -> None:
        super().__init__(bot)
        self._inbox, self._chats = inbox, chats

    async def keep(self) -> None:
        """Until cancelled."""
        failures, offset = 0, None
        while True:
            try:
                offset = await self._once(offset)
            except (TelegramAPIError, RedisError, OSError, TimeoutError) as error:
                pause = PAUSES[min(failures, len(PAUSES) - 1)]
                if isinstance(error, TelegramRetryAfter):
                    pause = max(pause, error.retry_after)
                log.warning("no updates for now", cause=repr(error), again_in=pause)
                failures += 1
                await asyncio.sleep(pause)
            else:
                failures = 0
                self._heard()  # and Redis has kept what it said

    async def _once(self, offset: int | None) -> int | None:
        updates = await self._bot(GetUpdates(offset=offset), request_timeout=POLL + 10)
        self._chats.take(await self._inbox.put(updates))
        return updates[-1]["update_id"] + 1 if updates else offset


class Webhook:
    """Answers Telegram at once after an update lies in the inbox; 503 when it cannot: it comes again."""

    def __init__(self, settings: BotSettings) -> None:
        secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
        if len(secret) < SHORTEST_SECRET:
            raise ValueError(f"BOT_WEBHOOK_SECRET: give at least {SHORTEST_SECRET} characters")
        self._settings, self._secret = settings, secret
        self._places: dict[str, tuple[Inbox, Chats]] = {}

    def serve(self, bot_id: int, inbox: Inbox, chats: Chats) -> None:
        self._places[str(bot_id)] = inbox, chats

    def url_of(self, bot: Bot) -> str:
        return f"{self._settings.webhook_url}/{bot.id}"

    async def set_for(self, bot: Bot) -> None:
        await bot.set_webhook(self.url_of(bot), secret_token=self._secret, allowed_updates=KINDS)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        app = web.Application(client_max_size=LARGEST)
        app.router.add_post("/{bot:[0-9]+}", self._answer)
        app.router.add_post("/{prefix:.*}/{bot:[0-9]+}", self._answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, self._settings.webhook_host, self._settings.webhook_port).start()
        try:
            yield
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        shown = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode(), self._secret.encode()):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        place = self._places.get(request.match_info["bot"])
        if place is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        try:
            update: RawUpdate = json.loads(await request.read())
            kept = await place[0].put([update])
        except (ValueError, KeyError, TypeError, AttributeError):  # no update, whatever it is
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        except RedisError as error:
            log.warning("an update could not be kept", cause=repr(error))
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        place[1].take(kept)
        return web.Response()


class Watch(Hearing):
    """Asks Telegram now and then whether it brings one bot's updates, and to us."""

    def __init__(self, bot: Bot, url: str) -> None:
        super().__init__(bot)
        self._url = url

    async def keep(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.ask()
            except (TelegramAPIError, OSError, TimeoutError) as error:
                log.warning("no word of the webhook", cause=repr(error), again_in=ASKED_EVERY)
            await asyncio.sleep(ASKED_EVERY)

    async def ask(self) -> None:
        self._heard(trouble_of(await self._bot.get_webhook_info(), self._url, datetime.now(UTC)))
        if self._trouble:
            log.warning("Telegram does not reach us", bot=self.bot_id, why=self._trouble)


def trouble_of(info: WebhookInfo, url: str, now: datetime) -> str:
    """What keeps updates from coming to `url`, in words; empty: nothing."""
    if info.url != url:
        return "Telegram brings updates elsewhere" if info.url else "Telegram knows of no webhook"
    failed_at = info.last_error_date
    if failed_at is None or not info.pending_update_count or now - failed_at > RECENT:
        return ""
    return f"Telegram cannot bring {info.pending_update_count} updates: {info.last_error_message}"
