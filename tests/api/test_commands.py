"""The path of a command over HTTP, with workers that carry it out."""

import asyncio
import json
from typing import get_args
from uuid import uuid4

import pytest
from fastapi import FastAPI

from api.bodies import SET_HERE, body_of, command_from
from api.steps import STEPS, Step
from domain.orders.opening import Open
from domain.orders.record import AnyCommand
from domain.orders.reminders import Remind
from storage.database import Database
from tests.api.caller import CONTACT, DEVICE, Caller, calling
from tests.crew import Crew, recruit

pytestmark = pytest.mark.usefixtures("workers")


def test_every_command_of_people_has_an_operation() -> None:
    every = set(get_args(get_args(AnyCommand)[0]))
    assert {step.command for step in STEPS} == every - {Open, Remind}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.path)
def test_examples_are_bodies_and_senders_do_not_say_who_they_are(step: Step) -> None:
    body = body_of(step.command)
    assert not SET_HERE & set(body.model_fields)
    version = {"version": 1} if "version" in body.model_fields else {}
    sent = body.model_validate_json(json.dumps(step.example | version))
    assert command_from(step.command, sent, id="key", by=uuid4()).kind


async def test_an_order_is_opened_and_accepted(curator: Caller, engineer: Caller, crew: Crew) -> None:
    opened = await curator.opened(engineer=str(crew.engineer.id))
    assert (opened["number"], opened["stage"]) == ("SVC-000001", "assignment")
    answer = await engineer.command(
        opened["order_id"], "assignment/acceptance", version=opened["parts"]["assignment"]
    )
    assert (answer.status_code, answer.json()["stage"]) == (200, "agreement")


async def test_the_same_key_gets_the_first_answer(curator: Caller, crew: Crew) -> None:
    first = await curator.open(key="one", engineer=str(crew.engineer.id))
    again = await curator.open(key="one", engineer=str(crew.engineer.id))
    assert again.status_code == first.status_code == 200
    assert again.json() == first.json()
    order = first.json()["order_id"]
    note = await curator.command(order, "notes", key="note", text="Позвонил")
    await curator.command(order, "notes", text="Ещё раз")
    assert (await curator.command(order, "notes", key="note", text="Позвонил")).json() == note.json()


async def test_keys_of_two_people_are_two_keys(curator: Caller, engineer: Caller, crew: Crew) -> None:
    order = (await curator.opened(engineer=str(crew.engineer.id)))["order_id"]
    first = await curator.command(order, "notes", key="same", text="Позвонил")
    second = await engineer.command(order, "notes", key="same", text="Перезвонил")
    assert first.json()["command_id"] != second.json()["command_id"]


@pytest.mark.parametrize(
    "changes", [{"device": DEVICE | {"model": "M2540"}}, {"contact": CONTACT | {"phones": ["+79991234567"]}}]
)
async def test_an_opening_with_a_used_key_and_other_content_is_refused(
    curator: Caller, changes: dict[str, object]
) -> None:
    await curator.open(key="used")
    answer = await curator.open(key="used", **changes)
    assert (answer.status_code, answer.json()["code"]) == (422, "command.key_reused")


async def test_a_key_used_for_another_request_is_refused(curator: Caller) -> None:
    opened = await curator.opened()
    await curator.command(opened["order_id"], "notes", key="note", text="Позвонил")
    answer = await curator.command(opened["order_id"], "notes", key="note", text="Не позвонил")
    assert (answer.status_code, answer.json()["code"]) == (422, "command.key_reused")


async def test_without_a_key_it_is_a_422(curator: Caller) -> None:
    opened = await curator.opened()
    for key in ({}, {"Idempotency-Key": ""}, {"Idempotency-Key": "x" * 129}):
        for path, body in ((f"/{opened['order_id']}/notes", {"text": "Позвонил"}), ("", {})):
            answer = await curator.post(f"/v1/orders{path}", json=body, headers=key)
            assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")
            assert "header.Idempotency-Key" in {field["field"] for field in answer.json()["fields"]}


