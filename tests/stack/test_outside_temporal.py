"""An outside Temporal that speaks TLS and asks for an API key.

The development server does neither: before it stands a proxy that ends TLS and refuses who has no key, as
Temporal Cloud does. It reads the first request of a connection only: later ones refer back to its headers.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from pydantic import SecretStr

from settings import Settings, TemporalSettings
from workflows.plugin import connect

TLS = Path(__file__).with_name("tls")
KEY = "estoci201aceisto"


PREFACE = 24
"""Bytes that every HTTP/2 client begins with (RFC 9113, 3.4)."""
HEADERS, SETTINGS = 1, 4
LAST_OF_ALL = 0x5
"""The flags END_STREAM and END_HEADERS."""


class Guard:
    """A TLS end on loopback in front of a plain server; lets nobody in without the header."""

    def __init__(self, target: str, header: bytes) -> None:
        host, _, port = target.rpartition(":")
        self._target, self._header = (host, int(port)), header
        self.refused = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
            said, stream, headers = await _first_request(reader)
            if self._header in headers:
                await self._let_in(said, reader, writer)
            else:
                self.refused += 1
                writer.write(_unauthenticated(stream))
                await reader.read()
        writer.close()

    async def _let_in(self, said: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onward = await asyncio.open_connection(*self._target)
        onward[1].write(said)
        async with asyncio.TaskGroup() as both:
            both.create_task(_pass(reader, onward[1]))
            both.create_task(_pass(onward[0], writer))


async def _pass(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    while chunk := await source.read(65536):
        to.write(chunk)
        await to.drain()
    to.close()


async def _first_request(reader: asyncio.StreamReader) -> tuple[bytes, bytes, bytes]:
    """All that was said so far, the id of the request's stream, and its headers as they were coded."""
    said = await reader.readexactly(PREFACE)
    while True:
        head = await reader.readexactly(9)
        body = await reader.readexactly(int.from_bytes(head[:3]))
        said += head + body
        if head[3] == HEADERS:
            return said, head[5:], body


def _unauthenticated(stream: bytes) -> bytes:
    """How a gRPC server says it: status 16, without an answer."""
    told = {"content-type": "application/grpc", "grpc-status": "16", "grpc-message": "Request unauthorized."}
    status_200 = b"\x88"
    block = status_200 + b"".join(
        b"\x00" + b"".join(len(part).to_bytes(1) + part.encode() for part in pair) for pair in told.items()
    )
    return _frame(SETTINGS, 0, bytes(4), b"") + _frame(HEADERS, LAST_OF_ALL, stream, block)


def _frame(kind: int, flags: int, stream: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(3) + bytes((kind, flags)) + stream + body


@asynccontextmanager
async def guarded(settings: Settings) -> AsyncIterator[tuple[Guard, TemporalSettings]]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(TLS / "server.pem", TLS / "server.key")
    context.set_alpn_protocols(["h2"])
    guard = Guard(settings.temporal.address, coded(f"Bearer {KEY}"))
    server = await asyncio.start_server(guard.serve, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    yield (
        guard,
        settings.temporal.model_copy(
            update={"address": f"localhost:{port}", "tls": True, "tls_ca": TLS / "ca.pem"}
        ),
    )
    server.close()


HUFFMAN = {
    "B": "1011101",
    "e": "00101",
    "a": "00011",
    "r": "101100",
    " ": "010100",
    "c": "00100",
    "i": "00110",
}
HUFFMAN |= {"0": "00000", "1": "00001", "2": "00010", "o": "00111", "s": "01000", "t": "01001"}
"""Of RFC 7541, appendix B: how a header's value goes over HTTP/2."""


def coded(value: str) -> bytes:
    """A value whose bits fill whole bytes."""
    bits = "".join(HUFFMAN[character] for character in value)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


async def test_a_server_with_tls_and_a_key_is_reached_with_that_key_only(settings: Settings) -> None:
    async with guarded(settings) as (guard, temporal):
        for key in (None, SecretStr("aceisto201estoci")):
            with pytest.raises(RuntimeError, match="Request unauthorized"):
                await connect(temporal.model_copy(update={"api_key": key}))
        assert guard.refused == 2
        client = await connect(temporal.model_copy(update={"api_key": SecretStr(KEY)}))
        assert await client.service_client.check_health()
        assert guard.refused == 2


async def test_a_certificate_of_somebody_else_is_refused(settings: Settings) -> None:
    async with guarded(settings) as (_, temporal):
        with pytest.raises(RuntimeError, match=r"(?i)certificate|transport|tls"):
            await connect(temporal.model_copy(update={"tls_ca": None}))
