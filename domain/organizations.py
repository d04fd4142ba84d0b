"""What an organization decides for itself: its calendar, ladders, ways of verifying, rates and limits."""

from enum import StrEnum
from typing import Annotated

from annotated_types import Len
from pydantic import Field

from domain.calendar import WorkingCalendar
from domain.orders.waiting import Ladder, WaitKind
from domain.values import Line, OrganizationId, Value


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


class OrganizationSettings(Value):
    """Changed settings apply from the next wait or step on; what is under way keeps its own."""

    calendar: WorkingCalendar = WorkingCalendar()
    ladders: dict[WaitKind, Ladder] = {}
    verification: Verification = Verification()
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "RUB"
    commission_bp: Annotated[int, Field(ge=0, le=10_000)] = 4_000
    reopen_days: Annotated[int, Field(ge=0, le=365)] = 30
    pause_days: Annotated[int, Field(ge=1, le=365)] = 90
    thinking_days: Annotated[int, Field(ge=1, le=30)] = 30


class Organization(Value):
    id: OrganizationId
    name: Line
    prefix: Annotated[str, Len(1, 8)] = "SVC"
    """Begins every order number, as in SVC-000123."""
    settings: OrganizationSettings = OrganizationSettings()
