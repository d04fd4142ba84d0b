"""Who can be written to in Telegram, who is told when somebody cannot, and people's languages."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from domain.chats import Unreachable
from storage.database import Database
from tests.api.caller import Caller
from tests.api.telegram_client import SECRET, client_of_the_api, linked
from tests.crew import Crew, recruit

pytestmark = pytest.mark.usefixtures("client_of_the_api")
BOT, OTHER_BOT = 4242, 4343

__all__ = ["client_of_the_api"]


async def note(door: Caller, telegram_id: int, *, is_open: bool, bot: int = BOT) -> int:
    path = f"/v1/telegram/bots/{bot}/chats/{telegram_id}"
    answer = await door.http.put(path, json={"open": is_open}, auth=("bot", SECRET))
    return answer.status_code


async def out_of_reach(caller: Caller) -> list[tuple[str, str]]:
    answer = await caller.get("/v1/telegram/unreachable")
    assert answer.status_code == 200, answer.text
    return [(person["name"], person["why"]) for person in answer.json()["people"]]


async def told(database: Database, crew: Crew) -> Sequence[tuple[str, str, str]]:
    query = text(
        "SELECT notice->>'to_role', notice->>'name', notice->>'text' FROM outbox"
        " WHERE notice->>'kind' = 'unreachable' AND organization_id = :home ORDER BY id"
    )
    async with database.engine.connect() as connection:
        rows = await connection.execute(query, {"home": crew.curator.organization_id})
        return [(row[0], row[1], row[2]) for row in rows]


async def test_the_curators_are_told_once_when_an_engineer_stops_the_bot(
    anybody: Caller, curator: Caller, database: Database, crew: Crew
) -> None:
    telegram_id = await linked(database, crew.engineer)
    assert await note(anybody, telegram_id, is_open=True) == 200
    assert await out_of_reach(curator) == []
    for _ in range(2):
        assert await note(anybody, telegram_id, is_open=False) == 200
    assert await out_of_reach(curator) == [(crew.engineer.name, "blocked")]
    assert await told(database, crew) == [("curator", crew.engineer.name, "blocked")]
    assert await note(anybody, telegram_id, is_open=True) == 200
    assert await out_of_reach(curator) == []
    await note(anybody, telegram_id, is_open=False)
    assert len(await told(database, crew)) == 2


async def test_whoever_has_another_bot_of_ours_is_reached(
    anybody: Caller, curator: Caller, database: Database, crew: Crew
) -> None:
    telegram_id = await linked(database, crew.engineer)
    for bot in (BOT, OTHER_BOT):
        await note(anybody, telegram_id, is_open=True, bot=bot)
    await note(anybody, telegram_id, is_open=False)
    assert (await out_of_reach(curator), await told(database, crew)) == ([], [])
    await note(anybody, telegram_id, is_open=False, bot=OTHER_BOT)
    assert await out_of_reach(curator) == [(crew.engineer.name, "blocked")]
    assert len(await told(database, crew)) == 1


async def test_a_new_telegram_account_begins_anew(
    anybody: Caller, curator: Caller, database: Database, crew: Crew
) -> None:
    await note(anybody, await linked(database, crew.engineer), is_open=False)
    new = await linked(database, crew.engineer)
    assert await out_of_reach(curator) == []
    async with database.transaction() as tx:
        [addressee] = (await tx.chats.addressees([crew.engineer.id])).values()
    assert (addressee.telegram_id, addressee.started, addressee.closed) == (new, frozenset(), frozenset())


async def test_of_a_curator_the_owner_hears(anybody: Caller, database: Database, crew: Crew) -> None:
    await note(anybody, await linked(database, crew.curator), is_open=False)
    assert [role for role, _, _ in await told(database, crew)] == ["owner"]


async def test_nobody_but_the_bot_notes_chats(
    anybody: Caller, curator: Caller, database: Database, crew: Crew
) -> None:
    telegram_id = await linked(database, crew.engineer)
    answer = await curator.http.put(f"/v1/telegram/bots/{BOT}/chats/{telegram_id}", json={"open": True})
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.wrong_client")
    assert await note(anybody, 2**51, is_open=True) == 404
    assert await note(anybody, 2**60, is_open=True) == 422


async def test_other_organizations_people_are_not_listed(
    anybody: Caller, curator: Caller, database: Database, crew: Crew
) -> None:
    stranger = await recruit(database)
    await note(anybody, await linked(database, stranger.engineer), is_open=False)
    assert await out_of_reach(curator) == []


async def test_the_language_is_chosen_and_told_with_zone_and_currency(curator: Caller) -> None:
    me = (await curator.get("/v1/auth/me")).json()
    assert (me["language"], me["zone"], me["currency"]) == (None, "Europe/Moscow", "RUB")
    for language in ("en", "ru", "ru"):
        answer = await curator.http.put("/v1/me/language", json={"language": language})
        assert (answer.status_code, answer.json()) == (200, {"language": language})
        assert (await curator.get("/v1/auth/me")).json()["language"] == language
    assert (await curator.http.put("/v1/me/language", json={"language": "de"})).status_code == 422


async def test_a_chat_that_takes_nothing_is_noted_once(database: Database, crew: Crew) -> None:
    telegram_id = await linked(database, crew.engineer)
    async with database.transaction() as tx:
        for new in (True, False):
            noted = await tx.chats.close(
                crew.engineer, BOT, telegram_id, Unreachable.NEVER_STARTED, datetime.now(UTC)
            )
            assert noted is new
