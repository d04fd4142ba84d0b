"""Waiting: for whom, for what, since when, until when, and what happens then (SLA-1, SLA-2).

`TABLE` is the one place that knows every kind of wait. The absolute times of all rungs are computed when
a wait starts and stand in its event; whoever keeps the time only sleeps until the next of them.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, NamedTuple, Self

from pydantic import Field, model_validator

from domain.calendar import WorkingCalendar
from domain.people import Role
from domain.values import Moment, PersonId, Value


class Clock(StrEnum):
    """Whose working time runs while we wait (SLA-3)."""

    CLIENT = "client"
    ENGINEER = "engineer"
    CURATOR = "curator"
    STATIONARY = "stationary"


class WaitKind(StrEnum):
    ASSIGN = "assign"
    ACCEPT = "accept"
    VISIT = "visit"
    RESCHEDULE = "reschedule"
    SUBMIT_AGREEMENT = "submit_agreement"
    CLIENT_DECISION = "client_decision"
    VERIFY_AGREEMENT = "verify_agreement"
    SUBMIT_PREPAYMENT = "submit_prepayment"
    VERIFY_PREPAYMENT = "verify_prepayment"
    CONFIRM_PAYMENT = "confirm_payment"
    CORRECT_HANDOVER = "correct_handover"
    VERIFY_HANDOVER = "verify_handover"
    TAKE = "take"
    REPAIR = "repair"
    VERIFY_REPAIR = "verify_repair"
    GIVE_DEVICE = "give_device"
    RECEIVE_DEVICE = "receive_device"
    CORRECT_RECEIPT = "correct_receipt"
    VERIFY_RECEIPT = "verify_receipt"
    CORRECT_SUPPLEMENT = "correct_supplement"
    VERIFY_SUPPLEMENT = "verify_supplement"
    CORRECT_SHARED = "correct_shared"
    VERIFY_SHARED = "verify_shared"
    SUBMIT_REPORT = "submit_report"
    VERIFY_REPORT = "verify_report"
    CORRECT_ON_SITE = "correct_on_site"
    VERIFY_ON_SITE = "verify_on_site"
    RETURN_DEVICE = "return_device"
    SETTLE_MONEY = "settle_money"
    COLLECT_DEBT = "collect_debt"
    DECIDE_APPEAL = "decide_appeal"
    RESUME = "resume"
    DECIDE_REQUEST = "decide_request"


class Ladder(Value):
    """Working minutes after which a wait is reminded of, once more, escalated, and escalated again."""

    remind: Annotated[int, Field(ge=1, le=100_000)]
    again: Annotated[int, Field(ge=1, le=100_000)]
    escalate: Annotated[int, Field(ge=1, le=100_000)]
    escalate_again: Annotated[int, Field(ge=1, le=100_000)]

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if not self.remind < self.again < self.escalate < self.escalate_again:
            raise ValueError("each rung comes later than the one before it")
        return self


QUICK = Ladder(remind=30, again=60, escalate=120, escalate_again=480)
DAILY = Ladder(remind=180, again=360, escalate=540, escalate_again=1080)
SLOW = Ladder(remind=540, again=1080, escalate=1620, escalate_again=2700)


class Row(NamedTuple):
    """What holds for every wait of one kind unless the organization or the order says otherwise."""

    clock: Clock
    role: Role
    ladder: Ladder


TABLE: dict[WaitKind, Row] = {
    WaitKind.ASSIGN: Row(Clock.CURATOR, Role.CURATOR, QUICK),
    WaitKind.ACCEPT: Row(Clock.ENGINEER, Role.ENGINEER, QUICK),
    WaitKind.VISIT: Row(Clock.CLIENT, Role.ENGINEER, QUICK),
    WaitKind.RESCHEDULE: Row(Clock.CLIENT, Role.CURATOR, DAILY),
    WaitKind.SUBMIT_AGREEMENT: Row(Clock.ENGINEER, Role.ENGINEER, DAILY),
    WaitKind.CLIENT_DECISION: Row(Clock.CLIENT, Role.ENGINEER, DAILY),
    WaitKind.VERIFY_AGREEMENT: Row(Clock.CURATOR, Role.CURATOR, QUICK),
    WaitKind.SUBMIT_PREPAYMENT: Row(Clock.ENGINEER, Role.ENGINEER, DAILY),
    WaitKind.VERIFY_PREPAYMENT: Row(Clock.CURATOR, Role.CURATOR, QUICK),
    WaitKind.CONFIRM_PAYMENT: Row(Clock.CLIENT, Role.CURATOR, SLOW),
    WaitKind.CORRECT_HANDOVER: Row(Clock.ENGINEER, Role.ENGINEER, DAILY),
    WaitKind.VERIFY_HANDOVER: Row(Clock.CURATOR, Role.CURATOR, QUICK),
    WaitKind.TAKE: Row(Clock.STATIONARY, Role.STATIONARY_ENGINEER, DAILY),
    WaitKind.REPAIR: Row(Clock.STATIONARY, Role.STATIONARY_ENGINEER, DAILY),
    WaitKind.VERIFY_REPAIR: Row(Clock.CURATOR, Role.CURATOR, QUICK),
    WaitKind.GIVE_DEVICE: Row(Clock.ENGINEER, Role.ENGINEER, DAILY),
    WaitKind.RECEIVE_DEVICE: Row(Clock.ENGINEER, Role.ENGINEER, DAILY),
    WaitKind.CORRECT_RECEIPT: Row(Clock.ENGINEER, Role.ENGINEER, DAILY),
    WaitKind.VERIFY_RECEIPT: Row(Clock.CURATOR, Role.CURATOR, DAILY),
    WaitKind.CORRECT_SUPPLEMENT: Row(Clock.ENGINEER, Role.ENGINEER, DAILY),
    WaitKind.VERIFY_SUPPLEMENT: Row(Clock.CURATOR, Role.CURATOR, QUICK),
    WaitKind.CORRECT_SHARED: Row(Clock.ENGINEER, Role.ENGINEER, SLOW),
    WaitKind.VERIFY_SHARED: Row(Clock.CURATOR, Role.CURATOR, SLOW),
    WaitKind.SUBMIT_REPORT: Row(Clock.ENGINEER, Role.ENGINEER, SLOW),
    WaitKind.VERIFY_REPORT: Row(Clock.CURATOR, Role.CURATOR, QUICK),
    WaitKind.CORRECT_ON_SITE: Row(Clock.ENGINEER, Role.ENGINEER, DAILY),
    WaitKind.VERIFY_ON_SITE: Row(Clock.CURATOR, Role.CURATOR, QUICK),
    WaitKind.RETURN_DEVICE: Row(Clock.ENGINEER, Role.ENGINEER, DAILY),
    WaitKind.SETTLE_MONEY: Row(Clock.CURATOR, Role.CURATOR, DAILY),
    WaitKind.COLLECT_DEBT: Row(Clock.CLIENT, Role.CURATOR, SLOW),
    WaitKind.DECIDE_APPEAL: Row(Clock.CURATOR, Role.OWNER, DAILY),
    WaitKind.RESUME: Row(Clock.CLIENT, Role.CURATOR, QUICK),
    WaitKind.DECIDE_REQUEST: Row(Clock.CURATOR, Role.CURATOR, QUICK),
}

ELSEWHERE = frozenset({WaitKind.CORRECT_SHARED, WaitKind.VERIFY_SHARED})
"""Waits that are answered in another order, whose own wait tells the person at once. Their ladder is a slow
one: it speaks up when the other order's has not helped."""

