"""What keeps messages from their people, and that nothing is lost or doubled by it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from redis.exceptions import RedisError

from activities.notifications import Delivery
from domain.orders.lifecycle import PauseOrder
from domain.orders.paper_notices import of_paper
from domain.orders.papers import PaperKind, PaperWanted
from settings import Settings
from storage.objects import Objects
from storage.outbox import Letter
from storage.papers import paper_id
from telegram.places import CardPlaces, Told
from tests.activities.office import Office, channel, office, said, seen, strict
from tests.stack.telegram.conftest import sandbox, server

__all__ = ["channel", "office", "sandbox", "server", "strict"]


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
