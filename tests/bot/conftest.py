"""The whole system with the Telegram sandbox and the bot, and the demo people with their messengers."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest

from settings import Settings
from stack import demo_people
from stack.local import LocalStack
from stack.telegram.people import Chat, Person, Sandbox
from tests.scenarios.system import whole_system

BOT = int(demo_people.SANDBOX_TOKEN.partition(":")[0])


@dataclass
class BotSystem:
    """`make up` without the terminal: `stack` has its parts, `sandbox` everybody's messenger."""

    stack: LocalStack
    sandbox: Sandbox
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        return self.stack.settings

    async def chat(self, login: str) -> Chat:
        """The chat of one of the demo people (or `stranger`) with the bot."""
        if login not in self.people:
            number = demo_people.TELEGRAM_IDS.get(login, demo_people.STRANGER.id)
            self.people[login] = await self.sandbox.join(login, number, login.capitalize())
        return self.people[login].chat(BOT)

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
    async with AsyncExitStack() as stack:
        yield BotSystem(running, await stack.enter_async_context(Sandbox(server)))
