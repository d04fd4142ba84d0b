"""Cash in hand: above the limit it is told at once, held for too long once a day, and never at night."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg

from activities.cash import CashReminders
from activities.notifications import Delivery, Notifications
from domain.cash import HandIn, HandInId, confirmed
from domain.orders.notices import Notice
from domain.organizations import Organization, OrganizationSettings
from domain.people import Person
from storage.database import Database
from storage.outbox import Message
from tests.storage.shop import Shop

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""Noon in Moscow."""


async def decide(shop: Shop, **settings: object) -> None:
    decided = OrganizationSettings.model_validate(settings)
    async with shop.database.transaction() as tx:
        await tx.organizations.put(Organization(id=shop.id, name="Сервис", prefix="SVC", settings=decided))


async def told(witness: asyncpg.Connection, shop: Shop, kind: str) -> list[Any]:
    rows = await witness.fetch(
        "SELECT about_person, order_id, notice->>'to_person' AS reader, (notice->>'amount')::int AS amount"
        " FROM outbox WHERE organization_id = $1 AND notice->>'kind' = $2 ORDER BY id",
        shop.id,
        kind,
    )
    return [tuple(row) for row in rows]


async def remind(shop: Shop, now: datetime) -> int:
    return await CashReminders(shop.database, lambda: now).remind_of_cash()


async def hand_in(shop: Shop, amount: int) -> HandIn:
    made = HandIn(
        id=HandInId(uuid4()),
        organization_id=shop.id,
        person=shop.engineer,
        receiver=shop.curator,
        amount=amount,
        at=shop.clock,
    )
    async with shop.database.transaction() as tx:
        await tx.hand_ins.write(made, shop.engineer, uuid4(), "0" * 64)
    return made


async def confirm(shop: Shop, pending: HandIn) -> None:
    async with shop.database.transaction() as tx:
        await tx.hand_ins.write(confirmed(pending, shop.curator, shop.clock), shop.curator, uuid4(), "0" * 64)


async def delivered(database: Database) -> list[tuple[Notice, Iterable[Person]]]:
    """What the courier brings, and to whom, until nothing is left."""
    sent: list[tuple[Notice, Iterable[Person]]] = []

    class Post:
        async def send(self, message: Message) -> None:
            sent.append((message.notice, message.recipients))

    while await Notifications(database, Post()).deliver_due() != Delivery():
        continue
    return sent


async def test_whoever_comes_above_the_limit_is_told_once(shop: Shop, witness: asyncpg.Connection) -> None:
    await decide(shop, cash_limit=100_000)
    await shop.order_in_work(prepaid=100_000)
    assert await told(witness, shop, "cash_limit") == []
    order = await shop.order_in_work(prepaid=1)
    over = [(None, order.id, str(reader), 100_001) for reader in (shop.engineer, shop.curator)]
    assert await told(witness, shop, "cash_limit") == over
    await shop.order_in_work(prepaid=5)
    assert await told(witness, shop, "cash_limit") == over


async def test_of_two_that_cross_the_limit_together_one_tells(
    shop: Shop, witness: asyncpg.Connection
) -> None:
    await decide(shop, cash_limit=100_000)
    await asyncio.gather(*(shop.order_in_work(prepaid=80_000) for _ in range(2)))
    assert len(await told(witness, shop, "cash_limit")) == 2, "the engineer and the curator, once each"


async def test_cash_held_for_too_long_is_reminded_of_once_a_working_day(
    shop: Shop, witness: asyncpg.Connection
) -> None:
    await decide(shop, cash_remind_days=2)
    shop.clock = MONDAY
    await shop.order_in_work(prepaid=70_000)
    reminded = [(shop.engineer, None, str(shop.engineer), 70_000)]
    for hours, count in ((48, 0), (66, 0), (72, 1), (73, 1), (81, 1), (96, 2), (120, 2), (168, 3)):
        for _ in range(2):
            await remind(shop, MONDAY + timedelta(hours=hours))
        assert await told(witness, shop, "cash_reminder") == reminded * count, hours


async def test_what_was_handed_in_is_the_oldest_and_what_is_on_its_way_is_not_reminded_of(
    shop: Shop, witness: asyncpg.Connection
) -> None:
    await decide(shop, cash_remind_days=2)
    shop.clock = MONDAY
    await shop.order_in_work(prepaid=70_000)
    shop.clock = MONDAY + timedelta(days=1)
    await shop.order_in_work(prepaid=50_000)
    pending = await hand_in(shop, 70_000)
    await remind(shop, MONDAY + timedelta(days=3))
    assert await told(witness, shop, "cash_reminder") == []
    await confirm(shop, pending)
    await hand_in(shop, 49_000)
    await remind(shop, MONDAY + timedelta(days=4))
    assert [line[-1] for line in await told(witness, shop, "cash_reminder")] == [1_000]


async def test_whoever_does_not_confirm_a_hand_in_is_reminded_once_a_working_day(
    shop: Shop, witness: asyncpg.Connection
) -> None:
    await decide(shop, cash_remind_days=2)
    shop.clock = MONDAY
    await shop.order_in_work(prepaid=70_000)
    pending = await hand_in(shop, 70_000)
    reminded = [(shop.engineer, None, str(shop.curator), 70_000)]
    for hours, count in ((48, 0), (66, 0), (72, 1), (73, 1), (96, 2), (120, 2), (168, 3)):
        await remind(shop, MONDAY + timedelta(hours=hours))
        assert await told(witness, shop, "hand_in_reminder") == reminded * count, hours
    await confirm(shop, pending)
    await remind(shop, MONDAY + timedelta(days=8))
    await hand_in(shop, 10_000)
    await witness.execute("UPDATE people SET active = false WHERE id = $1", shop.curator)
    await remind(shop, MONDAY + timedelta(days=9))
    assert await told(witness, shop, "hand_in_reminder") == reminded * 3, "decided, or nobody to remind"
    assert await told(witness, shop, "cash_reminder") == []


async def test_the_courier_brings_the_last_reminder_of_each_hand_in(database: Database, shop: Shop) -> None:
    await decide(shop, cash_remind_days=1)
    shop.clock = MONDAY
    await shop.order_in_work(prepaid=70_000)
    pending = [await hand_in(shop, amount) for amount in (30_000, 40_000)]
    for day in (2, 3):
        await remind(shop, MONDAY + timedelta(days=day))
    sent = await delivered(database)
    reminders = [notice.about for notice, _ in sent if notice.kind.value == "hand_in_reminder"]
    assert set(reminders) >= {one.id for one in pending}
    assert [reminders.count(one.id) for one in pending] == [1, 1]


async def test_the_courier_brings_each_the_last_of_several_reminders(database: Database, shop: Shop) -> None:
    other = await Shop(database).found()
    for one in (shop, other):
        await decide(one, cash_remind_days=1)
        one.clock = MONDAY
        await one.order_in_work(prepaid=70_000)
    for day in (2, 3, 4):
        await remind(shop, MONDAY + timedelta(days=day))
    sent = await delivered(database)
    reminders = [(people, notice) for notice, people in sent if notice.kind.value == "cash_reminder"]
    readers = [person.id for people, _ in reminders for person in people]
    assert [readers.count(one.engineer) for one in (shop, other)] == [1, 1]
    assert {notice.order_number for _, notice in reminders} == {None}
