"""PRODUCT §10 by number, over HTTP: what earlier systems got wrong on the way of an order."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI

from domain.orders.notices import NoticeKind
from domain.orders.waiting import WaitKind
from tests.api.caller import DEVICE, Caller
from tests.api.post import Post
from tests.api.repair import CASH, Repair
from tests.crew import Crew

pytestmark = pytest.mark.usefixtures("workers")


def choices_of(schema: Any, name: str) -> set[str]:
    """What fields of that name refer to, wherever they stand in the description."""
    found: set[str] = set()
    if isinstance(schema, dict):
        field = schema.get("properties", {}).get(name, {})
        found |= {choice["$ref"] for choice in (field, *field.get("anyOf", ())) if "$ref" in choice}
    held = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    return found.union(*(choices_of(part, name) for part in held))


async def test_02_cash_is_the_same_cash_in_every_form(
    app: FastAPI, curator: Caller, engineer: Caller
) -> None:
    repair = await Repair.in_work(curator, engineer, prepaid=50_000)
    await repair.give(
        curator, "refunds", "money", amount=10_000, method="cash", recipient="Ковалёв", reason="Скидка"
    )
    await repair.give(
        engineer, "report", "report", act=[await repair.photo()], received=CASH | {"amount": 80_000}
    )
    await repair.approve("report")
    lines = (await repair.ledger())["lines"]
    paid = [line["posting"] for line in lines if line["posting"]["method"]]
    assert [(posting["kind"], posting["method"]) for posting in paid] == [
        ("payment", "cash"),
        ("refund", "cash"),
        ("payment", "cash"),
    ]
    assert choices_of(app.openapi(), "method") == {"#/components/schemas/Method"}


async def test_04_no_stage_is_sent_in_or_approved_before_its_time(curator: Caller, engineer: Caller) -> None:
    repair = await Repair.accepted(curator, engineer)
    before = await repair.view()
    for path, part, body in early(await repair.photo()):
        answer = await repair.send(engineer, path, part, **body)
        assert (answer.status_code, answer.json()["code"]) == (409, "order.stage_mismatch"), path
    for part in ("agreement", "prepayment", "report"):
        answer = await repair.send(curator, "approval", part, part=part)
        assert (answer.status_code, answer.json()["code"]) == (409, "verification.nothing_pending")
    assert await repair.view() == before


async def test_04_a_finished_order_takes_no_stage_any_more(curator: Caller, engineer: Caller) -> None:
    repair = await Repair.accepted(curator, engineer)
    await repair.agree()
    await repair.give(curator, "cancellation", "order", reason="Клиент передумал")
    before = await repair.view()
    assert before["stage"] == "cancelled"
    for path, part, body in early(await repair.photo()):
        answer = await repair.send(engineer, path, part, **body)
        assert (answer.status_code, answer.json()["code"]) == (409, "order.closed"), path
    answer = await repair.send(curator, "approval", "agreement", part="agreement")
    assert (answer.status_code, answer.json()["code"]) == (409, "order.closed")
    assert await repair.view() == before


def early(photo: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        ("prepayment", "prepayment", {"payment": None}),
        ("report", "report", {"act": [photo]}),
        ("receipts", "receipt", receipt(photo)),
        ("stationary", "stationary", {"purpose": "repair"} | handover(photo)),
    ]


def handover(photo: str) -> dict[str, Any]:
    return {"description": "Не греет", "completeness": "Кабель", "due": "2030-01-10", "photos": [photo]}


def receipt(photo: str) -> dict[str, Any]:
    return {
        "document": photo,
        "seller": "ООО «Ресурс»",
        "dated": "2026-01-15",
        "total": 90_000,
        "lines": [{"name": "Тонер", "unit_price": 90_000}],
        "paid_by": "own",
    }


async def test_05_a_second_tap_does_not_double_the_expenses(curator: Caller, engineer: Caller) -> None:
    repair = await Repair.in_work(curator, engineer)
    body = receipt(await repair.photo())
    taps = await asyncio.gather(
        *(repair.send(engineer, "receipts", "receipt", "tap", **body) for _ in range(3))
    )
    assert {tap.status_code for tap in taps} == {200}
    assert len({tap.text for tap in taps}) == 1
    another_key = await repair.send(engineer, "receipts", "receipt", "another tap", **body)
    assert (another_key.status_code, another_key.json()["code"]) == (422, "receipt.used")
    assert another_key.json()["facts"] == {"number": repair.number}

    repair.parts = taps[0].json()["parts"]
    seen = repair.parts["receipt.1"]
    approved = await repair.approve("receipt.1", key="approve")
    again = await repair.send(curator, "approval", "receipt.1", "approve", part="receipt.1", version=seen)
    assert (again.status_code, again.text) == (200, approved.text)
    other = await repair.send(curator, "approval", "receipt.1", part="receipt.1", version=seen)
    assert (other.status_code, other.json()["code"]) == (409, "order.stale_version")

    ledger = await repair.ledger()
    expenses = [line["posting"] for line in ledger["lines"] if line["posting"]["kind"] == "expense"]
    assert [posting["amount"] for posting in expenses] == [90_000]
    assert (await repair.view())["sums"]["costs"] == 90_000


async def waiting_for(caller: Caller, person: Caller) -> list[str]:
    assert person.person
    answer = await caller.get("/v1/orders", params={"waiting_person": str(person.person.id)})
    return [order["number"] for order in answer.json()["orders"]]


async def test_13_what_was_sent_in_is_no_longer_to_do(curator: Caller, engineer: Caller) -> None:
    repair = await Repair.accepted(curator, engineer)
    assert await waiting_for(engineer, engineer) == [repair.number]
    await repair.agree()
    assert await waiting_for(engineer, engineer) == []
    assert await waiting_for(curator, curator) == [repair.number]
    await repair.approve("agreement")
    assert await waiting_for(curator, curator) == []
    assert await waiting_for(engineer, engineer) == [repair.number]


async def test_33_everybody_is_told_that_it_is_their_turn(
    curator: Caller, engineer: Caller, crew: Crew, post: Post
) -> None:
    repair = Repair(curator, engineer, await curator.opened(engineer=str(crew.engineer.id)))
    (offer,) = await post.comes(crew.engineer, repair.number, 1)
    assert (offer.kind, offer.wait_kind) == (NoticeKind.YOUR_TURN, WaitKind.ACCEPT)
    await repair.give(engineer, "assignment/acceptance", "assignment")
    *_, turn = await post.comes(crew.engineer, repair.number, 2)
    assert (turn.kind, turn.wait_kind) == (NoticeKind.YOUR_TURN, WaitKind.SUBMIT_AGREEMENT)
    await repair.agree()
    (verify,) = await post.comes(crew.curator, repair.number, 1)
    assert (verify.kind, verify.wait_kind) == (NoticeKind.YOUR_TURN, WaitKind.VERIFY_AGREEMENT)
    await repair.give_back("agreement", "Фото смазано")
    *_, back = await post.comes(crew.engineer, repair.number, 3)
    assert (back.wait_kind, back.text) == (WaitKind.SUBMIT_AGREEMENT, "Фото смазано")


async def test_34_who_when_and_why_somebodys_work_came_back(
    curator: Caller, engineer: Caller, crew: Crew
) -> None:
    repair = await Repair.accepted(curator, engineer)
    await repair.agree()
    before = datetime.now(UTC)
    without_why = await repair.send(curator, "return", "agreement", part="agreement")
    assert without_why.status_code == 422
    assert [field["field"] for field in without_why.json()["fields"]] == ["body.reason"]
    await repair.give_back("agreement", "Приложите фото шильдика")
    (returned,) = await repair.entries("agreement_returned")
    assert (returned["by"], returned["event"]["reason"]) == (str(crew.curator.id), "Приложите фото шильдика")
    assert before <= datetime.fromisoformat(returned["at"]) <= datetime.now(UTC)
    evidence = (await curator.get(f"/v1/orders/{repair.id}/evidence")).json()
    assert "Приложите фото шильдика" in evidence["links"][returned["seq"] - 1]["body"]


async def test_38_the_first_words_about_the_fault_outlive_later_ones(
    curator: Caller, engineer: Caller
) -> None:
    repair = await Repair.accepted(curator, engineer)
    await repair.hand_over("Пахнет гарью")
    await repair.give_back("stationary.1", "Какая плата?")
    await repair.hand_over("Плата питания", part="stationary.1")
    view = await repair.view()
    assert view["order"]["device"]["complaint"] == DEVICE["complaint"]
    assert view["order"]["stationary"][0]["description"] == "Плата питания"
    told = [entry["event"]["description"] for entry in await repair.entries("handed_over")]
    assert told == ["Пахнет гарью", "Плата питания"]
