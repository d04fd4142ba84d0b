"""What a request may reach: made once by the composition root, handed to routes by name."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from redis.asyncio import Redis

from activities.media.examining import Examiner
from api.temporal import Temporal
from api.tokens import Tokens
from settings import Settings
from storage.attempts import Attempts
from storage.cache import Cache
from storage.database import Database
from storage.objects import Objects


@dataclass(frozen=True)
class Services:
    settings: Settings
    database: Database
    temporal: Temporal
    objects: Objects
    examiner: Examiner
    redis: Redis
    cache: Cache
    attempts: Attempts
    tokens: Tokens


async def _services(request: Request) -> Services:
    services = request.app.state.services
    assert isinstance(services, Services)  # noqa: S101 - the lifespan has put it there
    return services


ServicesOf = Annotated[Services, Depends(_services)]
