"""Messages cannot be sent for twenty hours: commands and reminders go on, and nobody gets a burst later."""

from datetime import timedelta

from activities.notifications import Notifications
from domain.orders.lifecycle import AddNote
from domain.orders.notices import NoticeKind
from domain.orders.reminders import Reminded
from domain.orders.stationary import AssignStationary
from domain.orders.waiting import WaitKind
from settings import Settings
from storage.database import Database
from tests.conftest import with_own_database
from tests.crew import recruit
from tests.workflows.channels import PostRoom
from tests.workflows.running import Running, eventually
from tests.workflows.skipping import MOSCOW, SkippingOrders, next_monday, time_skipping
from tests.workflows.steps import hand_over, into_work, submit_receipt

OUTAGE = timedelta(hours=20)


async def work_begun(orders: SkippingOrders, order: Running) -> None:
    """A receipt waits for its curator, and a job for anybody of the workshop."""
    await submit_receipt(order, 60_000)
    await hand_over(order)
    await order.approve("stationary.1")


async def reminded_at(order: Running) -> list[tuple[str, str]]:
    return [
        (f"{entry.at.astimezone(MOSCOW):%a %H:%M}", entry.event.wait.partition("@")[0])
        for entry in await order.entries()
        if isinstance(entry.event, Reminded)
    ]


async def test_after_twenty_hours_of_silence_only_the_latest_of_each_wait_is_sent(
    settings: Settings,
) -> None:
    database = Database((await with_own_database(settings)).database)
    channel, crew = PostRoom(), await recruit(database)
    notifications = Notifications(database, channel)
    async with time_skipping(database) as orders:
        begin = next_monday(await orders.now())
        await orders.pass_until(begin)
        order = await into_work(orders, crew)
        await work_begun(orders, order)
        await notifications.deliver_due()
        told_before = len(channel.told_to(crew.organization.id))

        channel.broken.add(crew.organization.id)
        await order.give(AddNote, crew.engineer, text="Позвонил клиенту")
        assert (await notifications.deliver_due()).failed == 1
        await order.give(AssignStationary, crew.curator, part="stationary.1", person=crew.worker.id)
        await orders.pass_until(begin + OUTAGE)
        assert await reminded_at(order) == [
            ("Mon 13:00", "receipt.1:verify_receipt"),
            ("Mon 13:00", "stationary.1:take"),
            ("Mon 16:00", "receipt.1:verify_receipt"),
            ("Mon 16:00", "stationary.1:take"),
        ]
        assert len(channel.told_to(crew.organization.id)) == told_before

        channel.broken.clear()

        async def goes_through() -> bool:
            return bool((await notifications.deliver_due()).sent)

        await eventually(goes_through)
        told = channel.told_to(crew.organization.id)[told_before:]
        assert [(one.notice.kind, one.notice.wait_kind, one.names) for one in told] == [
            (NoticeKind.NOTE, None, ("Петрова",)),
            (NoticeKind.YOUR_TURN, WaitKind.TAKE, ("Кузнецов",)),
            (NoticeKind.REMINDER, WaitKind.VERIFY_RECEIPT, ("Петрова",)),
            (NoticeKind.REMINDER, WaitKind.TAKE, ("Кузнецов",)),
        ]
    await database.close()
