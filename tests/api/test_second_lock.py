"""A query that forgot its `WHERE organization_id` shows nobody anything of another organization (ADR 20)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from api.services import Services
from settings import API_ROLE
from storage.database import Database
from storage.second_lock import NOTHING, showing
from tests.api.caller import Caller, calling
from tests.crew import Crew, recruit

CONDITION = re.compile(r"(?:\w+\.)?organization_id (?:=|IS NOT DISTINCT FROM) (\$\d+(?:::UUID)?)")


def without_organization(
    _connection: object, _cursor: object, statement: str, parameters: object, *_: object
) -> tuple[str, object]:
    """The same statement, for every organization; it takes the same values."""
    return CONDITION.sub(r"\1 IS NOT NULL", statement), parameters


@contextmanager
def forgetful(database: Database) -> Iterator[None]:
    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", without_organization, retval=True)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", without_organization)


@pytest.fixture
async def theirs(app: FastAPI, database: Database) -> Crew:
    """Another organization: with an order, photos, and somebody whose name was changed."""
    crew = await recruit(database)
    async with calling(app, crew.curator) as curator:
        await curator.opened()
        person = f"/v1/people/{crew.engineer.id}"
        edited = await curator.patch(person, json={"version": 1, "name": "Другое имя"})
        assert edited.status_code == 200, edited.text
    return crew


def questions(theirs: Crew) -> dict[str, str]:
    return {
        "orders": "/v1/orders?show=all",
        "people": f"/v1/people/{theirs.engineer.id}",
        "media": f"/v1/media/{theirs.photos[0]}/link",
        "audit": f"/v1/audit?entity={theirs.engineer.id}",
    }


async def shown(caller: Caller, theirs: Crew) -> set[str]:
    """Where somebody of another organization is shown anything."""
    found = set()
    for what, path in questions(theirs).items():
        answer = await caller.get(path)
        assert answer.status_code in (200, 404), answer.text
        told = answer.json()
        if answer.status_code == 200 and told.get("orders", True) and told.get("changes", True):
            found.add(what)
    return found


@pytest.mark.usefixtures("workers")
async def test_a_query_without_its_organization_finds_nothing_of_another(
    app: FastAPI, owner: Caller, theirs: Crew, services: Services, database: Database
) -> None:
    assert await shown(owner, theirs) == set()
    with forgetful(services.database):
        assert await shown(owner, theirs) == set()
    # The fault is a real one: without the second lock it shows all but files, which go with their orders.
    app.state.services = replace(services, database=database)
    try:
        with forgetful(database):
            assert await shown(owner, theirs) == set(questions(theirs)) - {"media"}
    finally:
        app.state.services = services


async def test_the_api_asks_as_itself_and_shows_nothing_before_it_knows_whom(services: Services) -> None:
    with showing(NOTHING):
        async with services.database.reading() as tx:
            assert await tx.doors.of_login("nobody") == NOTHING
    async with services.database.engine.connect() as connection:
        assert (await connection.exec_driver_sql("SELECT current_user")).scalar_one() == API_ROLE
