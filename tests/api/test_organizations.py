"""Organizations over HTTP: founded by superusers, set up by their owners, unknown to all others."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.organizations import OrganizationSettings
from storage.database import Database
from tests.api.caller import Caller, refused
from tests.crew import Crew, recruit


async def settings_of(caller: Caller, crew: Crew) -> dict[str, Any]:
    answer = await caller.get(f"/v1/organizations/{crew.organization.id}/settings")
    assert answer.status_code == 200, answer.text
    settings: dict[str, Any] = answer.json()
    return settings


async def change(caller: Caller, crew: Crew, version: int, **settings: Any) -> Any:
    path = f"/v1/organizations/{crew.organization.id}/settings"
    return await caller.patch(path, json={"version": version, "settings": settings})


async def test_a_superuser_founds_an_organization_once(superuser: Caller) -> None:
    body = {"name": "Сервис на Лесной", "prefix": "ЛЕС", "settings": {"currency": "KZT"}}
    first = await superuser.create("/v1/organizations", "tap", **body)
    assert first.status_code == 200, first.text
    assert (await superuser.create("/v1/organizations", "tap", **body)).json() == first.json()
    other = await superuser.create("/v1/organizations", "tap", **(body | {"name": "Иная"}))
    refused(other, 422, "command.key_reused")
    view = first.json()
    assert (view["prefix"], view["currency"], view["version"]) == ("ЛЕС", "KZT", 1)
    listed: list[Any] = []
    cursor = None
    while cursor or not listed:
        params = {"limit": 100} | ({"cursor": cursor} if cursor else {})
        page = (await superuser.get("/v1/organizations", params=params)).json()
        listed, cursor = listed + page["organizations"], page["next"]
    assert view in listed
    assert [one["name"] for one in listed] == sorted(one["name"] for one in listed)


async def test_the_prefix_is_fixed_from_the_first_order_on(
    superuser: Caller, curator: Caller, crew: Crew, workers: None
) -> None:
    path = f"/v1/organizations/{crew.organization.id}"
    answer = await superuser.patch(path, json={"version": 1, "prefix": "NEW"})
    assert (answer.json()["prefix"], answer.json()["version"]) == ("NEW", 2)
    assert (await curator.opened())["number"] == "NEW-000001"
    answer = await superuser.patch(path, json={"version": 2, "prefix": "OLD"})
    refused(answer, 409, "organization.prefix_fixed")
    problem = refused(
        await superuser.patch(path, json={"version": 1, "name": "Иная"}), 409, "organization.stale_version"
    )
    assert problem["current"]["version"] == 2
    refused(await superuser.patch(path, json={"version": 2, "prefix": "lower"}), 422, "request.invalid")


async def test_an_owner_changes_the_settings_that_are_given_and_no_others(owner: Caller, crew: Crew) -> None:
    before = await settings_of(owner, crew)
    assert before == {"version": 1, "settings": OrganizationSettings().model_dump(mode="json")}
    answer = await change(owner, crew, 1, pool=True, cash_limit=5_000_000)
    assert answer.json()["settings"] == before["settings"] | {"pool": True, "cash_limit": 5_000_000}
    assert (await change(owner, crew, 1, pool=True)).json() == answer.json(), "an answer that was lost"
    refused(await change(owner, crew, 1, pool=False), 409, "organization.stale_version")
    assert (await change(owner, crew, 2, cash_limit=None)).json()["version"] == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"calendar": {"zone": "Mars/Olympus"}},
        {"ladders": {"accept": {"remind": 5, "again": 3, "escalate": 7, "escalate_again": 9}}},
        {"commission_bp": 10_001},
        {"verification": {"report": "after"}},
        {"currency": "рубли"},
        {"penalties": [{"kind": "assign", "after": 60, "amount": 100}]},
        {"surprise": 1},
        {"cash_limit": -1},
    ],
)
async def test_settings_that_make_no_sense_are_refused(
    owner: Caller, crew: Crew, wrong: dict[str, Any]
) -> None:
    refused(await change(owner, crew, 1, **wrong), 422, "request.invalid")


async def test_there_is_always_a_next_working_hour(owner: Caller, crew: Crew) -> None:
    week = [{"since": "09:00", "until": "18:00"}, *[None] * 6]
    mondays = [str(date(2027, 1, 4) + timedelta(weeks=n)) for n in range(60)]
    shut = {"week": week, "holidays": mondays}
    refused(await change(owner, crew, 1, calendar=shut), 422, "organization.calendar")
    assert (await change(owner, crew, 1, calendar={"week": week, "holidays": mondays[:9]})).status_code == 200
    many = {"holidays": [str(date(2027, 1, 4) + timedelta(days=2 * n)) for n in range(500)]}
    refused(await change(owner, crew, 2, calendar=many), 422, "organization.calendar")


async def test_a_rate_is_of_somebody_here(owner: Caller, crew: Crew, database: Database) -> None:
    elsewhere = await recruit(database)
    for stranger in (elsewhere.engineer.id, uuid4()):
        rate = {"since": "2027-01-01", "person": str(stranger), "bp": 5000}
        refused(await change(owner, crew, 1, rates=[rate]), 422, "organization.rate_person")
    rate = {"since": "2027-01-01", "person": str(crew.engineer.id), "bp": 5000}
    assert (await change(owner, crew, 1, rates=[rate])).status_code == 200


async def test_members_see_their_own_card_and_nobody_elses(
    engineer: Caller, owner: Caller, stranger: Caller, crew: Crew
) -> None:
    card = (await engineer.get(f"/v1/organizations/{crew.organization.id}")).json()
    assert (card["zone"], card["penalty_word"]) == ("Europe/Moscow", "удержание")
    refused(await engineer.get(f"/v1/organizations/{crew.organization.id}/settings"), 403, "auth.forbidden")
    refused(await owner.get("/v1/organizations"), 403, "auth.forbidden")
    assert stranger.person
    for unknown in (stranger.person.organization_id, uuid4()):
        refused(await engineer.get(f"/v1/organizations/{unknown}"), 404, "organization.not_found")
        answer = await owner.get(f"/v1/organizations/{unknown}/settings")
        refused(answer, 404, "organization.not_found")
        body = {"version": 1, "settings": {"pool": True}}
        answer = await owner.patch(f"/v1/organizations/{unknown}/settings", json=body)
        refused(answer, 404, "organization.not_found")
    theirs = f"/v1/organizations/{stranger.person.organization_id}/settings"
    assert not (await stranger.get(theirs)).json()["settings"]["pool"]
