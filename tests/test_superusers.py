"""`naryad create-superuser`: the first account, with a password that somebody chose."""

import asyncio
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result

from api.passwords import matches
from cli import app
from domain.people import Role
from settings import Settings
from storage.database import Database

PASSWORD = "чайник сел на четвёртый трамвай"


@pytest.fixture
async def database(migrated: Settings, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("DATABASE_URL", migrated.database.url)
    return Database(migrated.database)


async def create(login: str, password: str, name: str = "Софья Главная") -> Result:
    arguments = ["create-superuser", "--login", login, "--name", name]
    return await asyncio.to_thread(CliRunner().invoke, app, arguments, input=f"{password}\n")


async def test_a_superuser_is_created_and_may_log_in(database: Database) -> None:
    login = str(uuid4())
    made = await create(login, PASSWORD)
    assert (made.exit_code, made.output) == (0, f"Софья Главная may log in as {login}.\n")
    async with database.transaction() as tx:
        account = await tx.people.by_login(login)
    assert account
    assert account.person.roles == {Role.SUPERUSER}
    assert account.person.organization_id is None
    assert await matches(PASSWORD, account.password_hash)
    taken = await create(login, PASSWORD, "Другая")
    assert (taken.exit_code, "is taken" in taken.output) == (1, True)
    async with database.transaction() as tx:
        assert await tx.people.by_login(login) == account
    await database.close()


@pytest.mark.parametrize("password", ["", "короткий", "qwerty123456", "x" * 129, "Главная Софья"])
async def test_18_nobody_is_made_with_a_password_that_others_know(database: Database, password: str) -> None:
    login = str(uuid4())
    refused = await create(login, password)
    assert (refused.exit_code, "Nobody was created" in refused.output) == (1, True)
    assert not password or password not in refused.output
    async with database.transaction() as tx:
        assert await tx.people.by_login(login) is None
    await database.close()


@pytest.mark.parametrize(("login", "name"), [("", "Софья"), (" x ", "Софья"), ("sofia-x", "")])
async def test_a_superuser_has_a_log_in_and_a_name(database: Database, login: str, name: str) -> None:
    refused = await create(login, PASSWORD, name)
    assert refused.exit_code == 1
    await database.close()


async def test_without_a_database_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://naryad@127.0.0.1:1/naryad")
    assert (await create("sofia", PASSWORD)).exit_code == 3
