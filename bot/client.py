"""The API as the bot calls it: for whoever presses its buttons, with a token of theirs.

A token is exchanged for when it is needed and kept until it ends. Who somebody is (name, roles, rights) is
asked for again after some seconds; while the API is away, what it said last holds, also after a restart: so
a form goes on, and whoever was blocked meanwhile gets nothing but the bot's own words.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Final, Self, TypeVar

import aiohttp
from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.http import ApiAwayError, Http, JsonObject, RefusedError, Reply
from bot.me import Me
from domain.values import MediaId, PersonId
from logs import logger
from settings import Settings

__all__ = [
    "Answer",
    "Api",
    "ApiAwayError",
    "BlockedError",
    "Caller",
    "JsonObject",
    "Linked",
    "Me",
    "Media",
    "RefusedError",
    "StrangerError",
]

KNOWN_FOR: Final = 10.0
"""Seconds until somebody's name, roles and rights are asked for again."""
EARLY: Final = 30.0
"""Seconds before its end that a token is used no more."""
REMEMBERED_FOR: Final = 60 * 24 * 3600
"""Seconds that Redis keeps who somebody was."""

M = TypeVar("M", bound=BaseModel)
log = logger(__name__)


class StrangerError(Exception):
    """The Telegram account belongs to nobody."""


class BlockedError(Exception):
    """The account of this person is blocked."""


class Media(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: MediaId
    sha256: str
    content_type: str
    size: int


class Answer(BaseModel):
    """What became of a command: its receipt, or a place where the outcome will be told."""

    receipt: dict[str, JsonValue] | None = None
    pending: str | None = None


class Linked(BaseModel):
    """Whom an invite belonged to."""

    person: PersonId
    name: str


class _Granted(BaseModel):
    access_token: str
    expires_in: float


@dataclass
class _Known:
    """What is kept of one Telegram account."""

    me: Me
    token: str
    until: float
    """When the token is used no more, by the monotonic clock."""
    asked_at: float

    @property
    def fresh(self) -> bool:
        return time.monotonic() < self.asked_at + KNOWN_FOR

    @property
    def usable(self) -> bool:
        """Whether the token is good for a while."""
        return time.monotonic() < self.until


class Api:
    """One for the process; `async with`."""

    def __init__(self, settings: Settings, redis: Redis) -> None:
        self.http, self._redis = Http(settings), redis
        self._known: dict[int, _Known] = {}
        self._asking: dict[int, asyncio.Lock] = {}

    async def __aenter__(self) -> Self:
        await self.http.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.__aexit__(kind, error, trace)

    async def caller(self, telegram_id: int) -> "Caller":
        """Whoever has that account.

        Raises:
            StrangerError: nobody has.
            BlockedError: somebody who is blocked.
            ApiAwayError: that cannot be told now, and nobody told it before.
        """
        known = self._known.get(telegram_id)
        if known is None or not known.fresh:
            lock = self._asking.setdefault(telegram_id, asyncio.Lock())
            async with lock:
                known = await self._ask_who(telegram_id)
        return Caller(self, telegram_id, known.me)

    async def _ask_who(self, telegram_id: int) -> _Known:
        known = self._known.get(telegram_id)
        if known and known.fresh:  # somebody else has asked meanwhile
            return known
        try:
            known = await self._asked_again(known) if known and known.usable else None
            known = known or await self._exchange(telegram_id)
        except ApiAwayError:
            known = await self._last_known(telegram_id)
        except RefusedError as refused:
            self.forget(telegram_id)
            raise _who(refused) from refused
        self._known[telegram_id] = known
        return known

    async def _asked_again(self, known: _Known) -> _Known | None:
        """The same person as they are now; None when the session was ended."""
        try:
            me = await self._me(known.token)
        except RefusedError as refused:
            if refused.status == HTTPStatus.UNAUTHORIZED:
                return None
            raise
        return _Known(me, known.token, known.until, time.monotonic())

    async def _me(self, token: str) -> Me:
        return Me.model_validate((await self.http.ask("GET", "/v1/auth/me", token)).body)

    async def _exchange(self, telegram_id: int) -> _Known:
        answer = await self.http.ask("POST", "/v1/auth/telegram", None, {"telegram_id": telegram_id})
        granted, now = _Granted.model_validate(answer.body), time.monotonic()
        me = await self._me(granted.access_token)
        await self._remember(telegram_id, me)
        return _Known(me, granted.access_token, now + max(granted.expires_in - EARLY, 1.0), now)

    async def _remember(self, telegram_id: int, me: Me) -> None:
        try:
            await self._redis.set(_key(telegram_id), me.model_dump_json(), ex=REMEMBERED_FOR)
        except RedisError as error:
            log.warning("who somebody is could not be kept", cause=repr(error))

    async def _last_known(self, telegram_id: int) -> _Known:
        """Who they were when the API was there last; its token is tried and will be exchanged anew."""
        if known := self._known.get(telegram_id):
            return _Known(known.me, known.token, known.until, time.monotonic())
        try:
            kept = await self._redis.get(_key(telegram_id))
            me = Me.model_validate_json(kept) if kept else None
        except (RedisError, ValidationError) as error:
            raise ApiAwayError("nobody knows who that is") from error
        if me is None:
            raise ApiAwayError("nobody knows who that is")
        return _Known(me, "", 0.0, time.monotonic())

    def forget(self, telegram_id: int) -> None:
        """Ask anew who that is, with the next thing they do."""
        self._known.pop(telegram_id, None)
        self._asking.pop(telegram_id, None)

    async def note_chat(self, bot_id: int, telegram_id: int, *, is_open: bool) -> None:
        """Whether that bot may write to them; of somebody who is nobody here there is nothing to note."""
        path = f"/v1/telegram/bots/{bot_id}/chats/{telegram_id}"
        try:
            await self.http.ask("PUT", path, None, {"open": is_open})
        except RefusedError as refused:
            if refused.status != HTTPStatus.NOT_FOUND:
                raise

    async def token(self, telegram_id: int) -> str:
        known = self._known.get(telegram_id)
        if known is None or not known.usable:
            known = self._known[telegram_id] = await self._exchange(telegram_id)
        return known.token

    async def redeem(self, code: str, telegram_id: int) -> Linked:
        """Link the account to whoever was invited with this code; refusals as `RefusedError`."""
        self.forget(telegram_id)
        body: JsonObject = {"code": code, "telegram_id": telegram_id}
        answer = await self.http.ask("POST", "/v1/auth/invites/redeem", None, body)
        return Linked.model_validate(answer.body)


def _who(refused: RefusedError) -> Exception:
    """What a refusal means when the question was who somebody is."""
    match refused.code:
        case "telegram.unknown":
            return StrangerError()
        case "person.blocked":
            return BlockedError()
        case "auth.wrong_client":
            return ApiAwayError("BOT_CLIENT_ID or BOT_CLIENT_SECRET is not what AUTH_CLIENTS says")
        case _ if refused.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS):
            return ApiAwayError(str(refused))
        case _:
            return refused


