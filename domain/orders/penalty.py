"""A penalty as an order keeps it, and the organization's rules that charge one by themselves (SLA-4)."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from domain.calendar import WorkingCalendar
from domain.money import Money
from domain.orders.waiting import ELSEWHERE, TABLE, Action, Clock, PenaltyRung, Wait, WaitKind
from domain.people import Role
from domain.values import Moment, PersonId, Value


class PenaltyState(StrEnum):
    """A penalty is appealed once; only a reversed one is not charged any more."""

    CHARGED = "charged"
    APPEALED = "appealed"
    UPHELD = "upheld"
    REVERSED = "reversed"


class Penalty(Value):
    """What somebody was charged on this order; `author` None is a rule of the organization."""

    part: str
    person: PersonId
    amount: int
    author: PersonId | None
    state: PenaltyState
    at: Moment
    decider: Role | None = None
    """Who decides its appeal: owner, curator or superuser, whoever was left when it was made."""

    def judge(self, curator: PersonId) -> Role | None:
        """Who decides it while the order has this curator: the platform, where that is one of its parties.

        The order may have been taken over since, by whoever had charged.
        """
        partial = self.decider is Role.CURATOR and curator in (self.author, self.person)
        return Role.SUPERUSER if partial else self.decider


def _may_be_the_engineers(kind: WaitKind) -> WaitKind:
    if kind in ELSEWHERE:
        raise ValueError(f"{kind.value} is answered in another order, whose own wait may have a rule")
    if TABLE[kind].clock is not Clock.ENGINEER and kind is not WaitKind.VISIT:
        raise ValueError(f"no engineer's clock runs while an order waits for {kind.value}")
    return kind


class PenaltyRule(Value):
    """Charges `amount` kopecks when an engineer lets this wait take `after` minutes of the own clock."""

    kind: Annotated[WaitKind, AfterValidator(_may_be_the_engineers)]
    after: Annotated[int, Field(ge=1, le=100_000)]
    """Working minutes; of a wait with a date, from that date on."""
    amount: Annotated[Money, Field(gt=0)]


def _one_of_a_kind(rules: tuple[PenaltyRule, ...]) -> tuple[PenaltyRule, ...]:
    if len({rule.kind for rule in rules}) < len(rules):
        raise ValueError("give one rule for each kind of wait")
    return rules


PenaltyRules = Annotated[tuple[PenaltyRule, ...], AfterValidator(_one_of_a_kind)]


def with_rule(wait: Wait, rules: tuple[PenaltyRule, ...], calendar: WorkingCalendar) -> Wait:
    """A wait on the engineer's clock with one rung more, where the organization has a rule for its kind."""
    rule = next((rule for rule in rules if rule.kind is wait.kind), None)
    asked = wait.person and wait.role is Role.ENGINEER and wait.clock is Clock.ENGINEER
    if rule is None or not asked:
        return wait
    begins = wait.due if wait.due and wait.due > wait.since else wait.since
    limit = timedelta(minutes=rule.after)
    rung = PenaltyRung(
        at=calendar.audible_at_work(calendar.add(begins, limit)),
        action=Action.PENALIZE,
        to=wait.role,
        amount=rule.amount,
        own=calendar.between(wait.since, begins) + limit,
    )
    return wait.model_copy(update={"rungs": tuple(sorted((*wait.rungs, rung), key=lambda one: one.at))})
