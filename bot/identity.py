"""Around every update: its request's id, its chat's turn, who it is from, and an answer in any case."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Final, cast
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo

from aiogram import BaseMiddleware, Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.enums import ChatAction, ChatType
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.methods import AnswerCallbackQuery, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import CallbackQuery, Chat, TelegramObject, Update, User

from bot.client import Api, BlockedError, Me, StrangerError
from bot.network import Network
from bot.strangers import Strangers
from logs import bind, bind_request_id, logger
from telegram.sender import UnreachableError
from telegram.texts import Language, Texts

SLOW: Final = 1.0
"""Seconds after which a person sees that the bot is typing."""
PRESSES: Final = 20
"""So many presses within `WINDOW` are carried out; a press that is too much is answered and may be repeated.
Messages are never left out: what somebody typed or photographed is not lost because it came fast."""
WINDOW: Final = 3.0

TOO_OLD: Final = "query is too old"
"""Telegram's words about a press that nobody waits for any more."""

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
log = logger(__name__)


@lru_cache(maxsize=256)
def texts_of(language: Language, zone: str, currency: str) -> Texts:
    return Texts(language, ZoneInfo(zone), currency)


def texts_for(me: Me) -> Texts:
    return texts_of(Language(me.language or Language.RU), me.zone, me.currency)


def texts_for_stranger(user: User | None) -> Texts:
    """In the language of their messenger."""
    code = (user.language_code or "") if user else ""
    return texts_of(Language.EN if code.startswith("en") else Language.RU, "Europe/Moscow", "RUB")


class InTurn(BaseMiddleware):
    """One thing at a time in a chat, also of what dialogs do by themselves in the background."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> object:
        chat: Chat | None = data.get("event_chat")
        if chat is None:
            return await handler(event, data)
        place = (data["bot"].id, chat.id)
        lock = self._locks.get(place)
        if lock is None:
            lock = self._locks[place] = asyncio.Lock()
        async with lock:
            return await handler(event, data)


class Identity(BaseMiddleware):
    """Puts `caller` and `texts` beside every update of somebody we know; answers everybody else by itself."""

    def __init__(self, api: Api, strangers: Strangers, network: Network) -> None:
        self._api, self._strangers, self._network = api, strangers, network
        self._presses: MutableMapping[int, deque[float]] = {}

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> object:
        bind_request_id(None)
        user: User | None = data.get("event_from_user")
        chat: Chat | None = data.get("event_chat")
        if user is None or user.is_bot or chat is None or chat.type != ChatType.PRIVATE:
            return None  # groups and channels are no place for clients' data
        bot: Bot = data["bot"]
        query = event.callback_query if isinstance(event, Update) else None
        with typing(bot, chat.id):
            async with answering(bot, query):
                return await self._known(handler, event, data, user, query)

    async def _known(
        self,
        handler: Handler,
        event: TelegramObject,
        data: dict[str, Any],
        user: User,
        query: CallbackQuery | None,
    ) -> object:
        data["texts"] = texts_for_stranger(user)
        if await self._strangers.invited(event, data):
            return None
        try:
            caller = await self._api.caller(user.id)
        except StrangerError:
            await self._strangers.turned_away(data, "stranger-unknown")
            return None
        except BlockedError:
            await self._strangers.turned_away(data, "stranger-blocked")
            return None
        bind(person_id=caller.me.id)
        data["caller"], data["texts"] = caller, texts_for(caller.me)
        if query and self._too_many(user.id):
            await query.answer(data["texts"].plain("core-too-fast"))
            return None
        if await self._network.elsewhere(data, caller.me):
            return None
        return await handler(event, data)

    def _too_many(self, telegram_id: int) -> bool:
        now = time.monotonic()
        pressed = self._presses.setdefault(telegram_id, deque(maxlen=PRESSES))
        if len(pressed) == PRESSES and now - pressed[0] < WINDOW:
            return True
        pressed.append(now)
        return False


@contextmanager
def typing(bot: Bot, chat_id: int) -> Iterator[None]:
    """Show that something is being done, when it takes longer than a moment."""
    loop, tasks = asyncio.get_running_loop(), set[asyncio.Task[None]]()

    async def show() -> None:
        with suppress(TelegramAPIError, UnreachableError):
            await bot.send_chat_action(chat_id, ChatAction.TYPING)

    def begin() -> None:
        task = asyncio.create_task(show())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    timer = loop.call_later(SLOW, begin)
    try:
        yield
    finally:
        timer.cancel()


@asynccontextmanager
async def answering(bot: Bot, query: CallbackQuery | None) -> AsyncIterator[None]:
    """A press without an answer looks like a bot that hangs: whoever has not answered it, does so here."""
    answered: set[str] = set()
    token = _answered.set(answered)
    try:
        yield
    finally:
        _answered.reset(token)
        if query and query.id not in answered:
            with suppress(TelegramAPIError):  # too old: nobody waits for it any more
                await bot.answer_callback_query(query.id)


_answered: ContextVar[set[str] | None] = ContextVar("answered", default=None)


class NotesAnswers(BaseRequestMiddleware):
    """Sees which presses were answered, by whomever. One that came too long ago takes no answer: no error."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        if isinstance(method, AnswerCallbackQuery) and (answered := _answered.get()) is not None:
            answered.add(method.callback_query_id)
        try:
            return await make_request(bot, method)
        except TelegramBadRequest as error:
            if isinstance(method, AnswerCallbackQuery) and TOO_OLD in error.message:
                return cast("Response[TelegramType]", True)
            raise