def _key(telegram_id: int) -> str:
    return f"naryad:bot:me:{telegram_id}"


@dataclass(frozen=True)
class Caller:
    """One person, calling. A token that was ended meanwhile is exchanged for a new one, once."""

    _api: Api
    telegram_id: int
    me: Me

    async def read(self, path: str, kind: type[M], **query: object) -> M:
        """Get what is at `path`; query values of None are left out. Errors as `Http.ask`."""
        asked = {name: _written(value) for name, value in query.items() if value is not None}
        reply = await self._with_token(lambda token: self._api.http.ask("GET", path, token, query=asked))
        return kind.model_validate(reply.body)

    async def send(self, path: str, body: JsonObject, key: str, method: str = "POST") -> Answer:
        """Give a command under its idempotency key: the same key again is the same command."""
        reply = await self._with_token(lambda token: self._api.http.ask(method, path, token, body, key=key))
        if reply.status == HTTPStatus.ACCEPTED:
            return Answer(pending=reply.location)
        return Answer(receipt=reply.body)

    async def upload(self, content: bytes, filename: str, key: str) -> Media:
        """Store a file; the same content again is the same one."""

        def ask(token: str) -> Awaitable[Reply]:
            form = aiohttp.FormData()
            form.add_field("file", content, filename=filename, content_type="application/octet-stream")
            return self._api.http.ask("POST", "/v1/media", token, key=key, file=form)

        return Media.model_validate((await self._with_token(ask)).body)

    async def _with_token(self, ask: Callable[[str], Awaitable[Reply]]) -> Reply:
        token = await self._token()
        try:
            return await ask(token)
        except RefusedError as refused:
            if refused.code == "person.blocked":
                self._api.forget(self.telegram_id)
                raise BlockedError from refused
            if refused.status != HTTPStatus.UNAUTHORIZED:
                raise
        self._api.forget(self.telegram_id)
        return await ask(await self._token())

    async def _token(self) -> str:
        try:
            return await self._api.token(self.telegram_id)
        except RefusedError as refused:
            raise _who(refused) from refused


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
