"""Стационар: the device goes to the workshop, is repaired there, and comes back."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from annotated_types import Len
from pydantic import Field

from domain.money import Money
from domain.orders.dates import refuse_unfit_day
from domain.orders.errors import (
    BranchNotOpen,
    DeviceElsewhere,
    DeviceInWorkshop,
    NotFree,
    NotYours,
    StageMismatch,
    UnknownPart,
)
from domain.orders.facts import Facts
from domain.orders.ledger import Posting, PostingKind
from domain.orders.order import Event, PartCommand, Stamp, decide, evolve
from domain.orders.parts import Custody, JobState, Part, Purpose, Stage, Stationary, StepState
from domain.orders.rights import actor, carrier_of, curator_of, one_who_may
from domain.orders.state import Order
from domain.people import Permission, Role
from domain.values import Line, MediaId, Moment, PersonId, Text

NEW = "stationary"
"""The part that opens a new branch; an existing one is `stationary.<number>`."""

JobPart = Annotated[str, Field(pattern=r"^stationary\.[1-9][0-9]{0,3}$")]
Photos = Annotated[tuple[MediaId, ...], Len(1, 10)]
Priority = Annotated[int, Field(strict=True, ge=1, le=5)]


class HandOver(PartCommand):
    """Hands the device over to the workshop, or sends a returned hand-over in again."""

    kind: Literal["hand_over"] = "hand_over"
    part: Annotated[str, Field(pattern=r"^stationary(\.[1-9][0-9]{0,3})?$")] = NEW
    purpose: Purpose = Purpose.REPAIR
    description: Text
    due: date
    serial: Line | None = None
    completeness: Text
    photos: Photos

    def media(self) -> tuple[MediaId, ...]:
        return self.photos


class AssignStationary(PartCommand):
    """Names who repairs it; that person still has to take it, so that both sides confirm."""

    kind: Literal["assign_stationary"] = "assign_stationary"
    part: JobPart
    person: PersonId

    def people(self) -> tuple[PersonId, ...]:
        return (self.person,)


class SetPriority(PartCommand):
    kind: Literal["set_priority"] = "set_priority"
    part: JobPart
    priority: Priority


class Take(PartCommand):
    kind: Literal["take"] = "take"
    part: JobPart


class FinishRepair(PartCommand):
    kind: Literal["finish_repair"] = "finish_repair"
    part: JobPart
    done: Text
    amount: Money
    photos: Photos

    def media(self) -> tuple[MediaId, ...]:
        return self.photos


class HandedOver(Event):
    kind: Literal["handed_over"] = "handed_over"
    purpose: Purpose
    description: Text
    due: Moment
    serial: Line | None
    completeness: Text


class HandoverApproved(Event):
    kind: Literal["handover_approved"] = "handover_approved"
    self_check: bool


class HandoverReturned(Event):
    kind: Literal["handover_returned"] = "handover_returned"
    reason: Text


class StationaryAssigned(Event):
    kind: Literal["stationary_assigned"] = "stationary_assigned"
    person: PersonId


class PrioritySet(Event):
    answers_stand: ClassVar[bool] = True

    kind: Literal["priority_set"] = "priority_set"
    priority: Priority


class Taken(Event):
    kind: Literal["taken"] = "taken"
    worker: PersonId


class RepairFinished(Event):
    kind: Literal["repair_finished"] = "repair_finished"
    done: Text
    amount: int


class RepairApproved(Event):
    kind: Literal["repair_approved"] = "repair_approved"
    self_check: bool


class RepairReturned(Event):
    kind: Literal["repair_returned"] = "repair_returned"
    reason: Text


@decide.register
def _(command: HandOver, order: Order, facts: Facts) -> list[Event]:
    carrier = carrier_of(order, facts)
    before = None if command.part == NEW else _job_in(order, command.part, JobState.HANDOVER_RETURNED)
    if before is None or before.purpose is not command.purpose:
        _refuse_untimely(command.purpose, order)
    if there := next((job for job in order.stationary if job.open and job is not before), None):
        raise DeviceInWorkshop(part=there.part)  # there is one device, so one job at a time
    if order.custody.holder not in (None, carrier):
        raise DeviceElsewhere(holder=str(order.custody.holder))
    refuse_unfit_day("due", command.due, facts)
    handed_over = HandedOver(
        part=command.part if command.part != NEW else f"{NEW}.{len(order.stationary) + 1}",
        purpose=command.purpose,
        description=command.description,
        due=facts.organization.settings.calendar.end_of(command.due),
        serial=command.serial,
        completeness=command.completeness,
        photos=facts.photos(command.photos),
    )
    return [handed_over]


def _refuse_untimely(purpose: Purpose, order: Order) -> None:
    """Before the agreement only to find out what is wrong, in work only to repair it."""
    before = order.stage is Stage.AGREEMENT and order.agreement.state is StepState.OPEN
    if not (before if purpose is Purpose.DIAGNOSIS else order.in_work):
        raise StageMismatch(stage=order.stage.value)


@decide.register
def _(command: AssignStationary, order: Order, facts: Facts) -> list[Event]:
    curator_of(order, facts)
    facts.person(command.person, Role.STATIONARY_ENGINEER)
    _free_job(order, command.part)
    return [StationaryAssigned(part=command.part, person=command.person)]


@decide.register
def _(command: SetPriority, order: Order, facts: Facts) -> list[Event]:
    curator_of(order, facts)
    job = _job(order, command.part)
    if not job.open:
        raise BranchNotOpen(part=job.part, state=job.state.value)
    return [PrioritySet(part=command.part, priority=command.priority)]


@decide.register
def _(command: Take, order: Order, facts: Facts) -> list[Event]:
    worker = one_who_may(Permission.STATIONARY_WORK, facts)
    job = _free_job(order, command.part)
    if job.assigned not in (None, worker):
        raise NotYours(whose="stationary_engineer")
    return [Taken(part=command.part, worker=worker)]


@decide.register
def _(command: FinishRepair, order: Order, facts: Facts) -> list[Event]:
    job = _job(order, command.part)
    if job.worker is None or actor(facts).id != job.worker:
        raise NotYours(whose="stationary_engineer")
    _job_in(order, command.part, JobState.TAKEN)
    finished = RepairFinished(
        part=command.part, done=command.done, amount=command.amount, photos=facts.photos(command.photos)
    )
    return [finished]


def approve_repair(job: Stationary, *, self_check: bool) -> list[Event]:
    work = Posting(kind=PostingKind.STATIONARY_WORK, amount=job.amount, person=job.worker)
    postings = (work,) if job.amount else ()
    return [RepairApproved(part=job.part, self_check=self_check, postings=postings)]


def _job(order: Order, part: Part) -> Stationary:
    job = order.stationary_at(part)
    if job is None:
        raise UnknownPart(part=part)
    return job


def _job_in(order: Order, part: Part, state: JobState) -> Stationary:
    job = _job(order, part)
    if job.state is not state:
        raise BranchNotOpen(part=part, state=job.state.value)
    return job


def _free_job(order: Order, part: Part) -> Stationary:
    job = _job(order, part)
    if job.state is not JobState.QUEUED:
        raise NotFree(state=job.state.value)
    return job


@evolve.register
def _(event: HandedOver, order: Order, stamp: Stamp) -> Order:
    job = Stationary(
        part=event.part,
        purpose=event.purpose,
        state=JobState.HANDOVER_PENDING,
        author=stamp.author,
        description=event.description,
        due=event.due,
        custody_before=None if order.custody.holder else order.custody,
    )
    before = order.stationary_at(event.part)
    if before:
        job = job.model_copy(update={"priority": before.priority})
    others = tuple(other for other in order.stationary if other.part != event.part)
    custody = order.custody
    if custody.holder is None:
        custody = Custody(holder=stamp.by, since=stamp.at)
    return order.with_(stationary=(*others, job), custody=custody)


@evolve.register
def _(event: HandoverApproved, order: Order, stamp: Stamp) -> Order:
    return order.with_job(event.part, state=JobState.QUEUED, return_reason=None)


@evolve.register
def _(event: HandoverReturned, order: Order, stamp: Stamp) -> Order:
    return order.with_job(event.part, state=JobState.HANDOVER_RETURNED, return_reason=event.reason)


@evolve.register
def _(event: StationaryAssigned, order: Order, stamp: Stamp) -> Order:
    return order.with_job(event.part, assigned=event.person)


@evolve.register
def _(event: PrioritySet, order: Order, stamp: Stamp) -> Order:
    return order.with_job(event.part, priority=event.priority)


@evolve.register
def _(event: Taken, order: Order, stamp: Stamp) -> Order:
    taken = order.with_job(event.part, state=JobState.TAKEN, worker=event.worker)
    return taken.with_(custody=Custody(holder=event.worker, since=stamp.at, given_by=order.custody.holder))


@evolve.register
def _(event: RepairFinished, order: Order, stamp: Stamp) -> Order:
    return order.with_job(
        event.part,
        state=JobState.REPAIR_PENDING,
        finding=event.done,
        amount=event.amount,
        return_reason=None,
    )


@evolve.register
def _(event: RepairApproved, order: Order, stamp: Stamp) -> Order:
    return order.with_job(event.part, state=JobState.READY)


@evolve.register
def _(event: RepairReturned, order: Order, stamp: Stamp) -> Order:
    return order.with_job(event.part, state=JobState.TAKEN, return_reason=event.reason)
