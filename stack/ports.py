"""The ports of the local stack: fixed for `make up`, free ones for tests."""

import random
import socket
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from stack.part import Part, StackError

BLOCK = 16
"""Ports in a row that one stack may use."""
FIRST, LAST = 20_000, 22_000
"""Free ones are looked for here, and their twins 10000 above: all below 32768, where outgoing ones begin."""


class Ports(BaseSettings):
    """Where the servers of the local stack listen on 127.0.0.1, from the environment and `.env`."""

    model_config = SettingsConfigDict(env_prefix="STACK_", env_file=".env", extra="ignore")

    data: Path = Field(default=Path(".data"), description="the folder of all data and logs")
    postgres_port: int = 15432
    temporal_port: int = 17233
    temporal_ui_port: int = 18233
    redis_port: int = 16379
    s3_port: int = 18333

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
        )


def free_block() -> int:
    """The first of a block of ports that are free now."""
    while True:
        first = random.randrange(FIRST, LAST, BLOCK)  # noqa: S311 - not a secret
        if not any(is_busy(port) or is_busy(port + 10_000) for port in range(first, first + BLOCK)):
            return first


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
