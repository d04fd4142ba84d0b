"""What people earn, as they and their curators see it; and how it is paid out, over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from storage.database import Database
from tests.api.caller import Caller, calling
from tests.api.repair import CASH, Repair
from tests.crew import Crew, recruit

pytestmark = pytest.mark.usefixtures("workers")


async def completed(curator: Caller, engineer: Caller, received: int = 120_000, advance: int = 0) -> Repair:
    """For 1200 roubles, of which 480 are the engineer's."""
    repair = await Repair.in_work(curator, engineer)
    await report(repair, engineer, received, advance)
    return repair


async def report(repair: Repair, by: Caller, received: int, advance: int = 0, **approval: Any) -> None:
    paid = CASH | {"amount": received}
    await repair.give(by, "report", "report", act=[await repair.photo()], received=paid, advance=advance)
    due = str((datetime.now(UTC) + timedelta(days=5)).date())
    await repair.give(repair.curator, "approval", "report", part="report", debt_due=due, **approval)


async def earned(caller: Caller, **asked: Any) -> dict[str, Any]:
    answer = await caller.get("/v1/earnings", params=asked)
    assert answer.status_code == 200, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def payable(caller: Caller, **asked: Any) -> list[tuple[str, str, int]]:
    answer = await caller.get("/v1/earnings/payable", params=asked)
    assert answer.status_code == 200, answer.text
    return [(one["number"], one["name"], one["amount"]) for one in answer.json()["payable"]]


async def test_43_commission_is_theirs_who_did_the_work_whoever_took_the_money(
    app: FastAPI, curator: Caller, engineer: Caller, crew: Crew
) -> None:
    repair = await Repair.in_work(curator, engineer, prepaid=100_000)
    await repair.give(curator, "assignment", "assignment", engineer=str(crew.second_engineer.id))
    async with calling(app, crew.second_engineer) as second:
        await repair.give(second, "assignment/acceptance", "assignment")
        await repair.give(curator, "payments", "money", payment=CASH | {"amount": 10_000})
        split = {str(crew.engineer.id): 3_333, str(crew.second_engineer.id): 6_667}
        await report(repair, second, 10_000, commission_split=split)
        everybody = [await earned(one) for one in (engineer, second, curator)]
    sums = [one["periods"][0]["sums"]["commission"] for one in everybody]
    assert sums == [15_998, 32_002, 0]  # of 48 000: 15 998.4 and 32 001.6
    assert await payable(curator) == [
        (repair.number, name, amount)
        for _, name, amount in sorted(
            (str(person.id), person.name, amount)
            for person, amount in ((crew.engineer, 15_998), (crew.second_engineer, 32_002))
        )
    ]


async def test_what_is_payable_is_paid_out_once_and_seen_by_whom_it_concerns(
    curator: Caller, engineer: Caller, crew: Crew
) -> None:
    repair = await completed(curator, engineer, advance=8_000)
    name = crew.engineer.name
    assert await payable(engineer) == await payable(curator) == [(repair.number, name, 40_000)]
    [one] = (await curator.get("/v1/earnings/payable")).json()["payable"]
    assert one["until"] == (await repair.view())["order"]["archive_at"]
    payout = {"person": str(crew.engineer.id), "amount": 30_000, "method": "sbp"}
    denied = await repair.send(engineer, "payouts", "money", **payout)
    assert (denied.status_code, denied.json()["code"]) == (403, "auth.forbidden")
    await repair.give(curator, "payouts", "money", **payout)
    again = await repair.send(curator, "payouts", "money", **payout)
    assert (again.status_code, again.json()["code"]) == (422, "payout.above_payable")
    assert await payable(curator, person=str(crew.engineer.id)) == [(repair.number, name, 10_000)]
    view = await earned(engineer)
    assert [period["sums"] for period in view["periods"]] == [
        {"commission": 48_000, "advance": 8_000, "payout": 30_000, "penalty": 0}
    ] * 2
    assert [(line["kind"], line["amount"], line["number"]) for line in view["lines"]] == [
        ("payout", 30_000, repair.number),
        ("advance", 8_000, repair.number),
        ("commission", 48_000, repair.number),
    ]
    first = await earned(engineer, limit=2)
    rest = await earned(engineer, cursor=first["next"])
    assert first["lines"] + rest["lines"] == view["lines"]


