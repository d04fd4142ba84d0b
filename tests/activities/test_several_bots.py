"""Several bots by role: messages come from the one that serves the reader's role and that they have begun."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg
import pytest
from pydantic import SecretStr

from activities.notifications import Delivery, Notifications
from activities.telegram import telegram_channel
from domain.calendar import WorkingCalendar
from domain.orders.state import Order
from domain.organizations import Organization, OrganizationSettings
from domain.people import Person as Somebody
from domain.people import Role
from domain.values import PersonId
from settings import Settings
from stack.telegram.people import Chat, Person, Sandbox
from storage.objects import Objects
from telegram.settings import TelegramSettings
from tests.activities.office import ACCOUNTS, NEVER, Office
from tests.stack.telegram.conftest import sandbox, server
from tests.stack.telegram.serving import Server
from tests.storage.shop import Shop
from tests.telegram.bots import a_bot

__all__ = ["sandbox", "server"]
PATIENCE = 60.0


@dataclass
class Network:
    """A shop whose people reach two bots: one for engineers, one for curators."""

    office: Office
    engineers: int
    curators: int
    people: dict[PersonId, Person]

    async def begin(self, person: PersonId, bot: int) -> Chat:
        """They press «Start» there."""
        chat = self.people[person].chat(bot)
        await chat.write("/start")
        async with self.office.shop.database.transaction() as tx:
            await tx.chats.open(person, bot, self.people[person].id, datetime.now(UTC))
        return chat

    async def turn(self, roles: set[Role], person: PersonId) -> None:
        async with self.office.shop.database.transaction() as tx:
            await tx.people.put(
                Somebody(
                    id=person,
                    organization_id=self.office.shop.id,
                    name="На все руки",
                    roles=frozenset(roles),
                )
            )

    async def assigned(self) -> Order:
        """A new order of the engineer's, and everybody told."""
        order = await self.office.shop.open()
        assert (await self.office.deliver()).sent == 1
        return order


@pytest.fixture
async def network(
    sandbox: Sandbox, server: Server, settings: Settings, shop: Shop, witness: asyncpg.Connection
) -> AsyncIterator[Network]:
    await witness.execute(
        "UPDATE outbox SET dropped_at = now(), drop_reason = 'of an earlier test'"
        " WHERE sent_at IS NULL AND dropped_at IS NULL"
    )
    async with AsyncExitStack() as stack:
        engineers, of_engineers = await stack.enter_async_context(a_bot(sandbox))
        curators, of_curators = await stack.enter_async_context(a_bot(sandbox))
        tokens = SecretStr(f"{curators}=curator,owner {engineers}=engineer,stationary_engineer")
        ours = settings.model_copy(
            update={"telegram": TelegramSettings(tokens=tokens, server=server.url, burst=100)}
        )
        objects = Objects(settings.s3)
        stack.callback(objects.close)
        channel = await stack.enter_async_context(telegram_channel(ours, shop.database, objects))
        people = {}
        for person in (shop.curator, shop.engineer):
            number = next(ACCOUNTS)
            people[person] = await sandbox.join(f"p{number}", number, "Кто-то")
            async with shop.database.transaction() as tx:
                await tx.people.link_telegram(person, number, datetime.now(UTC))
                decided = OrganizationSettings(calendar=WorkingCalendar(quiet=NEVER))
                await tx.organizations.put(
                    Organization(id=shop.id, name="Сервис", prefix="SVC", settings=decided)
                )
        office = Office(shop, sandbox, Notifications(shop.database, channel), of_engineers, {})
        yield Network(office, of_engineers, of_curators, people)


def told(chat: Chat, order: Order) -> list[str]:
    return [one.text for one in chat.messages if one.by_bot and order.number in one.text]


async def test_each_role_is_told_by_its_own_bot(network: Network) -> None:
    shop = network.office.shop
    engineer = await network.begin(shop.engineer, network.engineers)
    stray = await network.begin(shop.engineer, network.curators)
    curator = await network.begin(shop.curator, network.curators)
    order = await network.assigned()
    await engineer.until(lambda one: order.number in one.text, PATIENCE)
    assert told(stray, order) == []
    await network.office.remind(await network.office.remind(await network.office.remind(order)))
    await network.office.deliver()
    await curator.until(lambda one: order.number in one.text, PATIENCE)
    assert told(stray, order) == []


async def test_somebody_of_two_roles_is_told_by_the_bot_of_the_matter_where_they_have_begun_both(
    network: Network,
) -> None:
    shop = network.office.shop
    await network.turn({Role.CURATOR, Role.ENGINEER}, shop.engineer)
    as_curator = await network.begin(shop.engineer, network.curators)
    only = await network.assigned()  # the engineers' bot cannot write first
    await as_curator.until(lambda one: only.number in one.text, PATIENCE)
    as_engineer = await network.begin(shop.engineer, network.engineers)
    both = await network.assigned()
    await as_engineer.until(lambda one: both.number in one.text, PATIENCE)
    assert told(as_curator, both) == []
    await as_engineer.block()
    last = await network.assigned()
    await as_curator.until(lambda one: last.number in one.text, PATIENCE)


async def test_a_bot_of_another_role_never_stands_in(network: Network) -> None:
    """Who has begun only the wrong one is out of reach, and the person above them hears of it."""
    shop = network.office.shop
    wrong = network.people[shop.engineer].chat(network.curators)
    await wrong.write("/start")
    above = await network.begin(shop.curator, network.curators)
    order = await shop.open()
    assert await network.office.deliver() == Delivery(sent=1, dropped=1)
    await above.until(lambda one: str(shop.engineer) in one.text, PATIENCE)
    assert told(wrong, order) == []
