"""PRODUCT §10, 34: who changed what, before and after, when, from where; nobody rewrites it."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.database import Database
from tests.api.caller import Caller, refused
from tests.crew import Crew


async def changes(caller: Caller, **params: Any) -> list[dict[str, Any]]:
    answer = await caller.get("/v1/audit", params=params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["changes"]
    return found


async def test_34_every_change_of_a_person_tells_who_what_when_and_from_where(
    curator: Caller, owner: Caller, crew: Crew
) -> None:
    """No audit: who, when, why."""
    path = f"/v1/people/{crew.engineer.id}"
    headers = {"User-Agent": "bot/1", "X-Request-ID": "request-0001"}
    await curator.patch(path, json={"version": 1, "name": "Новый"}, headers=headers)
    await curator.post(f"{path}/block", json={"version": 2, "reason": "Уволился"})
    await curator.post(f"{path}/unblock", json={"version": 3})
    back, blocked, changed = await changes(owner, entity=str(crew.engineer.id))
    assert (changed["before"], changed["after"]) == ({"name": "Иванов"}, {"name": "Новый"})
    trace = changed["trace"]
    assert (trace["by"], trace["agent"], trace["request_id"]) == (
        str(crew.curator.id),
        "bot/1",
        "request-0001",
    )
    assert trace["network"].endswith(".0/24"), "the first part of the address"
    assert trace["at"].endswith("+03:00")
    assert (blocked["action"], blocked["after"]) == (
        "person.blocked",
        {"active": False, "reason": "Уволился"},
    )
    assert (back["action"], back["after"]) == ("person.unblocked", {"active": True})


async def test_what_was_refused_or_changed_nothing_is_not_on_record(
    curator: Caller, owner: Caller, crew: Crew
) -> None:
    path = f"/v1/people/{crew.engineer.id}"
    await curator.patch(path, json={"version": 1, "name": crew.engineer.name})
    await curator.patch(path, json={"version": 7, "name": "Ха"})
    await curator.patch(path, json={"version": 1, "roles": ["owner"]})
    assert await changes(owner) == []


async def test_a_changed_setting_is_on_record_by_itself(owner: Caller, crew: Crew) -> None:
    path = f"/v1/organizations/{crew.organization.id}/settings"
    await owner.patch(path, json={"version": 1, "settings": {"pool": True}})
    [change] = await changes(owner, action="settings.changed")
    assert (change["before"], change["after"]) == ({"pool": False}, {"pool": True})


async def test_owners_read_their_own_record_and_superusers_all(
    owner: Caller, curator: Caller, superuser: Caller, stranger: Caller, crew: Crew
) -> None:
    for n in range(3):
        await curator.patch(f"/v1/people/{crew.engineer.id}", json={"version": n + 1, "name": f"Иван {n}"})
    refused(await curator.get("/v1/audit"), 403, "auth.forbidden")
    assert await changes(stranger) == await changes(stranger, entity=str(crew.engineer.id)) == []
    assert len(await changes(superuser, entity=str(crew.engineer.id))) == 3
    first = (await owner.get("/v1/audit", params={"limit": 2})).json()
    rest = (await owner.get("/v1/audit", params={"cursor": first["next"]})).json()
    assert first["changes"] + rest["changes"] == await changes(owner)
    assert first["names"] == {str(crew.curator.id): crew.curator.name, str(crew.engineer.id): "Иван 2"}
    for cursor in ("x", "-1", "9" * 40):
        refused(await owner.get("/v1/audit", params={"cursor": cursor}), 422, "request.invalid")


@pytest.mark.parametrize("tampering", ["UPDATE audit SET by_person = NULL", "DELETE FROM audit"])
async def test_the_record_is_only_appended_to(database: Database, tampering: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.engine.begin() as connection:
            await connection.execute(text(tampering))
