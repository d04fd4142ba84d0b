"""What the second lock costs: `pytest tests/api/measure_second_lock.py -s`. It tells figures and judges none.

The same calls by turns, through the API's role and through the owner's, in one process: the medians compare.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from statistics import median
from time import perf_counter

import pytest
from fastapi import FastAPI

from api.services import Services
from storage.database import Database
from tests.api.caller import Caller, calling
from tests.crew import Crew, recruit

ROUNDS = 400
Call = Callable[[], Awaitable[object]]


async def timed(call: Call) -> float:
    began = perf_counter()
    await call()
    return (perf_counter() - began) * 1000


@pytest.mark.usefixtures("workers")
async def test_measure(
    app: FastAPI, services: Services, database: Database, curator: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    orders = [(await curator.opened())["order_id"] for _ in range(2)]
    elsewhere: Crew = await recruit(database)
    async with calling(app, elsewhere.curator) as foreigner:
        await foreigner.opened()

        async def noted() -> None:
            answer = await curator.command(orders[0], "notes", text="Позвонил")
            assert answer.status_code == 200, answer.text

        async def by_turns() -> None:
            await foreigner.get("/v1/auth/me")
            await curator.get("/v1/auth/me")

        calls: dict[str, Call] = {
            "a command": noted,
            "reading an order": lambda: curator.get(f"/v1/orders/{orders[1]}"),
            "a list": lambda: curator.get("/v1/orders"),
            "two small questions, of two organizations by turns": by_turns,
        }
        for what, call in calls.items():
            took: dict[str, list[float]] = {"role": [], "owner": []}
            for round_ in range(ROUNDS):
                for which in ("role", "owner") if round_ % 2 else ("owner", "role"):
                    app.state.services = replace(
                        services, database=services.database if which == "role" else database
                    )
                    took[which].append(await timed(call))
            app.state.services = services
            role, owner = (median(took[which]) for which in ("role", "owner"))
            with capsys.disabled():
                print(  # noqa: T201 - told to whoever measures
                    f"{what}: {role:.2f} ms / {owner:.2f} ms by the owner: {100 * (role / owner - 1):+.1f} %"
                )
