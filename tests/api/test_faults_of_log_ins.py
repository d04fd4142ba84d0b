"""What earlier systems of this kind got wrong (PRODUCT §10), each line by its number: log-ins."""

from datetime import UTC, datetime

import jwt
import pytest
from fastapi import FastAPI

from api.services import Services
from domain.people import Role
from settings import AuthSettings
from storage.database import Database
from tests.api.caller import Caller, calling
from tests.api.doors import OTHER, PASSWORD, asked, bearer, put, refresh, set_active, tokens
from tests.crew import Crew


@pytest.fixture
async def login(crew: Crew, database: Database) -> str:
    return await put(database, crew.curator)


async def test_14_an_access_token_that_ends_is_said_to_and_refreshed(
    anybody: Caller, login: str, services: Services
) -> None:
    given = await tokens(anybody, login)
    claims = jwt.decode(given["access_token"], options={"verify_signature": False})
    claims["exp"] = int(datetime.now(UTC).timestamp()) - 1
    key = services.settings.auth.secret.get_secret_value()
    ended = jwt.encode(claims, key, "HS256", headers={"kid": services.settings.auth.key_id})
    answer = await anybody.get("/v1/orders", headers=bearer(ended))
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.expired")
    renewed = (await refresh(anybody, given["refresh_token"])).json()
    assert (await anybody.get("/v1/orders", headers=bearer(renewed))).status_code == 200


async def test_18_no_password_of_ours_and_no_name_makes_anyone_a_superuser(
    anybody: Caller, database: Database
) -> None:
    """The only accounts are those that somebody made; none comes with the schema or the settings."""
    async with database.engine.begin() as connection:
        rows = await connection.exec_driver_sql(
            "SELECT count(*) FROM people WHERE login IN ('admin', 'root', 'super', 'superuser')"
        )
        assert rows.scalar_one() == 0
    assert AuthSettings().clients == {}
    assert (await anybody.post("/v1/auth/telegram", json={"telegram_id": 1})).status_code == 401
    assert (
        await anybody.post("/v1/auth/telegram", json={"telegram_id": 1}, auth=("", ""))
    ).status_code == 401


async def test_20_a_token_holds_no_password_and_the_database_only_a_slow_hash(
    anybody: Caller, login: str, database: Database
) -> None:
    given = await tokens(anybody, login)
    claims = jwt.decode(given["access_token"], options={"verify_signature": False})
    assert set(claims) == {"sub", "org", "roles", "sid", "jti", "iat", "exp"}
    async with database.transaction() as tx:
        account = await tx.people.by_login(login)
    assert account
    assert account.password_hash
    assert account.password_hash.startswith("$argon2id$")
    assert PASSWORD not in account.password_hash


async def test_21_after_a_change_of_the_password_no_old_token_works(anybody: Caller, login: str) -> None:
    old = [await tokens(anybody, login) for _ in range(3)]
    body = {"current": PASSWORD, "new": OTHER}
    changed = await anybody.http.put("/v1/me/password", json=body, headers=bearer(old[0]))
    assert changed.status_code == 200
    for token in old:
        assert await asked(anybody, token) == "auth.ended"
        assert (await refresh(anybody, token["refresh_token"])).status_code == 401
    assert await asked(anybody, changed.json()) == "ok"


async def test_27_a_token_that_claims_more_roles_has_no_more_rights(app: FastAPI, crew: Crew) -> None:
    boasting = crew.engineer.model_copy(update={"roles": frozenset({Role.CURATOR, Role.OWNER})})
    async with calling(app, boasting) as caller:
        assert (await caller.get("/v1/auth/me")).json()["roles"] == ["engineer"]
        assert (await caller.open()).status_code == 403


async def test_28_what_is_done_to_another_leaves_the_own_session_alone(
    anybody: Caller, crew: Crew, database: Database, login: str
) -> None:
    mine = await tokens(anybody, login)
    async with database.transaction() as tx:
        await set_active(tx, crew.engineer, active=False)
        await tx.people.link_telegram(crew.engineer.id, None, datetime.now(UTC))
        await set_active(tx, crew.engineer, active=True)
    me = (await anybody.get("/v1/auth/me", headers=bearer(mine))).json()
    assert me["id"] == str(crew.curator.id)
    renewed = (await refresh(anybody, mine["refresh_token"])).json()
    me = (await anybody.get("/v1/auth/me", headers=bearer(renewed))).json()
    assert me["id"] == str(crew.curator.id)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "я.я.я", "\x00", "." * 5000])
async def test_29_no_token_whatever_is_a_500(anybody: Caller, token: str) -> None:
    answer = await anybody.get("/v1/auth/me", headers={"Authorization": f"Bearer {token}".encode()})
    assert (answer.status_code, answer.json()["code"].split(".")[0]) == (401, "auth")
    assert (await refresh(anybody, token or "-")).status_code in (401, 422)
