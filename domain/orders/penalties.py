"""Удержания: charged by a curator, or by rule from the engineer's own clock; appealed once (SLA-4)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.money import Money
from domain.orders.errors import NotYours, Refusal, RoleMissing, UnknownPart
from domain.orders.facts import Facts
from domain.orders.ledger import Posting, PostingKind
from domain.orders.lifecycle import ALWAYS
from domain.orders.order import Event, PartCommand, Stamp, decide, evolve
from domain.orders.parts import Part
from domain.orders.penalty import Penalty, PenaltyState
from domain.orders.rights import actor, curator_of
from domain.orders.state import Order, Phase
from domain.orders.timekeeping import clocks_at
from domain.orders.waiting import PenaltyRung, Wait, WaitKind
from domain.people import Permission, Role
from domain.values import PersonId, Text

NEW = "penalty"
"""The part that charges a new one; an existing one is `penalty.<number>`."""


class NobodyOfTheOrder(Refusal):
    code = "penalty.not_on_order"
    text = "Only somebody who carried the order or worked on it can be charged for it."


class AppealedAlready(Refusal):
    code = "penalty.appealed"
    text = "{part} has been appealed against already."


class NotAppealed(Refusal):
    code = "penalty.not_appealed"
    text = "Nothing is to be decided about {part}: it is {state}."


class OwnPenalty(Refusal):
    code = "penalty.own"
    text = "An appeal is decided by somebody else than who charged it and who was charged."


class Penalize(PartCommand):
    """Charges somebody who carried the order or worked on it; `amount` in kopecks.

    `part` may be the name it will have, the next free `penalty.N`: then a form that is sent twice, under
    two keys, charges once. Left out, it is the next one.
    """

    when: ClassVar[frozenset[Phase]] = ALWAYS

    kind: Literal["penalize"] = "penalize"
    part: Annotated[str, Field(pattern=r"^penalty(\.[1-9][0-9]{0,3})?$")] = NEW
    version: int = 0
    person: PersonId
    amount: Annotated[Money, Field(gt=0)]
    reason: Text


class Appeal(PartCommand):
    """The penalised person's objection; there is one for each penalty."""

    when: ClassVar[frozenset[Phase]] = ALWAYS

    kind: Literal["appeal"] = "appeal"
    reason: Text


class Verdict(StrEnum):
    UPHOLD = "uphold"
    REVERSE = "reverse"


class DecideAppeal(PartCommand):
    """Upholds the penalty, or reverses it as if it had not been."""

    when: ClassVar[frozenset[Phase]] = ALWAYS

    kind: Literal["decide_appeal"] = "decide_appeal"
    verdict: Verdict
    reason: Text


class Penalized(Event):
    """`because` are the entries it follows from: of a rule, the beginning of the wait that took too long."""

    kind: Literal["penalized"] = "penalized"
    person: PersonId
    amount: int
    author: PersonId | None
    reason: Text | None
    """The curator's; None of a rule."""
    wait: str | None = None
    rule: WaitKind | None = None
    because: tuple[int, ...] = ()


class Appealed(Event):
    kind: Literal["appealed"] = "appealed"
    reason: Text
    decider: Role


class AppealDecided(Event):
    kind: Literal["appeal_decided"] = "appeal_decided"
    verdict: Verdict
    reason: Text


@decide.register
def _(command: Penalize, order: Order, facts: Facts) -> list[Event]:
    author = curator_of(order, facts)
    if command.part not in (NEW, _next_part(order)):
        raise UnknownPart(part=command.part)
    workers = (job.worker for job in order.stationary)
    if command.person not in (*order.carried_by, *workers):
        raise NobodyOfTheOrder
    charged = Penalized(
        part=_next_part(order),
        person=command.person,
        amount=command.amount,
        author=author,
        reason=command.reason,
        postings=(_posting(command.person, command.amount),),
    )
    return [charged]


