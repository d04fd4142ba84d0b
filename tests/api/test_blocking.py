"""Blocking: somebody is shut out at once, and their open orders go to whom was named."""

from typing import Any

import pytest
from fastapi import FastAPI

from api.services import Services
from api.temporal import OutcomeUnknownError
from domain.people import Person
from tests.api.caller import Caller, calling, refused
from tests.api.repair import Repair
from tests.crew import Crew

pytestmark = pytest.mark.usefixtures("workers")


async def block(caller: Caller, whom: Person, version: int = 1, **to: Person) -> Any:
    body = {
        "version": version,
        "reason": "Уволился",
        "hand_over_to": {role: str(person.id) for role, person in to.items()},
    }
    return await caller.post(f"/v1/people/{whom.id}/block", json=body)


async def test_blocking_somebody_with_open_orders_asks_to_whom_they_go(
    app: FastAPI, curator: Caller, engineer: Caller, crew: Crew
) -> None:
    carried = await Repair.accepted(curator, engineer)
    offered = await curator.opened(engineer=str(crew.engineer.id))
    problem = refused(await block(curator, crew.engineer), 409, "person.open_orders")
    assert problem["facts"] == {"name": crew.engineer.name, "role": "engineer", "orders": 2}
    listed = {order["number"] for order in problem["current"]["open_orders"]}
    assert listed == {carried.number, offered["number"]}
    assert (await engineer.get("/v1/auth/me")).status_code == 200, "nothing has happened yet"
    for unfit in (crew.engineer, crew.worker):
        refused(await block(curator, crew.engineer, engineer=unfit), 422, "person.replacement")
    answer = await block(curator, crew.engineer, engineer=crew.second_engineer)
    assert answer.status_code == 200, answer.text
    blocked = answer.json()
    assert (blocked["person"]["active"], blocked["left"]) == (False, [])
    assert set(blocked["handed_over"]) == listed
    refused(await engineer.get("/v1/auth/me"), 403, "person.blocked")
    async with calling(app, crew.second_engineer) as second:
        view = (await second.get(f"/v1/orders/{carried.id}")).json()
        assert view["waiting"][0]["person"] == str(crew.second_engineer.id)
    again = await block(curator, crew.engineer, engineer=crew.second_engineer)
    assert again.json() == blocked | {"handed_over": []}


async def test_another_curators_orders_are_handed_over_too(
    app: FastAPI, curator: Caller, engineer: Caller, crew: Crew
) -> None:
    """Whoever manages people moves the work of one who is blocked; of nobody else."""
    async with calling(app, crew.second_curator) as second:
        repair = await Repair.accepted(second, engineer)
        body = {"engineer": str(crew.second_engineer.id), "instead_of": str(crew.engineer.id)}
        answer = await repair.send(curator, "assignment", "assignment", None, **body)
        refused(answer, 403, "order.not_yours")
        blocked = await block(curator, crew.engineer, engineer=crew.second_engineer)
        assert (blocked.json()["handed_over"], blocked.json()["left"]) == ([repair.number], [])


async def test_a_curators_orders_are_taken_over_and_nobody_else_blocks_curators(
    curator: Caller, superuser: Caller, crew: Crew, owner: Caller
) -> None:
    order = await curator.opened()
    refused(await block(curator, crew.curator), 403, "person.not_managed")
    refused(await block(owner, crew.curator), 403, "person.not_managed")
    refused(await block(superuser, crew.curator), 409, "person.open_orders")
    answer = await block(superuser, crew.curator, curator=crew.second_curator)
    assert (answer.json()["handed_over"], answer.json()["left"]) == ([order["number"]], [])
    view = (await superuser.get(f"/v1/orders/{order['order_id']}")).json()
    assert view["waiting"][0]["person"] == str(crew.second_curator.id)


async def test_what_a_crash_left_is_finished_by_sending_the_same_again(
    curator: Caller, engineer: Caller, crew: Crew, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = [await Repair.accepted(curator, engineer) for _ in range(3)]
    done = services.temporal.update
    given: list[Any] = []

    async def cut_off(order_id: Any, command: Any) -> Any:
        if given:
            raise OutcomeUnknownError
        given.append(command)
        return await done(order_id, command)

    async def away(order_id: Any, command: Any) -> None:
        raise OutcomeUnknownError

    with monkeypatch.context() as broken:
        broken.setattr(services.temporal, "update", cut_off)
        broken.setattr(services.temporal, "signal", away)
        first = (await block(curator, crew.engineer, engineer=crew.second_engineer)).json()
    assert len(first["handed_over"]) == 1
    assert {left["code"] for left in first["left"]} == {"command.not_taken"}
    again = (await block(curator, crew.engineer, engineer=crew.second_engineer)).json()
    assert set(first["handed_over"]) | set(again["handed_over"]) == {order.number for order in orders}
    assert (len(again["handed_over"]), again["left"]) == (2, [])
    for order in orders:
        entries = await order.entries("assigned")
        assert len(entries) == 2, "at the opening, and once when it was handed over"


async def test_somebody_without_orders_is_blocked_and_comes_back(
    curator: Caller, engineer: Caller, crew: Crew
) -> None:
    blocked = (await block(curator, crew.engineer)).json()["person"]
    assert (blocked["active"], blocked["version"]) == (False, 2)
    path = f"/v1/people/{crew.engineer.id}/unblock"
    refused(await curator.post(path, json={"version": 1}), 409, "person.stale_version")
    back = (await curator.post(path, json={"version": 2})).json()
    assert (back["active"], back["version"]) == (True, 3)
    assert (await curator.post(path, json={"version": 2})).json() == back


async def test_a_role_with_open_orders_is_not_taken_away(
    superuser: Caller, curator: Caller, engineer: Caller, crew: Crew
) -> None:
    await Repair.accepted(curator, engineer)
    path, change = f"/v1/people/{crew.engineer.id}", {"version": 1, "roles": ["buyer"]}
    refused(await superuser.patch(path, json=change), 409, "person.open_orders")
    more = {"version": 1, "roles": ["engineer", "buyer"]}
    assert (await curator.patch(path, json=more)).json()["roles"] == ["buyer", "engineer"]
