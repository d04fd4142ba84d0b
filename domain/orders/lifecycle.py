"""Around the steps: pause and resume, cancellation as a way, deadlines, notes, withdrawn branches."""

from typing import Annotated, ClassVar, Literal

from annotated_types import Len

from domain.orders.closing import begin_closing, unused_claims, unverified_money, withdrawn
from domain.orders.dates import refuse_unfit_moment
from domain.orders.errors import BranchesOpen, BranchNotOpen, NotPaused, NotYours, UnknownPart, WaitGone
from domain.orders.facts import Facts
from domain.orders.order import Command, Event, PartCommand, Stamp, decide, evolve
from domain.orders.parts import Closing, JobState, Pause, ReceiptBranch, ReceiptState, RequestKind, Stage
from domain.orders.rights import actor, curator_of, one_who_may, stands_in
from domain.orders.state import Order, Phase
from domain.orders.supplements import TO_SEND_IN, SupplementState
from domain.people import Permission
from domain.values import MediaId, Moment, Sha256, Text

ALWAYS = frozenset(Phase)


class PauseOrder(PartCommand):
    kind: Literal["pause"] = "pause"
    part: Literal["order"] = "order"
    until: Moment
    reason: Text


class ResumeOrder(PartCommand):
    when: ClassVar[frozenset[Phase]] = frozenset({Phase.ACTIVE, Phase.PAUSED})

    kind: Literal["resume"] = "resume"
    part: Literal["order"] = "order"


class Cancel(PartCommand):
    when: ClassVar[frozenset[Phase]] = frozenset({Phase.ACTIVE, Phase.PAUSED})

    kind: Literal["cancel"] = "cancel"
    part: Literal["order"] = "order"
    reason: Text


class SetDeadline(PartCommand):
    """The curator's own date for what a part waits for now; its reminders start there."""

    when: ClassVar[frozenset[Phase]] = frozenset({Phase.ACTIVE, Phase.CLOSING})

    kind: Literal["set_deadline"] = "set_deadline"
    until: Moment


class Withdraw(PartCommand):
    """Takes back a branch that was returned or put off, or a job that nobody has taken yet."""

    kind: Literal["withdraw"] = "withdraw"
    reason: Text


WITHDRAWABLE = (
    JobState.HANDOVER_RETURNED,
    JobState.QUEUED,
    ReceiptState.RETURNED,
    *TO_SEND_IN,
)


class AddNote(Command):
    when: ClassVar[frozenset[Phase]] = ALWAYS

    kind: Literal["add_note"] = "add_note"
    text: Text
    photos: Annotated[tuple[MediaId, ...], Len(0, 10)] = ()

    def media(self) -> tuple[MediaId, ...]:
        return self.photos


class Paused(Event):
    kind: Literal["paused"] = "paused"
    part: Literal["order"] = "order"
    until: Moment
    reason: Text


class Resumed(Event):
    kind: Literal["resumed"] = "resumed"
    part: Literal["order"] = "order"


class CancellationBegun(Event):
    kind: Literal["cancellation_begun"] = "cancellation_begun"
    part: Literal["order"] = "order"
    reason: Text


class DeadlineSet(Event):
    answers_stand: ClassVar[bool] = True

    kind: Literal["deadline_set"] = "deadline_set"
    waits: tuple[str, ...]
    """The waits it holds for, as `<part>:<kind>`."""
    until: Moment


class Withdrawn(Event):
    kind: Literal["withdrawn"] = "withdrawn"
    reason: Text


class Noted(Event):
    kind: Literal["noted"] = "noted"
    part: Literal["notes"] = "notes"
    text: Text


@decide.register
def _(command: PauseOrder, order: Order, facts: Facts) -> list[Event]:
    curator_of(order, facts)
    refuse_unfit_moment("until", command.until, facts, facts.organization.settings.pause_days)
    return [Paused(until=command.until, reason=command.reason)]


@decide.register
def _(command: ResumeOrder, order: Order, facts: Facts) -> list[Event]:
    curator_of(order, facts)
    if order.pause is None:
        raise NotPaused
    return [Resumed()]


@decide.register
def _(command: Cancel, order: Order, facts: Facts) -> list[Event]:
    curator_of(order, facts)
    return [cancellation(order, command.reason)]


def cancellation(order: Order, reason: Text) -> CancellationBegun:
    """Begin to cancel. Money that an engineer says to have taken is verified or returned first."""
    if parts := unverified_money(order):
        raise BranchesOpen(parts=", ".join(parts))
    return CancellationBegun(reason=reason, releases=unused_claims(order))


@decide.register
def _(command: SetDeadline, order: Order, facts: Facts) -> list[Event]:
    curator_of(order, facts)
    refuse_unfit_moment("until", command.until, facts)
    waits = tuple(f"{wait.part}:{wait.kind}" for wait in order.waits if wait.part == command.part)
    if not waits:
        raise WaitGone(wait=command.part)
    return [DeadlineSet(part=command.part, waits=waits, until=command.until)]


@decide.register
def _(command: Withdraw, order: Order, facts: Facts) -> list[Event]:
    part = command.part
    branch = order.stationary_at(part) or order.receipt_at(part) or order.supplement_at(part)
    if branch is None:
        raise UnknownPart(part=command.part)
    if actor(facts).id not in (branch.author, order.curator) and not stands_in(facts):
        raise NotYours(whose="engineer")
    if branch.state not in WITHDRAWABLE:
        raise BranchNotOpen(part=branch.part, state=branch.state.value)
    releases: tuple[Sha256, ...] = ()
    if isinstance(branch, ReceiptBranch) and not branch.accepted:
        releases = branch.claims
    return [Withdrawn(part=command.part, reason=command.reason, releases=releases)]


@decide.register
def _(command: AddNote, order: Order, facts: Facts) -> list[Event]:
    one_who_may(Permission.ORDERS_READ, facts)
    return [Noted(text=command.text, photos=facts.photos(command.photos))]


@evolve.register
def _(event: Paused, order: Order, stamp: Stamp) -> Order:
    pause = Pause(since=stamp.at, until=event.until, reason=event.reason)
    asked = order.request and order.request.what is RequestKind.PAUSE
    request = None if asked else order.request
    return order.with_(pause=pause, request=request, held=order.waits, held_since=stamp.at, waits=())


@evolve.register
def _(event: Resumed, order: Order, stamp: Stamp) -> Order:
    return order.with_(pause=None)


@evolve.register
def _(event: CancellationBegun, order: Order, stamp: Stamp) -> Order:
    return begin_closing(order, Closing(outcome=Stage.CANCELLED, reason=event.reason))


@evolve.register
def _(event: DeadlineSet, order: Order, stamp: Stamp) -> Order:
    return order.with_(deadlines={**order.deadlines, **dict.fromkeys(event.waits, event.until)})


@evolve.register
def _(event: Withdrawn, order: Order, stamp: Stamp) -> Order:
    if order.stationary_at(event.part):
        return order.with_job(event.part, state=JobState.WITHDRAWN)
    if order.supplement_at(event.part):
        return order.with_supplement(event.part, state=SupplementState.WITHDRAWN)
    receipts = (withdrawn(r) if r.part == event.part else r for r in order.receipts)
    return order.with_(receipts=tuple(receipts))


@evolve.register
def _(event: Noted, order: Order, stamp: Stamp) -> Order:
    return order
