"""The second factor of a log-in (ACC-3)."""

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.seals import SealBrokenError, opened, sealed
from api.services import Services
from domain.organizations import OrganizationSettings
from domain.people import Role
from domain.totp import STEP, code_of
from settings import AuthSettings
from storage.database import Database
from storage.second_lock import rows_of, showing
from tests.api.caller import Caller, refused
from tests.api.doors import OTHER, PASSWORD, asked, bearer, log_in, put, refresh, tokens
from tests.crew import Crew


class Phone:
    """An app with the secret; its clock goes on by a step whenever a code was used."""

    def __init__(self, uri: str) -> None:
        self.secret = base64.b32decode(parse_qs(urlsplit(uri).query)["secret"][0])

    def code(self, steps: int = 0) -> str:
        return code_of(self.secret, int(datetime.now(UTC).timestamp()) // STEP + steps)


@pytest.fixture
async def login(crew: Crew, database: Database) -> str:
    return await put(database, crew.curator)


async def forget_spent(database: Database, crew: Crew) -> None:
    """As if the last code had been used long ago."""
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql(
            f"UPDATE second_factors SET last_step = 0 WHERE person_id = '{crew.curator.id}'"  # noqa: S608
        )


async def enrolled(door: Caller, token: dict[str, Any]) -> tuple[Phone, list[str]]:
    begun = await door.post("/v1/me/totp", headers=bearer(token))
    assert (begun.status_code, begun.headers["Cache-Control"]) == (200, "no-store")
    assert begun.json()["qr_svg"].startswith("<svg")
    phone = Phone(begun.json()["uri"])
    on = await door.http.put("/v1/me/totp", json={"code": phone.code()}, headers=bearer(token))
    assert on.status_code == 200, on.text
    return phone, on.json()["recovery_codes"]


async def test_with_it_the_password_alone_opens_nothing(
    anybody: Caller, login: str, crew: Crew, database: Database
) -> None:
    phone, _ = await enrolled(anybody, await tokens(anybody, login))
    alone = await log_in(anybody, login)
    assert (alone.status_code, alone.json()["code"]) == (401, "auth.code_required")
    wrong = await log_in(anybody, login, code="000000")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "auth.wrong_code")
    blind = await log_in(anybody, login, "не та", code=phone.code(1))
    assert (blind.status_code, blind.json()["code"]) == (401, "auth.wrong_credentials")
    good = await log_in(anybody, login, code=phone.code(1))
    assert await asked(anybody, good.json()) == "ok"


