"""Delivery: in order, at least once, to the right people, and no burst of what is out of date."""

from collections.abc import Sequence
from datetime import timedelta

import asyncpg
import pytest
from structlog.testing import capture_logs

from activities.notifications import (
    Delivery,
    LogChannel,
    Notifications,
    SweepRequest,
    UndeliverableError,
)
from domain.orders.assignment import Accept
from domain.orders.lifecycle import PauseOrder, ResumeOrder
from domain.orders.notices import Notice, NoticeKind
from domain.orders.reminders import Remind
from domain.orders.state import Order
from domain.people import Person
from domain.values import OrderId, PersonId
from storage.outbox import OrderRef
from tests.storage.shop import Shop


class Post:
    """A channel that keeps what it was given, and fails when told to."""

    def __init__(self) -> None:
        self.sent: list[tuple[Notice, tuple[PersonId, ...]]] = []
        self.failures: list[Exception] = []

    async def send(self, notice: Notice, recipients: Sequence[Person]) -> None:
        if self.failures:
            raise self.failures.pop()
        self.sent.append((notice, tuple(person.id for person in recipients)))

    @property
    def kinds(self) -> list[tuple[str, str | None]]:
        return [(notice.kind.value, notice.wait_kind and notice.wait_kind.value) for notice, _ in self.sent]


@pytest.fixture
def post() -> Post:
    return Post()


async def deliver(shop: Shop, order: Order, post: Post) -> Delivery:
    return await Notifications(shop.database, post).deliver(ref(shop, order.id))


def ref(shop: Shop, order_id: OrderId) -> OrderRef:
    return OrderRef(organization_id=shop.id, order_id=order_id)


async def remind(shop: Shop, order: Order) -> Order:
    """The next rung of the order's only wait comes due."""
    [wait] = order.waits
    shop.clock = wait.rungs[wait.next].at
    return await shop.give(order, Remind(id=f"{wait.id}:{wait.next}", wait=wait.id, rung=wait.next))


async def accepted(shop: Shop, order: Order) -> Order:
    return await shop.give(order, Accept.model_validate(shop.part(order, "assignment", shop.engineer)))


async def test_33_whoever_must_act_is_told_once(shop: Shop, post: Post) -> None:
    order = await shop.open()
    assert await deliver(shop, order, post) == Delivery(sent=1, dropped=0)
    assert await deliver(shop, order, post) == Delivery(sent=0, dropped=0)
    assert post.kinds == [("your_turn", "accept")]
    assert post.sent[0][1] == (shop.engineer,)


async def test_messages_of_an_order_are_sent_in_order(shop: Shop, post: Post) -> None:
    order = await shop.open()
    for text in ("один", "два", "три"):
        order = await shop.give(order, shop.note(by=shop.second_curator, text=text))
    await deliver(shop, order, post)
    assert [notice.text for notice, _ in post.sent] == [None, "один", "два", "три"]


async def test_a_broken_channel_keeps_the_message_and_those_after_it(
    shop: Shop, post: Post, witness: asyncpg.Connection
) -> None:
    order = await shop.open()
    order = await shop.give(order, shop.note(by=shop.second_curator))
    post.failures = [ConnectionError("Telegram is away")]
    with pytest.raises(ConnectionError):
        await deliver(shop, order, post)
    assert post.sent == []
    rows = await witness.fetch(
        "SELECT attempts, sent_at FROM outbox WHERE order_id = $1 ORDER BY id", order.id
    )
    assert [(row["attempts"], row["sent_at"]) for row in rows] == [(1, None), (0, None)]
    assert (await deliver(shop, order, post)).sent == 2


