"""The description is complete, and the API does what it describes."""

import asyncio
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, Response, checks
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from api.possible_refusals import refusals_of
from api.problems import Problem
from api.refusals import status_of
from api.services import Services
from domain.orders.assignment import Accept
from domain.orders.errors import REFUSALS
from domain.orders.lifecycle import AddNote
from domain.orders.opening import Open
from domain.orders.order import Command
from domain.orders.payments import SettleMoney
from tests.api.caller import Caller, token_for
from tests.crew import Crew

WITHOUT_A_TOKEN = {
    "log_in",
    "refresh",
    "exchange_telegram",
    "note_chat",
    "redeem_invite",
    "set_first_password",
}
METHODS = {"get", "post", "put", "patch", "delete"}
BY_CODE = {"set_first_password"}
"""The invite in the body says who it is."""
PROBLEM = "application/problem+json"
UNFIT = {"order.closed", "order.paused", "order.stage_mismatch"}
LEAVING = ("DELETE /v1/auth/sessions/current", "DELETE /v1/auth/sessions")
EXAMPLES = 6
"""Generated requests per operation."""


def operations(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(path, item[method]) for path, item in schema["paths"].items() for method in METHODS & set(item)]


def test_every_operation_is_named_described_and_lists_its_errors(app: FastAPI) -> None:
    described = operations(app.openapi())
    ids = [operation["operationId"] for _, operation in described]
    assert len(ids) == len(set(ids)) >= 45
    for path, operation in described:
        assert operation["operationId"].isidentifier()
        assert operation["summary"], path
        assert operation["tags"], path
        if path.startswith("/v1/"):
            refused = {"401", "422", "503"} - ({"401"} if operation["operationId"] in BY_CODE else set())
            assert refused <= set(operation["responses"]), path
        if path.startswith("/v1/") and operation["operationId"] not in WITHOUT_A_TOKEN:
            assert operation["security"] == [{"OAuth2PasswordBearer": []}], path
        for status, response in operation["responses"].items():
            if status >= "400" and path.startswith("/v1/"):
                assert set(response["content"]) == {PROBLEM}, (path, status)
                assert response["content"][PROBLEM]["examples"], (path, status)


def test_every_schema_has_a_name_of_its_own(app: FastAPI) -> None:
    """Two classes of one name are told apart by their modules, in names that no generated client bears."""
    assert [name for name in app.openapi()["components"]["schemas"] if not name.isalnum()] == ["Body_log_in"]


def test_every_command_has_a_body_of_its_own_with_an_example(app: FastAPI) -> None:
    commands = [o for path, o in operations(app.openapi()) if o["tags"] == ["commands"]]
    bodies = [
        o["requestBody"]["content"]["application/json"]["schema"] for o in commands if "requestBody" in o
    ]
    assert len({body["$ref"] for body in bodies}) == len(bodies) >= 31
    assert all(body["examples"] for body in bodies)


def test_every_example_of_a_refusal_is_a_problem_of_its_code(app: FastAPI) -> None:
    schema = app.openapi()
    examples = schema["components"]["examples"]
    used = {
        (code, int(status))
        for _, operation in operations(schema)
        for status, response in operation["responses"].items()
        for code in response.get("content", {}).get(PROBLEM, {}).get("examples", ())
    }
    assert {f"{status}-{code}" for code, status in used} == set(examples)
    for code, status in used:
        problem = Problem.model_validate(examples[f"{status}-{code}"]["value"])
        assert (problem.code, problem.status) == (code, status)
        if code in REFUSALS and status != 404:
            assert (status_of(code), problem.detail) == (status, REFUSALS[code].text)


def test_all_refusals_that_people_can_meet_are_described(app: FastAPI) -> None:
    only_inside = {"order.already_open", "wait.not_due", "command.invalid"}
    described = {name.partition("-")[2] for name in app.openapi()["components"]["examples"]}
    assert set(REFUSALS) - described == only_inside


@pytest.mark.parametrize(
    ("command", "its_own"),
    [
        (AddNote, {"media.unknown"}),
        (Accept, {"assignment.not_offered", "assignment.taken", "order.stale_version", *UNFIT}),
        (
            Open,
            {
                "date.past",
                "date.too_far",
                "sibling.client_erased",
                "warranty.not_completed",
                "warranty.other_device",
                "warranty.over",
            },
        ),
        (
            SettleMoney,
            {
                "money.kept_reason",
                "money.nothing_to_settle",
                "money.settlement_mismatch",
                "order.closed",
                "order.not_yours",
                "order.paused",
                "order.stage_mismatch",
                "order.stale_version",
            },
        ),
    ],
)
def test_a_command_names_the_refusals_of_its_own_rule(command: type[Command], its_own: set[str]) -> None:
    every = {"order.unknown", "person.blocked", "person.role_missing", "person.unknown", "record.behind"}
    every |= set() if command is Open else {"order.archived"}
    named = {refusal.code for refusal in refusals_of(command)}
    assert named == its_own | every


def test_what_stands_under_a_field_is_in_the_description(app: FastAPI) -> None:
    device = app.openapi()["components"]["schemas"]["Device"]
    assert device["properties"]["completeness"]["description"] == (
        "What came with it: cables, trays, cartridges."
    )


@pytest.mark.usefixtures("workers")
async def test_whatever_is_sent_the_answer_is_one_that_is_described(
    address: str, curator: Caller, services: Services, crew: Crew
) -> None:
    order = await curator.opened(engineer=str(crew.engineer.id))
    token, leaving = [await token_for(services, crew.curator) for _ in range(2)]
    await asyncio.to_thread(try_everything, address, token, leaving, order["order_id"])


def refusals_are_described(_context: object, response: Response, case: Case[Any]) -> None:
    """Beyond its status and form: the code is one that this very operation names."""
    if response.headers.get("content-type") == [PROBLEM]:
        content = case.operation.definition.raw["responses"][str(response.status_code)]["content"]
        assert response.json()["code"] in content[PROBLEM]["examples"]


CHECKS: list[Any] = [
    refusals_are_described,
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


def try_everything(address: str, token: str, leaving: str, order: str) -> None:
    """`leaving` is the token that logs itself out; what logs out everywhere is tried last."""
    schema = schemathesis.openapi.from_url(f"{address}/v1/openapi.json")
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    for operation in sorted(found, key=lambda each: each.label in LEAVING):
        try_one(operation, address, leaving if operation.label == LEAVING[0] else token, order)


def try_one(operation: APIOperation[Any, Any, Any, Any], address: str, token: str, order: str) -> None:
    """Send well-formed and malformed requests, to an order that exists and to others."""
    either = st.one_of(
        operation.as_strategy(GenerationMode.POSITIVE), operation.as_strategy(GenerationMode.NEGATIVE)
    )

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=either, ours=st.booleans())
    def conforms(case: Case[Any], ours: bool) -> None:
        if ours and "order_id" in case.path_parameters:
            case.path_parameters["order_id"] = order
        case.call_and_validate(address, headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

    conforms()
