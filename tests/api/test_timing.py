"""What is another organization's is answered as what is nobody's: by status, by body, and by time (ACC-2).

Two hundred of each, by turns, so that whatever else the machine does falls on both. Where there is nothing
to find, one comparison in a hundred has p <= 0.01 all the same. Such a one is made anew, up to three times in
all: by chance all of them fail once in a million (0.01³), while a difference that is there fails every one.
"""

from time import perf_counter
from uuid import uuid4

import pytest
from fastapi import FastAPI

from storage.database import Database
from tests.api.caller import KEYS, Caller, calling
from tests.api.repair import Repair
from tests.crew import Crew, recruit
from tests.ranks import chance

pytestmark = pytest.mark.usefixtures("workers")

TIMES, TRIES, LEVEL = 200, 3, 0.01
READ = {
    "order": "/v1/orders/{}",
    "evidence": "/v1/orders/{}/evidence",
    "photo": "/v1/media/{}",
    "person": "/v1/people/{}",
}


async def sent(caller: Caller, path: str) -> tuple[int, str, float]:
    """Status, what is told, and the seconds it took; a command where the path is one."""
    began = perf_counter()
    if path.endswith("/notes"):
        answer = await caller.post(
            path, json={"text": "Позвонил"}, headers={"Idempotency-Key": f"key-{next(KEYS)}"}
        )
    else:
        answer = await caller.get(path)
    took = perf_counter() - began
    body = answer.json()
    body.pop("request_id")
    return answer.status_code, str(body), took


async def compared(caller: Caller, path: str, foreign: str) -> float:
    """The chance of so much difference in time; nothing else differs at all."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(TIMES):
        places = [path.format(foreign), path.format(uuid4())]
        answers = {}
        for which in (0, 1) if turn % 2 else (1, 0):
            *answers[which], took = await sent(caller, places[which])
            times[which].append(took)
        assert answers[0] == answers[1]
        assert answers[0][0] == 404
    return chance(*times)


@pytest.fixture
async def foreign(app: FastAPI, database: Database) -> dict[str, str]:
    crew: Crew = await recruit(database)
    async with calling(app, crew.curator) as curator, calling(app, crew.engineer) as engineer:
        order = (await Repair.accepted(curator, engineer)).id
    return {
        "order": order,
        "evidence": order,
        "note": order,
        "photo": str(crew.photos[0]),
        "person": str(crew.engineer.id),
    }


@pytest.mark.parametrize("what", [*READ, "note"])
async def test_what_is_foreign_takes_as_long_as_what_is_unknown(
    curator: Caller, foreign: dict[str, str], what: str
) -> None:
    path = READ.get(what, "/v1/orders/{}/notes")
    found = []
    for _ in range(TRIES):
        found.append(await compared(curator, path, foreign[what]))
        if found[-1] > LEVEL:
            return
    raise AssertionError(f"{what}: p = {found}")
