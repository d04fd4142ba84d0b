"""What the second lock costs: `pytest tests/api/measure_second_lock.py -s`. It tells figures and judges none.

The same calls by turns, through the API's role and through the owner's. API and worker are this process: told
is the processor time of it and of PostgreSQL per call, which other work on the machine changes little, and
the median of the time that a call takes.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from statistics import mean, median, stdev
from time import perf_counter, process_time

import psutil
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from api.services import Services
from storage.database import Database
from tests.api.caller import Caller, calling
from tests.crew import Crew, recruit

ROUNDS, CALLS = 300, 20
"""Rounds of so many calls each way."""
Call = Callable[[], Awaitable[object]]


@dataclass
class Spent:
    """Milliseconds per call, one of each round."""

    here: list[float] = field(default_factory=list)
    postgres: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    @property
    def processor(self) -> list[float]:
        return [sum(both) for both in zip(self.here, self.postgres, strict=True)]


async def postmaster(database: Database) -> psutil.Process:
    async with database.engine.connect() as connection:
        pid = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
    parent = psutil.Process(pid).parent()
    assert parent
    return parent


def seconds(postgres: psutil.Process) -> float:
    return sum(sum(child.cpu_times()[:2]) for child in postgres.children())


async def noted(call: Call, postgres: psutil.Process, spent: Spent) -> None:
    here, there, took = process_time(), seconds(postgres), []
    for _ in range(CALLS):
        began = perf_counter()
        await call()
        took.append((perf_counter() - began) * 1000)
    spent.here.append((process_time() - here) * 1000 / CALLS)
    spent.postgres.append((seconds(postgres) - there) * 1000 / CALLS)
    spent.took.append(median(took))


def compared(role: Spent, owner: Spent) -> str:
    """More by the role, in percent of the processor time, with its standard error."""
    differences = [one - other for one, other in zip(role.processor, owner.processor, strict=True)]
    base = mean(owner.processor) / 100
    error = stdev(differences) / len(differences) ** 0.5
    return (
        f"{mean(differences) / base:+.1f} ± {error / base:.1f} %"
        f" of {base * 100:.2f} ms of processor time (here {mean(role.here):.2f} / {mean(owner.here):.2f},"
        f" PostgreSQL {mean(role.postgres):.2f} / {mean(owner.postgres):.2f});"
        f" a call {median(role.took):.2f} / {median(owner.took):.2f} ms"
    )


@pytest.mark.usefixtures("workers")
async def test_measure(
    app: FastAPI, services: Services, database: Database, curator: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    orders = [(await curator.opened())["order_id"] for _ in range(2)]
    elsewhere: Crew = await recruit(database)
    async with calling(app, elsewhere.curator) as foreigner:
        await foreigner.opened()

        async def note() -> None:
            answer = await curator.command(orders[0], "notes", text="Позвонил")
            assert answer.status_code == 200, answer.text

        async def by_turns() -> None:
            await foreigner.get("/v1/auth/me")
            await curator.get("/v1/auth/me")

        calls: dict[str, Call] = {
            "a command": note,
            "reading an order": lambda: curator.get(f"/v1/orders/{orders[1]}"),
            "a list": lambda: curator.get("/v1/orders"),
            "two small questions, of two organizations by turns": by_turns,
        }
        postgres = await postmaster(database)
        for what, call in list(calls.items())[:1]:
            spent = {"role": Spent(), "owner": Spent()}
            for round_ in range(ROUNDS):
                for which in ("role", "owner") if round_ % 2 else ("owner", "role"):
                    app.state.services = replace(
                        services, database=services.database if which == "role" else database
                    )
                    await noted(call, postgres, spent[which])
            app.state.services = services
            with capsys.disabled():
                print(f"{what}: {compared(spent['role'], spent['owner'])}")  # noqa: T201 - told to whoever measures
