"""Invites: one way in, once, for 72 hours, for one Telegram account or a first password."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from api.services import Services
from storage.database import Database
from tests.api.caller import Caller, calling, refused
from tests.crew import Crew

SECRET = "s" * 40
PASSWORD = "чайник сел на четвёртый трамвай"


@pytest.fixture
def bot(anybody: Caller, services: Services, monkeypatch: pytest.MonkeyPatch) -> Caller:
    """The service client, which proves itself with its secret."""
    monkeypatch.setitem(services.settings.auth.clients, "bot", sha256(SECRET.encode()).hexdigest())
    anybody.http.auth = httpx2.BasicAuth("bot", SECRET)
    return anybody


@pytest.fixture
async def visitor(app: FastAPI) -> AsyncIterator[Caller]:
    """A browser at the desk's first page."""
    async with calling(app) as caller:
        yield caller


async def invited(caller: Caller, crew: Crew) -> dict[str, Any]:
    answer = await caller.post(f"/v1/people/{crew.engineer.id}/invites")
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def redeem(bot: Caller, code: str, telegram_id: int) -> httpx2.Response:
    return await bot.post("/v1/auth/invites/redeem", json={"code": code, "telegram_id": telegram_id})


def account() -> int:
    """A Telegram account that nobody has."""
    return 10_000_000 + next(NUMBERS)


NUMBERS = iter(range(10**6))


async def test_an_invite_links_a_telegram_account_once(
    bot: Caller, curator: Caller, crew: Crew, services: Services
) -> None:
    made, telegram_id = await invited(curator, crew), account()
    assert len(made["code"]) == 32
    assert datetime.fromisoformat(made["expires_at"]) > datetime.now(UTC) + timedelta(hours=71)
    first = await redeem(bot, made["code"], telegram_id)
    assert first.json() == {"person": str(crew.engineer.id), "name": crew.engineer.name}
    refused(await redeem(bot, made["code"], telegram_id), 409, "invite.used")
    token = (await bot.post("/v1/auth/telegram", json={"telegram_id": telegram_id})).json()
    assert token["access_token"]
    assert (await curator.get(f"/v1/people/{crew.engineer.id}")).json()["in_telegram"]


async def test_a_link_where_the_bot_has_a_name(
    curator: Caller, crew: Crew, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.settings.bot, "name", None)
    assert (await invited(curator, crew))["link"] is None
    monkeypatch.setattr(services.settings.bot, "name", "naryad_bot")
    made = await invited(curator, crew)
    assert made["link"] == f"https://t.me/naryad_bot?start={made['code']}"
    named = "curators_bot=curator,owner engineers_bot=engineer,stationary_engineer"
    monkeypatch.setattr(services.settings.bot, "name", named)
    made = await invited(curator, crew)
    assert made["link"] == f"https://t.me/engineers_bot?start={made['code']}"


async def test_18_nobody_gets_in_without_a_code_that_is_good(
    bot: Caller, curator: Caller, crew: Crew, database: Database
) -> None:
    """The first to type a name owned the role."""
    refused(await redeem(bot, "made-up", account()), 404, "invite.unknown")
    first = (await invited(curator, crew))["code"]
    second = (await invited(curator, crew))["code"]
    refused(await redeem(bot, first, account()), 409, "invite.revoked")
    answer = await curator.http.delete(f"/v1/people/{crew.engineer.id}/invites")
    assert answer.status_code == 204
    refused(await redeem(bot, second, account()), 409, "invite.revoked")
    third = (await invited(curator, crew))["code"]
    async with database.engine.begin() as connection:
        await connection.execute(
            text(
                "UPDATE invites SET created_at = now() - interval '73 h', expires_at = now()"
                " WHERE person_id = :id AND revoked_at IS NULL"
            ),
            {"id": crew.engineer.id},
        )
    refused(await redeem(bot, third, account()), 409, "invite.expired")


async def test_only_the_service_client_links_telegram_accounts(
    visitor: Caller, curator: Caller, crew: Crew
) -> None:
    code = (await invited(curator, crew))["code"]
    refused(await redeem(visitor, code, account()), 401, "auth.wrong_client")
    refused(await redeem(curator, code, account()), 401, "auth.wrong_client")


