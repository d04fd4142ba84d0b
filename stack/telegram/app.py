"""The composition root of the sandbox."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from starlette.staticfiles import StaticFiles

from stack.telegram.actions import Actions
from stack.telegram.bot_api import BotApi
from stack.telegram.control_api import ControlApi
from stack.telegram.errors import PersonError
from stack.telegram.people_api import PeopleApi
from stack.telegram.world import World

PAGE = Path(__file__).parent / "page"
POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; style-src 'self'; object-src 'none'; base-uri 'none'"
)


def create_app(world: World) -> FastAPI:
    bot_api = BotApi(world)

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with _running(world, bot_api):
            yield

    app = FastAPI(title="Telegram sandbox", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.router.routes[:0] = bot_api.routes  # first: they are the busy ones
    app.include_router(PeopleApi(world, Actions(world)).router)
    app.include_router(ControlApi(world, bot_api).router)
    app.add_api_route("/", _page, include_in_schema=False)
    app.mount("/page", StaticFiles(directory=PAGE))
    app.add_exception_handler(PersonError, _refused)
    return app


@contextlib.asynccontextmanager
async def _running(world: World, bot_api: BotApi) -> AsyncIterator[None]:
    """Keep writing what changes, and deliver to the webhooks that are set."""
    writing = asyncio.create_task(world.store.keep_writing())
    for bot in world.bots.values():
        bot_api.webhooks.start(bot)
    yield
    writing.cancel()
    await bot_api.webhooks.close()
    await world.store.write()
    world.store.close()


async def _page() -> Response:
    return FileResponse(
        PAGE / "index.html", headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
    )


async def _refused(_request: Request, error: Exception) -> Response:
    code = error.code if isinstance(error, PersonError) else 500
    return JSONResponse({"detail": str(error)}, status_code=code)
