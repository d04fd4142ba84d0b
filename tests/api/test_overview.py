"""The overview of all organizations: for superusers, and for nobody else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from storage.database import Database
from tests.api.caller import Caller, calling
from tests.api.repair import Repair
from tests.api.test_penalties import charged
from tests.crew import Crew, recruit

pytestmark = pytest.mark.usefixtures("workers")

OVERVIEW = "/v1/overview"
LATE = "UPDATE orders SET due_at = $2 WHERE id = $1"


async def read(caller: Caller, path: str = OVERVIEW, **asked: Any) -> Any:
    answer = await caller.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def troubled(superuser: Caller) -> list[dict[str, Any]]:
    """All organizations with something wrong, page by page."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = await read(superuser, limit=20, **cursor)
        found += page["organizations"]
        if page["next"] is None:
            return found
        assert len(page["organizations"]) == 20
        cursor = {"cursor": page["next"]}


async def late(database: Database, *orders: dict[str, Any]) -> None:
    past = datetime.now(UTC) - timedelta(hours=1)
    async with database.engine.begin() as connection:
        for order in orders:
            await connection.exec_driver_sql(LATE, (order["order_id"], past))


async def test_organizations_with_something_wrong_are_told_the_worst_first(
    app: FastAPI, superuser: Caller, crew: Crew, database: Database
) -> None:
    well, worse = await recruit(database), await recruit(database)
    async with calling(app, well.curator) as curator:
        await curator.opened(engineer=str(well.engineer.id))
    async with calling(app, crew.curator) as curator, calling(app, crew.engineer) as engineer:
        appealed = await Repair.accepted(curator, engineer)
        await charged(appealed, crew)
        await appealed.give(engineer, "penalties/appeal", "penalty.1", part="penalty.1", reason="Звонил")
        await curator.opened()
    async with calling(app, worse.curator) as curator:
        await late(database, await curator.opened(), await curator.opened())
    found = await troubled(superuser)
    ours = [one for one in found if one["id"] in {str(of.organization.id) for of in (crew, well, worse)}]
    assert ours == [
        {**named(worse), "open": 2, "overdue": 2, "appeals": 0, "unassigned": 2},
        {**named(crew), "open": 2, "overdue": 0, "appeals": 1, "unassigned": 1},
    ]
    badness = [(one["overdue"], one["appeals"], one["unassigned"]) for one in found]
    assert badness == sorted(badness, reverse=True)
    assert len({one["id"] for one in found}) == len(found)
    told = await read(superuser, limit=1)
    assert told["open"]["orders"] >= 5
    assert told["troubled"]["orders"] >= 4
    assert told["waiting"]["decide_appeal"]["orders"] >= 1


def named(crew: Crew) -> dict[str, Any]:
    return {"id": str(crew.organization.id), "name": crew.organization.name}


async def test_what_is_open_everywhere_is_listed_for_superusers_only(
    app: FastAPI, superuser: Caller, stranger: Caller, crew: Crew, database: Database
) -> None:
    others = await recruit(database)
    async with calling(app, crew.curator) as curator, calling(app, others.curator) as other:
        order, foreign = await curator.opened(), await other.opened()
    for asked in ({"waiting": "assign"}, {"waiting_role": "curator"}, {"stage": "assignment"}):
        newest = (await read(superuser, "/v1/orders", **asked, limit=2))["orders"]
        assert [one["id"] for one in newest] == [foreign["order_id"], order["order_id"]]
        assert {one["organization"] for one in newest} == {crew.organization.name}
        assert (await read(stranger, "/v1/orders", **asked))["orders"] == []
    await late(database, order)
    [newest] = (await read(superuser, "/v1/orders", overdue="true", limit=1))["orders"]
    assert newest["id"] == order["order_id"]
    assert (await read(stranger, "/v1/orders", overdue="true"))["orders"] == []
    for many in ({}, {"show": "all", "waiting": "assign"}, {"show": "closed", "stage": "completed"}):
        assert (await superuser.get("/v1/orders", params=many)).status_code == 422
    for person in (crew.owner, crew.curator, crew.engineer):
        async with calling(app, person) as caller:
            assert (await caller.get(OVERVIEW)).status_code == 403


@pytest.mark.parametrize("cursor", ["", "1-2-3", "a-0-0-" + "0" * 32, "1-1-1-" + "g" * 32, "9" * 200])
async def test_a_cursor_of_nobody_is_refused(superuser: Caller, cursor: str) -> None:
    assert (await superuser.get(OVERVIEW, params={"cursor": cursor})).status_code == 422
