"""Cash in hand: told when it grows above the limit, and reminded of when it is held for too long (MON-3).

So is who has not confirmed, for as long, what was handed in.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import structlog
from temporalio import activity

from domain.cash_notices import hand_in_reminder, is_held_too_long, of_limit, reminder, taken_in_cash
from domain.orders.record import Entry
from domain.orders.state import Order
from domain.organizations import Organization
from domain.values import Moment
from storage.database import Database, Transaction
from storage.outbox import Letter

PAGE = 100
"""Organizations that are read together."""

log = structlog.get_logger(__name__)


async def tell_of_limit(
    tx: Transaction, organization: Organization, order: Order, entries: Sequence[Entry], now: Moment
) -> None:
    """After these entries are written: tell who has come above the organization's limit with them.

    One recording at a time for each person, so that of two that cross it together one tells.
    """
    limit = organization.settings.cash_limit
    if limit is None:
        return
    taken = {person: amount for person, amount in taken_in_cash(entries).items() if amount > 0}
    for person in sorted(taken):
        await tx.hand_ins.lock_person(organization.id, person)
        found = await tx.cash.of(organization.id, person)
        if found and found.cash.over(limit) and found.cash.balance - taken[person] <= limit:
            notices = of_limit(person, found.name, found.cash.balance, order)
            once = f"cash_limit:{order.id}:{entries[-1].seq}:{person}"
            await tx.outbox.put(
                [
                    Letter(organization.id, f"{once}:{n}", notice, now, order_id=order.id)
                    for n, notice in enumerate(notices)
                ]
            )


class CashReminders:
    """Once on each working day, to everybody who has had clients' cash in hand for too long, or a hand-in
    to confirm.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database, self._clock = database, clock

    @activity.defn
    async def remind_of_cash(self) -> int:
        """Put the reminders that are due into the outbox; how many were not there yet.

        Raises:
            StorageUnavailable: the next round makes up for it.
        """
        now, reminded, after = self._clock(), 0, None
        while True:
            async with self._database.transaction() as tx:
                kept, after = await tx.organizations.page(after, PAGE)
            for organization in (one.organization for one in kept):
                if organization.settings.calendar.fit_for_news(now):
                    reminded += await self._remind(organization, now)
            if after is None:
                return reminded

    async def _remind(self, organization: Organization, now: Moment) -> int:
        day = organization.settings.calendar.local_date(now)
        async with self._database.transaction() as tx:
            held = await tx.cash.held(organization.id)
            letters = [
                Letter(
                    organization.id,
                    f"cash_reminder:{one.person}:{day}",
                    reminder(one.person, one.amount),
                    now,
                    about_person=one.person,
                )
                for one in held
                if is_held_too_long(one.since, now, organization.settings)
            ]
            letters += [
                Letter(
                    organization.id,
                    f"hand_in_reminder:{hand_in.id}:{day}",
                    hand_in_reminder(hand_in, name),
                    now,
                    about_person=hand_in.person,
                )
                for hand_in, name in await tx.hand_ins.waiting(organization.id)
                if is_held_too_long(hand_in.at, now, organization.settings)
            ]
            reminded = await tx.outbox.put(letters)
        if reminded:
            log.info("cash.reminded", organization_id=str(organization.id), reminders=reminded)
        return reminded
