"""The jobs of docker-compose.yml, the very scripts, on the programs that the images hold."""

import os
import re
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from settings import Settings
from tests.deploy.compose import ROOT
from tests.deploy.conftest import Postgres, program, with_programs
from worker import MissingSearchAttributesError, require_search_attributes
from workflows import search_attributes
from workflows.plugin import connect

NAMESPACE = ROOT / "deploy/temporal/namespace.sh"


ORGANIZATION = " values (gen_random_uuid(), 'Сервис', 'SVC', '{}')"
RIGHTS = "select rolsuper or rolcreatedb or rolcreaterole from pg_roles where rolname = user"


async def connected(postgres: Postgres, user: str, database: str, password: str) -> asyncpg.Connection:
    return await asyncpg.connect(postgres.url(user, database), password=postgres.password(password))


def job(script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [ROOT / "deploy" / script]
    env = {**with_programs(), **variables}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def backup(postgres: Postgres, to: Path, secret: str) -> subprocess.CompletedProcess[str]:
    return job(
        "postgres/backup.sh",
        PGHOST="127.0.0.1",
        PGPORT=str(postgres.port),
        PGUSER="postgres",
        PGPASSWORD_FILE=str(postgres.secrets / secret),
        BACKUPS=str(to),
        KEEP_DAYS="14",
    )


def aged(folder: Path) -> None:
    folder.mkdir()
    os.utime(folder, (0, 0))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def restore(postgres: Postgres, dump: Path, database: str) -> None:
    to = postgres.url("postgres", database)
    command = [program("pg_restore"), "--exit-on-error", "--dbname", to, str(dump)]
    password = postgres.password("postgres_password")
    subprocess.run(command, env={**os.environ, "PGPASSWORD": password}, check=True)


def migrate(postgres: Postgres, secret: str) -> subprocess.CompletedProcess[str]:
    where = {
        "DATABASE_URL": postgres.url("naryad", "naryad"),
        "DATABASE_PASSWORD_FILE": str(postgres.secrets / secret),
    }
    command = [sys.executable, "-m", "cli", "migrate"]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **where}, capture_output=True, text=True, check=False
    )


async def test_each_owner_reaches_the_own_database_and_no_other(postgres: Postgres) -> None:
    own = await connected(postgres, "naryad", "naryad", "database_password")
    assert await own.fetchval(RIGHTS) is False
    assert await own.fetchval("select 'Ёлка' ilike 'ёЛКА'") is True
    await own.close()
    for database in ("temporal", "temporal_visibility"):
        await (await connected(postgres, "temporal", database, "temporal_database_password")).close()
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connected(postgres, "naryad", database, "database_password")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connected(postgres, "temporal", "naryad", "temporal_database_password")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await connected(postgres, "naryad", "naryad", "postgres_password")


def made_role(postgres: Postgres, secret: str) -> subprocess.CompletedProcess[str]:
    return job(
        "postgres/api_role.sh",
        PGHOST="127.0.0.1",
        PGPORT=str(postgres.port),
        PGUSER="postgres",
        PGPASSWORD_FILE=str(postgres.secrets / secret),
        SECRETS=str(postgres.secrets),
    )


async def test_the_schema_needs_the_role_of_the_api_and_says_so(postgres: Postgres) -> None:
    refused = migrate(postgres, "database_password")
    assert refused.returncode == 3
    assert "run deploy/postgres/api_role.sh" in refused.stderr
    assert made_role(postgres, "database_password").returncode != 0
    for _ in range(2):
        made = made_role(postgres, "postgres_password")
        assert made.returncode == 0, made.stderr


async def test_the_schema_is_made_once_with_the_password_of_a_file(postgres: Postgres) -> None:
    for _ in range(2):
        done = migrate(postgres, "database_password")
        assert (done.returncode, done.stdout) == (0, "The schema is that of this release.\n"), done.stderr
    refused = migrate(postgres, "postgres_password")
    assert refused.returncode == 3
    assert refused.stderr.startswith("The schema is as it was: ")
    assert "Traceback" not in refused.stderr
    own = await connected(postgres, "naryad", "naryad", "database_password")
    assert await own.fetchval("select count(*) from orders") == 0
    await own.execute("insert into organizations (id, name, prefix, settings)" + ORGANIZATION)
    await own.close()
    api = await connected(postgres, "naryad_api", "naryad", "database_api_password")
    assert await api.fetchval("select count(*) from organizations") == 0
    await api.execute("set naryad.organization = 'platform'")
    assert await api.fetchval("select count(*) from organizations") == 1
    await api.close()


async def test_a_backup_is_whole_or_not_there_and_can_be_restored(postgres: Postgres, tmp_path: Path) -> None:
    own = await connected(postgres, "naryad", "naryad", "database_password")
    await own.execute("create table kept (word text); insert into kept values ('Кириллица')")
    await own.close()
    assert backup(postgres, tmp_path, "database_password").returncode != 0
    assert not names(tmp_path)
    aged(tmp_path / "2020-01-01T00-00-00Z")
    made = backup(postgres, tmp_path, "postgres_password")
    folder = Path(made.stdout.strip())
    assert names(tmp_path) == {folder.name}
    assert names(folder) == {"naryad.dump", "temporal.dump", "temporal_visibility.dump"}
    root = await connected(postgres, "postgres", "postgres", "postgres_password")
    await root.execute("create database restored owner naryad")
    await root.close()
    restore(postgres, folder / "naryad.dump", "restored")
    restored = await connected(postgres, "naryad", "restored", "database_password")
    assert await restored.fetchval("select word from kept") == "Кириллица"
    await restored.close()


def test_the_namespace_is_given_the_search_attributes_of_the_workflows() -> None:
    listed = re.findall(
        r"^(\w+) (\w+)$", NAMESPACE.read_text().partition("<<'ATTRIBUTES'\n")[2], re.MULTILINE
    )
    names = search_attributes.TYPE_NAMES
    assert listed == [(key.name, names[key.indexed_value_type]) for key in search_attributes.ALL]


async def test_the_worker_accepts_the_namespace_that_the_job_makes(settings: Settings) -> None:
    namespace = f"deploy-{uuid4().hex}"
    address = settings.temporal.address
    for _ in range(2):
        done = job(
            "temporal/namespace.sh", TEMPORAL_ADDRESS=address, TEMPORAL_NAMESPACE=namespace, RETENTION="30d"
        )
        assert done.returncode == 0, done.stderr
    client = await connect(settings.temporal.model_copy(update={"namespace": namespace}))
    await require_search_attributes(client)
    bare = await connect(settings.temporal.model_copy(update={"namespace": "temporal-system"}))
    with pytest.raises(MissingSearchAttributesError):
        await require_search_attributes(bare)
