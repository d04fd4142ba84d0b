"""Orders that have to do with each other: the repeat under warranty, the client's other devices."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from domain.values import OrderId
from storage.database import Database
from tests.api.caller import CONTACT, DEVICE, Caller, calling
from tests.api.repair import CASH, Repair
from tests.crew import Crew, recruit

pytestmark = pytest.mark.usefixtures("workers")
NAMED = DEVICE | {"serial": "VN-100"}


async def completed(curator: Caller, engineer: Caller, **report: Any) -> Repair:
    """Of a device with a serial number, paid in full."""
    repair = await Repair.accepted(curator, engineer, device=NAMED)
    await repair.agree()
    await repair.approve("agreement")
    await repair.give(engineer, "prepayment", "prepayment", payment=None)
    await repair.approve("prepayment")
    paid = CASH | {"amount": 120_000}
    await repair.give(engineer, "report", "report", act=[await repair.photo()], received=paid, **report)
    await repair.approve("report")
    return repair


def shown(repair: Repair, stage: str) -> dict[str, Any]:
    device = NAMED | {"completeness": None}
    return {"id": repair.id, "number": repair.number, "device": device, "stage": stage}


async def test_a_repeat_and_its_earlier_order_name_each_other(curator: Caller, engineer: Caller) -> None:
    first = await completed(curator, engineer, warranty_days=30)
    again = await Repair.accepted(curator, engineer, device=NAMED, warranty_of=first.id)
    view = await again.view()
    assert (view["stage"], view["order"]["warranty"]["number"]) == ("work", first.number)
    assert view["warranty_of"] == shown(first, "completed")
    view = await first.view()
    assert (view["warranty_of"], view["repeats"]) == (None, [shown(again, "work")])


async def test_a_repeat_ends_without_money_or_becomes_an_ordinary_order(
    curator: Caller, engineer: Caller
) -> None:
    first = await completed(curator, engineer, warranty_days=30)
    free = await Repair.accepted(curator, engineer, device=NAMED, warranty_of=first.id)
    await free.give(engineer, "report", "report", no_contract_reason="гарантия")
    await free.approve("report")
    view = await free.view()
    assert (view["stage"], set(view["sums"].values())) == ("completed", {0})

    other = await Repair.accepted(curator, engineer, device=NAMED, warranty_of=first.id)
    await other.give(engineer, "warranty/denial", "agreement", reason="Залит кофе")
    assert (await other.view())["stage"] == "agreement"
    answer = await other.send(engineer, "warranty/denial", "agreement", reason="Ещё раз")
    assert (answer.status_code, answer.json()["code"]) == (409, "warranty.none")
    await other.agree()
    await other.approve("agreement")
    assert (await other.view())["sums"]["price"] == 120_000


async def test_what_the_earlier_order_does_not_prove_is_refused_in_words(
    curator: Caller, engineer: Caller
) -> None:
    first = await completed(curator, engineer)
    answer = await curator.open(device=NAMED, warranty_of=first.id)
    assert (answer.status_code, answer.json()["code"]) == (422, "warranty.over")
    answer = await curator.open(device=DEVICE, warranty_of=first.id)
    assert (answer.status_code, answer.json()["code"]) == (422, "warranty.other_device")
    opened = await curator.opened(device=DEVICE, warranty_of=first.id, warranty_reason="наша ошибка")
    answer = await curator.open(device=NAMED, warranty_of=opened["order_id"])
    assert (answer.status_code, answer.json()["code"]) == (422, "warranty.not_completed")
    answer = await curator.open(device=NAMED, warranty_reason="без наряда")
    assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")


async def test_an_order_of_others_cannot_be_told_from_none(
    app: FastAPI, database: Database, curator: Caller, engineer: Caller
) -> None:
    first = await completed(curator, engineer, warranty_days=30)
    stranger: Crew = await recruit(database)
    async with calling(app, stranger.curator) as foreign:
        for there in (first.id, "0190f3c2-5e2a-7cc0-8000-00000000e001"):
            answer = await foreign.open(device=NAMED, warranty_of=there, warranty_reason="наша ошибка")
            assert (answer.status_code, answer.json()["code"]) == (404, "order.unknown")
    assert (await first.view())["repeats"] == []


async def test_who_may_not_see_the_other_order_is_not_shown_it(
    app: FastAPI, crew: Crew, curator: Caller, engineer: Caller
) -> None:
    first = await completed(curator, engineer, warranty_days=30)
    async with calling(app, crew.second_engineer) as other:
        again = await Repair.accepted(curator, other, device=NAMED, warranty_of=first.id)
        view = (await other.get(f"/v1/orders/{again.id}")).json()
    assert (view["warranty_of"], view["order"]["warranty"]["number"]) == (None, first.number)
    assert (await engineer.get(f"/v1/orders/{first.id}")).json()["repeats"] == []


async def test_another_device_of_the_same_client(curator: Caller, engineer: Caller, crew: Crew) -> None:
    first = await Repair.accepted(curator, engineer, device=NAMED)
    body = {"contact": None, "sibling_of": first.id}
    answer = await curator.open("another", **body)
    assert answer.status_code == 200, answer.text
    again = await curator.open("another", **body)
    assert again.json() == answer.json()
    second = Repair(curator, engineer, answer.json())
    view, before = await second.view(), await first.view()
    assert view["contact"] == before["contact"]
    assert view["order"]["contact_sha256"] != before["order"]["contact_sha256"]
    assert view["order"]["offered_to"] == [str(crew.engineer.id)]
    third = Repair(curator, engineer, await curator.opened(contact=None, sibling_of=second.id, walk_in=True))
    family = [first, second, third]
    for one in family:
        siblings = (await one.view())["siblings"]
        assert [other["number"] for other in siblings] == [other.number for other in family if other != one]
    shown_to_engineer = (await engineer.get(f"/v1/orders/{first.id}")).json()["siblings"]
    assert [one["number"] for one in shown_to_engineer] == [second.number]


async def test_a_client_who_is_unknown_or_erased_has_no_other_device(
    app: FastAPI, crew: Crew, database: Database, curator: Caller, engineer: Caller
) -> None:
    first = await Repair.accepted(curator, engineer, device=NAMED)
    stranger: Crew = await recruit(database)
    async with calling(app, stranger.curator) as foreign:
        for there in (first.id, "0190f3c2-5e2a-7cc0-8000-00000000e001"):
            answer = await foreign.open(contact=None, sibling_of=there)
            assert (answer.status_code, answer.json()["code"]) == (404, "order.unknown")
    known = await curator.open("before", contact=None, sibling_of=first.id)
    async with database.transaction() as tx:
        order = await tx.orders.find(crew.organization.id, OrderId(UUID(first.id)))
        assert order is not None
        await tx.contacts.erase(order.organization_id, order, datetime.now(UTC))
    answer = await curator.open(contact=None, sibling_of=first.id)
    assert (answer.status_code, answer.json()["code"]) == (422, "sibling.client_erased")
    assert (await curator.open("before", contact=None, sibling_of=first.id)).json() == known.json()


async def test_an_opening_has_one_client(curator: Caller, engineer: Caller) -> None:
    first = await Repair.accepted(curator, engineer)
    for body in ({"contact": None}, {"sibling_of": first.id}):
        assert (await curator.open(**body)).status_code == 422
    bare = await curator.opened(walk_in=True, contact=CONTACT | {"address": None})
    answer = await curator.open(contact=None, sibling_of=bare["order_id"])
    assert answer.json()["fields"][0]["field"] == "body.sibling_of"
