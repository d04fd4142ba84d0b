import time
from datetime import UTC, datetime
from uuid import uuid4

import jwt
import pytest
from fastapi import FastAPI

from api.services import Services
from api.tokens import Tokens
from domain.people import Person
from settings import AuthSettings
from storage.database import Database
from tests.api.caller import Caller, calling, token_for
from tests.api.doors import PASSWORD, put
from tests.crew import Crew


async def test_a_log_in_gives_a_token_that_opens_doors(
    anybody: Caller, crew: Crew, database: Database
) -> None:
    login = await put(database, crew.curator)
    answer = await anybody.post("/v1/auth/token", data={"username": login, "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.json()["expires_in"] == 900
    token = answer.json()["access_token"]
    me = await anybody.get("/v1/auth/me", headers={"Authorization": f"Bearer {token}"})
    assert me.json()["id"] == str(crew.curator.id)
    claims = jwt.decode(token, options={"verify_signature": False})
    assert set(claims) == {"sub", "org", "roles", "sid", "jti", "iat", "exp"}
    assert jwt.get_unverified_header(token)["kid"] == "1"


async def test_a_wrong_password_and_an_unknown_log_in_get_the_same_answer(
    anybody: Caller, crew: Crew, database: Database
) -> None:
    login = await put(database, crew.curator)
    wrong = await anybody.post("/v1/auth/token", data={"username": login, "password": "не та"})
    unknown = await anybody.post("/v1/auth/token", data={"username": "nobody\x00", "password": PASSWORD})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.headers["WWW-Authenticate"] == "Bearer"
    same = {"type", "title", "status", "code", "detail"}
    assert {key: wrong.json()[key] for key in same} == {key: unknown.json()[key] for key in same}


@pytest.mark.usefixtures("real_passwords")
async def test_the_work_of_an_answer_does_not_tell_who_exists(
    anybody: Caller, crew: Crew, database: Database
) -> None:
    login = await put(database, crew.curator)

    async def work(username: str) -> float:
        """Processor seconds: they do not depend on what else this machine does."""
        began = time.process_time()
        await anybody.post("/v1/auth/token", data={"username": username, "password": "не та"})
        return time.process_time() - began

    pairs = [(await work(login), await work("nobody")) for _ in range(5)]
    known, unknown = (min(seconds) for seconds in zip(*pairs, strict=True))
    assert 0.5 < unknown / known < 2


async def test_a_person_without_a_password_cannot_log_in(
    anybody: Caller, crew: Crew, database: Database
) -> None:
    async with database.transaction() as tx:
        await tx.people.put(crew.engineer, login="without-password")
    answer = await anybody.post("/v1/auth/token", data={"username": "without-password", "password": PASSWORD})
    assert answer.status_code == 401


async def test_a_blocked_person_is_out_at_once(curator: Caller, crew: Crew, database: Database) -> None:
    assert (await curator.get("/v1/auth/me")).status_code == 200
    login = await put(database, crew.curator.model_copy(update={"active": False}))
    answer = await curator.get("/v1/auth/me")
    assert (answer.status_code, answer.json()["code"]) == (403, "person.blocked")
    command = await curator.open()
    assert (command.status_code, command.json()["code"]) == (403, "person.blocked")
    again = await curator.post("/v1/auth/token", data={"username": login, "password": PASSWORD})
    assert (again.status_code, again.json()["code"]) == (401, "auth.wrong_credentials")


async def forged(services: Services, person: Person, kid: str | None = "1", **changes: object) -> str:
    claims = jwt.decode(await token_for(services, person), options={"verify_signature": False}) | changes
    key = services.settings.auth.secret.get_secret_value()
    return jwt.encode(claims, key, "HS256", headers={"kid": kid} if kid else {})


@pytest.mark.parametrize(
    "changes",
    [
        {"sub": "nobody"},
        {"sub": None},
        {"exp": "soon"},
        {"jti": None},
        {"sid": None},
        {"sid": "1"},
        {"kid": "2"},
        {"kid": None},
        {"org": 7},
    ],
)
async def test_a_token_that_is_not_whole_is_a_401(
    anybody: Caller, services: Services, crew: Crew, changes: dict[str, object]
) -> None:
    kid = changes.pop("kid", "1")
    token = await forged(services, crew.curator, kid if isinstance(kid, str) else None, **changes)
    answer = await anybody.get("/v1/auth/me", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.invalid")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


async def test_a_token_signed_by_somebody_else_or_by_nobody_is_a_401(anybody: Caller, crew: Crew) -> None:
    claims = {"sub": str(crew.curator.id), "org": None, "roles": ["superuser"], "jti": "1", "iat": 1}
    claims |= {"exp": int(datetime.now(UTC).timestamp()) + 60}
    foreign = jwt.encode(claims, "x" * 32, "HS256", headers={"kid": "1"})
    unsigned = jwt.encode(claims, None, "none", headers={"kid": "1"})
    for token in (foreign, unsigned, "garbage", "a.b.c"):
        answer = await anybody.get("/v1/auth/me", headers={"Authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.json()["code"]) == (401, "auth.invalid")


async def test_without_a_token_everything_is_a_401(anybody: Caller) -> None:
    for path in ("/v1/auth/me", "/v1/orders", f"/v1/orders/{uuid4()}", f"/v1/media/{uuid4()}"):
        answer = await anybody.get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "auth.required")


async def test_rights_are_those_of_now_not_of_the_token(app: FastAPI, crew: Crew, database: Database) -> None:
    boasting = crew.engineer.model_copy(update={"roles": crew.curator.roles})
    async with calling(app, boasting) as caller:
        answer = await caller.open()
        assert (answer.status_code, answer.json()["code"]) == (403, "auth.forbidden")
        assert answer.json()["facts"] == {"permission": "orders:create"}


def test_the_life_of_a_token_is_a_setting(crew: Crew) -> None:
    assert Tokens(AuthSettings(access_token_minutes=3)).life.total_seconds() == 180
