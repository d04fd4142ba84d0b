"""Penalties over HTTP: charged, listed with the events they come from, appealed, decided."""

from typing import Any

import pytest
from fastapi import FastAPI

from storage.database import Database
from tests.api.caller import Caller, calling
from tests.api.repair import Repair
from tests.crew import Crew, recruit

pytestmark = pytest.mark.usefixtures("workers")


async def listed(caller: Caller, **filters: Any) -> dict[str, Any]:
    answer = await caller.get("/v1/penalties", params=filters)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def charged(repair: Repair, crew: Crew, amount: int = 50_000, part: str = "penalty.1") -> None:
    fields = {"part": part, "person": str(crew.engineer.id), "amount": amount, "reason": "Не позвонил"}
    await repair.give(repair.curator, "penalties", part, **fields)


async def test_a_penalty_from_its_charge_to_its_reversal(
    app: FastAPI, curator: Caller, engineer: Caller, crew: Crew
) -> None:
    repair = await Repair.accepted(curator, engineer)
    await charged(repair, crew)
    page = await listed(engineer)
    [penalty] = page["penalties"]
    assert page["word"] == "удержание"
    assert (penalty["order"], penalty["part"], penalty["amount"]) == (repair.id, "penalty.1", 50_000)
    assert (penalty["name"], penalty["automatic"], penalty["state"]) == (crew.engineer.name, False, "charged")
    assert [entry["event"]["kind"] for entry in penalty["events"]] == ["penalized"]

    await repair.give(engineer, "penalties/appeal", "penalty.1", part="penalty.1", reason="Звонил")
    refused = await repair.send(
        curator, "penalties/decision", "penalty.1", part="penalty.1", verdict="uphold", reason="Нет"
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "penalty.own")
    async with calling(app, crew.owner) as owner:
        waiting = (await owner.get(f"/v1/orders/{repair.id}/waiting")).json()
        assert "decide_appeal" in {wait["kind"] for wait in waiting}
        await repair.give(
            owner, "penalties/decision", "penalty.1", part="penalty.1", verdict="reverse", reason="Верно"
        )
        [penalty] = (await listed(owner, state="reversed"))["penalties"]
    kinds = [entry["event"]["kind"] for entry in penalty["events"]]
    assert kinds == ["penalized", "appealed", "appeal_decided"]
    ledger = await repair.ledger()
    assert [line["posting"]["amount"] for line in ledger["lines"]] == [50_000, -50_000]
    assert ledger["totals"]["penalty"] == 0


async def test_everybody_sees_the_own_penalties_and_curators_all_of_their_organization(
    app: FastAPI, curator: Caller, engineer: Caller, crew: Crew, database: Database
) -> None:
    repair = await Repair.accepted(curator, engineer)
    for number in (1, 2, 3):
        await charged(repair, crew, number * 100, f"penalty.{number}")
    first = await listed(curator, person=str(crew.engineer.id), limit=2)
    rest = await listed(curator, person=str(crew.engineer.id), limit=2, cursor=first["next"])
    amounts = [one["amount"] for one in (*first["penalties"], *rest["penalties"])]
    assert (amounts, rest["next"]) == ([300, 200, 100], None)
    assert (await listed(curator, person=str(crew.second_engineer.id)))["penalties"] == []
    async with calling(app, crew.second_engineer) as colleague:
        assert (await listed(colleague, person=str(crew.engineer.id)))["penalties"] == []
    elsewhere = await recruit(database)
    async with calling(app, elsewhere.curator) as stranger:
        assert (await listed(stranger))["penalties"] == []
    for cursor in ("x", "MjAyNi0wMS0wMQ=="):
        assert (await curator.get("/v1/penalties", params={"cursor": cursor})).status_code == 422