async def test_a_stale_command_gets_the_order_as_it_is_now(
    curator: Caller, engineer: Caller, crew: Crew
) -> None:
    opened = await curator.opened(engineer=str(crew.engineer.id))
    order, version = opened["order_id"], opened["parts"]["assignment"]
    await curator.command(order, "assignment", version=version, engineer=str(crew.second_engineer.id))
    answer = await curator.command(order, "assignment", version=version, engineer=str(crew.engineer.id))
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "order.stale_version")
    assert problem["facts"]["given"] == version
    assert problem["current"]["parts"]["assignment"] == problem["facts"]["current"] > version
    # Whoever does not see the order any more learns no more than that.
    answer = await engineer.command(order, "assignment/acceptance", version=version)
    assert (answer.status_code, answer.json()["code"]) == (409, "order.stale_version")
    assert "current" not in answer.json()


async def test_a_refusal_has_its_status(curator: Caller, engineer: Caller, crew: Crew) -> None:
    opened = await curator.opened(engineer=str(crew.engineer.id))
    order = opened["order_id"]
    answer = await engineer.command(order, "report", version=0, no_contract_reason="нет")
    assert (answer.status_code, answer.json()["code"]) == (403, "order.not_yours")
    await engineer.command(order, "assignment/acceptance", version=opened["parts"]["assignment"])
    answer = await engineer.command(order, "report", version=0, no_contract_reason="нет")
    assert (answer.status_code, answer.json()["code"]) == (409, "order.stage_mismatch")
    assert answer.json()["facts"] == {"stage": "agreement"}


async def test_rules_of_the_whole_command_name_the_body(
    engineer: Caller, curator: Caller, crew: Crew
) -> None:
    order = (await curator.opened(engineer=str(crew.engineer.id)))["order_id"]
    answer = await engineer.command(order, "report", version=0)
    assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")
    assert answer.json()["fields"] == [
        {
            "field": "body",
            "code": "value_error",
            "detail": "send the signed act, or say why there is no contract",
        }
    ]


async def test_a_refused_opening_is_a_refusal_and_stays_one(curator: Caller, crew: Crew) -> None:
    nobody = str(uuid4())
    for _ in range(2):
        answer = await curator.open(key="nobody", engineer=nobody)
        assert (answer.status_code, answer.json()["code"]) == (422, "person.unknown")


async def test_many_presses_at_once_are_one_opening(curator: Caller, crew: Crew) -> None:
    answers = await asyncio.gather(*(curator.open(key="tap") for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1


async def test_an_order_of_another_organization_is_unknown(
    app: FastAPI, curator: Caller, database: Database
) -> None:
    opened = await curator.opened()
    others = await recruit(database)
    async with calling(app, others.curator) as stranger:
        foreign = await stranger.command(opened["order_id"], "notes", text="Привет")
        unknown = await stranger.command(uuid4(), "notes", text="Привет")
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.json() | {"request_id": ""} == unknown.json() | {"request_id": ""}
        outcome = await stranger.get(f"/v1/orders/{opened['order_id']}/commands/{opened['command_id']}")
        assert outcome.status_code == 404


async def test_somebody_without_the_right_is_refused(curator: Caller, engineer: Caller, crew: Crew) -> None:
    order = (await curator.opened(engineer=str(crew.engineer.id)))["order_id"]
    answer = await engineer.command(order, "pause", version=0, until="2030-01-01T00:00:00Z", reason="Так")
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.forbidden")


async def test_the_outcome_of_a_command_can_be_asked_for(curator: Caller, crew: Crew) -> None:
    opened = await curator.opened()
    outcome = await curator.get(f"/v1/orders/{opened['order_id']}/commands/{opened['command_id']}")
    assert outcome.json() == {"status": "accepted", "answer": opened, "problem": None}
    pending = await curator.get(f"/v1/orders/{opened['order_id']}/commands/{uuid4()}")
    assert pending.json()["status"] == "pending"
    unknown = await curator.get(f"/v1/orders/{uuid4()}/commands/{opened['command_id']}")
    assert unknown.status_code == 404