async def test_ten_at_once_use_an_invite_once(bot: Caller, curator: Caller, crew: Crew) -> None:
    code = (await invited(curator, crew))["code"]
    answers = await asyncio.gather(*(redeem(bot, code, account()) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 9


async def test_another_telegram_account_takes_the_place_of_the_first_on_record(
    bot: Caller, curator: Caller, owner: Caller, crew: Crew
) -> None:
    old, new = account(), account()
    await redeem(bot, (await invited(curator, crew))["code"], old)
    token = (await bot.post("/v1/auth/telegram", json={"telegram_id": old})).json()["access_token"]
    await redeem(bot, (await invited(curator, crew))["code"], new)
    refused(await bot.post("/v1/auth/telegram", json={"telegram_id": old}), 404, "telegram.unknown")
    bearer = {"Authorization": f"Bearer {token}"}
    stolen = await owner.http.get("/v1/auth/me", headers=bearer)
    refused(stolen, 401, "auth.ended")
    changes = (await owner.get("/v1/audit", params={"action": "person.linked"})).json()["changes"]
    assert [(change["before"], change["after"]) for change in changes] == [
        ({"telegram_id": old}, {"telegram_id": new}),
        ({"telegram_id": None}, {"telegram_id": old}),
    ]


async def test_one_telegram_account_is_one_person(bot: Caller, curator: Caller, crew: Crew) -> None:
    telegram_id = account()
    await redeem(bot, (await invited(curator, crew))["code"], telegram_id)
    path = f"/v1/people/{crew.second_engineer.id}/invites"
    code = (await curator.post(path)).json()["code"]
    refused(await redeem(bot, code, telegram_id), 409, "invite.telegram_taken")
    await curator.post(f"/v1/people/{crew.engineer.id}/block", json={"version": 1, "reason": "Уволился"})
    assert (await redeem(bot, code, telegram_id)).json()["person"] == str(crew.second_engineer.id)


async def test_whoever_is_blocked_has_no_invite(bot: Caller, curator: Caller, crew: Crew) -> None:
    code = (await invited(curator, crew))["code"]
    path = f"/v1/people/{crew.engineer.id}"
    await curator.post(f"{path}/block", json={"version": 1, "reason": "Уволился"})
    refused(await redeem(bot, code, account()), 409, "invite.revoked")
    refused(await curator.post(f"{path}/invites"), 403, "person.blocked")


async def test_20_a_first_password_is_set_with_an_invite_and_is_nowhere_to_be_read(
    visitor: Caller, curator: Caller, owner: Caller, crew: Crew, database: Database
) -> None:
    """Passwords were echoed in the chat, stored in clear, and put into the JWT."""
    code = (await invited(curator, crew))["code"]
    short = {"code": code, "new": "short"}
    refused(await visitor.post("/v1/auth/invites/password", json=short), 422, "request.invalid")
    common = {"code": code, "new": "qwerty123456"}
    refused(await visitor.post("/v1/auth/invites/password", json=common), 422, "password.common")
    answer = await visitor.post("/v1/auth/invites/password", json={"code": code, "new": PASSWORD})
    login = answer.json()["login"]
    assert login.startswith("ivanov-")
    form = {"username": login, "password": PASSWORD}
    assert (await visitor.post("/v1/auth/token", data=form)).status_code == 200
    assert PASSWORD not in answer.text
    everything = (await owner.get("/v1/audit")).text
    assert "argon2" not in everything
    assert PASSWORD not in everything
    assert code not in everything
    async with database.engine.begin() as connection:
        kept = (
            await connection.execute(text("SELECT invites::text, people::text FROM invites, people"))
        ).all()
    assert not [row for row in kept if code in row[0] or PASSWORD in row[1]]


async def test_nobody_invites_whom_they_do_not_manage(
    curator: Caller, engineer: Caller, stranger: Caller, superuser: Caller, crew: Crew
) -> None:
    for somebody in (crew.owner, crew.curator, crew.second_curator):
        refused(await curator.post(f"/v1/people/{somebody.id}/invites"), 403, "person.not_managed")
    path = f"/v1/people/{crew.engineer.id}/invites"
    refused(await engineer.post(path), 403, "auth.forbidden")
    refused(await stranger.post(path), 404, "person.not_found")
    refused(await stranger.http.delete(path), 404, "person.not_found")
    assert (await superuser.post(f"/v1/people/{crew.owner.id}/invites")).status_code == 200


async def test_open_invites_are_listed_to_whoever_manages_people_here(
    curator: Caller, stranger: Caller, crew: Crew
) -> None:
    made = await invited(curator, crew)
    await curator.post(f"/v1/people/{crew.second_engineer.id}/invites")
    page = (await curator.get("/v1/invites", params={"limit": 1})).json()
    rest = (await curator.get("/v1/invites", params={"cursor": page["next"]})).json()
    listed = page["invites"] + rest["invites"]
    assert [one["name"] for one in listed] == [crew.second_engineer.name, crew.engineer.name]
    assert listed[1]["id"] == made["id"]
    assert "code" not in listed[1]
    assert (await stranger.get("/v1/invites")).json()["invites"] == []
    refused(await curator.get("/v1/invites", params={"cursor": "x"}), 422, "request.invalid")


async def test_26_codes_cannot_be_guessed_for_ever(bot: Caller) -> None:
    telegram_id = account()
    answers = [await redeem(bot, f"guess-{n}", telegram_id) for n in range(21)]
    assert [answer.status_code for answer in answers] == [404] * 20 + [429]
