"""A receipt over several orders as people meet it over HTTP."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.api.caller import Caller
from tests.api.repair import Repair

pytestmark = pytest.mark.usefixtures("workers")


async def share(home: Repair, order: str, key: str | None = None) -> httpx2.Response:
    lines = [
        {"name": "Бумага", "unit_price": 30_000},
        {"name": "Ролик", "quantity": 2, "unit_price": 20_000, "order": order},
    ]
    body = {
        "document": await home.photo(),
        "seller": f"ООО «{uuid4()}»",
        "dated": str(datetime.now(UTC).date()),
        "total": 70_000,
        "lines": lines,
        "paid_by": "own",
    }
    return await home.send(home.engineer, "receipts", "receipt", key, **body)


async def test_the_other_order_shows_its_share_and_whose_it_is(curator: Caller, engineer: Caller) -> None:
    home, other = [await Repair.in_work(curator, engineer) for _ in range(2)]
    answer = await share(home, other.id)
    assert answer.status_code == 200, answer.text
    home.parts = answer.json()["parts"]
    assert curator.person
    seen = await other.view()
    [expense] = seen["order"]["shared"]
    share_, part = expense["share"], expense["part"]
    assert (part, share_["number"], share_["home"], share_["receipt"]) == (
        "shared.1",
        home.number,
        home.id,
        "receipt.1",
    )
    assert [(line["name"], line["quantity"]) for line in share_["pending"]] == [("Ролик", 2)]
    [wait] = seen["waiting"]
    whom = f"{curator.person.name} (curator)"
    assert wait["words"] == f"{whom} has to verify another order's receipt that holds expenses of this one"
    assert (await home.view())["order"]["receipts"][0]["shared_with"] == {other.id: other.number}
    await home.approve("receipt.1")
    assert [(await one.view())["sums"]["costs"] for one in (home, other)] == [30_000, 40_000]
    [line] = (await other.ledger())["lines"][-1:]
    assert (line["posting"]["kind"], line["posting"]["amount"]) == ("expense", 40_000)


async def test_05_the_same_key_twice_shares_once(curator: Caller, engineer: Caller) -> None:
    home, other = [await Repair.in_work(curator, engineer) for _ in range(2)]
    body: dict[str, Any] = {
        "document": await home.photo(),
        "seller": "ООО «Дважды»",
        "dated": str(datetime.now(UTC).date()),
        "total": 500,
        "lines": [{"name": "Ролик", "unit_price": 500, "order": other.id}],
        "paid_by": "company",
    }
    key = str(uuid4())
    first, again = [await home.send(engineer, "receipts", "receipt", key, **body) for _ in range(2)]
    assert first.status_code == 200, first.text
    assert again.json() == first.json()
    assert len(await other.entries("expense_shared")) == 1


async def test_what_it_is_refused_with(curator: Caller, engineer: Caller) -> None:
    home, early = await Repair.in_work(curator, engineer), await Repair.accepted(curator, engineer)
    unknown = await share(home, str(uuid4()))
    assert (unknown.status_code, unknown.json()["code"]) == (422, "receipt.order_unknown")
    unfit = await share(home, early.id)
    assert (unfit.status_code, unfit.json()["code"]) == (422, "receipt.order_unfit")
    assert unfit.json()["facts"] == {"number": early.number, "state": "agreement"}
    assert (await home.view())["order"]["receipts"] == []


async def test_the_other_orders_report_waits(curator: Caller, engineer: Caller) -> None:
    home, other = [await Repair.in_work(curator, engineer) for _ in range(2)]
    await share(home, other.id)
    report = {"no_contract_reason": "утерян", "received": None}
    refused = await other.send(engineer, "report", "report", **report)
    assert (refused.status_code, refused.json()["code"]) == (409, "report.branches_open")
    assert refused.json()["facts"] == {"parts": "shared.1"}
