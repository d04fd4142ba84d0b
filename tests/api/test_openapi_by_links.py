"""Whatever follows whatever: requests that go on from answers of others, by the links of the description."""

import asyncio
from collections import Counter
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import Case, GenerationMode, Response, checks

from api.services import Services
from tests.api.caller import token_for
from tests.api.test_openapi import CHECKS, LEAVING
from tests.crew import Crew
from tests.faults.shop import PROVE

WALKS, STEPS = (400, 30) if PROVE else (4, 12)
ENDING = (*LEAVING, "DELETE /v1/auth/sessions/{session_id}", "PUT /v1/me/password")
"""They would end the walk's own session, and after that all is a 401."""


def no_500(_context: object, response: Response, _case: Case[Any]) -> None:
    """503 is described, and a busy machine may answer it."""
    assert response.status_code != 500


WHILE_WALKING = [no_500, *(check for check in CHECKS if check is not checks.not_a_server_error)]


def leads_on(app: FastAPI) -> set[tuple[str, str]]:
    """Which operation's answer leads to which other one."""
    return {
        (operation["operationId"], link["operationId"])
        for methods in app.openapi()["paths"].values()
        for operation in methods.values()
        for answer in operation["responses"].values()
        for link in answer.get("links", {}).values()
    }


def test_what_is_made_leads_to_all_that_is_done_with_it(app: FastAPI) -> None:
    found = leads_on(app)
    named = {
        (maker, operation["operationId"])
        for path, methods in app.openapi()["paths"].items()
        for operation in methods.values()
        for maker, parameter in (
            ("open_order", "order_id"),
            ("upload_media", "media_id"),
            ("create_person", "person_id"),
            ("create_organization", "organization_id"),
            ("hand_in_cash", "hand_in_id"),
        )
        if f"{{{parameter}}}" in path
    }
    assert found == named
    assert len(found) > 70


@pytest.mark.usefixtures("workers")
async def test_whatever_follows_whatever_the_answer_is_one_that_is_described(
    address: str, services: Services, crew: Crew
) -> None:
    for person in (crew.curator, crew.engineer, crew.owner) if PROVE else (crew.curator,):
        answers = await asyncio.to_thread(walks, address, await token_for(services, person))
        assert answers[200] + answers[201] > 10, answers
        assert not answers[401] - answers["of service clients"], answers


def walks(address: str, token: str) -> Counter[int | str]:
    """How often it was answered what. Each walk is a run by itself: what one has left the next one meets."""
    answers: Counter[int | str] = Counter()
    schema = schemathesis.openapi.from_url(f"{address}/v1/openapi.json").exclude(name=list(ENDING))
    schema.config.generation.update(modes=[GenerationMode.POSITIVE])
    machine: Any = schema.as_state_machine()

    class Walk(machine):  # type: ignore[misc]  # made at run time
        def get_call_kwargs(self, case: Case[Any]) -> dict[str, Any]:
            return {"headers": {"Authorization": f"Bearer {token}"}}

        def validate_response(self, response: Response, case: Case[Any], **_: Any) -> None:
            case.validate_response(response, checks=WHILE_WALKING)
            answers[response.status_code] += 1
            if response.status_code == 401 and response.json()["code"] != "auth.ended":
                answers["of service clients"] += 1

    how = settings(
        max_examples=1,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for number in range(WALKS):
        run_state_machine_as_test(seed(number)(Walk), settings=how)
    return answers
