"""Delivery of what the recordings had to say: in order, at least once, and nothing that is out of date."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, NamedTuple, Protocol

import structlog
from pydantic import Field
from temporalio import activity

from domain.orders.notices import Notice, NoticeKind
from domain.people import Person
from domain.values import Moment, Value
from storage.database import Database, Transaction
from storage.outbox import Message, OrderRef

__all__ = [
    "Channel",
    "Delivery",
    "LogChannel",
    "Notifications",
    "OrderRef",
    "SweepRequest",
    "UndeliverableError",
]

PATIENCE = timedelta(seconds=60)
"""How long a message may lie before the sweeper takes it for forgotten."""

log = structlog.get_logger(__name__)


class UndeliverableError(Exception):
    """None of the recipients can ever be reached this way; the text says why."""


class Channel(Protocol):
    """A way to people: the log, Telegram."""

    async def send(self, notice: Notice, recipients: Sequence[Person]) -> None:
        """Tell them. May get the same notice twice.

        Raises:
            UndeliverableError: the message is dropped.
            Exception: anything else is tried again, and later messages of the order wait.
        """


class LogChannel:
    """Writes a line per message; for as long as there is no bot. What people typed stays out of the log."""

    async def send(self, notice: Notice, recipients: Sequence[Person]) -> None:
        line = notice.model_dump(mode="json", exclude={"text"}, exclude_none=True)
        log.info("notice", to=[person.name for person in recipients], **line)


class Delivery(Value):
    sent: int
    dropped: int


class SweepRequest(Value):
    now: Moment
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class Notifications:
    def __init__(self, database: Database, channel: Channel) -> None:
        self._database, self._channel = database, channel

    @activity.defn
    async def deliver(self, ref: OrderRef) -> Delivery:
        """Send an order's messages one after another until none is left.

        Raises:
            StorageUnavailable, or what the channel raised: the rest stays for the next attempt.
        """
        sent = dropped = 0
        while True:
            turn = await self._next(ref)
            dropped += turn.dropped
            if turn.message is None:
                return Delivery(sent=sent, dropped=dropped)
            if await self._sent(ref, turn.message, turn.recipients):
                sent += 1
            else:
                dropped += 1
            if turn.left == 0:  # whatever was recorded meanwhile has a delivery of its own
                return Delivery(sent=sent, dropped=dropped)
            if activity.in_activity():
                activity.heartbeat()

    @activity.defn
    async def overdue_orders(self, request: SweepRequest) -> list[OrderRef]:
        """Orders, of all organizations, with a message that has waited for a minute; the oldest first."""
        async with self._database.transaction() as tx:
            return list(await tx.outbox.overdue(request.now - PATIENCE, request.limit))

    async def _next(self, ref: OrderRef) -> "_Turn":
        """Drop what is out of date; the first message that is not, with those who are to get it."""
        async with self._database.transaction() as tx:
            messages = await tx.outbox.unsent(ref)
            order = await tx.orders.find(ref.organization_id, ref.order_id)
            stale = outdated(messages, {wait.id for wait in order.waits} if order else set())
            for message_id, reason in stale.items():
                await tx.outbox.drop(ref, message_id, reason, datetime.now(UTC))
            message = next((message for message in messages if message.id not in stale), None)
            recipients = await _recipients(tx, ref, message.notice) if message else ()
            return _Turn(message, recipients, len(stale), left=len(messages) - len(stale) - 1)

    async def _sent(self, ref: OrderRef, message: Message, recipients: tuple[Person, ...]) -> bool:
        """Send and note it; False when it was dropped instead."""
        if not recipients:
            return await self._dropped(ref, message, "there is nobody to tell")
        try:
            await self._channel.send(message.notice, recipients)
        except UndeliverableError as error:
            return await self._dropped(ref, message, str(error))
        except Exception:
            async with self._database.transaction() as tx:
                await tx.outbox.mark_failed(ref, message.id)
            raise
        async with self._database.transaction() as tx:
            await tx.outbox.mark_sent(ref, message.id, datetime.now(UTC))
        return True

    async def _dropped(self, ref: OrderRef, message: Message, reason: str) -> bool:
        log.warning("notice.undeliverable", order_id=str(ref.order_id), message=message.id, why=reason)
        async with self._database.transaction() as tx:
            await tx.outbox.drop(ref, message.id, reason, datetime.now(UTC))
        return False


class _Turn(NamedTuple):
    message: Message | None
    recipients: tuple[Person, ...]
    dropped: int
    left: int
    """Messages after this one."""


def outdated(messages: Sequence[Message], waits: set[str]) -> dict[int, str]:
    """Messages not worth sending any more, with the reason: after an outage nobody gets a burst of them.

    `waits` are the ids of what the order waits for now. A pause holds its waits; they are announced anew
    when it ends.
    """
    stale: dict[int, str] = {}
    latest: dict[tuple[str, NoticeKind], int] = {}
    for message in messages:
        notice = message.notice
        if notice.wait_id is None:
            continue
        if notice.wait_id not in waits:
            stale[message.id] = "the order no longer waits for this"
            continue
        earlier = latest.get((notice.wait_id, notice.kind))
        if earlier is not None:
            stale[earlier] = "a later message says the same"
        latest[notice.wait_id, notice.kind] = message.id
    return stale


async def _recipients(tx: Transaction, ref: OrderRef, notice: Notice) -> tuple[Person, ...]:
    return await tx.people.recipients(ref.organization_id, notice.to_person, notice.to_role)
