"""One kept-alive HTTP/1.1 connection, as light as it can be: it shares two cores with what it measures.

Speaks only what our API answers: a status, headers with `Content-Length`, a body.
"""

import asyncio
import json
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import urlencode


class UnexpectedAnswerError(Exception):
    """Something else than 200: the figures would mean nothing."""


class Connection:
    def __init__(
        self, host: str, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._host = f"{host}:{port}"
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, host: str, port: int) -> Self:
        return cls(host, port, *await asyncio.open_connection(host, port))

    async def post(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
        """Send JSON, wait for all of the answer; raises UnexpectedAnswerError unless it is 200."""
        return await self._send(
            path, json.dumps(body).encode(), {"Content-Type": "application/json"} | headers
        )

    async def log_in(self, login: str, password: str) -> str:
        """An access token."""
        form = urlencode({"username": login, "password": password}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return str((await self._send("/v1/auth/token", form, headers))["access_token"])

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def _send(self, path: str, body: bytes, headers: dict[str, str]) -> Any:
        lines = [f"POST {path} HTTP/1.1", f"Host: {self._host}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        status = int(head[0].split()[1])
        length = next(line.split(":")[1] for line in head if line.lower().startswith("content-length:"))
        answer = await self._reader.readexactly(int(length))
        if status != HTTPStatus.OK:
            raise UnexpectedAnswerError(f"{path}: {status} {answer.decode()}")
        return json.loads(answer)
