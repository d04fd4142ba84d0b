"""People over HTTP: who is written down, found and changed, and by whom."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from domain.people import Person
from storage.database import Database
from tests.api.caller import Caller, calling, refused
from tests.crew import Crew, recruit

SEMYON: dict[str, Any] = {
    "name": "Семён Ёлкин",
    "roles": ["engineer"],
    "phone": "8 912 345-67-89",
    "employee_number": "И-17",
}


async def made(caller: Caller, **changes: Any) -> dict[str, Any]:
    answer = await caller.create("/v1/people", **(SEMYON | changes))
    assert answer.status_code == 200, answer.text
    person: dict[str, Any] = answer.json()
    return person


async def names(caller: Caller, **params: Any) -> list[str]:
    answer = await caller.get("/v1/people", params=params)
    assert answer.status_code == 200, answer.text
    return [person["name"] for person in answer.json()["people"]]


async def test_a_curator_writes_an_engineer_down_who_is_found_by_anything(
    curator: Caller, crew: Crew
) -> None:
    person = await made(curator)
    assert (person["organization_id"], person["phone"]) == (str(crew.organization.id), "+79123456789")
    assert (person["version"], person["active"], person["login"]) == (1, True, None)
    for text in ("семён", "ЕЛК", "ёлк", "912345", "89123456789", "и-17"):
        assert await names(curator, text=text) == ["Семён Ёлкин"]
    assert await names(curator, text="семенов") == []
    shown = await curator.get(f"/v1/people/{person['id']}")
    assert shown.json() == person


async def test_40_several_taps_make_one_person(curator: Caller) -> None:
    answers = await asyncio.gather(*(curator.create("/v1/people", "tap", **SEMYON) for _ in range(5)))
    assert {answer.text for answer in answers} == {answers[0].text}
    assert answers[0].status_code == 200, answers[0].text
    assert await names(curator, text="ёлкин") == ["Семён Ёлкин"]
    refused(
        await curator.create("/v1/people", "tap", **(SEMYON | {"name": "Иной"})), 422, "command.key_reused"
    )


async def test_an_employee_number_is_one_persons(curator: Caller) -> None:
    await made(curator)
    refused(await curator.create("/v1/people", **SEMYON), 422, "person.number_taken")
    other = await made(curator, employee_number="И-18")
    change = {"version": 1, "employee_number": "И-17"}
    refused(await curator.patch(f"/v1/people/{other['id']}", json=change), 422, "person.number_taken")


async def test_30_only_the_given_fields_change(superuser: Caller, crew: Crew) -> None:
    """Saving a user with one panel closed wiped all rights."""
    person = await made(
        superuser,
        organization_id=str(crew.organization.id),
        roles=["engineer", "stationary_engineer"],
        extra_permissions=["money:read"],
        commission_bp=5000,
    )
    answer = await superuser.patch(f"/v1/people/{person['id']}", json={"version": 1, "name": "Семён"})
    assert answer.json() == person | {"name": "Семён", "version": 2}
    answer = await superuser.patch(f"/v1/people/{person['id']}", json={"version": 2, "phone": None})
    assert answer.json() == person | {"name": "Семён", "version": 3, "phone": None}
    wiped = {"version": 3, "roles": None}
    refused(await superuser.patch(f"/v1/people/{person['id']}", json=wiped), 422, "request.invalid")


async def test_a_stale_edit_gets_the_person_as_they_are_and_a_repeated_one_its_answer(
    curator: Caller, crew: Crew
) -> None:
    path = f"/v1/people/{crew.engineer.id}"
    first = await curator.patch(path, json={"version": 1, "phone": "+79123456789"})
    assert (await curator.patch(path, json={"version": 1, "phone": "+79123456789"})).json() == first.json()
    problem = refused(
        await curator.patch(path, json={"version": 1, "name": "Другой"}), 409, "person.stale_version"
    )
    assert problem["current"] == first.json()
    edits = [curator.patch(path, json={"version": 2, "name": f"Иван {n}"}) for n in range(5)]
    assert sorted(answer.status_code for answer in await asyncio.gather(*edits)) == [200] + [409] * 4


async def test_22_and_27_nobody_reaches_above_themselves(
    curator: Caller, owner: Caller, engineer: Caller, superuser: Caller, crew: Crew
) -> None:
    """Any user could make an administrator, or raise the own rights."""
    for roles in (["curator"], ["owner"], ["engineer", "curator"]):
        answer = await curator.create("/v1/people", name="Кто-то", roles=roles)
        refused(answer, 403, "person.not_managed")
    answer = await curator.create("/v1/people", name="Кто-то", roles=["superuser"])
    refused(answer, 422, "person.platform_role")
    refused(await owner.create("/v1/people", name="Кто-то", roles=["engineer"]), 403, "person.not_managed")
    refused(await engineer.create("/v1/people", name="Кто-то", roles=["engineer"]), 403, "auth.forbidden")
    for somebody in (crew.curator, crew.second_curator, crew.owner):
        answer = await curator.patch(f"/v1/people/{somebody.id}", json={"version": 1, "name": "Ха"})
        refused(answer, 403, "person.not_managed")
    for raised in ({"roles": ["engineer", "curator"]}, {"extra_permissions": ["money:write_off"]}):
        answer = await curator.patch(f"/v1/people/{crew.engineer.id}", json={"version": 1} | raised)
        refused(answer, 403, "person.not_managed")
    assert superuser.person
    own = f"/v1/people/{superuser.person.id}"
    answer = await superuser.patch(own, json={"version": 1, "extra_permissions": ["money:pay"]})
    refused(answer, 403, "person.own_rights")
    answer = await superuser.patch(
        f"/v1/people/{crew.owner.id}", json={"version": 1, "extra_permissions": ["organizations:manage"]}
    )
    refused(answer, 422, "person.right_reserved")


async def test_28_editing_somebody_leaves_the_editors_session_alone(curator: Caller, crew: Crew) -> None:
    """Editing another user turned the editor's own session into that user's."""
    before = (await curator.get("/v1/auth/me")).json()
    answer = await curator.patch(f"/v1/people/{crew.engineer.id}", json={"version": 1, "name": "Новый"})
    assert answer.json()["name"] == "Новый"
    assert (await curator.get("/v1/auth/me")).json() == before


async def test_an_extra_right_is_enforced_and_told(
    app: FastAPI, superuser: Caller, engineer: Caller, crew: Crew
) -> None:
    refused(await engineer.get("/v1/people"), 403, "auth.forbidden")
    change = {"version": 1, "extra_permissions": ["people:read"]}
    answer = await superuser.patch(f"/v1/people/{crew.engineer.id}", json=change)
    assert "people:read" in answer.json()["permissions"]
    assert len(await names(engineer)) == len(crew.people)
    assert "people:read" in (await engineer.get("/v1/auth/me")).json()["permissions"]


async def test_nobody_sees_another_organizations_people(
    app: FastAPI, curator: Caller, crew: Crew, database: Database, root: Person
) -> None:
    elsewhere = await recruit(database)
    async with calling(app, elsewhere.curator) as stranger:
        for unknown in (crew.engineer.id, root.id, uuid4()):
            bodies = [
                await stranger.get(f"/v1/people/{unknown}"),
                await stranger.patch(f"/v1/people/{unknown}", json={"version": 1, "name": "Ха"}),
                await stranger.post(f"/v1/people/{unknown}/block", json={"version": 1, "reason": "x"}),
                await stranger.post(f"/v1/people/{unknown}/unblock", json={"version": 1}),
            ]
            for answer in bodies:
                refused(answer, 404, "person.not_found")
        home = str(crew.organization.id)
        assert await names(stranger, organization=home) == []
        answer = await stranger.create("/v1/people", organization_id=home, **SEMYON)
        known = refused(answer, 422, "request.invalid")
        answer = await stranger.create("/v1/people", organization_id=str(uuid4()), **SEMYON)
        assert refused(answer, 422, "request.invalid")["fields"] == known["fields"]
        assert not {str(person.id) for person in crew.people} & {
            person["id"] for person in (await stranger.get("/v1/people")).json()["people"]
        }


@pytest.mark.parametrize("sort", ["name", "-name", "created_at", "-created_at"])
async def test_31_pages_make_the_whole_list_in_every_order(curator: Caller, crew: Crew, sort: str) -> None:
    """Search by full id only; sort crashed the page."""
    for n in range(3):
        await made(curator, name="Однофамилец", employee_number=str(n))
    whole = (await curator.get("/v1/people", params={"sort": sort, "limit": 100})).json()
    assert (len(whole["people"]), whole["next"]) == (len(crew.people) + 3, None)
    paged: list[Any] = []
    cursor = None
    while cursor or not paged:
        params = {"sort": sort, "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await curator.get("/v1/people", params=params)).json()
        paged, cursor = paged + page["people"], page["next"]
    assert paged == whole["people"]
    key = sort.removeprefix("-")
    keys = [person[key].casefold() for person in paged]
    assert keys == sorted(keys, reverse=sort.startswith("-"))


async def test_people_are_filtered_by_role_and_state(curator: Caller, superuser: Caller, crew: Crew) -> None:
    assert await names(curator, role="engineer") == ["Иванов", "Сидоров"]
    assert await names(curator, role="engineer", active=False) == []
    home = str(crew.organization.id)
    assert await names(superuser, role="owner", organization=home) == ["Хозяинов"]
    for wrong in ({"text": "аб"}, {"cursor": "x"}, {"text": "a\x00bc"}, {"sort": "salary"}):
        refused(await curator.get("/v1/people", params=wrong), 422, "request.invalid")
