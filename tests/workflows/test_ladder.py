"""SLA-2 over thirty days: nights, weekends, a holiday, a pause, and the night the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.calendar import WorkingCalendar
from domain.orders.agreement import SubmitAgreement
from domain.orders.assignment import Accept
from domain.orders.lifecycle import PauseOrder, Resumed, SetDeadline
from domain.orders.reminders import Reminded
from domain.orders.verification import Approve
from domain.organizations import OrganizationSettings
from domain.people import Person
from storage.database import Database
from tests.crew import C, recruit
from tests.workflows.running import Running
from tests.workflows.skipping import SkippingOrders, time_skipping
from tests.workflows.steps import AGREED, OPTION

BERLIN = ZoneInfo("Europe/Berlin")
CHANGE = 13
"""Day of the story, counted from its first Monday, in whose night the clocks go forward."""
HOLIDAY = 2

HAPPENED = """
 0 Mon 10:30 remind engineer accept
 0 Mon 11:00 remind engineer accept
 0 Mon 12:00 escalate curator accept
 0 Mon 18:00 escalate superuser accept
 3 Thu 11:00 remind engineer submit_agreement
 3 Thu 14:00 remind engineer submit_agreement
 3 Thu 17:00 escalate curator submit_agreement
 4 Fri 17:00 escalate superuser submit_agreement
11 Fri 15:00 remind engineer client_decision
11 Fri 18:00 remind engineer client_decision
18 Fri 08:00 resumed
18 Fri 11:00 escalate curator client_decision
21 Mon 11:00 escalate superuser client_decision
23 Wed 09:30 remind curator verify_agreement
23 Wed 12:45 remind engineer submit_prepayment
23 Wed 15:45 remind engineer submit_prepayment
24 Thu 09:45 escalate curator submit_prepayment
28 Mon 09:00 remind engineer submit_prepayment
28 Mon 12:00 remind engineer submit_prepayment
28 Mon 15:00 escalate curator submit_prepayment
29 Tue 15:00 escalate superuser submit_prepayment
"""


class Calendar:
    """Names the moments of the story in its own days and wall-clock times."""

    def __init__(self, now: datetime) -> None:
        changes = (_last_sunday_of_march(year) for year in (now.year, now.year + 1))
        mondays = (sunday - timedelta(days=CHANGE) for sunday in changes)
        self.monday = next(monday for monday in mondays if self.moment(0, "00:00", monday) > now)

    def day(self, number: int) -> date:
        return self.monday + timedelta(days=number)

    def moment(self, day: int, wall: str, monday: date | None = None) -> datetime:
        there = (monday or self.monday) + timedelta(days=day)
        return datetime.combine(there, time.fromisoformat(wall), BERLIN).astimezone(UTC)

    def name(self, moment: datetime) -> str:
        """To the minute: the workflow is as late as its machine is busy."""
        local = moment.astimezone(BERLIN)
        return f"{(local.date() - self.monday).days:2} {local:%a %H:%M}"


def _last_sunday_of_march(year: int) -> date:
    last = date(year, 3, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


class Tale:
    """One order, whose people act at given moments."""

    def __init__(self, orders: SkippingOrders, calendar: Calendar, order: Running) -> None:
        self.orders, self.calendar, self.order = orders, calendar, order

    async def at(self, day: int, wall: str, kind: type[C], by: Person, **fields: Any) -> None:
        moment = self.calendar.moment(day, wall)
        await self.orders.pass_until(moment)
        self.order.answer = self.order.answer.model_copy(update={"parts": (await self.order.held()).parts})
        await self.order.give(kind, by, at=moment, **fields)

    async def happened(self) -> str:
        lines = []
        for entry in await self.order.entries():
            if isinstance(entry.event, Reminded):
                wait = entry.event.wait.partition(":")[2].partition("@")[0]
                what = f" {entry.event.action} {entry.event.to} {wait}"
            elif isinstance(entry.event, Resumed):
                what = " resumed"
            else:
                continue
            lines.append(f"{self.calendar.name(entry.at)}{what}\n")
        return "\n" + "".join(lines)


async def test_thirty_days_bring_exactly_these_reminders(database: Database) -> None:
    async with time_skipping(database) as orders:
        calendar = Calendar(await orders.now())
        assert calendar.moment(CHANGE + 1, "00:00") - calendar.moment(CHANGE, "00:00") == timedelta(hours=23)
        working = WorkingCalendar(zone=BERLIN.key, holidays=(calendar.day(HOLIDAY),))
        crew = await recruit(database, OrganizationSettings(calendar=working))
        opening = calendar.moment(0, "10:00")
        await orders.pass_until(opening)
        tale = Tale(orders, calendar, await orders.open(crew, at=opening))

        # A night and the holiday lie between the first day's evening and the next working one.
        await tale.at(1, "17:00", Accept, crew.engineer)
        # The client thinks over the weekend of the change; a pause stops what is left of the ladder.
        thinking = {"kind": "thinking", "until": calendar.moment(11, "15:00")}
        await tale.at(7, "09:00", SubmitAgreement, crew.engineer, options=[OPTION], outcome=thinking)
        pause = {"until": calendar.moment(17, "22:30"), "reason": "клиент в отъезде"}
        await tale.at(14, "10:00", PauseOrder, crew.curator, **pause)
        # It has ended by itself; the answer comes in the evening, and is verified before it is overdue.
        await tale.at(22, "20:00", SubmitAgreement, crew.engineer, options=[OPTION], outcome=AGREED)
        await tale.at(23, "09:45", Approve, crew.curator, part="agreement")
        # The curator gives more time: until a Saturday night, which is heard on Monday.
        deadline = calendar.moment(26, "23:00")
        await tale.at(24, "12:00", SetDeadline, crew.curator, part="prepayment", until=deadline)
        await orders.pass_until(calendar.moment(30, "00:00"))

        assert await tale.happened() == HAPPENED
        assert await tale.order.held() == await tale.order.recorded()
