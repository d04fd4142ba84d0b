"""Everything that bot and worker ask of Telegram goes through here: turns, pauses, retries."""

import asyncio
import math
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any, Final

import certifi
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientSession, TCPConnector

from domain.chats import Unreachable
from telegram.limiter import Limiter, RestingError, Urgency
from telegram.rates import Ticket
from telegram.settings import TelegramSettings

__all__ = ["UnreachableError", "Urgency", "bot_of", "urgent"]

PAUSES: Final = (0.3, 1.0, 3.0)
"""Seconds before each further attempt after a dropped connection or an error of Telegram's own."""
PATIENCE: Final = 30.0
"""Seconds of a pause that Telegram asks for, which are waited here."""
COUNTED: Final = ("send", "forward", "copy")
"""What the limits look at, by how its name begins: new messages. Telegram names no rate for changes of one; a
form changes its question with each press, and a pause that Telegram asks for is obeyed there as well."""
POLLING: Final = GetUpdates.__api_method__
NOT_COUNTED: Final = frozenset({"sendChatAction"})

_urgency: ContextVar[Urgency] = ContextVar("urgency", default=Urgency.REPLY)


class UnreachableError(TelegramForbiddenError):
    """Nothing can be sent into this chat until its person writes."""

    def __init__(self, error: TelegramAPIError, chat_id: int, why: Unreachable) -> None:
        super().__init__(error.method, error.message)
        self.chat_id, self.why = chat_id, why


@contextmanager
def urgent(urgency: Urgency) -> Iterator[None]:
    """What is sent in this block is as urgent as that; outside of any, it is a reply."""
    token = _urgency.set(urgency)
    try:
        yield
    finally:
        _urgency.reset(token)


def bot_of(token: str, settings: TelegramSettings, limiter: Limiter) -> Bot:
    """The bot of that token, which keeps to the limits. Whoever makes it closes its `session`."""
    api = TelegramAPIServer.from_base(settings.server) if settings.server else PRODUCTION
    session = Session(settings.proxy.get_secret_value() if settings.proxy else None, api)
    session.middleware(Sender(limiter))
    return Bot(
        token,
        session=session,
        default=DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True),
    )


class Session(AiohttpSession):
    """Goes through an HTTP proxy without another library."""

    def __init__(self, proxy: str | None, api: TelegramAPIServer) -> None:
        if proxy and not proxy.startswith(("http://", "https://")):
            raise ValueError(
                "TELEGRAM_PROXY: write an HTTP proxy, as http://host:8080; no other is known here"
            )
        super().__init__(api=api)
        self._through = proxy

    async def create_session(self) -> ClientSession:
        if self._session is None or self._session.closed:
            context = ssl.create_default_context(cafile=certifi.where())
            connector = TCPConnector(ssl=context, limit=100, ttl_dns_cache=3600)
            self._session = ClientSession(connector=connector, proxy=self._through)
        return self._session


class Sender(BaseRequestMiddleware):
    """Takes a turn for what counts, obeys Telegram's pauses, tries again what the connection lost.

    A message whose answer was lost is sent again: rather twice than never.
    """

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Ask Telegram.

        Raises:
            UnreachableError: the chat takes no message.
            TelegramRetryAfter: Telegram wants a pause longer than anybody should wait.
            TelegramAPIError: any other refusal, and what several attempts have not helped against.
        """
        if method.__api_method__ == POLLING:  # whoever polls has patience of its own
            return await make_request(bot, method)
        for pause in (*PAUSES, None):
            try:
                return await self._attempt(make_request, bot, method)
            except RestingError as error:
                raise TelegramRetryAfter(method, str(error), math.ceil(error.seconds)) from error
            except (TelegramNetworkError, TelegramServerError):
                if pause is None:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError  # the last attempt returns or raises

    async def _attempt(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Once, and again after each pause that Telegram asks for."""
        chat_id = _chat_of(method)
        while True:
            async with self._turn(bot, method, chat_id) as ticket:
                try:
                    return await make_request(bot, method)
                except TelegramRetryAfter as error:
                    await self._rest(ticket, error.retry_after)
                except (TelegramForbiddenError, TelegramBadRequest) as error:
                    if chat_id is not None and (why := _why_unreachable(error)):
                        raise UnreachableError(error, chat_id, why) from error
                    raise

    @asynccontextmanager
    async def _turn(
        self, bot: Bot, method: TelegramMethod[TelegramType], chat_id: int | None
    ) -> AsyncIterator[Ticket | None]:
        """Wait for one, if the limits look at what is asked."""
        name = method.__api_method__
        if not name.startswith(COUNTED) or name in NOT_COUNTED:
            yield None
            return
        async with self._limiter.turn(bot.id, chat_id, _urgency.get()) as ticket:
            yield ticket

    async def _rest(self, ticket: Ticket | None, seconds: float) -> None:
        if ticket:
            await self._limiter.rest(ticket, seconds)
        elif seconds > PATIENCE:
            raise RestingError(seconds)
        else:
            await asyncio.sleep(seconds)


def _chat_of(method: TelegramMethod[Any]) -> int | None:
    chat_id = getattr(method, "chat_id", None)
    return chat_id if isinstance(chat_id, int) else None


def _why_unreachable(error: TelegramAPIError) -> Unreachable | None:
    """Telegram has one status for all of it: only its words tell."""
    words = error.message.lower()
    if isinstance(error, TelegramForbiddenError):
        if "deactivated" in words:
            return Unreachable.DEACTIVATED
        return Unreachable.NEVER_STARTED if "initiate" in words else Unreachable.BLOCKED
    return Unreachable.NEVER_STARTED if "chat not found" in words else None
