"""What whoever carries an order, repairs the device or has a part in it may do now; see possible.py."""

from collections.abc import Callable, Iterator

from domain.orders.actor import Rule, Seen
from domain.orders.lifecycle import WITHDRAWABLE
from domain.orders.parts import (
    JobState,
    Part,
    Purpose,
    ReceiptState,
    Stage,
    Stationary,
    StepState,
    VisitState,
)
from domain.orders.penalty import PenaltyState
from domain.orders.state import Branch, Order
from domain.orders.supplements import TO_SEND_IN
from domain.orders.undo import came_of, pending
from domain.values import PersonId


def visit_in(*states: VisitState) -> Rule:
    def rule(seen: Seen) -> Iterator[Part]:
        visit = seen.order.visit
        if seen.carries and visit and visit.state in states:
            yield "visit"

    return rule


def move_visit(seen: Seen) -> Iterator[Part]:
    if seen.takes_part:
        yield "visit"


def agreement_open(order: Order) -> bool:
    return order.stage is Stage.AGREEMENT and order.agreement.state is StepState.OPEN


def submit_agreement(seen: Seen) -> Iterator[Part]:
    if seen.carries and agreement_open(seen.order):
        yield "agreement"


def submit_prepayment(seen: Seen) -> Iterator[Part]:
    order = seen.order
    if seen.carries and order.stage is Stage.PREPAYMENT and order.prepayment.state is StepState.OPEN:
        yield "prepayment"


def submit_report(seen: Seen) -> Iterator[Part]:
    order = seen.order
    ready = order.stage in (Stage.WORK, Stage.REPORT) and order.in_work and not order.blocking_branches
    if seen.carries and ready and seen.device_at_hand:
        yield "report"


def submit_on_site(seen: Seen) -> Iterator[Part]:
    order = seen.order
    begun = order.prepayment.state is not StepState.OPEN or order.report.state is not StepState.OPEN
    ready = agreement_open(order) and not begun and not order.open_branches
    if seen.carries and ready and seen.device_at_hand:
        yield "onsite"


def hand_over(seen: Seen) -> Iterator[Part]:
    order = seen.order
    if not (seen.carries and seen.device_at_hand):
        return
    live = next((job for job in order.stationary if job.open), None)
    if live and live.state is JobState.HANDOVER_RETURNED:
        yield live.part
    elif live is None and (agreement_open(order) or order.in_work):
        yield "stationary"


def purposes(order: Order) -> tuple[Purpose, ...]:
    """What a new job for the workshop may be for now: to find out what is wrong, or to repair it."""
    before, during = agreement_open(order), order.in_work
    return ((Purpose.DIAGNOSIS,) if before else ()) + ((Purpose.REPAIR,) if during else ())


def submit_receipt(seen: Seen) -> Iterator[Part]:
    order = seen.order
    for receipt in order.receipts:
        if receipt.state is ReceiptState.RETURNED and receipt.author == seen.actor.id:
            yield receipt.part
    if seen.carries and order.in_work:
        yield "receipt"


def submit_supplement(seen: Seen) -> Iterator[Part]:
    order = seen.order
    if not seen.carries:
        return
    yield from (one.part for one in order.supplements if one.state in TO_SEND_IN)
    if order.in_work and not order.under_warranty and not any(one.open for one in order.supplements):
        yield "supplement"


def recipients(order: Order) -> tuple[PersonId, ...]:
    """To whom the device may be given by its holder: who carries the order, or its curator."""
    job = next((job for job in order.stationary if job.in_workshop), None)
    if job and job.state is not JobState.READY:
        return ()
    wanted = dict.fromkeys(one for one in (order.carrier, order.curator) if one)
    return tuple(one for one in wanted if job or one != order.custody.holder)


def give_device(seen: Seen) -> Iterator[Part]:
    if seen.has_device and recipients(seen.order):
        yield "device"


def receive_device(seen: Seen) -> Iterator[Part]:
    if seen.order.custody.offered_to == seen.actor.id:
        yield "device"


def return_device(seen: Seen) -> Iterator[Part]:
    if seen.has_device and not any(job.open for job in seen.order.stationary):
        yield "device"


def recover_device(seen: Seen) -> Iterator[Part]:
    """Whether the holder is blocked is not known here."""
    holder = seen.order.custody.holder
    unverified = any(job.state is JobState.REPAIR_PENDING for job in seen.order.stationary)
    if seen.takes_part and holder and holder != seen.actor.id and not unverified:
        yield "device"


def undo(seen: Seen) -> Iterator[Part]:
    order = seen.order
    mine = [part for part, author in pending(order) if author == seen.actor.id]
    last = max(mine, key=lambda part: order.parts[part], default=None)
    if last and next(came_of(last, order), None) is None:
        yield last


def withdraw(seen: Seen) -> Iterator[Part]:
    order = seen.order
    branches: tuple[Branch, ...] = (*order.stationary, *order.receipts, *order.supplements)
    for branch in branches:
        if branch.state in WITHDRAWABLE and (seen.curates or branch.author == seen.actor.id):
            yield branch.part


def ask(seen: Seen) -> Iterator[Part]:
    if seen.order.engineer == seen.actor.id and seen.order.request is None:
        yield "request"


def appeal(seen: Seen) -> Iterator[Part]:
    for penalty in seen.order.penalties:
        if penalty.person == seen.actor.id and penalty.state is PenaltyState.CHARGED:
            yield penalty.part


def not_warranty(seen: Seen) -> Iterator[Part]:
    if seen.takes_part and seen.order.under_warranty and seen.order.in_work:
        yield "agreement"


def offered(seen: Seen) -> Iterator[Part]:
    if seen.actor.id in seen.order.offered_to:
        yield "assignment"


def add_note(_seen: Seen) -> Iterator[Part]:
    yield "notes"


def jobs(condition: Callable[[Seen, Stationary], bool]) -> Rule:
    def rule(seen: Seen) -> Iterator[Part]:
        yield from (job.part for job in seen.order.stationary if condition(seen, job))

    return rule
