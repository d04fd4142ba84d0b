import socket

import httpx2

from api.app import create_app
from settings import Settings, TemporalSettings
from tests.api.caller import Caller, calling


def unused_port() -> int:
    """Nobody listens there: the socket that had it is closed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_all_parts_are_up(anybody: Caller) -> None:
    answer = await anybody.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")
    assert set(answer.json()["parts"]) == {"postgres", "temporal", "s3", "redis"}


async def _readiness(settings: Settings) -> httpx2.Response:
    app = create_app(settings)
    async with app.router.lifespan_context(app), calling(app) as caller:
        assert (await caller.get("/health/live")).status_code == 200
        return await caller.get("/health/ready")


async def test_starts_and_names_the_part_that_is_away(migrated: Settings) -> None:
    nowhere = f"127.0.0.1:{unused_port()}"
    without_temporal = migrated.model_copy(update={"temporal": TemporalSettings(address=nowhere)})
    answer = await _readiness(without_temporal)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert answer.json()["parts"] == {"postgres": "up", "temporal": "away", "s3": "up", "redis": "up"}


async def test_redis_is_told_but_not_required(migrated: Settings) -> None:
    redis = migrated.redis.model_copy(update={"url": f"redis://127.0.0.1:{unused_port()}/0"})
    answer = await _readiness(migrated.model_copy(update={"redis": redis}))
    assert (answer.status_code, answer.json()["parts"]["redis"]) == (200, "away")
