"""Delivery: in order, at least once, to the right people, and no burst of what is out of date."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest
import structlog
from sqlalchemy import text
from structlog.testing import capture_logs

from activities import notifications as notifications_module
from activities.notifications import Delivery, LogChannel, Notifications, UndeliverableError
from domain.orders.assignment import Accept
from domain.orders.lifecycle import PauseOrder, ResumeOrder
from domain.orders.notices import Notice, NoticeKind
from domain.orders.reminders import Remind
from domain.orders.state import Order
from domain.organizations import Organization, OrganizationSettings
from domain.people import Person, Role
from domain.values import PersonId
from storage.outbox import Message
from tests.storage.shop import Shop


class Post:
    """A channel that keeps what it was given, and fails when told to."""

    def __init__(self) -> None:
        self.sent: list[tuple[Notice, tuple[PersonId, ...]]] = []
        self.failures: list[Exception] = []
        self.failing: set[str] = set()
        self.slow: dict[str, asyncio.Event] = {}

    async def send(self, message: Message) -> None:
        notice, recipients = message.notice, message.recipients
        if self.failures:
            raise self.failures.pop()
        if notice.order_number in self.failing:
            raise ConnectionError("Telegram is away")
        if notice.order_number in self.slow:
            await self.slow[notice.order_number].wait()
        self.sent.append((notice, tuple(person.id for person in recipients)))

    @property
    def kinds(self) -> list[tuple[str, str | None]]:
        return [(notice.kind.value, notice.wait_kind and notice.wait_kind.value) for notice, _ in self.sent]


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture(autouse=True)
def fresh_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where logging is configured, loggers that were used before cannot be listened to."""
    monkeypatch.setattr(notifications_module, "log", structlog.get_logger())


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """One look is all that most tests take: on a busy machine, too, it sees its messages arrive."""
    monkeypatch.setattr(notifications_module, "ROUND", 1.0)


@pytest.fixture(autouse=True)
async def nothing_left(shop: Shop) -> None:
    """What the tests before have left would be delivered too."""
    while (await Notifications(shop.database, Post()).deliver_due()) != Delivery():
        continue


async def deliver(shop: Shop, post: Post) -> Delivery:
    return await Notifications(shop.database, post).deliver_due()


async def remind(shop: Shop, order: Order) -> Order:
    """The next rung of the order's only wait comes due."""
    [wait] = order.waits
    shop.clock = wait.rungs[wait.next].at
    return await shop.give(order, Remind(id=f"{wait.id}:{wait.next}", wait=wait.id, rung=wait.next))


async def accepted(shop: Shop, order: Order) -> Order:
    return await shop.give(order, Accept.model_validate(shop.part(order, "assignment", shop.engineer)))


async def test_33_whoever_must_act_is_told_once(shop: Shop, post: Post) -> None:
    await shop.open()
    assert await deliver(shop, post) == Delivery(sent=1, dropped=0)
    assert await deliver(shop, post) == Delivery(sent=0, dropped=0)
    assert post.kinds == [("your_turn", "accept")]
    assert post.sent[0][1] == (shop.engineer,)


async def test_messages_of_an_order_are_sent_in_order(shop: Shop, post: Post) -> None:
    order = await shop.open()
    for said in ("один", "два", "три"):
        order = await shop.give(order, shop.note(by=shop.second_curator, text=said))
    await deliver(shop, post)
    assert [notice.text for notice, _ in post.sent] == [None, "один", "два", "три"]


async def test_a_broken_channel_keeps_the_message_and_those_after_it(
    shop: Shop, post: Post, witness: asyncpg.Connection
) -> None:
    order = await shop.open()
    order = await shop.give(order, shop.note(by=shop.second_curator))
    post.failures = [ConnectionError("Telegram is away")]
    assert await deliver(shop, post) == Delivery(failed=1)
    assert post.sent == []
    rows = await witness.fetch(
        "SELECT attempts, sent_at FROM outbox WHERE order_id = $1 ORDER BY id", order.id
    )
    assert [(row["attempts"], row["sent_at"]) for row in rows] == [(1, None), (0, None)]
    assert await deliver(shop, post) == Delivery(), "it rests before it is tried again"
    await witness.execute("UPDATE outbox SET retry_at = now() WHERE retry_at IS NOT NULL")
    assert (await deliver(shop, post)).sent == 2


