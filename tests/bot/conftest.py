"""The whole system with the Telegram sandbox and the bot, and the demo people with their messengers."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from pydantic import BaseModel, JsonValue
from redis.asyncio import Redis

from bot.client import Api, Caller
from bot.forms.draft import Drafts
from settings import Settings
from stack import demo_people
from stack.local import LocalStack
from stack.telegram.people import Chat, Person, Sandbox
from tests.api.caller import CONTACT, DEVICE
from tests.scenarios.system import whole_system
from tests.workflows.running import eventually

BOT = int(demo_people.SANDBOX_TOKEN.partition(":")[0])


class Outcome(BaseModel):
    answer: dict[str, JsonValue] | None = None


async def opening(caller: Caller, body: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Open an order, and wait for it on a machine that takes its time; its receipt."""
    answer = await caller.send("/v1/orders", body, uuid4().hex)
    if answer.receipt:
        return answer.receipt
    place = str(answer.pending)

    async def receipt() -> dict[str, JsonValue]:
        return (await caller.read(place, Outcome)).answer or {}

    return await eventually(receipt)


@dataclass
class BotSystem:
    """`make up` without the terminal: `stack` has its parts, `sandbox` everybody's messenger."""

    stack: LocalStack
    sandbox: Sandbox
    api: Api
    drafts: Drafts
    people: dict[str, Person] = field(default_factory=dict)

    bot_id: int = BOT

    @property
    def settings(self) -> Settings:
        return self.stack.settings

    async def chat(self, login: str) -> Chat:
        """The chat of one of the demo people (or `stranger`) with the bot."""
        if login not in self.people:
            number = demo_people.TELEGRAM_IDS.get(login, demo_people.STRANGER.id)
            self.people[login] = await self.sandbox.join(login, number, login.capitalize())
        return self.people[login].chat(BOT)

    async def caller(self, login: str) -> Caller:
        """One of the demo people, calling the API as the bot does for the messenger they have now."""
        known = self.people.get(login)
        return await self.api.caller(known.id if known else demo_people.TELEGRAM_IDS[login])

    async def opened(self, login: str = "petrova", **fields: JsonValue) -> tuple[str, str]:
        """A new order; its id and number."""
        body: dict[str, Any] = {"contact": CONTACT, "device": DEVICE, **fields}
        receipt = await opening(await self.caller(login), body)
        return str(receipt["order_id"]), str(receipt["number"])

    def said(self) -> str:
        """What the bot has logged."""
        return (self.stack.folder.logs / "bot.log").read_text()


@pytest.fixture(scope="package")
def running() -> Iterator[LocalStack]:
    with whole_system(bots=True) as stack:
        yield stack


@pytest.fixture(scope="package")
async def bot_system(running: LocalStack) -> AsyncIterator[BotSystem]:
    """Whoever ends or kills a part begins it again."""
    server = running.settings.telegram.server
    assert server is not None
    async with (
        Redis.from_url(running.settings.redis.url) as redis,
        Api(running.settings, redis) as api,
        Sandbox(server) as sandbox,
    ):
        yield BotSystem(running, sandbox, api, Drafts(redis))
