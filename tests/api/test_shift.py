"""Who is on shift, and what the others may do meanwhile (ACC-7)."""

from fastapi import FastAPI

from domain.organizations import OrganizationSettings
from storage.database import Database
from tests.api.caller import Caller, calling
from tests.crew import recruit


async def test_everybody_begins_and_ends_their_own_shift(curator: Caller) -> None:
    for on_shift in (False, False, True):
        response = await curator.http.put("/v1/me/shift", json={"on_shift": on_shift})
        assert (response.status_code, response.json()) == (200, {"on_shift": on_shift})
        assert (await curator.get("/v1/auth/me")).json()["on_shift"] is on_shift


async def test_a_shift_is_a_yes_or_a_no_of_somebody_logged_in(curator: Caller, anybody: Caller) -> None:
    for wrong in ({}, {"on_shift": "later"}, {"on_shift": True, "person": "x"}):
        assert (await curator.http.put("/v1/me/shift", json=wrong)).status_code == 422
    assert (await anybody.http.put("/v1/me/shift", json={"on_shift": True})).status_code == 401


async def test_22_another_curator_acts_only_in_a_pool_and_off_shift_and_takes_over_always(
    app: FastAPI, database: Database, workers: None
) -> None:
    crew = await recruit(database, OrganizationSettings(pool=True))
    async with calling(app, crew.curator) as own, calling(app, crew.second_curator) as other:
        answer = await own.opened(engineer=None)
        order, version = answer["order_id"], answer["parts"].get("assignment", 0)
        offer = {"engineers": [str(crew.engineer.id), str(crew.second_engineer.id)], "version": version}
        refused = await other.command(order, "assignment/offer", **offer)
        assert (refused.status_code, refused.json()["code"]) == (403, "order.not_yours")
        alone = {"stands_in": False, "other_curators": True}
        assert (await other.get(f"/v1/orders/{order}")).json()["read_by"] == alone
        await own.http.put("/v1/me/shift", json={"on_shift": False})
        for caller, stands_in in ((other, True), (own, True)):
            read_by = (await caller.get(f"/v1/orders/{order}")).json()["read_by"]
            assert read_by == {"stands_in": stands_in, "other_curators": True}
        given = await other.command(order, "assignment/offer", **offer)
        assert given.status_code == 200, given.text
        assert [wait["kind"] for wait in given.json()["waits"]] == ["accept", "accept"]
        await own.http.put("/v1/me/shift", json={"on_shift": True})
        parts = given.json()["parts"]
        taken = await other.command(order, "takeover", version=parts["order"], reason="Отпуск")
        assert taken.status_code == 200, taken.text
        read = (await other.get(f"/v1/orders/{order}")).json()
        assert read["order"]["curator"] == str(crew.second_curator.id)
        pause = {"until": "2027-01-15T09:00:00+03:00", "reason": "x"}
        late = await own.command(order, "pause", version=taken.json()["parts"]["order"], **pause)
        assert late.json()["code"] == "order.not_yours"
