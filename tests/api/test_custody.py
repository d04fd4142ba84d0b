"""Custody over HTTP: who holds which device, and who has to confirm it."""

from typing import Any

import pytest
from fastapi import FastAPI

from storage.database import Database
from tests.api.caller import Caller, calling
from tests.api.repair import Repair
from tests.crew import Crew, recruit

pytestmark = pytest.mark.usefixtures("workers")


async def held(caller: Caller, **filters: Any) -> list[dict[str, Any]]:
    answer = await caller.get("/v1/custody", params=filters)
    assert answer.status_code == 200, answer.text
    devices: list[dict[str, Any]] = answer.json()["devices"]
    return devices


async def test_a_device_on_its_way_shows_both_sides(
    app: FastAPI, curator: Caller, engineer: Caller, crew: Crew
) -> None:
    repair = await Repair.in_work(curator, engineer)
    assert await held(curator) == []
    photo = [await repair.photo()]
    await repair.give(
        engineer,
        "stationary",
        "stationary",
        description="?",
        completeness="-",
        due="2027-01-01",
        photos=photo,
    )
    [device] = await held(engineer)
    ids = {name: str(getattr(crew, name).id) for name in ("curator", "engineer", "worker")}
    assert (device["order_number"], device["holder"]) == (repair.number, ids["engineer"])
    assert (device["given_by"], device["confirmed_by"]) == (None, ids["engineer"])
    await repair.approve("stationary.1")
    async with calling(app, crew.worker) as worker:
        await repair.give(worker, "stationary/taking", "stationary.1", part="stationary.1")
        [device] = await held(worker)
        assert (device["holder"], device["given_by"]) == (ids["worker"], ids["engineer"])
        assert await held(engineer) == []
        fields = {"part": "stationary.1", "done": "fuse", "amount": 0, "photos": photo}
        await repair.give(worker, "stationary/repair", "stationary.1", **fields)
        await repair.approve("stationary.1")
        await repair.give(worker, "device/offer", "device", to=ids["engineer"])
        [device] = await held(worker)
        assert (device["holder"], device["under_way"]["to"]) == (ids["worker"], ids["engineer"])
        assert device["under_way"]["given_at"]
        assert await held(engineer) == [device]
    await repair.give(engineer, "device/acceptance", "device")
    [device] = await held(curator, person=ids["engineer"])
    assert (device["given_by"], device["under_way"]) == (ids["worker"], None)
    assert await held(curator, person=ids["worker"]) == []
    story = (await engineer.get(f"/v1/orders/{repair.id}/custody")).json()
    assert story["now"] == device
    stays = [(stay["holder"], stay["given_by"]) for stay in story["history"]]
    assert stays == [
        (None, None),
        (ids["engineer"], None),
        (ids["worker"], ids["engineer"]),
        (ids["engineer"], ids["worker"]),
    ]
    moments = [(stay["since"], stay["until"]) for stay in story["history"]]
    assert [until for _, until in moments] == [since for since, _ in moments[1:]] + [None]
    assert set(ids.values()) - {ids["curator"]} <= set(story["names"])
    async with calling(app, crew.second_engineer) as stranger:
        answer = await stranger.get(f"/v1/orders/{repair.id}/custody")
        assert (answer.status_code, answer.json()["code"]) == (404, "order.unknown")


async def test_pages_and_other_organizations(app: FastAPI, curator: Caller, database: Database) -> None:
    for _ in range(3):
        await curator.opened(walk_in=True)
    first = (await curator.get("/v1/custody", params={"limit": 2})).json()
    rest = (await curator.get("/v1/custody", params={"cursor": first["next"]})).json()
    devices = first["devices"] + rest["devices"]
    assert [one["order_number"] for one in devices] == ["SVC-000001", "SVC-000002", "SVC-000003"]
    assert rest["next"] is None
    assert (await curator.get("/v1/custody", params={"cursor": "x"})).status_code == 422
    elsewhere = await recruit(database)
    async with calling(app, elsewhere.curator) as stranger:
        assert await held(stranger) == []