@decide.register
def _(command: Appeal, order: Order, facts: Facts) -> list[Event]:
    penalty = _penalty(order, command.part)
    if actor(facts).id != penalty.person:
        raise NotYours(whose="penalised person")
    if penalty.state is not PenaltyState.CHARGED:
        raise AppealedAlready(part=penalty.part)
    return [Appealed(part=penalty.part, reason=command.reason, decider=_decider(order, penalty, facts))]


@decide.register
def _(command: DecideAppeal, order: Order, facts: Facts) -> list[Event]:
    penalty = _penalty(order, command.part)
    _refuse_partial(order, penalty, facts)
    if penalty.state is not PenaltyState.APPEALED:
        raise NotAppealed(part=penalty.part, state=penalty.state.value)
    reversal = (_posting(penalty.person, -penalty.amount),)
    decided = AppealDecided(
        part=penalty.part,
        verdict=command.verdict,
        reason=command.reason,
        postings=reversal if command.verdict is Verdict.REVERSE else (),
    )
    return [decided]


def charges(order: Order, wait: Wait, rung: int, facts: Facts) -> list[Event]:
    """What the rungs that have come up to this one charge: nothing, unless the own clock ran the limit."""
    calendar = facts.organization.settings.calendar
    own = clocks_at(order, facts.at, calendar).engineer - wait.engineer_before
    # An offer waits for people who were chosen as engineers, and have not carried anything yet.
    engineer = wait.person in order.carried_by or wait.kind is WaitKind.ACCEPT
    if wait.person is None or not engineer:
        return []
    return [
        Penalized(
            part=_next_part(order),
            person=wait.person,
            amount=one.amount,
            author=None,
            reason=None,
            wait=wait.id,
            rule=wait.kind,
            because=(wait.began,),
            postings=(_posting(wait.person, one.amount),),
        )
        for one in wait.rungs[wait.next : rung + 1]
        if isinstance(one, PenaltyRung) and own >= one.own
    ]


def _posting(person: PersonId, amount: int) -> Posting:
    return Posting(kind=PostingKind.PENALTY, amount=amount, person=person)


def _next_part(order: Order) -> Part:
    return f"penalty.{len(order.penalties) + 1}"


def _penalty(order: Order, part: Part) -> Penalty:
    penalty = next((penalty for penalty in order.penalties if penalty.part == part), None)
    if penalty is None:
        raise UnknownPart(part=part)
    return penalty


def _decider(order: Order, penalty: Penalty, facts: Facts) -> Role:
    """An owner; where none but the parties is, the order's curator; else the platform."""
    parties = {penalty.author, penalty.person}
    if facts.owners - parties:
        return Role.OWNER
    return Role.SUPERUSER if order.curator in parties else Role.CURATOR


def _refuse_partial(order: Order, penalty: Penalty, facts: Facts) -> None:
    person, parties = actor(facts), {penalty.author, penalty.person}
    if person.id in parties:
        raise OwnPenalty
    stands_in = person.id == order.curator and not facts.owners - parties
    if not stands_in and not person.may(Permission.PENALTIES_DECIDE):
        raise RoleMissing(role=Permission.PENALTIES_DECIDE.value)


@evolve.register
def _(event: Penalized, order: Order, stamp: Stamp) -> Order:
    penalty = Penalty(
        part=event.part,
        person=event.person,
        amount=event.amount,
        author=event.author,
        state=PenaltyState.CHARGED,
        at=stamp.at,
    )
    return order.with_(penalties=(*order.penalties, penalty))


@evolve.register
def _(event: Appealed, order: Order, stamp: Stamp) -> Order:
    return order.with_penalty(event.part, state=PenaltyState.APPEALED, decider=event.decider)


@evolve.register
def _(event: AppealDecided, order: Order, stamp: Stamp) -> Order:
    reversed_ = event.verdict is Verdict.REVERSE
    state = PenaltyState.REVERSED if reversed_ else PenaltyState.UPHELD
    return order.with_penalty(event.part, state=state)
