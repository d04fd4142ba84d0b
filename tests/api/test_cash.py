"""Cash in hand over HTTP: taken in orders, spent, handed in once, and nobody else's business."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from domain.organizations import OrganizationSettings
from domain.people import Person, Role
from domain.values import PersonId
from storage.database import Database
from tests.api.caller import KEYS, Caller, calling
from tests.api.repair import LINE, Repair
from tests.crew import Crew, recruit

pytestmark = pytest.mark.usefixtures("workers")


@pytest.fixture
async def owner(app: FastAPI, crew: Crew) -> AsyncIterator[Caller]:
    async with calling(app, crew.owner) as caller:
        yield caller


async def cash_of(caller: Caller, person: Person | None = None) -> dict[str, Any]:
    whose = person or caller.person
    assert whose
    answer = await caller.get(f"/v1/cash/{whose.id}")
    assert answer.status_code == 200, answer.text
    book: dict[str, Any] = answer.json()
    return book


async def send(
    caller: Caller, path: str = "", key: str | None = None, json: dict[str, Any] | None = None
) -> httpx2.Response:
    headers = {"Idempotency-Key": key or f"key-{next(KEYS)}"}
    return await caller.post(f"/v1/cash/hand-ins{path}", json=json, headers=headers)


async def hand_in(caller: Caller, amount: int, to: Person, key: str | None = None) -> httpx2.Response:
    return await send(caller, "", key, {"amount": amount, "receiver": str(to.id)})


async def refused(answer: httpx2.Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


async def test_cash_is_what_was_taken_less_what_was_spent_and_handed_in(
    curator: Caller, engineer: Caller, crew: Crew
) -> None:
    repair = await Repair.in_work(curator, engineer, prepaid=70_000)
    for part, (paid_by, price) in enumerate((("client_cash", 20_000), ("own", 5_000)), start=1):
        receipt = {"seller": f"ООО {paid_by}", "dated": str(datetime.now(UTC).date()), "paid_by": paid_by}
        lines = [{**LINE, "quantity": 1, "unit_price": price}]
        document = await repair.photo()
        await repair.give(
            engineer, "receipts", "receipt", document=document, total=price, lines=lines, **receipt
        )
        await repair.approve(f"receipt.{part}")
    book = await cash_of(engineer)
    assert book["cash"] == {
        "person": str(crew.engineer.id),
        "name": crew.engineer.name,
        "taken": 70_000,
        "spent": 20_000,
        "refunded": 0,
        "handed_in": 0,
        "pending": 0,
        "balance": 50_000,
        "over_limit": False,
    }
    assert [(line["kind"], line["amount"], line["number"]) for line in book["lines"]] == [
        ("expense", -20_000, repair.number),
        ("payment", 70_000, repair.number),
    ]
    assert (await engineer.get("/v1/cash/me")).json() == book
    sent = (await hand_in(engineer, 30_000, crew.curator)).json()
    assert (await cash_of(engineer))["cash"]["balance"] == 50_000
    confirmed = await send(curator, f"/{sent['id']}/confirm")
    assert confirmed.json()["state"] == "confirmed"
    book = await cash_of(curator, crew.engineer)
    assert (book["cash"]["balance"], book["lines"][0]["kind"]) == (20_000, "hand_in")
    assert sum(line["amount"] for line in book["lines"]) == 20_000
    first = (await engineer.get(f"/v1/cash/{crew.engineer.id}", params={"limit": 2})).json()
    rest = await engineer.get(f"/v1/cash/{crew.engineer.id}", params={"cursor": first["next"]})
    assert first["lines"] + rest.json()["lines"] == book["lines"]


async def test_twenty_hand_ins_at_once_never_exceed_what_is_in_hand(
    curator: Caller, engineer: Caller, crew: Crew
) -> None:
    await Repair.in_work(curator, engineer, prepaid=70_000)
    answers = await asyncio.gather(*(hand_in(engineer, 20_000, crew.curator) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [422] * 17
    assert {a.json()["code"] for a in answers if a.status_code == 422} == {"cash.above_balance"}
    assert (await cash_of(engineer))["cash"]["pending"] == 60_000


async def test_the_same_key_is_the_same_hand_in_and_gets_the_first_answer(
    curator: Caller, engineer: Caller, crew: Crew
) -> None:
    await Repair.in_work(curator, engineer, prepaid=70_000)
    answers = await asyncio.gather(*(hand_in(engineer, 50_000, crew.curator, "tap") for _ in range(5)))
    assert {answer.text for answer in answers} == {answers[0].text}
    sent = answers[0].json()
    done = await send(curator, f"/{sent['id']}/confirm", "yes")
    assert (await send(curator, f"/{sent['id']}/confirm", "yes")).text == done.text
    assert (await hand_in(engineer, 50_000, crew.curator, "tap")).text == answers[0].text
    await refused(await hand_in(engineer, 1, crew.curator, "tap"), 422, "command.key_reused")
    await refused(await send(curator, f"/{sent['id']}/confirm"), 409, "cash.not_pending")
    assert (await cash_of(engineer))["cash"]["handed_in"] == 50_000


async def test_a_disputed_or_withdrawn_one_stays_in_hand(
    curator: Caller, engineer: Caller, owner: Caller, crew: Crew
) -> None:
    await Repair.in_work(curator, engineer, prepaid=70_000)
    sent = (await hand_in(engineer, 70_000, crew.curator)).json()
    for other in (engineer, owner):
        answer = await send(other, f"/{sent['id']}/dispute", None, {"reason": "x"})
        await refused(answer, 403, "cash.not_yours")
    disputed = await send(curator, f"/{sent['id']}/dispute", None, {"reason": "Было 65 000"})
    assert (disputed.json()["state"], disputed.json()["reason"]) == ("disputed", "Было 65 000")
    sent = (await hand_in(engineer, 65_000, crew.owner)).json()
    await refused(await send(curator, f"/{sent['id']}/withdraw"), 403, "cash.not_yours")
    assert (await send(engineer, f"/{sent['id']}/withdraw")).json()["state"] == "withdrawn"
    cash = (await cash_of(engineer))["cash"]
    assert (cash["balance"], cash["pending"]) == (70_000, 0)
    listed = (await engineer.get("/v1/cash/hand-ins", params={"limit": 1})).json()
    more = await engineer.get("/v1/cash/hand-ins", params={"cursor": listed["next"]})
    assert [one["state"] for one in listed["hand_ins"] + more.json()["hand_ins"]] == ["withdrawn", "disputed"]
    found = await owner.get("/v1/cash/hand-ins", params={"state": "disputed"})
    assert [one["names"][str(crew.engineer.id)] for one in found.json()["hand_ins"]] == [crew.engineer.name]


async def test_only_a_receiver_of_the_same_organization_who_may_confirm_money(
    curator: Caller, engineer: Caller, crew: Crew, database: Database
) -> None:
    await Repair.in_work(curator, engineer, prepaid=70_000)
    elsewhere = await recruit(database)
    for receiver in (crew.second_engineer, elsewhere.owner, crew.engineer):
        await refused(await hand_in(engineer, 1, receiver), 422, "cash.receiver")


async def test_whoever_has_too_much_is_listed_and_only_to_those_who_read_money(
    app: FastAPI, database: Database
) -> None:
    crew = await recruit(database, OrganizationSettings(cash_limit=60_000))
    async with calling(app, crew.curator) as curator, calling(app, crew.engineer) as engineer:
        await Repair.in_work(curator, engineer, prepaid=70_000)
        async with calling(app, crew.second_engineer) as second:
            await Repair.in_work(curator, second, prepaid=60_000)
            assert (await second.get("/v1/cash", params={"over_limit": True})).json()["people"] == []
            answer = await second.get(f"/v1/cash/{crew.engineer.id}")
            await refused(answer, 403, "auth.forbidden")
            [own] = (await second.get("/v1/cash")).json()["people"]
            assert (own["balance"], own["over_limit"]) == (60_000, False)
        both = (await curator.get("/v1/cash")).json()
        assert sorted(one["balance"] for one in both["people"]) == [60_000, 70_000]
        page = (await curator.get("/v1/cash", params={"limit": 1})).json()
        rest = (await curator.get("/v1/cash", params={"cursor": page["next"]})).json()
        assert page["people"] + rest["people"] == both["people"]
        [over] = (await curator.get("/v1/cash", params={"over_limit": True})).json()["people"]
        assert (over["name"], over["over_limit"]) == (crew.engineer.name, True)


async def test_another_organizations_cash_is_not_there(
    app: FastAPI, curator: Caller, engineer: Caller, crew: Crew, database: Database
) -> None:
    await Repair.in_work(curator, engineer, prepaid=70_000)
    sent = (await hand_in(engineer, 70_000, crew.curator)).json()
    elsewhere = await recruit(database)
    async with calling(app, elsewhere.owner) as stranger:
        await refused(await stranger.get(f"/v1/cash/{crew.engineer.id}"), 404, "cash.unknown")
        await refused(await stranger.get(f"/v1/cash/{uuid4()}"), 404, "cash.unknown")
        await refused(await send(stranger, f"/{sent['id']}/confirm"), 404, "cash.unknown")
        assert (await stranger.get("/v1/cash")).json()["people"] == []
        listed = await stranger.get("/v1/cash/hand-ins", params={"person": str(crew.engineer.id)})
        assert listed.json()["hand_ins"] == []
    async with calling(app, crew.second_engineer) as colleague:
        await refused(await send(colleague, f"/{sent['id']}/withdraw"), 404, "cash.unknown")


async def test_superusers_have_no_cash_anywhere(app: FastAPI, database: Database) -> None:
    boss = Person(id=PersonId(uuid4()), organization_id=None, name="Софья", roles=frozenset({Role.SUPERUSER}))
    async with database.transaction() as tx:
        await tx.people.put(boss)
    async with calling(app, boss) as caller:
        await refused(await caller.get("/v1/cash"), 403, "auth.forbidden")


@pytest.mark.parametrize("cursor", ["x", "MjAyNi0xMS0yMiB4", "0190f3c2"])
async def test_a_made_up_cursor_is_told(curator: Caller, crew: Crew, cursor: str) -> None:
    for path in ("", "/hand-ins", f"/{crew.curator.id}"):
        answer = await curator.get(f"/v1/cash{path}", params={"cursor": cursor})
        await refused(answer, 422, "request.invalid")


async def test_each_change_of_a_hand_in_is_told_once_however_often_it_is_sent(
    curator: Caller, engineer: Caller, crew: Crew, database: Database
) -> None:
    await Repair.in_work(curator, engineer, prepaid=70_000)
    first, second = [(await hand_in(engineer, 30_000, crew.curator)).json()["id"] for _ in range(2)]
    for _ in range(2):
        await send(curator, f"/{first}/confirm", key="once")
        await send(curator, f"/{second}/dispute", key="twice", json={"reason": "Пусто"})
    query = text(
        "SELECT notice->>'kind' AS kind, notice->>'about' AS about, notice->>'to_person' AS reader,"
        " notice->>'name' AS name, notice->>'text' AS text FROM outbox"
        " WHERE about_person = :person ORDER BY id"
    )
    async with database.engine.connect() as connection:
        rows = (await connection.execute(query, {"person": crew.engineer.id})).all()
    to_receiver = (str(crew.curator.id), crew.engineer.name, None)
    assert [tuple(row) for row in rows] == [
        ("hand_in", first, *to_receiver),
        ("hand_in", second, *to_receiver),
        ("hand_in_confirmed", first, str(crew.engineer.id), crew.curator.name, None),
        ("hand_in_disputed", second, str(crew.engineer.id), crew.curator.name, "Пусто"),
    ]
