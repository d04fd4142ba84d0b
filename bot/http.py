"""Requests to the API, and what their answers mean: a body, a refusal, or that it is away."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Any, Final, Self

import aiohttp
from pydantic import JsonValue

from logs import current_request_id
from settings import Settings

PATIENCE: Final = aiohttp.ClientTimeout(total=9, connect=3)
"""Nobody waits for more than 10 s without a word. What was on its way is sent again under the same key."""
UPLOADING: Final = aiohttp.ClientTimeout(total=120, connect=3)
CONNECTIONS: Final = 200

JsonObject = Mapping[str, JsonValue]


class ApiAwayError(Exception):
    """The API did not answer, or said that it cannot now. Nothing is known of what was sent."""


class RefusedError(Exception):
    """The API refused, for a reason that does not pass by itself: the members of its problem+json."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str = "",
        *,
        facts: Mapping[str, str | int] | None = None,
        fields: tuple[Mapping[str, str], ...] = (),
        current: JsonObject | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status, self.code, self.detail = status, code, detail
        self.facts, self.fields, self.current = dict(facts or {}), fields, current


@dataclass(frozen=True)
class Reply:
    status: int
    location: str | None
    body: Any


class Http:
    """One session for the process; a request without a token is the service client's own."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.api_url
        secret = settings.bot.client_secret
        password = secret.get_secret_value() if secret else ""
        self._own = aiohttp.encode_basic_auth(settings.bot.client_id, password, "utf-8")
        """Shows that it is the service client."""
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(limit=CONNECTIONS)
        self._session = aiohttp.ClientSession(connector=connector, timeout=PATIENCE)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session:
            await self._session.close()

    async def ask(
        self,
        method: str,
        path: str,
        token: str | None,
        body: JsonObject | None = None,
        *,
        key: str | None = None,
        query: Mapping[str, str] | None = None,
        file: aiohttp.FormData | None = None,
    ) -> Reply:
        """Make one request; `key` is its Idempotency-Key.

        Raises:
            ApiAwayError: no answer, or one that says "later".
            RefusedError: a problem.
        """
        if self._session is None:
            raise RuntimeError("the client is used as a context")
        headers = {"X-Request-ID": current_request_id() or ""}
        headers |= {"Idempotency-Key": key} if key else {}
        headers["Authorization"] = self._own if token is None else f"Bearer {token}"
        try:
            async with self._session.request(
                method,
                self._url + path,
                json=body,
                data=file,
                params=query,
                headers=headers,
                timeout=UPLOADING if file else PATIENCE,
            ) as answer:
                empty = answer.status == HTTPStatus.NO_CONTENT
                content = None if empty else await answer.json(content_type=None)
                reply = Reply(answer.status, answer.headers.get("Location"), content)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise ApiAwayError(repr(error)) from error
        return _judged(reply)


def _judged(reply: Reply) -> Reply:
    if reply.status < HTTPStatus.BAD_REQUEST:
        return reply
    problem = reply.body if isinstance(reply.body, dict) else {}
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ApiAwayError(f"{reply.status} {problem.get('code')}")
    raise RefusedError(
        reply.status,
        str(problem.get("code", f"http.{reply.status}")),
        str(problem.get("detail", "")),
        facts=problem.get("facts"),
        fields=tuple(problem.get("fields") or ()),
        current=problem.get("current"),
    )
