"""The ways that not every order takes, over HTTP: more work, all at once on site, opened again."""

import pytest
from fastapi import FastAPI

from tests.api.caller import Caller, calling
from tests.api.repair import CASH, LINE, Repair
from tests.crew import Crew

pytestmark = pytest.mark.usefixtures("workers")

AGREED = {"options": [{"lines": [LINE]}], "outcome": {"kind": "agreed", "option": 0}}


async def test_what_the_client_agrees_to_in_work_is_added_to_the_price(
    curator: Caller, engineer: Caller
) -> None:
    repair = await Repair.in_work(curator, engineer)
    await repair.give(engineer, "supplements", "supplement", **AGREED)
    again = await repair.send(engineer, "supplements", "supplement", **AGREED)
    assert (again.status_code, again.json()["code"]) == (409, "supplement.open")
    await repair.approve("supplement.1")
    view = await repair.view()
    assert view["sums"]["price"] == 240_000
    assert [one["state"] for one in view["order"]["supplements"]] == ["approved"]


async def test_one_form_and_one_approval_complete_an_order_that_its_owner_reopens(
    app: FastAPI, curator: Caller, engineer: Caller, crew: Crew
) -> None:
    repair = await Repair.accepted(curator, engineer)
    form = {"lines": [LINE], "act": [await repair.photo()], "received": CASH | {"amount": 120_000}}
    await repair.give(engineer, "onsite", "onsite", **form)
    done = await repair.approve("onsite")
    assert (done.json()["stage"], done.json()["waits"]) == ("completed", [])

    late = await engineer.command(repair.id, "notes", text="Клиент звонил после закрытия")
    assert late.status_code == 200, late.text
    refused = await repair.send(curator, "reopening", "order", reason="Не работает")
    assert refused.status_code == 403
    async with calling(app, crew.owner) as owner:
        opened = await repair.give(owner, "reopening", "order", reason="Снова не работает")
    assert opened.json()["stage"] == "report"
    sums = (await repair.view())["sums"]
    assert (sums["price"], sums["received"], sums["commission"]) == (120_000, 120_000, 0)


async def test_a_refused_and_a_cancelled_order_are_reopened(
    app: FastAPI, curator: Caller, engineer: Caller, crew: Crew
) -> None:
    no = {"kind": "refused", "code": "price", "text": "Дорого", "fee": 50_000, "method": "cash"}
    refused = await Repair.accepted(curator, engineer)
    await refused.give(engineer, "agreement", "agreement", options=AGREED["options"], outcome=no)
    await refused.approve("agreement")
    cancelled = await Repair.in_work(curator, engineer, prepaid=70_000)
    await cancelled.give(curator, "cancellation", "order", reason="Клиент передумал")
    kept = {"refund": 40_000, "method": "cash", "recipient": "Клиент", "kept_reason": "Выезд"}
    await cancelled.give(curator, "settlement", "money", **kept)
    for repair, stays in ((refused, 50_000), (cancelled, 30_000)):
        async with calling(app, crew.owner) as owner:
            opened = await repair.give(owner, "reopening", "order", reason="Клиент вернулся")
        assert opened.json()["stage"] == "agreement"
        sums = (await repair.view())["sums"]
        assert (sums["price"], sums["received"]) == (0, stays)
