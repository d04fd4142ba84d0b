"""Staying logged in and logging out (ACC-4)."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest

from api.services import Services
from settings import Settings
from storage.database import Database
from tests.api.caller import Caller
from tests.api.doors import asked, bearer, later, log_in, put, refresh, set_active, tokens
from tests.crew import Crew


@pytest.fixture
async def login(crew: Crew, database: Database) -> str:
    return await put(database, crew.curator)


async def test_a_refresh_token_is_changed_for_the_next_one(anybody: Caller, login: str) -> None:
    first = await tokens(anybody, login)
    answer = await refresh(anybody, first["refresh_token"])
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    second = answer.json()
    assert second["refresh_token"] != first["refresh_token"]
    assert (second["expires_in"], second["refresh_expires_in"]) == (900, 30 * 86400)
    assert await asked(anybody, second) == await asked(anybody, first) == "ok"
    assert (await refresh(anybody, second["refresh_token"])).status_code == 200


async def test_an_old_refresh_token_ends_the_whole_family(
    anybody: Caller, login: str, database: Database
) -> None:
    other = await tokens(anybody, login)
    first = await tokens(anybody, login)
    second = (await refresh(anybody, first["refresh_token"])).json()
    await later(database, 11)
    stolen = await refresh(anybody, first["refresh_token"])
    assert (stolen.status_code, stolen.json()["code"]) == (401, "auth.refresh_refused")
    assert (await refresh(anybody, second["refresh_token"])).status_code == 401
    assert await asked(anybody, first) == await asked(anybody, second) == "auth.ended"
    assert await asked(anybody, other) == "ok"


async def test_a_lost_answer_is_given_again_until_it_was_used(
    anybody: Caller, login: str, database: Database
) -> None:
    first = await tokens(anybody, login)
    answers = await asyncio.gather(*(refresh(anybody, first["refresh_token"]) for _ in range(5)))
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1
    second = answers[0].json()
    await later(database, 9)
    assert (await refresh(anybody, first["refresh_token"])).json()["refresh_token"] == second["refresh_token"]
    third = (await refresh(anybody, second["refresh_token"])).json()
    assert (await refresh(anybody, first["refresh_token"])).status_code == 401
    assert await asked(anybody, third) == "auth.ended"


async def test_a_refresh_token_ends_after_30_days_of_rest(
    anybody: Caller, login: str, database: Database
) -> None:
    first = await tokens(anybody, login)
    await later(database, 29 * 86400)
    second = (await refresh(anybody, first["refresh_token"])).json()
    await later(database, 30 * 86400 + 1)
    assert (await refresh(anybody, second["refresh_token"])).status_code == 401
    await tokens(anybody, login)


async def test_tokens_are_hashes_at_rest(
    anybody: Caller, login: str, settings: Settings, services: Services
) -> None:
    given = await tokens(anybody, login)
    given |= (await refresh(anybody, given["refresh_token"])).json()
    witness = await asyncpg.connect(services.settings.database.url)
    try:
        stored = await witness.fetch(
            "SELECT sessions::text FROM sessions UNION ALL SELECT refresh_tokens::text FROM refresh_tokens"
        )
    finally:
        await witness.close()
    assert stored
    assert not [row for row in stored if given["refresh_token"] in row[0] or given["access_token"] in row[0]]


async def test_a_refresh_token_that_nobody_gave_is_refused(anybody: Caller) -> None:
    for nonsense in ("x", "\x00", "я" * 200, "a" * 43):
        answer = await refresh(anybody, nonsense)
        assert (answer.status_code, answer.json()["code"]) == (401, "auth.refresh_refused")


async def test_sessions_are_listed_and_ended_one_by_one(anybody: Caller, login: str) -> None:
    old, new = await tokens(anybody, login), await tokens(anybody, login)
    listed = (await anybody.get("/v1/auth/sessions", headers=bearer(new))).json()["sessions"]
    assert [session["current"] for session in listed] == [True, False]
    assert listed[0]["kind"] == "password"
    assert listed[0]["network"].endswith(".0/24"), "the first part of the address"
    assert listed[0]["agent"].startswith("python-httpx2")
    ended = await anybody.http.delete(f"/v1/auth/sessions/{listed[1]['id']}", headers=bearer(new))
    assert (ended.status_code, ended.content) == (204, b"")
    assert (await asked(anybody, old), await asked(anybody, new)) == ("auth.ended", "ok")
    assert (await refresh(anybody, old["refresh_token"])).status_code == 401
    again = await anybody.http.delete(f"/v1/auth/sessions/{listed[1]['id']}", headers=bearer(new))
    assert (again.status_code, again.json()["code"]) == (404, "session.unknown")


async def test_nobody_ends_the_session_of_another(anybody: Caller, crew: Crew, database: Database) -> None:
    mine, theirs = [
        await tokens(anybody, await put(database, person)) for person in (crew.curator, crew.engineer)
    ]
    listed = (await anybody.get("/v1/auth/sessions", headers=bearer(theirs))).json()["sessions"]
    foreign = await anybody.http.delete(f"/v1/auth/sessions/{listed[0]['id']}", headers=bearer(mine))
    unknown = await anybody.http.delete(f"/v1/auth/sessions/{uuid4()}", headers=bearer(mine))
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json()["detail"] == unknown.json()["detail"]
    assert await asked(anybody, theirs) == "ok"


async def test_log_out_and_log_out_everywhere(anybody: Caller, login: str) -> None:
    here, there, elsewhere = [await tokens(anybody, login) for _ in range(3)]
    assert (await anybody.http.delete("/v1/auth/sessions/current", headers=bearer(here))).status_code == 204
    assert (await asked(anybody, here), await asked(anybody, there)) == ("auth.ended", "ok")
    assert (await anybody.http.delete("/v1/auth/sessions", headers=bearer(there))).status_code == 204
    assert await asked(anybody, there) == await asked(anybody, elsewhere) == "auth.ended"
    for gone in (here, there, elsewhere):
        assert (await refresh(anybody, gone["refresh_token"])).status_code == 401


async def test_a_session_that_ended_opens_no_door(anybody: Caller, login: str) -> None:
    given = await tokens(anybody, login)
    await anybody.http.delete("/v1/auth/sessions", headers=bearer(given))
    for path in ("auth/me", "auth/sessions", "orders", "board", f"orders/{uuid4()}/commands/{uuid4()}"):
        answer = await anybody.get(f"/v1/{path}", headers=bearer(given))
        assert (answer.status_code, answer.json()["code"]) == (401, "auth.ended"), path
    command = await anybody.post(
        f"/v1/orders/{uuid4()}/notes", json={"text": "x"}, headers=bearer(given) | {"Idempotency-Key": "k"}
    )
    assert (command.status_code, command.json()["code"]) == (401, "auth.ended")


async def test_a_blocked_person_comes_back_only_by_logging_in_anew(
    anybody: Caller, login: str, crew: Crew, database: Database
) -> None:
    given = await tokens(anybody, login)
    async with database.transaction() as tx:
        await set_active(tx, crew.curator, active=False)
    assert await asked(anybody, given) == "person.blocked"
    assert (await refresh(anybody, given["refresh_token"])).status_code == 401
    assert (await log_in(anybody, login)).json()["code"] == "auth.wrong_credentials"
    async with database.transaction() as tx:
        await set_active(tx, crew.curator, active=True)
    assert await asked(anybody, given) == "auth.ended"
    assert (await refresh(anybody, given["refresh_token"])).status_code == 401
    assert await asked(anybody, await tokens(anybody, login)) == "ok"
