"""Delivery of what the recordings had to say: in order, at least once, and nothing that is out of date."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

import structlog
from temporalio import activity

import metrics
from activities.shifts import work_a_shift
from domain.orders.notices import NoticeKind
from domain.values import Value
from storage.database import Database
from storage.outbox import Dropped, Failed, Message, Outcome, Parcel, Sent

__all__ = ["Channel", "Delivery", "LogChannel", "Notifications", "UndeliverableError"]

PAUSE = 0.1
"""Seconds between two looks at the outbox, each of which takes all that has come meanwhile."""
ROUND = 0.2
"""Seconds that a look waits for its messages; slower ones stay under way and hold up nobody."""
DAILY = frozenset({NoticeKind.CASH_REMINDER, NoticeKind.HAND_IN_REMINDER})
"""Reminders that wait for no order: of those that pile up the last one is enough."""
AT_ONCE = 50
"""Orders whose messages are under way together."""
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=1), timedelta(minutes=10)
SLOWER = 4
"""How much longer each pause after a failure is than the one before."""

log = structlog.get_logger(__name__)


class UndeliverableError(Exception):
    """None of the recipients can ever be reached this way; the text says why."""


class Channel(Protocol):
    """A way to people: the log, Telegram."""

    async def send(self, message: Message) -> None:
        """Tell its recipients. May get the same message twice.

        Raises:
            UndeliverableError: the message is dropped.
            Exception: anything else is tried again, and later messages of the order wait.
        """


class LogChannel:
    """Writes a line per message; for as long as there is no bot. What people typed stays out of the log."""

    async def send(self, message: Message) -> None:
        line = message.notice.model_dump(mode="json", exclude={"text"}, exclude_none=True)
        log.info("notice", to=[person.name for person in message.recipients], **line)


class Delivery(Value):
    """How many messages met which end."""

    sent: int = 0
    dropped: int = 0
    failed: int = 0


class Notifications:
    """The outbox of all orders, emptied by one courier: the urgent overtakes, the slow holds up nobody."""

    def __init__(self, database: Database, channel: Channel) -> None:
        self._database, self._channel = database, channel
        self._under_way: dict[UUID, asyncio.Task[list[Outcome]]] = {}

    @activity.defn
    async def deliver_as_it_comes(self) -> None:
        """Empty the outbox again and again, for a shift.

        Raises:
            StorageUnavailable: nothing is lost; what was sent and not yet noted is sent once more.
        """
        try:
            await work_a_shift(self.deliver_due, PAUSE)
        finally:
            await self._finish()

    async def deliver_due(self) -> Delivery:
        """One look at the outbox: send what is due, the most urgent first, and note what became of it."""
        async with self._database.reading() as tx:
            parcels = await tx.outbox.due(
                datetime.now(UTC), limit=AT_ONCE - len(self._under_way), besides=self._under_way
            )
        for parcel in parcels:
            self._under_way[parcel.about] = asyncio.create_task(self._deliver(parcel))
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=ROUND)
        return await self._settle()

    async def _settle(self) -> Delivery:
        """Note what became of the parcels that are through."""
        through = [about for about, task in self._under_way.items() if task.done()]
        outcomes = [outcome for about in through for outcome in self._under_way[about].result()]
        if outcomes:
            async with self._database.transaction() as tx:
                await tx.outbox.settle(outcomes)
        for about in through:  # not before they are noted: else the next look would take them anew
            del self._under_way[about]
        ends = Counter(type(outcome) for outcome in outcomes)
        for kind, count in ends.items():
            metrics.MESSAGES.labels(kind.__name__.lower()).inc(count)
        return Delivery(sent=ends[Sent], dropped=ends[Dropped], failed=ends[Failed])

    async def _finish(self) -> None:
        """Let what is under way arrive, so that the next courier does not send it again."""
        if self._under_way:
            await asyncio.wait(self._under_way.values())
            await self._settle()

    async def _deliver(self, parcel: Parcel) -> list[Outcome]:
        """Send an order's messages one after another; the first that fails keeps those after it."""
        stale = outdated(parcel.messages, parcel.waits)
        outcomes: list[Outcome] = [Dropped(number, datetime.now(UTC), why) for number, why in stale.items()]
        for message in parcel.messages:
            if message.id in stale:
                continue
            outcomes.append(await self._send(message, parcel))
            if isinstance(outcomes[-1], Failed):
                break
        return outcomes

    async def _send(self, message: Message, parcel: Parcel) -> Outcome:
        of = "order_id" if parcel.order_id else "about_person"
        about = log.bind(message=message.id, **{of: str(parcel.about)})
        try:
            await self._tell(message)
        except UndeliverableError as error:
            about.warning("notice.undeliverable", why=str(error))
            return Dropped(message.id, datetime.now(UTC), str(error))
        except Exception as error:  # noqa: BLE001 - whatever a channel fails with, the others' messages go on
            pause = min(FIRST_RETRY * SLOWER**message.attempts, LONGEST_RETRY)
            about.warning(
                "notice.failed", why=repr(error), attempts=message.attempts + 1, retry_in=str(pause)
            )
            return Failed(message.id, datetime.now(UTC) + pause)
        return Sent(message.id, datetime.now(UTC))

    async def _tell(self, message: Message) -> None:
        if not message.recipients:
            raise UndeliverableError("there is nobody to tell")
        await self._channel.send(message)


def outdated(messages: Iterable[Message], waits: frozenset[str]) -> dict[int, str]:
    """Messages not worth sending any more, with the reason: after an outage nobody gets a burst of them.

    `waits` are the ids of what the order waits for now. A pause holds its waits; they are announced anew
    when it ends.
    """
    stale: dict[int, str] = {}
    latest: dict[tuple[str | None, NoticeKind, UUID | None], int] = {}
    for message in messages:
        notice = message.notice
        if notice.wait_id is None and notice.kind not in DAILY:
            continue
        if notice.wait_id is not None and notice.wait_id not in waits:
            stale[message.id] = "the order no longer waits for this"
            continue
        same = (notice.wait_id, notice.kind, notice.about)
        earlier = latest.get(same)
        if earlier is not None:
            stale[earlier] = "a later message says the same"
        latest[same] = message.id
    return stale
