"""An office whose people have messengers: the real outbox, channel and sandbox."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import count
from time import time_ns
from typing import Any

import asyncpg
import pytest
from pydantic import SecretStr

from activities.notifications import Delivery, Notifications
from activities.telegram import TelegramChannel, telegram_channel
from domain.calendar import Hours, WorkingCalendar
from domain.orders.assignment import Accept
from domain.orders.reminders import Remind
from domain.orders.state import Order
from domain.organizations import Organization, OrganizationSettings
from domain.values import PersonId
from settings import Settings
from stack.telegram.people import Chat, Sandbox
from stack.telegram.seen import Message
from storage.objects import Objects
from telegram import sender
from telegram.settings import TelegramSettings
from telegram.texts import Texts
from tests.stack.telegram.conftest import sandbox, server
from tests.stack.telegram.serving import Server
from tests.storage.shop import Shop
from tests.telegram.bots import a_bot

__all__ = ["sandbox", "server"]

ACCOUNTS = count(time_ns() % 10**12)
NEVER = Hours(since=time(0), until=time(0))
ALWAYS = Hours(since=time(0), until=time(23, 59, 59, 999_999))


@dataclass
class Office:
    """A shop whose people have messengers."""

    shop: Shop
    sandbox: Sandbox
    notifications: Notifications
    bot_id: int
    chats: dict[PersonId, Chat]

    @property
    def engineer(self) -> Chat:
        return self.chats[self.shop.engineer]

    @property
    def curator(self) -> Chat:
        return self.chats[self.shop.curator]

    async def join(self, person: PersonId) -> Chat:
        """Give the person a messenger."""
        number = next(ACCOUNTS)
        chat = (await self.sandbox.join(f"p{number}", number, "Кто-то")).chat(self.bot_id)
        await chat.write("/start")
        async with self.shop.database.transaction() as tx:
            await tx.people.link_telegram(person, number, datetime.now(UTC))
        self.chats[person] = chat
        return chat

    async def deliver(self) -> Delivery:
        """Until nothing is left to be sent now."""
        total = Delivery()
        while (
            delivery := await self.notifications.deliver_due()
        ) != Delivery() or self.notifications._under_way:
            total = Delivery(
                sent=total.sent + delivery.sent,
                dropped=total.dropped + delivery.dropped,
                failed=total.failed + delivery.failed,
            )
        return total

    async def hurry(self, witness: asyncpg.Connection) -> None:
        """Let what failed be due."""
        await witness.execute("UPDATE outbox SET retry_at = now() WHERE retry_at IS NOT NULL")

    async def settle(self, **settings: Any) -> None:
        async with self.shop.database.transaction() as tx:
            decided = OrganizationSettings(**settings)
            await tx.organizations.put(
                Organization(id=self.shop.id, name="Сервис", prefix="SVC", settings=decided)
            )

    async def remind(self, order: Order) -> Order:
        [wait] = order.waits
        self.shop.clock = wait.rungs[wait.next].at
        command = Remind(id=f"{wait.id}:{wait.next}", wait=wait.id, rung=wait.next)
        return await self.shop.give(order, command)

    async def accept(self, order: Order) -> Order:
        accept = Accept.model_validate(self.shop.part(order, "assignment", self.shop.engineer))
        return await self.shop.give(order, accept)


@pytest.fixture(autouse=True)
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Texts, "strict", True)
    monkeypatch.setattr(sender, "PAUSES", (0.01, 0.02))


@pytest.fixture
async def channel(
    sandbox: Sandbox, server: Server, settings: Settings, shop: Shop
) -> AsyncIterator[tuple[TelegramChannel, int]]:
    async with AsyncExitStack() as stack:
        token, bot_id = await stack.enter_async_context(a_bot(sandbox))
        there = TelegramSettings(tokens=SecretStr(token), server=server.url)
        ours = settings.model_copy(update={"telegram": there})
        objects = Objects(settings.s3)
        stack.callback(objects.close)
        yield await stack.enter_async_context(telegram_channel(ours, shop.database, objects)), bot_id


@pytest.fixture
async def office(
    channel: tuple[TelegramChannel, int], sandbox: Sandbox, shop: Shop, witness: asyncpg.Connection
) -> Office:
    await witness.execute(
        "UPDATE outbox SET dropped_at = now(), drop_reason = 'of an earlier test'"
        " WHERE sent_at IS NULL AND dropped_at IS NULL"
    )
    telegram, bot_id = channel
    office = Office(shop, sandbox, Notifications(shop.database, telegram), bot_id, {})
    for person in (shop.curator, shop.engineer):
        await office.join(person)
    await office.settle(calendar=WorkingCalendar(quiet=NEVER))
    return office


def said(chat: Chat) -> list[str]:
    """What the bot's messages begin with."""
    return [message.text.splitlines()[0] for message in chat.messages if message.by_bot]


async def seen(chat: Chat, text: str) -> Message:
    return await chat.until(lambda message: text in message.text)
