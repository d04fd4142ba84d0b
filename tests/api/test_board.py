"""The board and the first page of a list, as they are kept in Redis: never older than the record."""

import asyncio
import random
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis
from redis.exceptions import RedisError

from api.board import BoardAsked
from api.services import Services
from domain.values import OrganizationId
from impatient import PATIENCE
from settings import Settings
from stack.local import LocalStack
from storage.cache import Cache, key_of
from tests.api.caller import Caller, calling
from tests.crew import Crew

pytestmark = pytest.mark.usefixtures("workers")

BOARD, LIST = "/v1/board", "/v1/orders"


@pytest.fixture
def cache(services: Services) -> Cache:
    """Of the app, forgetful of what earlier tests did to Redis."""
    services.cache._redis._paused_until = 0
    services.cache.hits = services.cache.misses = services.cache.passed = 0
    return services.cache


@pytest.fixture
async def witness(migrated: Settings) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(migrated.database.url)
    yield connection
    await connection.close()


async def read(caller: Caller, path: str = BOARD, **asked: Any) -> Any:
    answer = await caller.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_board_counts_what_the_person_sees(
    app: FastAPI, curator: Caller, engineer: Caller, crew: Crew
) -> None:
    offered = await curator.opened(engineer=str(crew.engineer.id))
    await curator.opened()
    one = {"orders": 1, "overdue": 0}
    board = await read(curator)
    assert board["open"] == {"orders": 2, "overdue": 0}
    assert (board["unassigned"], board["waiting_for_me"]) == (one, one)
    assert board["waiting_for"] == {"curator": one, "engineer": one}
    mine = await read(engineer)
    assert (mine["open"], mine["waiting_for_me"], mine["unassigned"]["orders"]) == (one, one, 0)
    await engineer.command(
        offered["order_id"], "assignment/acceptance", version=offered["parts"]["assignment"]
    )
    [load] = (await read(curator))["engineers"]
    assert load == {"engineer": str(crew.engineer.id), "name": crew.engineer.name, **one}
    async with calling(app, crew.owner) as owner:
        assert (await read(owner))["waiting_for_me"]["orders"] == 0


async def test_24_the_cache_hits_by_value_and_is_never_stale(
    app: FastAPI, curator: Caller, crew: Crew, cache: Cache, capsys: pytest.CaptureFixture[str]
) -> None:
    """Twenty readers, each a new session; a command by anybody in between."""
    order = await curator.opened()
    for number in range(5):
        for path in (BOARD, LIST):
            for _ in range(20):
                async with calling(app, crew.curator) as caller:
                    found = await read(caller, path)
                seen = found["open"]["orders"] if path == BOARD else len(found["orders"])
                assert seen == number + 1
        order = await curator.opened()
    assert order
    assert (cache.hits, cache.misses, cache.passed) == (5 * 2 * 19, 5 * 2, 0)
    with capsys.disabled():
        print(f"\nhit ratio {cache.hits / (cache.hits + cache.misses):.0%}")  # noqa: T201 - to be seen


def test_24_a_key_is_made_of_values(crew: Crew) -> None:
    def asked(*names: str) -> str:
        copies = tuple("".join(list(name)) for name in names)  # the same values, other objects
        return key_of(crew.organization.id, 7, BoardAsked(person=crew.curator.id, names=copies))

    assert asked("curator", "x") == asked("curator", "x")
    assert len({asked("curator", "x"), asked("curator x"), asked("x", "curator"), asked()}) == 4
    question = BoardAsked(person=crew.curator.id, names=None)
    organizations = [OrganizationId(crew.curator.id), crew.organization.id]
    assert len({key_of(one, changes, question) for one in organizations for changes in (7, 8)}) == 4


async def test_people_share_an_answer_only_where_they_see_the_same(
    app: FastAPI, curator: Caller, engineer: Caller, crew: Crew, cache: Cache
) -> None:
    await curator.opened(engineer=str(crew.engineer.id))
    await read(curator, LIST)
    async with calling(app, crew.second_curator) as second, calling(app, crew.second_engineer) as other:
        assert len((await read(second, LIST))["orders"]) == 1
        assert cache.hits == 1
        assert len((await read(engineer, LIST))["orders"]) == 1
        assert (await read(other, LIST))["orders"] == []
        assert (await read(curator, LIST, waiting_role="curator"))["orders"] == []
    assert (cache.hits, cache.misses) == (1, 4)


async def test_a_searched_page_and_a_later_one_are_not_kept(curator: Caller, cache: Cache) -> None:
    for _ in range(2):
        await curator.opened()
    cursor = (await read(curator, LIST, limit=1))["next"]
    for asked in (
        {"text": "kyocera"},
        {"cursor": cursor},
        {"overdue": "true"},
        {"opened_from": "2026-01-01"},
    ):
        await read(curator, LIST, **asked)
    assert (cache.hits, cache.misses) == (0, 1)


