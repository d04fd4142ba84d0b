"""Whether this process lives, and whether all it needs is there."""

import asyncio
from collections.abc import Awaitable
from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.services import Services, ServicesOf

router = APIRouter(tags=["health"])

PATIENCE = 1.5
"""Seconds that one part has to answer."""
NOT_REQUIRED = frozenset({"redis"})
"""The product works without it, slower."""


class Live(BaseModel):
    status: Literal["live"] = "live"


class Readiness(BaseModel):
    status: Literal["ready", "not_ready"]
    parts: dict[str, Literal["up", "away"]] = Field(
        examples=[{"postgres": "up", "temporal": "up", "s3": "up", "redis": "away"}]
    )


@router.get("/health/live", operation_id="health_live")
async def live() -> Live:
    """Answer as long as the process runs; asks nobody else."""
    return Live()


@router.get(
    "/health/ready",
    operation_id="health_ready",
    responses={HTTPStatus.SERVICE_UNAVAILABLE: {"model": Readiness, "description": "which part is away"}},
)
async def ready(response: Response, services: ServicesOf) -> Readiness:
    """Answer 503 while PostgreSQL, Temporal or S3 is away. Redis is told, but not required."""
    parts = await _checked(services)
    away = {name for name, state in parts.items() if state == "away"} - NOT_REQUIRED
    if away:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        response.headers["Retry-After"] = "3"
    return Readiness(status="not_ready" if away else "ready", parts=parts)


async def _checked(services: Services) -> dict[str, Literal["up", "away"]]:
    checks: dict[str, Awaitable[object]] = {
        "postgres": services.database.ping(),
        "temporal": _temporal(services),
        "s3": services.objects.bucket_exists(),
        "redis": services.redis.ping(),
    }
    states = await asyncio.gather(*(_state(check) for check in checks.values()))
    return dict(zip(checks, states, strict=True))


async def _temporal(services: Services) -> None:
    client = await services.temporal.client()
    await client.service_client.check_health()


async def _state(check: Awaitable[object]) -> Literal["up", "away"]:
    try:
        async with asyncio.timeout(PATIENCE):
            await check
    except Exception:  # noqa: BLE001 - whatever is wrong with it, the part does not serve us
        return "away"
    return "up"
