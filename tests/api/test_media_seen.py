"""Who sees a file: whoever sees an order that names it; before, whoever sent it in (MED-3)."""

from contextlib import AsyncExitStack

import httpx2
import pytest
from fastapi import FastAPI

from domain.people import Person
from storage.database import Database
from tests.api.caller import Caller, calling, jpeg
from tests.api.repair import Repair
from tests.crew import Crew, recruit

pytestmark = pytest.mark.usefixtures("workers")


async def seeing(app: FastAPI, media: str, people: dict[str, Person]) -> set[str]:
    """Whoever gets the file, in all ways there are."""
    found = set()
    async with AsyncExitStack() as callers:
        for name, person in people.items():
            caller = await callers.enter_async_context(calling(app, person))
            answers = [await caller.get(f"/v1/media/{media}{way}") for way in ("", "/link")]
            assert len({answer.status_code for answer in answers}) == 1, name
            if answers[0].status_code == 200:
                found.add(name)
            else:
                assert {answer.json()["code"] for answer in answers} == {"media.unknown"}
    return found


@pytest.fixture
async def people(database: Database, crew: Crew, root: Person) -> dict[str, Person]:
    elsewhere = await recruit(database)
    return {
        "engineer": crew.engineer,
        "second engineer": crew.second_engineer,
        "worker": crew.worker,
        "curator": crew.curator,
        "second curator": crew.second_curator,
        "owner": crew.owner,
        "superuser": root,
        "their curator": elsewhere.curator,
        "their engineer": elsewhere.engineer,
    }


async def test_a_file_is_seen_with_its_order(
    app: FastAPI, crew: Crew, people: dict[str, Person], curator: Caller, engineer: Caller
) -> None:
    order = await Repair.accepted(curator, engineer)
    media = (await engineer.upload(jpeg())).json()["id"]
    assert await seeing(app, media, people) == {"engineer"}
    noted = await engineer.command(order.id, "notes", text="Снимок", photos=[media])
    assert noted.status_code == 200
    assert await seeing(app, media, people) == {
        "engineer",
        "curator",
        "second curator",
        "owner",
        "superuser",
    }
    other = await curator.opened(engineer=str(crew.second_engineer.id))
    assert (
        await curator.command(other["order_id"], "notes", text="Тот же", photos=[media])
    ).status_code == 200
    assert "second engineer" in await seeing(app, media, people)


async def test_whoever_sends_the_same_content_may_see_it_too(
    app: FastAPI, crew: Crew, engineer: Caller
) -> None:
    content = jpeg()
    media = (await engineer.upload(content)).json()["id"]
    people = {"engineer": crew.engineer, "second engineer": crew.second_engineer}
    assert await seeing(app, media, people) == {"engineer"}
    async with calling(app, crew.second_engineer) as second:
        assert (await second.upload(content)).status_code == 200
    assert await seeing(app, media, people) == {"engineer", "second engineer"}


async def test_19_a_link_holds_no_token_of_anybody_and_dies(engineer: Caller) -> None:
    """Line 19 of PRODUCT §10: the bot's token stood in every photo link."""
    media = (await engineer.upload(jpeg())).json()["id"]
    link = (await engineer.get(f"/v1/media/{media}/link")).json()["url"]
    token = engineer.http.headers["Authorization"].removeprefix("Bearer ")
    assert token not in link
    assert "bot" not in link
    assert httpx2.URL(link).params["X-Amz-Expires"] == "300"
