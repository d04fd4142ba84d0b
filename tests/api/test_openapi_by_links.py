"""Whatever follows whatever: requests that go on from answers of others, by the links of the description."""

import asyncio
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import Case, GenerationMode, Response

from api.services import Services
from tests.api.caller import token_for
from tests.api.test_openapi import CHECKS, LEAVING
from tests.crew import Crew
from tests.faults.shop import PROVE

WALKS, STEPS = (400, 30) if PROVE else (3, 12)


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
        await asyncio.to_thread(walks, address, await token_for(services, person))


def walks(address: str, token: str) -> None:
    """Nobody logs out on the way. Each walk is a run by itself: what one has left the next one meets."""
    schema = schemathesis.openapi.from_url(f"{address}/v1/openapi.json").exclude(name=list(LEAVING))
    schema.config.generation.update(modes=[GenerationMode.POSITIVE])
    machine: Any = schema.as_state_machine()

    class Walk(machine):  # type: ignore[misc]  # made at run time
        def get_call_kwargs(self, case: Case[Any]) -> dict[str, Any]:
            return {"headers": {"Authorization": f"Bearer {token}"}}

        def validate_response(self, response: Response, case: Case[Any], **_: Any) -> None:
            case.validate_response(response, checks=CHECKS)

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
