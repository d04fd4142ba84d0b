"""Кто держит аппарат: every hand-over of the device is confirmed by both sides, so it has one holder."""

from typing import Annotated, ClassVar, Literal, Self

from annotated_types import Len
from pydantic import model_validator

from domain.orders.errors import (
    BranchNotOpen,
    DeviceElsewhere,
    DeviceInWorkshop,
    DeviceNotOffered,
    PersonUnknown,
    Refusal,
    WrongRecipient,
)
from domain.orders.facts import Facts
from domain.orders.order import Event, PartCommand, Stamp, decide, evolve
from domain.orders.parts import Custody, JobState
from domain.orders.rights import actor, carrier_or_curator_of
from domain.orders.state import Order, Phase
from domain.values import MediaId, PersonId, Text

UNDER_WAY = frozenset({Phase.ACTIVE, Phase.CLOSING})


class HolderActive(Refusal):
    code = "device.holder_active"
    text = "{name} is not blocked: the device is theirs to hand over."


class GiveDevice(PartCommand):
    """The holder's side of a hand-over; the device changes hands when `to` receives it."""

    when: ClassVar[frozenset[Phase]] = UNDER_WAY

    kind: Literal["give_device"] = "give_device"
    part: Literal["device"] = "device"
    to: PersonId


class ReceiveDevice(PartCommand):
    when: ClassVar[frozenset[Phase]] = UNDER_WAY

    kind: Literal["receive_device"] = "receive_device"
    part: Literal["device"] = "device"


class RecoverDevice(PartCommand):
    """Fetches it from a holder who is blocked, and so can confirm nothing; a repair they had begun ends."""

    when: ClassVar[frozenset[Phase]] = UNDER_WAY

    kind: Literal["recover_device"] = "recover_device"
    part: Literal["device"] = "device"
    holder: PersonId
    reason: Text

    def people(self) -> tuple[PersonId, ...]:
        return (self.holder,)


class ReturnDevice(PartCommand):
    """Gives the device back to the client, with the signed act or a reason why there is none."""

    when: ClassVar[frozenset[Phase]] = UNDER_WAY

    kind: Literal["return_device"] = "return_device"
    part: Literal["device"] = "device"
    act: Annotated[tuple[MediaId, ...], Len(0, 10)] = ()
    no_act_reason: Text | None = None

    @model_validator(mode="after")
    def _act_or_reason(self) -> Self:
        if bool(self.act) == bool(self.no_act_reason):
            raise ValueError("send the signed act, or say why there is none")
        return self

    def media(self) -> tuple[MediaId, ...]:
        return self.act


class DeviceGiven(Event):
    kind: Literal["device_given"] = "device_given"
    part: Literal["device"] = "device"
    to: PersonId


class DeviceReceived(Event):
    kind: Literal["device_received"] = "device_received"
    part: Literal["device"] = "device"


class DeviceRecovered(Event):
    kind: Literal["device_recovered"] = "device_recovered"
    part: Literal["device"] = "device"
    holder: PersonId
    """Who had it."""
    reason: Text


class DeviceReturned(Event):
    kind: Literal["device_returned"] = "device_returned"
    part: Literal["device"] = "device"
    no_act_reason: Text | None


@decide.register
def _(command: GiveDevice, order: Order, facts: Facts) -> list[Event]:
    holder = _holder(order, facts)
    job = next((job for job in order.stationary if job.in_workshop), None)
    if job and job.state is not JobState.READY:
        raise BranchNotOpen(part=job.part, state=job.state.value)
    own = command.to == holder and job is None  # out of the workshop even to oneself: one may be all three
    if own or command.to not in (order.carrier, order.curator):
        raise WrongRecipient
    return [DeviceGiven(to=command.to)]


@decide.register
def _(command: ReceiveDevice, order: Order, facts: Facts) -> list[Event]:
    if order.custody.offered_to is None or actor(facts).id != order.custody.offered_to:
        raise DeviceNotOffered
    return [DeviceReceived()]


@decide.register
def _(command: RecoverDevice, order: Order, facts: Facts) -> list[Event]:
    carrier_or_curator_of(order, facts)
    if command.holder != order.custody.holder:
        raise DeviceElsewhere(holder=str(order.custody.holder or "client"))
    holder = facts.people.get(command.holder)
    if holder is None:
        raise PersonUnknown
    if holder.active:
        raise HolderActive(name=holder.name)
    if job := next((job for job in order.stationary if job.state is JobState.REPAIR_PENDING), None):
        raise BranchNotOpen(part=job.part, state=job.state.value)
    return [DeviceRecovered(holder=command.holder, reason=command.reason)]


@decide.register
def _(command: ReturnDevice, order: Order, facts: Facts) -> list[Event]:
    _holder(order, facts)
    if job := next((job for job in order.stationary if job.open), None):
        raise DeviceInWorkshop(part=job.part)
    return [DeviceReturned(no_act_reason=command.no_act_reason, photos=facts.photos(command.act))]


def _holder(order: Order, facts: Facts) -> PersonId:
    holder = order.custody.holder
    if holder is None or actor(facts).id != holder:
        raise DeviceElsewhere(holder=str(holder) if holder else "client")
    return holder


@evolve.register
def _(event: DeviceGiven, order: Order, stamp: Stamp) -> Order:
    return order.with_(
        custody=order.custody.model_copy(update={"offered_to": event.to, "offered_at": stamp.at})
    )


@evolve.register
def _(event: DeviceReceived, order: Order, stamp: Stamp) -> Order:
    jobs = (
        job.model_copy(update={"state": JobState.COLLECTED}) if job.state is JobState.READY else job
        for job in order.stationary
    )
    custody = Custody(holder=stamp.by, since=stamp.at, given_by=order.custody.holder)
    return order.with_(stationary=tuple(jobs), custody=custody)


@evolve.register
def _(event: DeviceRecovered, order: Order, stamp: Stamp) -> Order:
    after = {JobState.READY: JobState.COLLECTED, JobState.TAKEN: JobState.WITHDRAWN}
    jobs = (job.model_copy(update={"state": after.get(job.state, job.state)}) for job in order.stationary)
    custody = Custody(holder=stamp.by, since=stamp.at, given_by=event.holder)
    return order.with_(stationary=tuple(jobs), custody=custody)


@evolve.register
def _(event: DeviceReturned, order: Order, stamp: Stamp) -> Order:
    return order.with_(custody=Custody(since=stamp.at))
