"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import asyncio
import mimetypes
import re
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from stack.telegram import parameters
from stack.telegram.errors import ApiError
from stack.telegram.faults import DroppedConnectionError, Fault, Faults
from stack.telegram.methods import METHODS
from stack.telegram.methods.call import Call
from stack.telegram.parameters import Parameters
from stack.telegram.records import Bot
from stack.telegram.server import drop_connection
from stack.telegram.traffic import Call as Counted
from stack.telegram.traffic import Traffic
from stack.telegram.webhooks import Webhooks
from stack.telegram.world import World

OK = 200
NUMBER = re.compile(r"-?[0-9]+")


class BotApi:
    def __init__(self, world: World) -> None:
        self.world = world
        self.traffic, self.faults = Traffic(), Faults()
        self.webhooks = Webhooks(world, self.execute)

    @property
    def routes(self) -> Sequence[BaseRoute]:
        return [
            Route("/bot{token}/{method}", self.answer, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self.file, methods=["GET"]),
        ]

    async def answer(self, request: Request) -> Response:
        try:
            bot = self.world.bot_of(request.path_params["token"])
            given = await parameters.read(request.url.query, request.headers, request.stream())
            return JSONResponse(
                {"ok": True, "result": await self.execute(bot, request.path_params["method"], given)}
            )
        except ApiError as error:
            return _refusal(error)
        except DroppedConnectionError:
            return await drop_connection(request)

    async def execute(self, bot: Bot, name: str, given: Parameters) -> object:
        """Run one call, count it, and let happen what a test has planned."""
        name = name.lower()
        chat_id = given.text("chat_id")
        counted = self.traffic.begin(bot.id, name, int(chat_id) if NUMBER.fullmatch(chat_id) else None)
        fault = self.faults.take(counted)
        try:
            result = await self._run(Call(self.world, self.webhooks, bot, given), name, fault, counted)
        except ApiError as error:
            counted.code = error.code
            raise
        counted.code = OK
        return result

    async def _run(self, call: Call, name: str, fault: Fault | None, counted: Counted) -> object:
        if name not in METHODS:
            raise ApiError(404, "Not Found: method not found")
        if fault and not fault.applied:
            await fault.strike()
        self.traffic.check(counted)
        result = await METHODS[name](call)
        if fault and fault.applied:
            await fault.strike()
        return result

    async def file(self, request: Request) -> Response:
        try:
            bot = self.world.bot_of(request.path_params["token"])
        except ApiError as error:
            return _refusal(error)
        counted = self.traffic.begin(bot.id, "file", None)
        if self.faults.dice.uniform(0, 100) < self.world.trouble.failing_downloads:
            counted.code = 502
            return _refusal(ApiError(502, "Bad Gateway"))
        file = self.world.files.by_path.get(request.path_params["path"])
        if file is None:
            counted.code = 404
            return _refusal(ApiError(404, "Not Found"))
        content = await asyncio.to_thread(self.world.files.content, file)
        counted.code = OK
        return Response(content, media_type=mimetypes.guess_type(file.path)[0] or "application/octet-stream")


def _refusal(error: ApiError) -> Response:
    body: dict[str, object] = {"ok": False, "error_code": error.code, "description": error.description}
    headers = {}
    if error.retry_after:
        body["parameters"] = {"retry_after": error.retry_after}
        headers["Retry-After"] = str(error.retry_after)
    return JSONResponse(body, status_code=error.code, headers=headers)
