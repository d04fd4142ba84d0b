"""Delivery to webhooks, as Telegram does it: in order within a chat, chats in parallel, until it is taken.

The first failure is tried again at once, later ones after 2, 4, 8 … 60 s, or when `Retry-After` says so.
"""

import asyncio
import contextlib
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeAlias

import httpx2
from starlette.datastructures import Headers

from stack.telegram import parameters
from stack.telegram.errors import ApiError
from stack.telegram.parameters import Parameters
from stack.telegram.records import Bot, Webhook
from stack.telegram.values import Json
from stack.telegram.world import World

LONGEST_DELAY = 60.0  # seconds
ANSWER_WITHIN = 60.0
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
Execute: TypeAlias = Callable[[Bot, str, Parameters], Awaitable[object]]
"""Runs a method that a webhook's answer asks for."""


class Webhooks:
    def __init__(self, world: World, execute: Execute) -> None:
        self.world, self.execute = world, execute
        self._client = httpx2.AsyncClient(timeout=ANSWER_WITHIN)
        self._posts: dict[int, Post] = {}

    def start(self, bot: Bot) -> None:
        """Deliver what waits, and from now on what comes."""
        if bot.webhook is None:
            return
        if bot.id in self._posts:
            self._posts[bot.id].cancel()
        self._posts[bot.id] = Post(self, bot, bot.webhook)

    async def stop(self, bot: Bot) -> None:
        if post := self._posts.pop(bot.id, None):
            await post.stop()

    async def close(self) -> None:
        for post in self._posts.values():
            await post.stop()
        await self._client.aclose()

    async def deliver(self, bot: Bot, webhook: Webhook, update: Json) -> float | None:
        """Post one update. None when it was taken, else the seconds the answer asks to wait, 0 for none."""
        headers = {SECRET: webhook.secret_token} if webhook.secret_token else {}
        try:
            answer = await self._client.post(webhook.url, json=update, headers=headers)
        except httpx2.HTTPError as error:
            return self._failed(bot, webhook, f"{type(error).__name__}: {error}", 0.0)
        if not answer.is_success:
            reason = f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
            after = answer.headers.get("retry-after", "")
            return self._failed(bot, webhook, reason, float(after) if after.isdigit() else 0.0)
        await self._run(bot, Headers(dict(answer.headers)), answer.content)
        return None

    def _failed(self, bot: Bot, webhook: Webhook, reason: str, after: float) -> float:
        webhook.last_error_date, webhook.last_error_message = self.world.clock.date(), reason
        self.world.save_bot(bot)
        return after

    async def _run(self, bot: Bot, headers: Headers, content: bytes) -> None:
        """An answer may call one method; its result goes nowhere."""

        async def body() -> AsyncIterator[bytes]:
            yield content

        with contextlib.suppress(ApiError):
            given = await parameters.read("", headers, body())
            method = given.text("method").lower()
            if method and method not in ("setwebhook", "deletewebhook") and not method.startswith("get"):
                await self.execute(bot, method, given)


class Post:
    """Delivery to one bot: a queue for each chat."""

    def __init__(self, webhooks: Webhooks, bot: Bot, webhook: Webhook) -> None:
        self.webhooks, self.bot, self.webhook = webhooks, bot, webhook
        self.box = webhooks.world.boxes[bot.id]
        self._room = asyncio.Semaphore(webhook.max_connections)
        self._queues: dict[int, deque[Json]] = defaultdict(deque)
        self._workers: dict[int, asyncio.Task[None]] = {}
        for _, update in self.box.pending.values():
            self._add(update)
        self.box.on_update = self._add

    def cancel(self) -> list[asyncio.Task[None]]:
        self.box.on_update = lambda _update: None
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        return workers

    async def stop(self) -> None:
        await asyncio.gather(*self.cancel(), return_exceptions=True)

    def _add(self, update: Json) -> None:
        name = sender(update)
        self._queues[name].append(update)
        if name not in self._workers:
            self._workers[name] = asyncio.create_task(self._work(name))

    async def _work(self, name: int) -> None:
        queue = self._queues[name]
        while queue:
            update = queue[0]
            async with self._room:
                await self._deliver(update)
            queue.popleft()
        del self._workers[name]

    async def _deliver(self, update: Json) -> None:
        """Try until it is taken, or nobody keeps it any more."""
        delay = 0.0
        while update["update_id"] in self.box.pending:
            after = await self.webhooks.deliver(self.bot, self.webhook, update)
            if after is None:
                if update["update_id"] in self.box.pending:
                    self.box.drop(update["update_id"])
                return
            await asyncio.sleep(after or delay)
            delay = min(max(delay * 2, 2.0), LONGEST_DELAY)
            self.box.drop_expired()


def sender(update: Json) -> int:
    """Whose queue an update stands in."""
    body = next(value for name, value in update.items() if name != "update_id")
    chat = body.get("chat") or body.get("from")
    return int(chat["id"])
