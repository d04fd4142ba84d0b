"""The bot gets tokens for whoever Telegram says presses its buttons (ACC-4)."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from sqlalchemy import update

from storage.database import Database
from storage.sessions import SESSIONS
from tests.api.caller import Caller
from tests.api.doors import asked, bearer, set_active
from tests.api.telegram_client import ACCOUNTS, SECRET, client_of_the_api, linked
from tests.crew import Crew

__all__ = ["client_of_the_api"]

pytestmark = pytest.mark.usefixtures("client_of_the_api")


MOMENTS = ("created_at", "last_used_at", "expires_at")


@pytest.fixture
async def account(crew: Crew, database: Database) -> int:
    """The curator's."""
    return await linked(database, crew.curator)


async def exchange(
    door: Caller, telegram_id: int, client: str = "bot", secret: str = SECRET
) -> httpx2.Response:
    return await door.post("/v1/auth/telegram", json={"telegram_id": telegram_id}, auth=(client, secret))


async def test_the_bot_acts_for_the_person(anybody: Caller, account: int, crew: Crew) -> None:
    answer = await exchange(anybody, account)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert set(answer.json()) == {"access_token", "token_type", "expires_in"}
    me = await anybody.get("/v1/auth/me", headers=bearer(answer.json()))
    assert me.json()["id"] == str(crew.curator.id)
    assert SECRET not in answer.text


async def test_a_person_has_one_session_in_telegram(anybody: Caller, account: int) -> None:
    first, *_, second = [(await exchange(anybody, account)).json() for _ in range(8)]
    sessions = (await anybody.get("/v1/auth/sessions", headers=bearer(second))).json()["sessions"]
    assert [(s["kind"], s["agent"], s["current"]) for s in sessions] == [("telegram", "bot", True)]
    await anybody.http.delete("/v1/auth/sessions", headers=bearer(first))
    assert await asked(anybody, first) == await asked(anybody, second) == "auth.ended"
    assert await asked(anybody, (await exchange(anybody, account)).json()) == "ok"


async def test_34_a_log_in_is_on_record_once_however_often_the_bot_asks(
    anybody: Caller, owner: Caller, account: int, crew: Crew, database: Database
) -> None:
    """Each that began: the first, the one after a log-out, the one after a month away."""

    async def logged_in() -> list[str]:
        answer = await owner.get("/v1/audit", params={"action": "person.logged_in_by_telegram"})
        told = answer.json()["changes"]
        assert {(one["entity_id"], one["trace"]["by"]) for one in told} == {(str(crew.curator.id),) * 2}
        return [one["trace"]["at"] for one in told]

    first, *_, given = [(await exchange(anybody, account)).json() for _ in range(4)]
    assert len(await logged_in()) == 1
    await anybody.http.delete("/v1/auth/sessions", headers=bearer(given))
    given = (await exchange(anybody, account)).json()
    assert len(await logged_in()) == 2
    async with database.engine.begin() as connection:
        await connection.execute(
            update(SESSIONS)
            .where(SESSIONS.c.person_id == crew.curator.id, SESSIONS.c.ended_at.is_(None))
            .values({name: SESSIONS.c[name] - timedelta(days=31) for name in MOMENTS})
        )
    again = [(await exchange(anybody, account)).json() for _ in range(3)]
    assert len(await logged_in()) == 3
    assert await asked(anybody, first) == await asked(anybody, given) == "auth.ended"
    assert [await asked(anybody, one) for one in again] == ["ok"] * 3


@pytest.mark.parametrize(("client", "secret"), [("bot", "x" * 43), ("bot", ""), ("tob", SECRET), ("", "")])
async def test_nobody_else_gets_anything(anybody: Caller, account: int, client: str, secret: str) -> None:
    for telegram_id in (account, next(ACCOUNTS)):
        answer = await exchange(anybody, telegram_id, client, secret)
        assert (answer.status_code, answer.json()["code"]) == (401, "auth.wrong_client")
        assert answer.headers["WWW-Authenticate"] == "Basic"
    assert (await anybody.post("/v1/auth/telegram", json={"telegram_id": account})).status_code == 401


async def test_26_secrets_of_clients_cannot_be_guessed_for_long(anybody: Caller, account: int) -> None:
    answers = [await exchange(anybody, account, secret=f"guess-{n}") for n in range(21)]
    assert [answer.status_code for answer in answers] == [401] * 20 + [429]
    assert (await exchange(anybody, account)).status_code == 200


async def test_a_stranger_and_somebody_blocked_get_no_token(
    anybody: Caller, account: int, crew: Crew, database: Database
) -> None:
    stranger = await exchange(anybody, next(ACCOUNTS))
    assert (stranger.status_code, stranger.json()["code"]) == (404, "telegram.unknown")
    given = (await exchange(anybody, account)).json()
    async with database.transaction() as tx:
        await set_active(tx, crew.curator, active=False)
    blocked = await exchange(anybody, account)
    assert (blocked.status_code, blocked.json()["code"]) == (403, "person.blocked")
    async with database.transaction() as tx:
        await set_active(tx, crew.curator, active=True)
    assert await asked(anybody, given) == "auth.ended"


async def test_another_telegram_account_ends_what_the_old_one_began(
    anybody: Caller, curator: Caller, account: int, crew: Crew, database: Database
) -> None:
    given = (await exchange(anybody, account)).json()
    new = next(ACCOUNTS)
    async with database.transaction() as tx:
        await tx.people.link_telegram(crew.curator.id, new, datetime.now(UTC))
    assert await asked(anybody, given) == "auth.ended"
    assert (await exchange(anybody, account)).status_code == 404
    assert (await exchange(anybody, new)).status_code == 200
    assert (await curator.get("/v1/auth/me")).status_code == 200


@pytest.mark.parametrize("wrong", [0, -1, 2**52, "1", 1.5, None])
async def test_what_is_no_telegram_account_is_a_422(anybody: Caller, wrong: object) -> None:
    answer = await anybody.post("/v1/auth/telegram", json={"telegram_id": wrong}, auth=("bot", SECRET))
    assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")