ABOVE: dict[Role, tuple[Role, ...]] = {
    Role.ENGINEER: (Role.CURATOR, Role.SUPERUSER),
    Role.STATIONARY_ENGINEER: (Role.CURATOR, Role.SUPERUSER),
    Role.CURATOR: (Role.SUPERUSER,),
    Role.OWNER: (Role.SUPERUSER,),
    Role.SUPERUSER: (Role.SUPERUSER,),
}
"""Who hears of it when a role does not act: escalation goes up one step at a time."""


class Action(StrEnum):
    REMIND = "remind"
    ESCALATE = "escalate"
    RESUME = "resume"
    PENALIZE = "penalize"


class Rung(Value):
    """At this time, this happens: a message to a role, or the end of a pause."""

    at: Moment
    action: Action
    to: Role


class PenaltyRung(Rung):
    """A rung that charges `amount` kopecks, if the engineer's own clock has run for `own` in this wait."""

    amount: int
    own: timedelta


class Wait(Value):
    """One thing an open order waits for. `next` is the index of the first rung that has not yet come."""

    id: str
    part: str
    kind: WaitKind
    clock: Clock
    role: Role
    person: PersonId | None
    since: Moment
    until: Moment
    """When somebody above hears of it; the promised date itself where there is one."""
    due: Moment | None
    rungs: tuple[PenaltyRung | Rung, ...]
    next: int = 0
    began: int = 0
    """Sequence number of the event it began with; 0 where that was recorded before it was kept."""
    engineer_before: timedelta = timedelta()
    """What the engineer's clock of the order showed when the wait began."""

    @property
    def next_at(self) -> datetime | None:
        return self.rungs[self.next].at if self.next < len(self.rungs) else None

    def rung_due(self, now: Moment) -> int | None:
        """The last rung whose time has come: late ones collapse into it, so nobody gets a burst."""
        due = [i for i, rung in enumerate(self.rungs) if i >= self.next and rung.at <= now]
        return due[-1] if due else None