async def test_what_becomes_overdue_is_told_at_once_without_a_command(
    curator: Caller, crew: Crew, witness: asyncpg.Connection, cache: Cache
) -> None:
    await curator.opened()
    soon = datetime.now(UTC) + timedelta(seconds=0.7)
    await witness.execute(
        "UPDATE orders SET due_at = $2,"
        " state = jsonb_set(state, '{waits,0,until}', to_jsonb($2::timestamptz)) WHERE organization_id = $1",
        crew.organization.id,
        soon,
    )
    while datetime.now(UTC) < soon + timedelta(seconds=0.05):
        board, page = await read(curator), await read(curator, LIST)
        if datetime.now(UTC) < soon:
            assert (board["open"]["overdue"], page["orders"][0]["overdue"]) == (0, False)
    assert (await read(curator))["open"]["overdue"] == 1
    assert (await read(curator, LIST))["orders"][0]["overdue"] is True
    assert cache.hits > 10


RENAMED = "UPDATE people SET name = 'Новое имя' WHERE organization_id = $1"
ERASED = """
UPDATE order_contacts SET contact = NULL, salt = NULL, erased_at = now() WHERE organization_id = $1
"""
MOVED = """
UPDATE organizations SET settings = jsonb_set(settings, '{calendar,zone}', '"Asia/Tokyo"') WHERE id = $1
"""


@pytest.mark.parametrize("changed", [(RENAMED, BOARD), (RENAMED, LIST), (ERASED, LIST), (MOVED, LIST)])
async def test_names_clients_and_zones_are_never_stale_either(
    curator: Caller, engineer: Caller, crew: Crew, witness: asyncpg.Connection, changed: tuple[str, str]
) -> None:
    change, path = changed
    order = await curator.opened(engineer=str(crew.engineer.id))
    await engineer.command(order["order_id"], "assignment/acceptance", version=order["parts"]["assignment"])
    before = await read(curator, path)
    assert await read(curator, path) == before
    await witness.execute(change, crew.organization.id)
    assert await read(curator, path) != before


async def test_no_reader_sees_less_than_was_answered_before_the_read_began(
    curator: Caller, crew: Crew, cache: Cache
) -> None:
    """Eight orders are commanded at once while twelve readers look at the list again and again."""
    versions = {(order := await curator.opened())["order_id"]: order["version"] for _ in range(8)}
    answered, commanding = dict(versions), True

    async def command(order: str) -> None:
        for number in range(12):
            answer = await curator.command(order, "notes", text=f"Позвонил, {number}")
            assert answer.status_code == 200, answer.text
            answered[order] = answer.json()["version"]

    async def look() -> int:
        looks = 0
        while commanding:
            floor = dict(answered)
            page = await read(curator, LIST)
            assert {order["id"] for order in page["orders"]} == set(floor)
            for order in page["orders"]:
                assert order["version"] >= floor[order["id"]]
            looks += 1
            await asyncio.sleep(random.uniform(0, 0.01))  # noqa: S311 - so that they interleave
        return looks

    readers = [asyncio.create_task(look()) for _ in range(12)]
    await asyncio.gather(*map(command, versions))
    commanding = False
    assert sum(await asyncio.gather(*readers)) > 100
    assert cache.hits > 0


@asynccontextmanager
async def emptied(stack: LocalStack, services: Services) -> AsyncIterator[None]:
    async with Redis.from_url(services.settings.redis.url) as redis:
        await redis.flushall()
    yield


@asynccontextmanager
async def frozen(stack: LocalStack, services: Services) -> AsyncIterator[None]:
    stack.signal("redis", signal.SIGSTOP)
    try:
        with suppress(RedisError, OSError):
            while True:  # the signal takes a moment
                async with asyncio.timeout(PATIENCE):
                    await services.redis.ping()
        yield
    finally:
        stack.signal("redis", signal.SIGCONT)


@asynccontextmanager
async def gone(stack: LocalStack, services: Services) -> AsyncIterator[None]:
    await asyncio.to_thread(stack.kill, "redis")
    try:
        yield
    finally:
        await asyncio.to_thread(stack.begin_again, "redis")


@asynccontextmanager
async def spoilt(stack: LocalStack, services: Services) -> AsyncIterator[None]:
    async with Redis.from_url(services.settings.redis.url) as redis:
        for key in await redis.keys("naryad:*"):
            await redis.set(key, b"?")
    yield


@pytest.mark.parametrize("fault", [emptied, frozen, gone, spoilt])
async def test_without_its_help_the_answers_are_the_same(
    stack: LocalStack, services: Services, curator: Caller, cache: Cache, fault: Callable[..., Any]
) -> None:
    await curator.opened()
    before = [await read(curator), await read(curator, LIST)]
    async with fault(stack, services):
        began = time.monotonic()
        assert [await read(curator), await read(curator, LIST)] == before
        first = time.monotonic() - began
        await curator.opened()
        assert (await read(curator))["open"]["orders"] == 2
        assert len((await read(curator, LIST))["orders"]) == 2
    assert first < 4 * PATIENCE + 0.5
    assert cache.hits == 0
    cache._redis._paused_until = 0
    assert (await read(curator))["open"]["orders"] == 2
    assert await read(curator) == await read(curator)
    assert cache.hits > 0


async def test_a_slow_redis_delays_one_request_and_not_the_next(
    stack: LocalStack, services: Services, curator: Caller, cache: Cache
) -> None:
    async with frozen(stack, services):
        await read(curator)
        passed = cache.passed
        began = time.monotonic()
        for _ in range(5):
            await read(curator)
        assert cache.passed - passed == 5
        assert time.monotonic() - began < 5 * PATIENCE
