"""The HTTP server: uvicorn, that can also drop a connection and stops while people listen."""

import asyncio
import socket
from collections.abc import Callable

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

STOP_WITHIN = 2  # seconds
KEEP_ALIVE = 75
"""Seconds of an idle connection, as Telegram's: more than clients keep them, so none is cut in use."""


class Protocol(HttpToolsProtocol):
    """Lets a request see its connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it as well
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class Server(uvicorn.Server):
    """Tells `on_stop` first, so that streams and long polls end by themselves."""

    def __init__(self, config: uvicorn.Config, on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self.on_stop = on_stop

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.on_stop()
        await super().shutdown(sockets)


class _Silence(Response):
    async def __call__(self, _scope: Scope, _receive: Receive, _send: Send) -> None:
        """Nothing is sent: nobody is there any more."""


async def drop_connection(request: Request) -> Response:
    """Cut it without a word."""
    request.state.transport.abort()
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return _Silence()