class Expectation(Value):
    """What the state of an order says it waits for, before times are put to it."""

    part: str
    kind: WaitKind
    person: PersonId | None = None
    role: Role | None = None
    """Overrides the table's role, for example when a curator carries a walk-in order."""
    clock: Clock | None = None
    """Overrides the table's clock, for example when the engineer moved the visit."""
    due: Moment | None = None
    """A date somebody promised or set: the ladder starts there, not at the beginning of the wait."""

    def met_by(self, wait: Wait) -> bool:
        return (
            (self.part, self.kind, self.person) == (wait.part, wait.kind, wait.person)
            and (self.role or TABLE[self.kind].role) == wait.role
            and (self.clock or TABLE[self.kind].clock) == wait.clock
            and self.due == wait.due
        )


def start(
    expected: Expectation,
    wait_id: str,
    since: Moment,
    calendar: WorkingCalendar,
    ladders: dict[WaitKind, Ladder],
) -> Wait:
    """Put times to an expectation: every rung as an absolute moment of working, audible time."""
    row = TABLE[expected.kind]
    role = expected.role or row.role
    if expected.kind is WaitKind.RESUME:
        until = expected.due or since
        # Everybody's turn is told anew when a pause ends, so it ends in no quiet hours.
        rungs: tuple[Rung, ...] = (Rung(at=calendar.audible(until), action=Action.RESUME, to=role),)
    else:
        rungs = _rungs(expected.due, since, role, ladders.get(expected.kind, row.ladder), calendar)
        until = expected.due or next(rung.at for rung in rungs if rung.action is Action.ESCALATE)
    return Wait(
        id=wait_id,
        part=expected.part,
        kind=expected.kind,
        clock=expected.clock or row.clock,
        role=role,
        person=expected.person,
        since=since,
        until=until,
        due=expected.due,
        rungs=rungs,
    )


def _rungs(
    due: Moment | None, since: Moment, role: Role, ladder: Ladder, calendar: WorkingCalendar
) -> tuple[Rung, ...]:
    above = ABOVE[role]
    steps = [
        (ladder.remind, Action.REMIND, role),
        (ladder.again, Action.REMIND, role),
        (ladder.escalate, Action.ESCALATE, above[0]),
    ]
    if len(above) > 1:
        steps.append((ladder.escalate_again, Action.ESCALATE, above[1]))
    # A date that has passed before the wait begins is no reason to escalate at its first moment.
    start_at, first = (due, ladder.remind) if due and due > since else (since, 0)
    return tuple(
        Rung(
            at=calendar.audible_at_work(calendar.add(start_at, timedelta(minutes=minutes - first))),
            action=action,
            to=to,
        )
        for minutes, action, to in steps
    )


def resumed(wait: Wait, paused_at: Moment, now: Moment, calendar: WorkingCalendar) -> Wait:
    """The same wait after a pause: what was left of each rung's working time is left still."""
    moved = tuple(
        rung.model_copy(
            update={"at": calendar.audible_at_work(calendar.add(now, calendar.between(paused_at, rung.at)))}
        )
        if index >= wait.next
        else rung
        for index, rung in enumerate(wait.rungs)
    )
    until = wait.due or next(rung.at for rung in moved if rung.action is Action.ESCALATE)
    return wait.model_copy(update={"rungs": moved, "until": until})
