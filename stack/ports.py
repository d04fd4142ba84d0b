"""The ports of the local stack: fixed for `make up`, free ones for tests."""

import contextlib
import os
import random
import socket
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from stack.part import Part, StackError
from stack.s3 import inner_ports

BLOCK = 16
"""Ports in a row that one stack may use."""
FIRST, LAST = 20_000, 22_000
"""Free ones are looked for here, and their twins 10000 above: all below 32768, where outgoing ones begin."""
TAKEN: deque[int] = deque()
LATEST = 16
"""So many blocks, the latest ones of this process, are nobody else's before they are used: open sockets."""


class Ports(BaseSettings):
    """Where the servers of the local stack listen on 127.0.0.1, from the environment and `.env`."""

    model_config = SettingsConfigDict(env_prefix="STACK_", env_file=".env", extra="ignore")

    data: Path = Field(default=Path(".data"), description="the folder of all data and logs")
    postgres_port: int = 15432
    temporal_port: int = 17233
    temporal_ui_port: int = 18233
    redis_port: int = 16379
    s3_port: int = 18333
    telegram_port: int = 18081

    @classmethod
    def free(cls, data: Path) -> Self:
        """Ports that nobody uses now, for a stack beside others."""
        first = free_block()
        return cls(
            data=data,
            postgres_port=first,
            temporal_port=first + 1,
            temporal_ui_port=first + 2,
            redis_port=first + 3,
            s3_port=first + 4,
            telegram_port=first + 15,  # beyond those that S3 takes with its own
        )

    def dodging(self) -> Self:
        """The same, but free ports for those that are busy and that nobody has fixed."""
        moved: dict[str, int] = {}
        for name in type(self).model_fields.keys() - self.model_fields_set - {"data"}:
            port: int = getattr(self, name)
            if any(map(is_busy, needed(name, port))):
                moved[name] = free_block()
        return self.model_copy(update=moved)


def needed(name: str, port: int) -> list[int]:
    """The ports that a server takes with its own one."""
    return [port, *inner_ports(port).values()] if name == "s3_port" else [port]


def free_block() -> int:
    """The first of a block of ports that are free now, and that no other process is about to use."""
    while True:
        first = random.randrange(FIRST, LAST, BLOCK)  # noqa: S311 - not a secret
        if not any(is_busy(port) or is_busy(port + 10_000) for port in range(first, first + BLOCK)):
            with contextlib.suppress(OSError):
                reserve(first)
                return first


def reserve(first: int) -> None:
    """Raise OSError if another process has taken the block and its servers are still to come.

    It is told by UDP, on which no server of ours listens. Dies with the process.
    """
    with socket.socket(type=socket.SOCK_DGRAM) as token:
        token.bind(("127.0.0.1", first))
        TAKEN.append(token.detach())
    if len(TAKEN) > LATEST:
        os.close(TAKEN.popleft())


def is_busy(port: int) -> bool:
    """Whether something listens there. Connections that are only dying do not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def refuse_busy(parts: Iterable[Part]) -> None:
    """Raise StackError, with every port that a part needs and something else has."""
    taken = [
        f"Port {port} ({part.title}) is taken: stop what uses it, or set {variable} to another port."
        for part in parts
        for port, variable in part.ports.items()
        if is_busy(port)
    ]
    if taken:
        raise StackError("\n".join(taken))
