"""An outside Temporal that speaks TLS and asks for an API key.

The development server does neither: before it stands a proxy that ends TLS and keeps what clients have said.
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


class Guard:
    """A TLS end on loopback in front of a plain server; keeps what clients have said."""

    def __init__(self, target: str) -> None:
        host, _, port = target.rpartition(":")
        self._target = (host, int(port))
        self.said = b""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onward = await asyncio.open_connection(*self._target)
        with suppress(ConnectionError, ssl.SSLError):
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass(reader, onward[1], heard=True))
                both.create_task(self._pass(onward[0], writer, heard=False))
        for end in (writer, onward[1]):
            end.close()

    async def _pass(self, source: asyncio.StreamReader, to: asyncio.StreamWriter, *, heard: bool) -> None:
        while chunk := await source.read(65536):
            self.said += chunk if heard else b""
            to.write(chunk)
            await to.drain()
        to.close()


@asynccontextmanager
async def guarded(settings: Settings) -> AsyncIterator[tuple[Guard, TemporalSettings]]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(TLS / "server.pem", TLS / "server.key")
    context.set_alpn_protocols(["h2"])
    guard = Guard(settings.temporal.address)
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


async def test_a_server_with_tls_and_a_key_is_reached(settings: Settings) -> None:
    header = coded(f"Bearer {KEY}")
    async with guarded(settings) as (guard, temporal):
        client = await connect(temporal)
        await client.service_client.check_health()
        assert guard.said
        assert header not in guard.said
        client = await connect(temporal.model_copy(update={"api_key": SecretStr(KEY)}))
        await client.service_client.check_health()
        assert header in guard.said


async def test_a_certificate_of_somebody_else_is_refused(settings: Settings) -> None:
    async with guarded(settings) as (_, temporal):
        with pytest.raises(RuntimeError, match=r"(?i)certificate|transport|tls"):
            await connect(temporal.model_copy(update={"tls_ca": None}))
