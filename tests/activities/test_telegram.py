"""Messages from the real outbox to the real sandbox: what people see of their orders, and when."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import count
from time import time_ns
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from aiogram import Bot
from pydantic import SecretStr
from redis.exceptions import RedisError

from activities.notifications import Delivery, Notifications
from activities.telegram import TelegramChannel, telegram_channel
from domain.calendar import Hours, WorkingCalendar
from domain.money import PricedLine
from domain.orders.agreement import Agreed, Option, SubmitAgreement
from domain.orders.assignment import Accept, Assign
from domain.orders.lifecycle import PauseOrder
from domain.orders.paper_notices import of_paper
from domain.orders.papers import PaperKind, PaperWanted
from domain.orders.reminders import Remind
from domain.orders.state import Order
from domain.orders.verification import Return
from domain.organizations import Organization, OrganizationSettings
from domain.people import Language, Person, Role
from domain.values import PersonId
from settings import Settings
from stack.telegram.people import Chat, Sandbox
from stack.telegram.seen import Message
from storage.objects import Objects
from storage.outbox import Letter
from storage.papers import paper_id
from telegram import sender
from telegram.places import CardPlaces, Told
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


async def test_33_whoever_must_act_gets_a_card_with_the_buttons_for_it(office: Office) -> None:
    order = await office.shop.open()
    assert await office.deliver() == Delivery(sent=1)
    card = await seen(office.engineer, "вам назначен наряд")
    assert card.text.startswith(f"🆕 {order.number}")
    assert "Kyocera" in card.text
    assert card.button("✅ Принять") or card.rows, card.rows
    assert said(office.curator) == []


async def test_a_card_is_sent_anew_when_the_reader_must_act_and_else_edited(office: Office) -> None:
    order = await office.shop.open()
    await office.deliver()
    first = await seen(office.engineer, "вам назначен наряд")
    order = await office.accept(order)
    await office.deliver()
    by_own_act = await seen(office.engineer, "ждём вас: отправить согласование")
    assert by_own_act.id == first.id
    order = await office.remind(order)
    await office.deliver()
    second = await office.engineer.until(lambda message: message.id > first.id)
    assert order.number in second.text
    old = await seen(office.engineer, "Карточка ниже ↓")
    assert (old.id, old.rows) == (first.id, [])
    await office.shop.give(order, office.shop.note(text="Код домофона <42>"))
    await office.deliver()
    edited = await seen(office.engineer, "Код домофона <42>")
    assert (edited.id, len(said(office.engineer))) == (second.id, 2)


async def delivered_while(
    office: Office, happens: Callable[[], Awaitable[Order]], monkeypatch: pytest.MonkeyPatch
) -> Order:
    """The order, which has moved on between the reading of its card and the sending."""
    send = Bot.send_message
    moved = list[Order]()

    async def slowly(bot: Bot, *to: Any, **what: Any) -> Any:
        sent = await send(bot, *to, **what)
        if not moved:
            moved.append(await happens())
        return sent

    with monkeypatch.context() as slow:
        slow.setattr(Bot, "send_message", slowly)
        await office.deliver()
    return moved[0]


async def test_a_card_whose_order_moved_on_while_it_was_sent_shows_it_as_it_is(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, shop = await office.shop.open(), office.shop
    noted = await delivered_while(office, lambda: shop.give(order, shop.note(by=shop.engineer)), monkeypatch)
    card = await office.engineer.until(lambda card: f":order:{noted.version}" in str(card.rows))
    assert "вам назначен наряд" in card.text


async def test_news_that_ask_for_what_is_done_by_now_leave_the_card(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, texts = await office.shop.open(), list[str]()
    edit = Bot.edit_message_text

    async def read(bot: Bot, text: str, **what: Any) -> Any:
        texts.append(text)
        return await edit(bot, text, **what)

    monkeypatch.setattr(Bot, "edit_message_text", read)
    await delivered_while(office, lambda: office.accept(order), monkeypatch)
    assert texts
    assert not [text for text in texts if "вам назначен наряд" in text]


async def test_33_a_return_goes_to_its_author_with_the_reason(office: Office) -> None:
    order = await office.accept(await office.shop.open())
    option = Option(lines=(PricedLine(name="Ремонт", unit_price=500_000),))
    part = office.shop.part(order, "agreement", office.shop.engineer)
    order = await office.shop.give(
        order, SubmitAgreement.model_validate({**part, "options": (option,), "outcome": Agreed(option=0)})
    )
    await office.deliver()
    await seen(office.curator, "проверить согласование")
    back = {**office.shop.part(order, "agreement", office.shop.curator), "reason": "Где запчасти?"}
    await office.shop.give(order, Return.model_validate(back))
    await office.deliver()
    card = await seen(office.engineer, "Где запчасти?")
    assert "вернули" in card.text.splitlines()[0]


async def test_whose_order_is_taken_away_sees_its_card_turn_into_a_line(office: Office) -> None:
    order = await office.shop.open()
    await office.deliver()
    card = await seen(office.engineer, "вам назначен наряд")
    other = Person(
        id=PersonId(uuid4()), organization_id=office.shop.id, name="Другой", roles=frozenset({Role.ENGINEER})
    )
    async with office.shop.database.transaction() as tx:
        await tx.people.put(other)
    part = office.shop.part(order, "assignment", office.shop.curator)
    await office.shop.give(order, Assign.model_validate({**part, "engineer": other.id}))
    await office.deliver()
    gone = await seen(office.engineer, "наряд больше не у вас")
    assert (gone.id, gone.rows) == (card.id, [])
    assert office.shop.orders[order.id].number in gone.text


async def test_in_quiet_hours_messages_come_without_a_sound(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent: list[object] = []
    send = Bot.send_message

    async def noted(bot: Bot, *args: Any, **given: Any) -> Any:
        silent.append(given["disable_notification"])
        return await send(bot, *args, **given)

    monkeypatch.setattr(Bot, "send_message", noted)
    for quiet in (ALWAYS, NEVER):
        await office.settle(calendar=WorkingCalendar(quiet=quiet))
        await office.shop.open()
        assert (await office.deliver()).sent == 1
    assert silent == [True, False]


async def test_everybody_is_spoken_to_in_their_language(office: Office) -> None:
    async with office.shop.database.transaction() as tx:
        await tx.chats.speak(office.shop.engineer, Language.EN)
    await office.shop.open()
    await office.deliver()
    await seen(office.engineer, "an order is assigned to you")


async def test_whoever_blocked_the_bot_is_marked_and_the_curator_told(
    office: Office, witness: asyncpg.Connection
) -> None:
    await office.engineer.block()
    await office.shop.open()
    assert (await office.deliver()) == Delivery(sent=1, dropped=1)
    told = await seen(office.curator, "бот заблокирован")
    assert str(office.shop.engineer) in told.text  # it stands in the name of this shop's engineer
    async with office.shop.database.transaction() as tx:
        [one] = await tx.chats.out_of_reach(office.shop.id)
    assert one.person == office.shop.engineer
    await office.shop.open()
    assert (await office.deliver()) == Delivery(dropped=1)
    assert len([text for text in said(office.curator) if "заблокирован" in text]) == 1
    await office.engineer.unblock()
    async with office.shop.database.transaction() as tx:
        number = office.engineer.person.id
        await tx.chats.open(office.shop.engineer, office.bot_id, number, datetime.now(UTC))
    await office.shop.open()
    assert (await office.deliver()) == Delivery(sent=1)


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop"},
        {"kind": "error", "code": 500, "times": 2},
        {"kind": "too_many_requests", "retry_after": 1},
        {"kind": "delay", "seconds": 1.0},
    ],
    ids=lambda fault: str(fault["kind"]),
)
async def test_trouble_at_telegram_loses_and_doubles_nothing(office: Office, fault: dict[str, Any]) -> None:
    await office.sandbox.fault(method="sendMessage", bot=office.bot_id, **fault)
    await office.shop.open()
    assert (await office.deliver()).sent == 1
    await seen(office.engineer, "вам назначен наряд")
    assert len(said(office.engineer)) == 1


async def test_42_when_telegram_was_away_one_message_says_how_it_stands(
    office: Office, witness: asyncpg.Connection
) -> None:
    order = await office.accept(await office.shop.open())
    await office.deliver()
    await office.sandbox.fault("drop", bot=office.bot_id, times=3)
    order = await office.remind(order)
    assert (await office.deliver()).failed == 1
    for _ in range(2):
        order = await office.remind(order)
    await office.hurry(witness)
    await office.deliver()
    await seen(office.curator, "долго ждём: отправить согласование")
    assert len(said(office.engineer)) == 1, "the reminders that were overtaken are not sent"


async def test_42_while_paused_nobody_is_reminded(office: Office) -> None:
    order = await office.remind(await office.accept(await office.shop.open()))
    pause = {**office.shop.part(order, "order", office.shop.curator), "reason": "Ждём деталь"}
    pause["until"] = office.shop.clock + timedelta(days=3)
    await office.shop.give(order, PauseOrder.model_validate(pause))
    await office.deliver()
    assert said(office.engineer) == said(office.curator) == []


async def test_a_message_that_was_sent_and_not_noted_is_not_sent_twice(
    office: Office, witness: asyncpg.Connection
) -> None:
    await office.shop.open()
    await office.deliver()
    await witness.execute("UPDATE outbox SET sent_at = NULL WHERE organization_id = $1", office.shop.id)
    assert (await office.deliver()).sent == 1
    assert len(said(office.engineer)) == 1


async def test_a_paper_comes_as_a_file(office: Office, settings: Settings) -> None:
    order, now = await office.accept(await office.shop.open()), datetime.now(UTC)
    await office.deliver()
    paper, content = paper_id(order.id, PaperKind.HANDOVER, 1), b"%PDF-1.7 a paper"
    async with office.shop.database.transaction() as tx:
        await tx.papers.want([PaperWanted(kind=PaperKind.HANDOVER, part="stationary.1", seq=1)], order, now)
        made = await tx.papers.find(office.shop.id, order.id, paper)
        assert made
        await tx.papers.mark_made(made, "a" * 64, len(content), now)
        notices = of_paper(order, paper, PaperKind.HANDOVER)
        for n, notice in enumerate(notices):
            await tx.outbox.put([Letter(office.shop.id, f"{paper}:{n}", notice, now, order_id=order.id)])
    objects = Objects(settings.s3)
    await objects.ensure_bucket()
    await objects.put(made.object_key, content, "application/pdf")
    objects.close()
    assert (await office.deliver()).sent == len(notices)
    for chat in (office.engineer, office.curator):
        file = await chat.until(lambda message: "document" in message.raw)
        assert file.raw["document"]["file_name"] == "handover-1.pdf"
        assert order.number in file.raw["caption"]


async def test_without_redis_cards_are_sent_anew_and_nothing_is_lost(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise RedisError

    for method in ("find", "put", "forget"):
        monkeypatch.setattr(CardPlaces, method, away)
    for method in ("knows", "note"):
        monkeypatch.setattr(Told, method, away)
    order = await office.accept(await office.shop.open())
    await office.deliver()
    await office.shop.give(order, office.shop.note(text="Позвоните заранее"))
    assert (await office.deliver()).sent == 1
    await seen(office.engineer, "Позвоните заранее")
    assert len(said(office.engineer)) == 2