async def test_each_pause_after_a_failure_is_longer(
    shop: Shop, post: Post, witness: asyncpg.Connection
) -> None:
    order = await shop.open()
    pauses = []
    for _ in range(7):
        post.failures = [ConnectionError("Telegram is away")]
        await deliver(shop, post)
        pauses.append(
            await witness.fetchval(
                "UPDATE outbox SET retry_at = now() WHERE order_id = $1"
                " RETURNING extract(epoch FROM old.retry_at - now())",
                order.id,
            )
        )
    assert [round(pause) for pause in pauses] == [1, 4, 16, 64, 256, 600, 600]


async def test_one_order_that_fails_or_is_slow_holds_up_no_other(shop: Shop, post: Post) -> None:
    broken, slow, other = await shop.open(), await shop.open(), await shop.open()
    post.failing, post.slow = {broken.number}, {slow.number: asyncio.Event()}
    notifications = Notifications(shop.database, post)
    assert await notifications.deliver_due() == Delivery(sent=1, failed=1)
    assert [notice.order_number for notice, _ in post.sent] == [other.number]
    await shop.give(other, shop.note(by=shop.second_curator))
    assert (await notifications.deliver_due()).sent == 1
    post.slow[slow.number].set()
    assert (await notifications.deliver_due()).sent == 1
    assert post.sent[-1][0].order_number == slow.number


async def test_whose_turn_it_is_overtakes_reminders(
    shop: Shop, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifications_module, "AT_ONCE", 1)
    reminded = await shop.open()
    await deliver(shop, post)
    reminded = await remind(shop, reminded)
    fresh = await shop.open()
    await deliver(shop, post)
    await deliver(shop, post)
    assert [notice.order_number for notice, _ in post.sent[1:]] == [fresh.number, reminded.number]


async def test_those_who_are_told_are_active_and_of_the_organization(shop: Shop) -> None:
    other, superuser = await Shop(shop.database).found(), PersonId(uuid4())
    async with shop.database.transaction() as tx:
        role = frozenset({Role.SUPERUSER})
        await tx.people.put(Person(id=superuser, organization_id=None, name="Платформа", roles=role))
        blocked = await tx.people.find(shop.id, shop.second_curator)
        assert blocked
        await tx.people.put(blocked.model_copy(update={"active": False}))
    order = await shop.open()

    async def told(to_person: PersonId | None, to_role: Role | None) -> set[PersonId]:
        async with shop.database.transaction() as tx:
            [parcel] = await tx.outbox.due(datetime.now(UTC), 1)
            changed = parcel.messages[0].notice.model_copy(
                update={"to_person": to_person, "to_role": to_role}
            )
        async with shop.database.engine.begin() as connection:
            await connection.execute(
                text("UPDATE outbox SET notice = :notice WHERE order_id = :id"),
                {"notice": changed.model_dump_json(), "id": order.id},
            )
        async with shop.database.transaction() as tx:
            [parcel] = await tx.outbox.due(datetime.now(UTC), 1)
            return {person.id for person in parcel.messages[0].recipients}

    assert await told(None, Role.CURATOR) == {shop.curator}
    assert await told(shop.second_curator, None) == set()
    assert await told(other.engineer, None) == set()
    assert await told(shop.engineer, None) == {shop.engineer}
    assert superuser in await told(None, Role.SUPERUSER)
    assert await told(superuser, None) == {superuser}


