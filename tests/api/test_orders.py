"""Orders as they are read: who sees which, and what they are shown."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from domain.people import Person, Role
from domain.values import PersonId
from storage.database import Database
from tests.api.caller import CONTACT, DEVICE, Caller, calling, jpeg
from tests.crew import Crew, recruit

pytestmark = pytest.mark.usefixtures("workers")


async def numbers(caller: Caller, **filters: Any) -> list[str]:
    answer = await caller.get("/v1/orders", params=filters)
    assert answer.status_code == 200, answer.text
    return [order["number"] for order in answer.json()["orders"]]


async def test_one_order_shows_its_state_client_waits_and_links(curator: Caller, crew: Crew) -> None:
    opened = await curator.opened(engineer=str(crew.engineer.id))
    here = f"/v1/orders/{opened['order_id']}"
    view = (await curator.get(here)).json()
    assert (view["stage"], view["order"]["parts"]) == ("assignment", opened["parts"])
    assert view["contact"]["phones"] == ["+79123456789"]
    assert view["sums"]["price"] == 0
    assert view["names"][str(crew.engineer.id)] == crew.engineer.name
    [wait] = view["waiting"]
    assert wait["words"] == f"{crew.engineer.name} (engineer) has to accept or decline the assignment"
    assert wait["then"]["action"] == "remind"
    assert wait["overdue"] is False
    assert view["links"]["temporal"].endswith(f"/namespaces/default/workflows/order-{opened['order_id']}")
    assert (await curator.get(here + "/waiting")).json() == view["waiting"]


async def test_the_clocks_tell_whose_turn_it_is(curator: Caller, engineer: Caller, crew: Crew) -> None:
    opened = await curator.opened()
    here = f"/v1/orders/{opened['order_id']}"
    clocks = (await curator.get(here)).json()["clocks"]
    assert set(clocks["seconds"]) == {"client", "engineer", "curator", "stationary"}
    assert clocks["running"] == "curator"
    version = opened["parts"].get("assignment", 0)
    await curator.command(opened["order_id"], "assignment", version=version, engineer=str(crew.engineer.id))
    assert (await curator.get(here)).json()["clocks"]["running"] == "engineer"


async def test_timeline_evidence_and_ledger_tell_the_same_story(
    curator: Caller, engineer: Caller, crew: Crew
) -> None:
    opened = await curator.opened(engineer=str(crew.engineer.id))
    here = f"/v1/orders/{opened['order_id']}"
    await engineer.command(opened["order_id"], "assignment/acceptance", version=opened["parts"]["assignment"])
    timeline = (await curator.get(here + "/timeline")).json()
    assert [entry["seq"] for entry in timeline["entries"]] == list(range(1, len(timeline["entries"]) + 1))
    assert timeline["names"] == {str(one.id): one.name for one in (crew.curator, crew.engineer)}
    assert timeline["next"] is None
    first = (await curator.get(here + "/timeline", params={"limit": 2})).json()
    rest = (await curator.get(here + "/timeline", params={"after": first["next"]})).json()
    assert first["entries"] + rest["entries"] == timeline["entries"]

    evidence = (await curator.get(here + "/evidence")).json()
    before = bytes(32)
    for link in evidence["links"]:
        before = hashlib.sha256(before + link["body"].encode()).digest()
        assert link["hash"] == before.hex()
    assert len(evidence["links"]) == len(timeline["entries"])
    assert "Артём" not in str(evidence)
    assert (await curator.get(here + "/ledger")).json()["lines"] == []


async def test_an_engineer_sees_own_orders_only(
    app: FastAPI, curator: Caller, engineer: Caller, crew: Crew
) -> None:
    offered = await curator.opened(engineer=str(crew.engineer.id))
    foreign = await curator.opened(engineer=str(crew.second_engineer.id))
    nobodys = await curator.opened()
    assert await numbers(engineer) == [offered["number"]]
    assert (await engineer.get(f"/v1/orders/{offered['order_id']}")).status_code == 200
    for order in (foreign, nobodys):
        for path in ("", "/timeline", "/evidence", "/ledger", "/waiting"):
            answer = await engineer.get(f"/v1/orders/{order['order_id']}{path}")
            assert (answer.status_code, answer.json()["code"]) == (404, "order.unknown")
    await engineer.command(
        offered["order_id"], "assignment/decline", version=offered["parts"]["assignment"], reason="Далеко"
    )
    assert await numbers(engineer) == []
    assert set(await numbers(curator)) == {offered["number"], foreign["number"], nobodys["number"]}
    async with calling(app, crew.owner) as owner:
        assert len(await numbers(owner)) == 3


async def test_the_workshop_sees_its_queue_and_no_phones(
    app: FastAPI, curator: Caller, engineer: Caller, crew: Crew, database: Database
) -> None:
    opened = await curator.opened(engineer=str(crew.engineer.id))
    order = opened["order_id"]
    await engineer.command(order, "assignment/acceptance", version=opened["parts"]["assignment"])
    photo = (await engineer.upload(jpeg())).json()["id"]
    handed = await engineer.command(
        order,
        "stationary",
        version=0,
        purpose="diagnosis",
        description="Не включается",
        completeness="Кабель",
        due=str((datetime.now(UTC) + timedelta(days=9)).date()),
        photos=[photo],
    )
    assert handed.status_code == 200, handed.text
    async with calling(app, crew.worker) as worker:
        assert await numbers(worker) == []
        part, version = "stationary.1", handed.json()["parts"]["stationary.1"]
        approved = await curator.command(order, "approval", part=part, version=version)
        assert approved.status_code == 200, approved.text
        assert await numbers(worker) == [opened["number"]]
        view = (await worker.get(f"/v1/orders/{order}")).json()
        assert (view["contact"], view["links"]["temporal"]) == (None, None)
        taken = await worker.command(
            order, "stationary/taking", part=part, version=approved.json()["parts"][part]
        )
        assert taken.status_code == 200, taken.text
        assert await numbers(worker) == [opened["number"]]
    colleague = Person(
        id=PersonId(uuid4()),
        organization_id=crew.organization.id,
        name="Другой",
        roles=frozenset({Role.STATIONARY_ENGINEER}),
    )
    async with database.transaction() as tx:
        await tx.people.put(colleague)
    async with calling(app, colleague) as other:
        assert await numbers(other) == []
        assert (await other.get(f"/v1/orders/{order}")).status_code == 404


async def test_filters_hold_together(curator: Caller, crew: Crew) -> None:
    mine = await curator.opened(engineer=str(crew.engineer.id))
    free = await curator.opened(
        contact=CONTACT | {"client": {"kind": "person", "name": "Жанна Щёголева"}}, walk_in=False
    )
    assert await numbers(curator, waiting_person=str(crew.engineer.id)) == [mine["number"]]
    assert await numbers(curator, waiting_role="curator") == [free["number"]]
    assert await numbers(curator, stage="agreement") == []
    assert set(await numbers(curator, stage="assignment")) == {mine["number"], free["number"]}
    assert await numbers(curator, show="closed") == []
    assert await numbers(curator, overdue="true") == []
    assert await numbers(curator, text="ЩЕГОЛ") == [free["number"]]
    assert await numbers(curator, text=free["number"][-3:]) == [free["number"]]
    assert set(await numbers(curator, text="12345")) == {mine["number"], free["number"]}
    assert await numbers(curator, text="щегол", waiting_role="engineer") == []


async def test_pages_follow_the_cursor(curator: Caller) -> None:
    opened = [(await curator.opened())["number"] for _ in range(5)]
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await curator.get("/v1/orders", params={"limit": "2"} | cursor)).json()
        seen += [order["number"] for order in page["orders"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == opened[::-1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"cursor": "not one"},
        {"cursor": "MjAyNi0wMS0wMVQwMDowMDowMCBu"},
        {"limit": "0"},
        {"limit": "101"},
        {"text": "ab"},
        {"text": "a\x00bc"},
        {"text": "   "},
        {"assignee": "me"},
        {"wating_role": "curator"},
        {"stage": "lost"},
        {"waiting_person": "me"},
        {"overdue": "perhaps"},
    ],
)
async def test_a_filter_that_makes_no_sense_is_a_422(curator: Caller, wrong: dict[str, str]) -> None:
    answer = await curator.get("/v1/orders", params=wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")
    assert answer.json()["fields"][0]["field"] == f"query.{next(iter(wrong))}"


async def test_a_superuser_chooses_an_organization(
    app: FastAPI, curator: Caller, crew: Crew, database: Database
) -> None:
    opened = await curator.opened()
    superuser = Person(
        id=PersonId(uuid4()), organization_id=None, name="Админ", roles=frozenset({Role.SUPERUSER})
    )
    async with database.transaction() as tx:
        await tx.people.put(superuser)
    async with calling(app, superuser) as admin:
        assert (await admin.get("/v1/orders")).status_code == 422
        assert await numbers(admin, organization=str(crew.organization.id)) == [opened["number"]]
        assert (await admin.get(f"/v1/orders/{opened['order_id']}")).status_code == 200
        assert (await admin.get(f"/v1/orders/{uuid4()}")).status_code == 404


async def test_a_superuser_searches_all_organizations(
    app: FastAPI, curator: Caller, crew: Crew, database: Database
) -> None:
    opened, others = await curator.opened(), await recruit(database)
    serial = f"SN-{uuid4().hex}"
    async with calling(app, others.curator) as stranger:
        foreign = await stranger.opened(device=DEVICE | {"serial": serial})
        ours = await curator.opened(device=DEVICE | {"serial": serial})
        assert await numbers(stranger, text=serial) == [foreign["number"]]
    superuser = Person(
        id=PersonId(uuid4()), organization_id=None, name="Админ", roles=frozenset({Role.SUPERUSER})
    )
    async with database.transaction() as tx:
        await tx.people.put(superuser)
    async with calling(app, superuser) as admin:
        first = (await admin.get("/v1/orders", params={"text": serial.lower(), "limit": "1"})).json()
        rest = (await admin.get("/v1/orders", params={"text": serial, "cursor": first["next"]})).json()
        found = {order["id"]: order["organization"] for order in [*first["orders"], *rest["orders"]]}
        assert found == {
            ours["order_id"]: crew.organization.name,
            foreign["order_id"]: others.organization.name,
        }
        assert rest["next"] is None
        assert opened["number"] in await numbers(
            admin, text=opened["number"], organization=str(crew.organization.id)
        )
        assert (await admin.get("/v1/orders", params={"text": "ab"})).status_code == 422
        assert await numbers(admin, text=serial, show="closed") == []


async def test_nobody_chooses_another_organization(
    curator: Caller, app: FastAPI, crew: Crew, database: Database
) -> None:
    opened = await curator.opened()
    others = await recruit(database)
    async with calling(app, others.curator) as stranger:
        assert await numbers(stranger, organization=str(crew.organization.id)) == []
        assert await numbers(stranger, text=opened["number"]) == []
        assert (await stranger.get(f"/v1/orders/{opened['order_id']}")).status_code == 404
