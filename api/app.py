"""The composition root of the API: `uvicorn api.app:create_app --factory`."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from redis.asyncio import Redis

import metrics
from activities.media.examining import Examiner
from api import (
    audit,
    blocking,
    board,
    cash,
    chats,
    commands,
    custody,
    earnings,
    fiscal,
    hand_ins,
    health,
    invites,
    login,
    media,
    opening,
    orders,
    organizations,
    overview,
    papers,
    password,
    penalties,
    people,
    problems,
    sessions,
    shift,
    telegram,
    totp,
    totp_reset,
)
from api.docs import add_docs
from api.openapi import DESCRIPTION, TAGS, completed, operation_id
from api.operations import add_steps
from api.requests import BodyLimit, RequestContext
from api.services import Services
from api.temporal import Temporal
from api.tokens import Tokens
from logs import configure, logger
from settings import Settings
from storage.attempts import Attempts
from storage.cache import Cache
from storage.database import Database
from storage.objects import Objects, ObjectStoreAwayError

VERSION = "1"
V1 = "/v1"
OPENAPI = f"{V1}/openapi.json"

log = logger(__name__)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the API. Nothing is connected before it is needed, so it starts while its parts are away."""
    settings = settings or Settings()
    configure(settings.log)
    app = FastAPI(
        title="Naryad",
        version=VERSION,
        description=DESCRIPTION,
        openapi_tags=TAGS,
        openapi_url=OPENAPI,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(settings),
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        separate_input_output_schemas=False,
    )
    add_steps(app.router, V1)
    for router in (
        login.router,
        sessions.router,
        telegram.router,
        chats.router,
        password.router,
        totp.router,
        shift.router,
        board.router,
        overview.router,
        orders.router,
        papers.router,
        hand_ins.router,
        cash.router,
        earnings.router,
        opening.router,
        commands.router,
        media.router,
        fiscal.router,
        penalties.router,
        custody.router,
        custody.of_order,
        people.router,
        blocking.router,
        invites.router,
        totp_reset.router,
        invites.redeeming,
        organizations.router,
        audit.router,
    ):
        app.include_router(router, prefix=V1)
    app.include_router(health.router)
    add_docs(app, OPENAPI)
    problems.install(app)
    # Added last, runs first.
    app.add_middleware(BodyLimit)
    app.add_middleware(RequestContext)
    _complete_openapi(app)
    return app


def _lifespan(settings: Settings) -> Any:  # noqa: ANN401 - the type of Starlette's own parameter
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        services = Services(
            settings=settings,
            database=Database(settings.database.of_api),
            temporal=Temporal(settings.temporal),
            objects=Objects(settings.s3),
            examiner=Examiner(),
            redis=Redis.from_url(settings.redis.url, socket_timeout=1, socket_connect_timeout=1),
            cache=Cache(settings.redis),
            attempts=Attempts(settings.redis),
            tokens=Tokens(settings.auth),
        )
        app.state.services = services
        gc.freeze()  # what is loaded by now stays: looking through it would stop every request for 0.1 s
        try:
            await _make_bucket(services)
            with metrics.served(settings.metrics.host, settings.metrics.api_port):
                yield
        finally:
            await services.redis.aclose()
            await services.cache.close()
            await services.attempts.close()
            await services.database.close()
            services.examiner.close()
            services.objects.close()

    return lifespan


async def _make_bucket(services: Services) -> None:
    try:
        await services.objects.ensure_bucket()
    except ObjectStoreAwayError as error:
        log.warning("the bucket could not be looked for; uploads wait for it", cause=repr(error))


def _complete_openapi(app: FastAPI) -> None:
    made = app.openapi

    def openapi() -> dict[str, Any]:
        return completed(made())

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way
