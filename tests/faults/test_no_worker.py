"""No worker at all, as during a deployment: what people send is kept, and carried out once."""

import asyncio
import time
from collections.abc import Awaitable
from typing import Any

from httpx2 import Response

from tests.api.caller import Caller
from tests.crew import Crew
from tests.faults.shop import FaultyShop, still_works
from tests.report import report
from tests.workflows.running import eventually


async def test_what_is_sent_without_a_worker_is_kept_and_has_one_effect(shop: FaultyShop, crew: Crew) -> None:
    await shop.workers.only()
    order = await shop.open(crew)
    await shop.workers.none()
    async with shop.call(crew.curator) as curator:

        def press() -> Awaitable[Response]:
            return curator.command(order.id, "notes", key="press", text="без исполнителя")

        def open_() -> Awaitable[Response]:
            return curator.open(key="open", engineer=str(crew.engineer.id))

        began = time.monotonic()
        # Each is pressed again while the first press is still waited for, and once more when all is over.
        first, second, *openings = await asyncio.gather(press(), press(), open_(), open_())
        report("202 without a worker", f"{time.monotonic() - began:.1f} s")
        note, opening = one_link([first, second]), one_link(openings)
        assert await accepted(curator, note) is None
        assert await accepted(curator, opening) is None
        await shop.workers.start()
        noted = await eventually(lambda: accepted(curator, note)) or {}
        opened = await eventually(lambda: accepted(curator, opening)) or {}
        assert (await press()).json() == noted
        assert (await open_()).json() == opened
        listed = (await curator.get("/v1/orders")).json()["orders"]
    assert {item["number"] for item in listed} == {"SVC-000001", "SVC-000002"}
    entries = [entry for entry in await order.entries() if entry.command_id == noted["command_id"]]
    assert [entry.seq for entry in entries] == [noted["first_seq"]]
    await still_works(order)


def one_link(responses: list[Response]) -> str:
    """They were kept, as one and the same."""
    assert {response.status_code for response in responses} == {202}
    [link] = {response.headers["Location"] for response in responses}
    return str(link)


async def accepted(caller: Caller, link: str) -> dict[str, Any] | None:
    outcome = (await caller.get(link)).json()
    assert outcome["status"] in ("pending", "accepted"), outcome
    answer: dict[str, Any] | None = outcome.get("answer")
    return answer
