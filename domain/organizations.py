"""What an organization decides for itself: its calendar, ladders, ways of verifying, rates and limits."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Final

from annotated_types import Len
from pydantic import Field

from domain.calendar import WorkingCalendar
from domain.money import Money
from domain.orders.errors import Refusal
from domain.orders.parts import DeviceKind
from domain.orders.penalty import PenaltyRules
from domain.orders.waiting import Ladder, WaitKind
from domain.people import Person, Role
from domain.values import Line, OrganizationId, PersonId, Value

MOST_HOLIDAYS: Final = 400
"""Named in one calendar."""

BasisPoints = Annotated[int, Field(ge=0, le=10_000)]


class Mode(StrEnum):
    """Whether the next stage waits for the verification of this one (ORD-7)."""

    BEFORE = "before"
    AFTER = "after"


class Verification(Value):
    """Mode per step. Refusals, invoices, hand-overs and the report are always verified before, so they
    have no choice: money and the device change hands on them.
    """

    agreement: Mode = Mode.BEFORE
    prepayment: Mode = Mode.BEFORE
    receipt: Mode = Mode.BEFORE
    """After: the report may be sent in, not approved, while a receipt still waits for its curator."""


class Rate(Value):
    """A rate of commission from a day on, for whom and what it names; None is everybody, or any kind."""

    since: date
    person: PersonId | None = None
    kind: DeviceKind | None = None
    bp: BasisPoints


class OrganizationSettings(Value):
    """Changed settings apply from the next wait or step on; what is under way keeps its own."""

    calendar: WorkingCalendar = WorkingCalendar()
    ladders: dict[WaitKind, Ladder] = {}
    verification: Verification = Verification()
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "RUB"
    commission_bp: BasisPoints = 4_000
    """Where no rate names the person, the kind or everybody, and the person has none either."""
    rates: tuple[Rate, ...] = ()
    cash_limit: Money | None = None
    """Whoever has more of the clients' cash in hand is over the limit; None is no limit (MON-3)."""
    cash_remind_days: Annotated[int, Field(ge=1, le=365)] = 7
    """Whoever has cash in hand for more working days than these is reminded of it once a day."""
    pool: bool = False
    """Any active curator acts on the orders of one who is not on shift (ACC-7)."""
    require_totp_for: tuple[Role, ...] = ()
    """Whoever has one of these roles and a password must have a second factor (ACC-3)."""
    reopen_days: Annotated[int, Field(ge=0, le=365)] = 30
    pause_days: Annotated[int, Field(ge=1, le=365)] = 90
    penalties: PenaltyRules = ()
    penalty_word: Line = "удержание"
    """What a penalty is called on people's screens."""
    thinking_days: Annotated[int, Field(ge=1, le=30)] = 30

    def commission_rate(self, person: Person, kind: DeviceKind, day: date) -> int:
        """In basis points: the person's, else that of the kind of device, else the organization's (MON-2).

        Of the rates that name the same, the one that began last; a rate goes before the plain field.
        """
        own = self._rate(day, person.id, kind) or self._rate(day, person.id, None)
        if own or person.commission_bp is not None:
            return own.bp if own else person.commission_bp or 0
        general = self._rate(day, None, kind) or self._rate(day, None, None)
        return general.bp if general else self.commission_bp

    def _rate(self, day: date, person: PersonId | None, kind: DeviceKind | None) -> Rate | None:
        held = [r for r in self.rates if (r.person, r.kind) == (person, kind) and r.since <= day]
        return max(held, key=lambda rate: rate.since, default=None)


class OrganizationUnknown(Refusal):
    code = "organization.not_found"
    text = "There is no such organization."


class OrganizationStale(Refusal):
    code = "organization.stale_version"
    text = "The organization was changed meanwhile: you saw version {given}, it is at {current}."


class PrefixFixed(Refusal):
    code = "organization.prefix_fixed"
    text = "Orders are numbered with {prefix} already: it stays."


class CalendarClosed(Refusal):
    code = "organization.calendar"
    text = "Name at most {most} holidays, and leave some working time in every year."


class RateOfStranger(Refusal):
    code = "organization.rate_person"
    text = "A rate names somebody who is not of this organization."


def refuse_unusable(settings: OrganizationSettings, people: Collection[PersonId]) -> None:
    """What the fields alone do not say: there is always a next working hour, and rates are of our people."""
    calendar = settings.calendar
    if len(calendar.holidays) > MOST_HOLIDAYS:
        raise CalendarClosed(most=MOST_HOLIDAYS)
    for day in sorted(set(calendar.holidays)):
        try:
            calendar.add(calendar.begin_of(day), timedelta(minutes=1))
        except (ValueError, OverflowError) as error:  # the latter at the end of all time
            raise CalendarClosed(most=MOST_HOLIDAYS) from error
    if any(rate.person and rate.person not in people for rate in settings.rates):
        raise RateOfStranger


class Organization(Value):
    id: OrganizationId
    name: Line
    prefix: Annotated[str, Len(1, 8)] = "SVC"
    """Begins every order number, as in SVC-000123."""
    settings: OrganizationSettings = OrganizationSettings()
