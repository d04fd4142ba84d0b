"""Every operation × every role × the own organization and another one: exactly what stands in the table.

The operations are those of the OpenAPI, so that a new one fails here until its line is written. Each gets
the example of its description, about an order of the engineer's, from every role of the organization in turn;
then from every role of another organization, to whom it must be as if there were nothing at all.
"""

import re
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI

from api.app import create_app
from domain.people import Person, Role
from settings import Settings
from storage.database import Database
from tests.api.caller import KEYS, Caller, calling
from tests.api.repair import Repair
from tests.api.rights import RIGHTS
from tests.crew import Crew, recruit

pytestmark = pytest.mark.usefixtures("workers")

WITHOUT_A_PERSON = {
    "log_in",
    "refresh",
    "exchange_telegram",
    "note_chat",
    "redeem_invite",
    "set_first_password",
}
"""Whoever sends these is nobody yet: their own tests say who may."""
APP = create_app(Settings.model_construct())
NOWHERE = str(uuid4())
BODIES = {
    "hand_in_cash": {"amount": 100, "receiver": NOWHERE},
    "dispute_hand_in": {"reason": "Было меньше"},
}
"""Of those whose description has no example of the whole body."""
METHODS = ("get", "post", "put", "patch", "delete")


def operations() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Method, path and description of every operation for somebody who is logged in, by its name."""
    return {
        described["operationId"]: (method, path, described)
        for path, methods in APP.openapi()["paths"].items()
        for method, described in methods.items()
        if method in METHODS and path.startswith("/v1/") and described["operationId"] not in WITHOUT_A_PERSON
    }


OPERATIONS = operations()


def test_every_operation_has_its_line() -> None:
    assert sorted(OPERATIONS) == sorted(RIGHTS)


def staff(crew: Crew, buyer: Person, root: Person) -> dict[str, Person]:
    """Whoever changes most comes last."""
    return {
        "S": root,
        "O": crew.owner,
        "B": buyer,
        "W": crew.worker,
        "E": crew.engineer,
        "C": crew.curator,
    }


async def hired(database: Database, crew: Crew) -> Person:
    buyer = crew.owner.model_copy(update={"id": uuid4(), "name": "Зоя", "roles": frozenset({Role.BUYER})})
    async with database.transaction() as tx:
        await tx.people.put(buyer)
    return buyer


async def send(caller: Caller, name: str, ids: dict[str, str]) -> httpx2.Response:
    method, path, described = OPERATIONS[name]
    given: dict[str, Any] = {"headers": {"Idempotency-Key": f"key-{next(KEYS)}"}}
    content = described.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        examples = content["application/json"]["schema"].get("examples")
        given["json"] = examples[0] if examples else BODIES[name]
    elif content:
        given["files"] = {"file": ("photo.jpg", b"no photo", "image/jpeg")}
    filled = re.sub(r"\{(\w+)\}", lambda found: ids.get(found[1], NOWHERE), path)
    return await caller.http.request(method.upper(), filled, **given)


def word(answer: httpx2.Response) -> str:
    if answer.status_code >= 400:
        code: str = answer.json()["code"]
        return code
    return "taken" if answer.status_code in (200, 202) else str(answer.status_code)


def told(answers: dict[str, str]) -> str:
    """Roles by answer, as a line of the table."""
    kinds = dict.fromkeys(answers.values())
    return "; ".join(
        f"{''.join(role for role, answer in answers.items() if answer == kind)} {kind}" for kind in kinds
    )


async def an_order(app: FastAPI, crew: Crew) -> dict[str, str]:
    async with calling(app, crew.curator) as curator, calling(app, crew.engineer) as engineer:
        order = await Repair.accepted(curator, engineer)
    return {
        "order_id": order.id,
        "person_id": str(crew.second_engineer.id),
        "organization_id": str(crew.organization.id),
        "media_id": str(crew.photos[0]),
    }


@pytest.mark.parametrize("name", sorted(OPERATIONS))
async def test_who_may_what(app: FastAPI, crew: Crew, root: Person, database: Database, name: str) -> None:
    ids, elsewhere = await an_order(app, crew), await recruit(database)
    async with AsyncExitStack() as open_callers:
        answers = {}
        for role, person in staff(crew, await hired(database, crew), root).items():
            caller = await open_callers.enter_async_context(calling(app, person))
            answers[role] = word(await send(caller, name, ids))
        assert told(answers) == RIGHTS.get(name)
        for role, person in staff(elsewhere, await hired(database, elsewhere), root).items():
            if role == "S" or "{" not in OPERATIONS[name][1]:
                continue
            caller = await open_callers.enter_async_context(calling(app, person))
            foreign, unknown = await send(caller, name, ids), await send(caller, name, {})
            bodies = [answer.json() for answer in (foreign, unknown)]
            assert [body.pop("request_id") for body in bodies]
            assert (foreign.status_code, bodies[0]) == (unknown.status_code, bodies[1]), role
            assert word(foreign) == "auth.forbidden" or foreign.status_code == 404, role