@pytest.mark.parametrize("pool", [True, False])
async def test_with_the_pool_who_is_on_shift_hears_what_is_waited_for_from_a_curator_who_is_not(
    shop: Shop, post: Post, pool: bool
) -> None:
    third = PersonId(uuid4())

    async def on_shift(*people: PersonId) -> None:
        async with shop.database.transaction() as tx:
            for person in (shop.curator, shop.second_curator, third):
                await tx.people.set_shift(person, on_shift=person in people)

    async with shop.database.transaction() as tx:
        settings = OrganizationSettings(pool=pool)
        await tx.organizations.put(Organization(id=shop.id, name="Сервис", prefix="SVC", settings=settings))
        role = frozenset({Role.CURATOR})
        await tx.people.put(Person(id=third, organization_id=shop.id, name="Третий", roles=role))
    await on_shift(shop.second_curator, third)
    order = await shop.open(engineer=None)
    await deliver(shop, post)
    for _ in range(2):
        order = await remind(shop, order)
        await deliver(shop, post)
    await on_shift(shop.curator, third)
    await shop.open(engineer=None)
    await deliver(shop, post)
    await on_shift()
    order = await shop.open(engineer=None)
    await shop.give(order, shop.note(by=shop.second_curator))
    await deliver(shop, post)
    others = sorted([shop.second_curator, third]) if pool else [shop.curator]
    own = [shop.curator]
    assert [(kind, sorted(people)) for (kind, _), (_, people) in zip(post.kinds, post.sent, strict=True)] == [
        ("your_turn", others),
        ("reminder", others),
        ("reminder", others),
        ("your_turn", own),
        ("your_turn", own),
        ("note", own),
    ]


async def test_somebody_out_of_reach_holds_up_nobody_else(
    shop: Shop, post: Post, witness: asyncpg.Connection
) -> None:
    order = await shop.open()
    order = await shop.give(order, shop.note(by=shop.second_curator))
    post.failures = [UndeliverableError("the bot is blocked")]
    assert await deliver(shop, post) == Delivery(sent=1, dropped=1)
    reasons = await witness.fetch("SELECT drop_reason FROM outbox WHERE order_id = $1 ORDER BY id", order.id)
    assert [row["drop_reason"] for row in reasons] == ["the bot is blocked", None]


async def test_a_turn_that_has_passed_is_not_announced(shop: Shop, post: Post) -> None:
    await accepted(shop, await shop.open())
    assert await deliver(shop, post) == Delivery(sent=1, dropped=1)
    assert post.kinds == [("your_turn", "submit_agreement")]


async def test_42_after_an_outage_one_reminder_is_sent_and_not_all(shop: Shop, post: Post) -> None:
    order = await accepted(shop, await shop.open())
    await deliver(shop, post)
    for _ in range(3):
        order = await remind(shop, order)
    delivery = await deliver(shop, post)
    assert (delivery.sent, delivery.dropped) == (1, 2)
    assert post.kinds[1:] == [("reminder", "submit_agreement")]
    assert post.sent[-1][1] == (shop.curator,)  # the escalation, not the two before it


async def test_42_while_paused_nothing_is_sent_and_after_it_once(shop: Shop, post: Post) -> None:
    order = await accepted(shop, await shop.open())
    order = await remind(shop, order)
    pause = {**shop.part(order, "order", shop.curator), "reason": "Ждём деталь"}
    pause["until"] = shop.clock + timedelta(days=3)
    order = await shop.give(order, PauseOrder.model_validate(pause))
    assert await deliver(shop, post) == Delivery(sent=0, dropped=3)
    resume = ResumeOrder.model_validate(shop.part(order, "order", shop.curator))
    order = await shop.give(order, resume)
    await deliver(shop, post)
    assert post.kinds == [("your_turn", "submit_agreement")]


async def test_a_message_to_nobody_is_dropped_and_said(
    shop: Shop, post: Post, witness: asyncpg.Connection
) -> None:
    await shop.open()
    async with shop.database.transaction() as tx:
        engineer = await tx.people.find(shop.id, shop.engineer)
        assert engineer
        await tx.people.put(engineer.model_copy(update={"active": False}))
    with capture_logs() as lines:
        assert await deliver(shop, post) == Delivery(sent=0, dropped=1)
    assert [line["event"] for line in lines] == ["notice.undeliverable"]


async def test_what_people_typed_stays_out_of_the_log(shop: Shop) -> None:
    order = await shop.open()
    order = await shop.give(order, shop.note(by=shop.second_curator, text="Код домофона 42к"))
    with capture_logs() as lines:
        await Notifications(shop.database, LogChannel()).deliver_due()
    assert [line["kind"] for line in lines] == [NoticeKind.YOUR_TURN.value, NoticeKind.NOTE.value]
    assert lines[1]["order_number"] == order.number
    assert "домофона" not in str(lines)
