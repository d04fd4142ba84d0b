"""Nobody guesses for long (ACC-6), with Redis and without it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis

from api.services import Services
from settings import RedisSettings
from stack.ports import free_block
from storage.attempts import LARGEST, Attempts, Limit
from storage.database import Database
from tests.api.caller import Caller, calling
from tests.api.doors import OTHER, PASSWORD, asked, bearer, log_in, put, refresh, tokens
from tests.crew import Crew

FEW = Limit("few", 3, 60)


@pytest.fixture
async def login(crew: Crew, database: Database) -> str:
    return await put(database, crew.curator)


@pytest.fixture(params=["with Redis", "without Redis"])
async def redis(request: pytest.FixtureRequest, app: FastAPI, services: Services) -> AsyncIterator[None]:
    if request.param == "with Redis":
        yield
        return
    nobody = Attempts(RedisSettings(url=f"redis://127.0.0.1:{free_block()}/0"))
    app.state.services = replace(services, attempts=nobody)
    try:
        yield
    finally:
        app.state.services = services
        await nobody.close()


def refused(answer: httpx2.Response) -> bool:
    if answer.status_code != 429:
        return False
    assert answer.json()["code"] == "auth.too_many"
    assert 1 <= int(answer.headers["Retry-After"]) == answer.json()["facts"]["seconds"] <= 3600
    return True


@pytest.mark.usefixtures("redis")
async def test_26_passwords_cannot_be_guessed_for_long(anybody: Caller, login: str) -> None:
    for name in (login, f"nobody-{uuid4()}"):
        answers = [await log_in(anybody, name, f"догадка {n}") for n in range(12)]
        assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 2
        assert refused(await log_in(anybody, name))


async def test_26_the_refusal_does_not_tell_who_exists(app: FastAPI, login: str) -> None:
    words = []
    for name in (login, f"nobody-{uuid4()}"):
        async with calling(app) as door:
            answers = [await log_in(door, name, "не та") for _ in range(11)]
        problem = answers[-1].json()
        words.append({key: problem[key] for key in ("type", "title", "status", "code")})
        words[-1] |= {"headers": sorted(answers[-1].headers)}
    assert words[0] == words[1]


async def test_who_guesses_from_elsewhere_locks_nobody_out(app: FastAPI, anybody: Caller, login: str) -> None:
    async with calling(app) as stranger:
        while not refused(await log_in(stranger, login, "не та")):
            pass
    assert (await log_in(anybody, login)).status_code == 200


async def test_an_account_is_guarded_against_guessing_from_everywhere(app: FastAPI, login: str) -> None:
    services = app.state.services
    for _ in range(100):
        await services.attempts.count(Limit("log-in", 100, 3600), login)
    async with calling(app) as door:
        assert refused(await log_in(door, login))


async def test_one_sender_does_not_try_every_account(app: FastAPI) -> None:
    async with calling(app, address="203.0.113.77") as door:
        for _ in range(100):
            await app.state.services.attempts.count(Limit("log-ins", 100, 300), "203.0.113.77/32")
        assert refused(await log_in(door, str(uuid4())))


@pytest.mark.usefixtures("redis")
async def test_26_refresh_tokens_cannot_be_guessed_for_long(anybody: Caller) -> None:
    answers = [await refresh(anybody, f"guess-{n}") for n in range(121)]
    assert {answer.status_code for answer in answers[:120]} == {401}
    assert refused(answers[-1])


@pytest.mark.usefixtures("redis")
async def test_26_a_stolen_token_does_not_find_out_the_password(anybody: Caller, login: str) -> None:
    here = await tokens(anybody, login)
    body = {"current": "не та", "new": OTHER}
    answers = [await anybody.http.put("/v1/me/password", json=body, headers=bearer(here)) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    body["current"] = PASSWORD
    assert refused(await anybody.http.put("/v1/me/password", json=body, headers=bearer(here)))
    assert await asked(anybody, here) == "ok"


@pytest.fixture
async def two(services: Services) -> AsyncIterator[tuple[Attempts, Attempts]]:
    """Two processes on one Redis."""
    both = Attempts(services.settings.redis), Attempts(services.settings.redis)
    yield both
    for each in both:
        await each.close()


async def test_all_processes_count_together(two: tuple[Attempts, Attempts]) -> None:
    whom = str(uuid4())
    waits = [await two[n % 2].count(FEW, whom) for n in range(5)]
    assert waits[:3] == [0, 0, 0]
    assert all(50 <= wait <= 60 for wait in waits[3:])
    await two[0].forgive(FEW, whom)
    assert await two[0].count(FEW, whom) == 0


async def test_an_emptied_redis_forgets_nothing_that_a_process_knows(
    two: tuple[Attempts, Attempts], services: Services
) -> None:
    whom = str(uuid4())
    for _ in range(3):
        await two[0].count(FEW, whom)
    async with Redis.from_url(services.settings.redis.url) as redis:
        for key in await redis.keys("naryad:attempts:few:*"):
            await redis.delete(key)
    assert await two[0].count(FEW, whom) > 0


async def test_guessing_does_not_fill_the_memory(services: Services) -> None:
    attempts = Attempts(RedisSettings(url=f"redis://127.0.0.1:{free_block()}/0"))
    for n in range(LARGEST + 100):
        attempts._count_here(str(n), FEW)
    assert len(attempts._own) == LARGEST
    await attempts.close()