async def test_a_code_is_good_once(anybody: Caller, login: str, crew: Crew, database: Database) -> None:
    phone, _ = await enrolled(anybody, await tokens(anybody, login))
    await forget_spent(database, crew)
    code = phone.code()
    answers = await asyncio.gather(*(log_in(anybody, login, code=code) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401]
    assert (await log_in(anybody, login, code=code)).json()["code"] == "auth.wrong_code"


async def test_recovery_codes_are_good_once_each_and_void_when_renewed(
    anybody: Caller, login: str, crew: Crew, database: Database
) -> None:
    phone, codes = await enrolled(anybody, await tokens(anybody, login))
    assert len(set(codes)) == 10
    first = await log_in(anybody, login, code=codes[0].upper())
    assert first.status_code == 200
    assert (await log_in(anybody, login, code=codes[0])).json()["code"] == "auth.wrong_code"
    await forget_spent(database, crew)
    body = {"code": phone.code()}
    renewed = await anybody.post("/v1/me/totp/recovery-codes", json=body, headers=bearer(first.json()))
    assert not set(codes) & set(renewed.json()["recovery_codes"])
    assert (await log_in(anybody, login, code=codes[1])).status_code == 401
    assert (await log_in(anybody, login, code=renewed.json()["recovery_codes"][1])).status_code == 200


async def test_26_codes_cannot_be_guessed_for_long(anybody: Caller, login: str) -> None:
    here = await tokens(anybody, login)
    await enrolled(anybody, here)
    body = {"code": "000000"}
    path = "/v1/me/totp/recovery-codes"
    answers = [await anybody.post(path, json=body, headers=bearer(here)) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert (await log_in(anybody, login, code="000000")).status_code == 429


async def test_it_is_turned_off_with_the_password_and_a_code(
    anybody: Caller, login: str, crew: Crew, database: Database
) -> None:
    here = await tokens(anybody, login)
    _, codes = await enrolled(anybody, here)
    again = await anybody.post("/v1/me/totp", headers=bearer(here))
    assert (again.status_code, again.json()["code"]) == (409, "totp.on")
    for body, code in (
        ({"password": "не та", "code": codes[0]}, "auth.wrong_credentials"),
        ({"password": PASSWORD, "code": "000000"}, "auth.wrong_code"),
    ):
        answer = await anybody.post("/v1/me/totp/removal", json=body, headers=bearer(here))
        assert (answer.status_code, answer.json()["code"]) == (401, code)
    body = {"password": PASSWORD, "code": codes[0]}
    assert (await anybody.post("/v1/me/totp/removal", json=body, headers=bearer(here))).status_code == 204
    assert (await log_in(anybody, login)).status_code == 200
    off = await anybody.post("/v1/me/totp/removal", json=body, headers=bearer(here))
    assert (off.status_code, off.json()["code"]) == (409, "totp.off")


async def test_who_must_have_one_is_let_in_only_to_turn_it_on(
    anybody: Caller, login: str, crew: Crew, database: Database
) -> None:
    before = await tokens(anybody, login)
    wanted = OrganizationSettings(require_totp_for=(Role.CURATOR,))
    async with database.transaction() as tx:
        await tx.organizations.put(crew.organization.model_copy(update={"settings": wanted}))
    for limited in (await tokens(anybody, login), (await refresh(anybody, before["refresh_token"])).json()):
        assert (await anybody.get("/v1/auth/me", headers=bearer(limited))).status_code == 200
        for path in ("/v1/orders", "/v1/board"):
            answer = await anybody.get(path, headers=bearer(limited))
            assert (answer.status_code, answer.json()["code"]) == (403, "auth.totp_required")
    _, codes = await enrolled(anybody, limited)
    assert (await anybody.get("/v1/orders", headers=bearer(limited))).status_code == 200
    body = {"password": PASSWORD, "code": codes[0]}
    kept = await anybody.post("/v1/me/totp/removal", json=body, headers=bearer(limited))
    assert (kept.status_code, kept.json()["code"]) == (409, "totp.demanded")
    assert (await log_in(anybody, login)).json()["code"] == "auth.code_required"


async def test_an_enrolment_that_nobody_confirmed_guards_nothing(anybody: Caller, login: str) -> None:
    here = await tokens(anybody, login)
    none = await anybody.http.put("/v1/me/totp", json={"code": "000000"}, headers=bearer(here))
    assert (none.status_code, none.json()["code"]) == (409, "totp.off")
    first = Phone((await anybody.post("/v1/me/totp", headers=bearer(here))).json()["uri"])
    await anybody.post("/v1/me/totp", headers=bearer(here))
    old = await anybody.http.put("/v1/me/totp", json={"code": first.code()}, headers=bearer(here))
    assert (old.status_code, old.json()["code"]) == (401, "auth.wrong_code")
    assert (await log_in(anybody, login)).status_code == 200


@pytest.fixture
async def services_again(app: FastAPI, services: Services) -> AsyncIterator[None]:
    yield
    app.state.services = services


@pytest.mark.usefixtures("services_again")
async def test_secrets_are_sealed_for_their_person(
    app: FastAPI, anybody: Caller, login: str, crew: Crew, services: Services
) -> None:
    phone, codes = await enrolled(anybody, await tokens(anybody, login))
    with showing(rows_of(crew.organization.id)):
        async with services.database.reading() as tx:
            factor = await tx.second_factors.find(crew.curator.id)
    assert factor
    assert phone.secret not in factor.sealed
    auth = services.settings.auth
    assert opened(auth, factor.sealed, crew.curator.id) == phone.secret
    other = AuthSettings(sealing_key=SecretStr("z" * 32))
    changed = factor.sealed[:-1] + bytes([factor.sealed[-1] ^ 1])
    for settings, seal, whose in (
        (auth, factor.sealed, crew.engineer.id),
        (other, factor.sealed, crew.curator.id),
        (auth, changed, crew.curator.id),
    ):
        with pytest.raises(SealBrokenError):
            opened(settings, seal, whose)
    assert sealed(auth, b"same", crew.curator.id) != sealed(auth, b"same", crew.curator.id)
    rekeyed = services.settings.model_copy(update={"auth": other})
    app.state.services = replace(services, settings=rekeyed)
    assert (await log_in(anybody, login, code=phone.code(1))).json()["code"] == "auth.wrong_code"
    assert (await log_in(anybody, login, code=codes[0])).status_code == 200


async def test_a_lost_one_is_taken_off_by_whoever_manages_the_person_on_record(
    anybody: Caller, login: str, crew: Crew, superuser: Caller, owner: Caller
) -> None:
    given = await tokens(anybody, login)
    await enrolled(anybody, given)
    path = f"/v1/people/{crew.curator.id}/totp"
    refused(await owner.http.delete(path), 403, "person.not_managed")
    refused(await anybody.http.delete(path, headers=bearer(given)), 403, "person.not_managed")
    assert (await superuser.http.delete(path)).status_code == 204
    assert await asked(anybody, given) == "auth.ended"
    assert (await superuser.http.delete(path)).status_code == 204
    again = await tokens(anybody, login)
    assert await asked(anybody, again) == "ok"
    told = (await owner.get("/v1/audit", params={"entity": str(crew.curator.id)})).json()["changes"]
    assert superuser.person
    assert [(one["action"], one["trace"]["by"]) for one in told] == [
        ("person.logged_in", str(crew.curator.id)),
        ("totp.reset", str(superuser.person.id)),
        ("totp.confirmed", str(crew.curator.id)),
        ("person.logged_in", str(crew.curator.id)),
    ]
    own = f"/v1/people/{superuser.person.id}/totp"
    refused(await superuser.http.delete(own), 403, "person.own_rights")


async def test_what_people_do_to_their_log_in_is_on_record(
    anybody: Caller, login: str, crew: Crew, database: Database, owner: Caller
) -> None:
    given = await tokens(anybody, login)
    phone, codes = await enrolled(anybody, given)
    renewed = await anybody.post("/v1/me/totp/recovery-codes", json={"code": codes[0]}, headers=bearer(given))
    assert renewed.status_code == 200
    await forget_spent(database, crew)
    body = {"password": PASSWORD, "code": phone.code()}
    assert (await anybody.post("/v1/me/totp/removal", json=body, headers=bearer(given))).status_code == 204
    change = {"current": PASSWORD, "new": OTHER}
    assert (await anybody.http.put("/v1/me/password", json=change, headers=bearer(given))).status_code == 200
    told = (await owner.get("/v1/audit", params={"entity": str(crew.curator.id)})).json()["changes"]
    assert [one["action"] for one in told] == [
        "password.changed",
        "totp.removed",
        "totp.codes_renewed",
        "totp.confirmed",
        "person.logged_in",
    ]
    assert all(one["trace"]["by"] == str(crew.curator.id) for one in told)
    assert all((one["before"], one["after"]) == ({}, {}) for one in told)
