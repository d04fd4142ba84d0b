"""The own password (ACC-3)."""

import asyncio
import logging

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from storage.database import Database
from tests.api.caller import Caller
from tests.api.doors import OTHER, PASSWORD, asked, bearer, log_in, put, refresh, tokens
from tests.crew import Crew

pytestmark = pytest.mark.usefixtures("real_passwords")


@pytest.fixture
async def login(crew: Crew, database: Database) -> str:
    return await put(database, crew.curator)


async def test_another_password_is_set_by_who_knows_the_old_one(anybody: Caller, login: str) -> None:
    elsewhere, here = await tokens(anybody, login), await tokens(anybody, login)
    body = {"current": PASSWORD, "new": OTHER}
    answer = await anybody.http.put("/v1/me/password", json=body, headers=bearer(here))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert await asked(anybody, here) == await asked(anybody, elsewhere) == "auth.ended"
    assert (await refresh(anybody, elsewhere["refresh_token"])).status_code == 401
    assert await asked(anybody, answer.json()) == "ok"
    assert (await log_in(anybody, login)).status_code == 401
    assert (await log_in(anybody, login, OTHER)).status_code == 200


@pytest.mark.parametrize("current", ["не та", None])
async def test_a_stolen_token_changes_no_password(anybody: Caller, login: str, current: str | None) -> None:
    here = await tokens(anybody, login)
    body = {"current": current, "new": OTHER}
    answer = await anybody.http.put("/v1/me/password", json=body, headers=bearer(here))
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.wrong_credentials")
    assert await asked(anybody, here) == "ok"
    assert (await log_in(anybody, login)).status_code == 200


@pytest.mark.parametrize(
    ("new", "code"),
    [("короткий1", "request.invalid"), ("x" * 129, "request.invalid"), ("qwerty123456", "password.common")],
)
async def test_a_password_is_long_and_not_common(anybody: Caller, login: str, new: str, code: str) -> None:
    here = await tokens(anybody, login)
    body = {"current": PASSWORD, "new": new}
    answer = await anybody.http.put("/v1/me/password", json=body, headers=bearer(here))
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert new not in answer.text
    assert await asked(anybody, here) == "ok"


async def test_somebody_without_a_password_sets_the_first_one(
    anybody: Caller, curator: Caller, crew: Crew, database: Database
) -> None:
    nameless = await curator.http.put("/v1/me/password", json={"new": OTHER})
    assert (nameless.status_code, nameless.json()["code"]) == (409, "password.no_login")
    login = f"petrova-{crew.curator.id}"
    async with database.transaction() as tx:
        await tx.people.put(crew.curator, login=login)
    assert (await curator.http.put("/v1/me/password", json={"new": OTHER})).status_code == 200
    assert (await log_in(anybody, login, OTHER)).status_code == 200


async def test_of_two_who_change_it_at_once_one_does(anybody: Caller, login: str) -> None:
    here = await tokens(anybody, login)
    wanted = [OTHER, "трое в лодке не считая утюга"]
    answers = await asyncio.gather(
        *(
            anybody.http.put("/v1/me/password", json={"current": PASSWORD, "new": new}, headers=bearer(here))
            for new in wanted
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 401]
    good = [(await log_in(anybody, login, new)).status_code for new in wanted]
    assert good == [answer.status_code for answer in answers]


async def test_a_log_in_that_began_before_the_change_begins_no_session_after_it(
    anybody: Caller, login: str
) -> None:
    here = await tokens(anybody, login)
    body = {"current": PASSWORD, "new": OTHER}
    changed, *begun = await asyncio.gather(
        anybody.http.put("/v1/me/password", json=body, headers=bearer(here)),
        *(log_in(anybody, login) for _ in range(6)),
    )
    assert changed.status_code == 200
    for answer in begun:
        if answer.status_code == 200:
            assert await asked(anybody, answer.json()) == "auth.ended"
    assert await asked(anybody, changed.json()) == "ok"


async def test_a_hash_of_weaker_parameters_is_made_anew_at_a_log_in(
    anybody: Caller, crew: Crew, database: Database
) -> None:
    weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=1024),)).hash(PASSWORD)
    async with database.transaction() as tx:
        await tx.people.put(crew.curator, login=str(crew.curator.id), password_hash=weak)
    first = await tokens(anybody, str(crew.curator.id))
    async with database.transaction() as tx:
        account = await tx.people.by_login(str(crew.curator.id))
    assert account
    assert account.password_hash
    assert account.password_hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert await asked(anybody, first) == "ok"
    assert (await log_in(anybody, str(crew.curator.id))).status_code == 200


async def test_20_no_password_stands_in_a_log_an_answer_or_a_token(
    anybody: Caller, login: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    here = await tokens(anybody, login)
    body = {"current": PASSWORD, "new": OTHER}
    answers = [
        await log_in(anybody, login, "совсем не тот пароль"),
        await anybody.http.put("/v1/me/password", json=body | {"new": "qwerty123456"}, headers=bearer(here)),
        await anybody.http.put("/v1/me/password", json=body | {"new": "короткий1"}, headers=bearer(here)),
        await anybody.http.put("/v1/me/password", json=body, headers=bearer(here)),
    ]
    seen = caplog.text + "".join(answer.text + str(answer.headers) for answer in answers) + str(here)
    for secret in (PASSWORD, OTHER, "совсем не тот пароль", "qwerty123456", "короткий1", "argon2"):
        assert secret not in seen
