"""Papers over HTTP: listed on the order, opened by a short-lived link, unknown to others."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI

from activities.papers import Papers
from api.services import Services
from storage.database import Database
from storage.second_lock import PLATFORM, showing
from tests.api.caller import Caller, calling
from tests.api.repair import Repair
from tests.crew import Crew, recruit

pytestmark = pytest.mark.usefixtures("workers")


@pytest.fixture
def papers(services: Services, database: Database) -> Papers:
    return Papers(database, services.objects, services.settings.public_url)


@pytest.fixture
async def worker(app: FastAPI, crew: Crew) -> AsyncIterator[Caller]:
    """The stationary engineer."""
    async with calling(app, crew.worker) as caller:
        yield caller


@pytest.fixture
async def owner(app: FastAPI, crew: Crew) -> AsyncIterator[Caller]:
    async with calling(app, crew.owner) as caller:
        yield caller


async def listed(caller: Caller, repair: Repair) -> list[dict[str, Any]]:
    view = (await caller.get(f"/v1/orders/{repair.id}")).json()
    found: list[dict[str, Any]] = view["papers"]
    return found


async def cancelled_from_the_workshop(curator: Caller, engineer: Caller, worker: Caller) -> Repair:
    """Its papers: the act of hand-over, that of return, the summary."""
    repair = await Repair.accepted(curator, engineer)
    await repair.hand_over("Не включается")
    await repair.approve("stationary.1")
    await repair.give(worker, "stationary/taking", "stationary.1", part="stationary.1")
    await repair.give(curator, "cancellation", "order", reason="Клиент переехал")
    assert engineer.person
    await repair.give(worker, "device/offer", "device", to=str(engineer.person.id))
    await repair.give(engineer, "device/acceptance", "device")
    await repair.give(engineer, "device/return", "device", no_act_reason="Некому подписать")
    return repair


async def test_papers_are_listed_while_they_are_made_and_then_open(
    curator: Caller, engineer: Caller, papers: Papers
) -> None:
    repair = await Repair.accepted(curator, engineer)
    assert await listed(curator, repair) == []
    await repair.hand_over("Не включается")
    await repair.approve("stationary.1")
    [paper] = await listed(curator, repair)
    assert (paper["kind"], paper["part"], paper["link"]) == ("handover", "stationary.1", None)
    here = f"/v1/orders/{repair.id}/papers/{paper['id']}"
    early = await engineer.get(here)
    assert (early.status_code, early.json()["code"], early.headers["Retry-After"]) == (
        409,
        "paper.not_made",
        "3",
    )

    await papers.make_due()
    [made] = await listed(engineer, repair)
    assert made == paper | {"link": here}
    link = (await engineer.get(here)).json()
    assert link["content_type"] == "application/pdf"
    async with httpx2.AsyncClient() as browser:
        file = await browser.get(link["url"])
        assert (await browser.get(link["url"].split("?")[0])).status_code == 403
    assert file.content.startswith(b"%PDF-")
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"] == f'inline; filename="handover-{made["id"]}.pdf"'


async def test_papers_of_others_are_unknown(
    curator: Caller, engineer: Caller, app: FastAPI, crew: Crew, papers: Papers
) -> None:
    repair = await Repair.accepted(curator, engineer)
    await repair.hand_over("Не включается")
    await repair.approve("stationary.1")
    await papers.make_due()
    [paper] = await listed(curator, repair)
    with showing(PLATFORM):
        elsewhere = await recruit(app.state.services.database)
    for person in (elsewhere.curator, elsewhere.owner, crew.second_engineer):
        async with calling(app, person) as stranger:
            answer = await stranger.get(paper["link"])
            assert (answer.status_code, answer.json()["code"]) == (404, "order.unknown")
    another = await curator.opened()
    for order, of_it in ((another["order_id"], paper["id"]), (repair.id, uuid4())):
        answer = await curator.get(f"/v1/orders/{order}/papers/{of_it}")
        assert (answer.status_code, answer.json()["code"]) == (404, "paper.unknown")


async def test_papers_that_name_the_client_are_for_those_who_may_know_them(
    owner: Caller, curator: Caller, engineer: Caller, worker: Caller, papers: Papers
) -> None:
    repair = await cancelled_from_the_workshop(curator, engineer, worker)
    await papers.make_due()
    everything = await listed(curator, repair)
    assert [paper["kind"] for paper in everything] == ["handover", "return", "summary"]
    assert await listed(engineer, repair) == everything
    assert [paper["kind"] for paper in await listed(worker, repair)] == ["handover"]
    assert [(await worker.get(paper["link"])).status_code for paper in everything] == [200, 404, 404]
    assert [(await engineer.get(paper["link"])).status_code for paper in everything] == [200, 200, 200]
    await repair.give(owner, "reopening", "order", reason="Клиент передумал")
    assert [paper["outdated"] for paper in await listed(curator, repair)] == [False, False, True]
    assert [paper["outdated"] for paper in await listed(worker, repair)] == [False]