async def test_a_debt_is_written_off_by_the_owner_and_then_the_commission_is_payable(
    app: FastAPI, curator: Caller, engineer: Caller, crew: Crew
) -> None:
    repair = await completed(curator, engineer, received=100_000)
    assert await payable(curator) == []
    payout = {"person": str(crew.engineer.id), "amount": 1, "method": "cash"}
    early = await repair.send(curator, "payouts", "money", **payout)
    assert (early.status_code, early.json()["code"]) == (409, "payout.debt_open")
    denied = await repair.send(curator, "write-offs", "money", amount=20_000, reason="Доброта")
    assert (denied.status_code, denied.json()["code"]) == (403, "auth.forbidden")
    async with calling(app, crew.owner) as owner:
        done = await repair.give(owner, "write-offs", "money", amount=20_000, reason="Клиент разорился")
    assert done.json()["waits"] == []
    view = await repair.view()
    assert (view["sums"]["debt"], view["sums"]["write_off"]) == (0, 20_000)
    assert await payable(curator) == [(repair.number, crew.engineer.name, 48_000)]
    cash = (await engineer.get(f"/v1/cash/{crew.engineer.id}")).json()["cash"]
    assert cash["balance"] == 100_000, "a payout in cash is not the client's cash in the engineer's hand"


async def test_days_are_the_organizations_and_a_day_twice_is_that_day(
    curator: Caller, engineer: Caller
) -> None:
    await completed(curator, engineer)
    today = (await earned(engineer))["periods"][0]["until"]
    [period] = (await earned(engineer, since=today, until=today))["periods"]
    assert period["sums"]["commission"] == 48_000
    before = str(datetime.fromisoformat(today).date() - timedelta(days=1))
    view = await earned(engineer, since=before, until=before)
    assert (view["periods"][0]["sums"]["commission"], view["lines"]) == (0, [])
    answer = await engineer.get("/v1/earnings", params={"since": today, "until": before})
    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, "query.until")


async def test_only_who_may_read_money_sees_others_and_nobody_another_organization(
    app: FastAPI, curator: Caller, engineer: Caller, crew: Crew, database: Database
) -> None:
    await completed(curator, engineer)
    whose = {"person": str(crew.engineer.id)}
    assert (await earned(curator, **whose))["periods"][0]["sums"]["commission"] == 48_000
    elsewhere = await recruit(database)
    async with calling(app, crew.second_engineer) as colleague, calling(app, elsewhere.owner) as stranger:
        for path in ("/v1/earnings", "/v1/earnings/payable"):
            answer = await colleague.get(path, params=whose)
            assert (answer.status_code, answer.json()["code"]) == (403, "auth.forbidden")
        assert await payable(colleague) == await payable(stranger) == []
        assert await payable(stranger, **whose) == []
        answer = await stranger.get("/v1/earnings", params=whose)
        assert (answer.status_code, answer.json()["code"]) == (404, "cash.unknown")


@pytest.mark.parametrize("path", ["/v1/earnings", "/v1/earnings/payable"])
async def test_a_made_up_cursor_is_told(curator: Caller, path: str) -> None:
    answer = await curator.get(path, params={"cursor": "SVC-000001"})
    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, "query.cursor")


async def test_a_page_of_what_is_payable_ends_where_the_next_one_begins(
    curator: Caller, engineer: Caller
) -> None:
    numbers = [(await completed(curator, engineer)).number for _ in range(3)]
    first = (await curator.get("/v1/earnings/payable", params={"limit": 2})).json()
    rest = (await curator.get("/v1/earnings/payable", params={"cursor": first["next"]})).json()
    assert [one["number"] for one in first["payable"] + rest["payable"]] == numbers
    assert rest["next"] is None