async def test_somebody_out_of_reach_holds_up_nobody_else(
    shop: Shop, post: Post, witness: asyncpg.Connection
) -> None:
    order = await shop.open()
    order = await shop.give(order, shop.note(by=shop.second_curator))
    post.failures = [UndeliverableError("the bot is blocked")]
    assert await deliver(shop, order, post) == Delivery(sent=1, dropped=1)
    reasons = await witness.fetch("SELECT drop_reason FROM outbox WHERE order_id = $1 ORDER BY id", order.id)
    assert [row["drop_reason"] for row in reasons] == ["the bot is blocked", None]


async def test_a_turn_that_has_passed_is_not_announced(shop: Shop, post: Post) -> None:
    order = await accepted(shop, await shop.open())
    assert await deliver(shop, order, post) == Delivery(sent=1, dropped=1)
    assert post.kinds == [("your_turn", "submit_agreement")]


async def test_42_after_an_outage_one_reminder_is_sent_and_not_all(shop: Shop, post: Post) -> None:
    order = await accepted(shop, await shop.open())
    await deliver(shop, order, post)
    for _ in range(3):
        order = await remind(shop, order)
    delivery = await deliver(shop, order, post)
    assert (delivery.sent, delivery.dropped) == (1, 2)
    assert post.kinds[1:] == [("reminder", "submit_agreement")]
    assert post.sent[-1][1] == (shop.curator,)  # the escalation, not the two before it


async def test_42_while_paused_nothing_is_sent_and_after_it_once(shop: Shop, post: Post) -> None:
    order = await accepted(shop, await shop.open())
    order = await remind(shop, order)
    pause = {**shop.part(order, "order", shop.curator), "reason": "Ждём деталь"}
    pause["until"] = shop.clock + timedelta(days=3)
    order = await shop.give(order, PauseOrder.model_validate(pause))
    assert await deliver(shop, order, post) == Delivery(sent=0, dropped=3)
    resume = ResumeOrder.model_validate(shop.part(order, "order", shop.curator))
    order = await shop.give(order, resume)
    await deliver(shop, order, post)
    assert post.kinds == [("your_turn", "submit_agreement")]


async def test_a_message_to_nobody_is_dropped_and_said(
    shop: Shop, post: Post, witness: asyncpg.Connection
) -> None:
    order = await shop.open()
    async with shop.database.transaction() as tx:
        engineer = await tx.people.find(shop.id, shop.engineer)
        assert engineer
        await tx.people.put(engineer.model_copy(update={"active": False}))
    with capture_logs() as lines:
        assert await deliver(shop, order, post) == Delivery(sent=0, dropped=1)
    assert [line["event"] for line in lines] == ["notice.undeliverable"]


async def test_the_sweeper_finds_what_has_waited_a_minute(shop: Shop, post: Post) -> None:
    one, two = await shop.open(), await shop.open()
    notifications = Notifications(shop.database, post)

    async def overdue(after: timedelta, limit: int = 1000) -> list[OrderId]:
        found = await notifications.overdue_orders(SweepRequest(now=shop.clock + after, limit=limit))
        return [order.order_id for order in found if order.organization_id == shop.id]

    assert await overdue(timedelta(seconds=-1)) == []
    assert await overdue(timedelta(seconds=1)) == [one.id]  # opened a minute before the other
    assert await overdue(timedelta(minutes=2)) == [one.id, two.id]
    await deliver(shop, one, post)
    assert await overdue(timedelta(minutes=2)) == [two.id]
    assert len(await notifications.overdue_orders(SweepRequest(now=shop.clock + timedelta(1), limit=1))) == 1


async def test_what_people_typed_stays_out_of_the_log(shop: Shop) -> None:
    order = await shop.open()
    order = await shop.give(order, shop.note(by=shop.second_curator, text="Код домофона 42к"))
    with capture_logs() as lines:
        await Notifications(shop.database, LogChannel()).deliver(ref(shop, order.id))
    assert [line["kind"] for line in lines] == [NoticeKind.YOUR_TURN.value, NoticeKind.NOTE.value]
    assert lines[1]["order_number"] == order.number
    assert "домофона" not in str(lines)
