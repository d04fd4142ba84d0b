"""What each state of an order waits for: the one reading of the process that reminders, cards and ops share.

A wait is never started or ended by a rule; it follows from the state, so no rule can forget one (SLA-1).
"""

from collections.abc import Iterator

from domain.orders.closing import owes_money
from domain.orders.parts import (
    AssignmentState,
    JobState,
    Part,
    Purpose,
    ReceiptBranch,
    ReceiptState,
    Stage,
    Stationary,
    Step,
    StepState,
    VisitState,
)
from domain.orders.penalty import PenaltyState
from domain.orders.shares import SharedExpense
from domain.orders.state import Order, Phase
from domain.orders.supplements import Supplement, SupplementState
from domain.orders.waiting import Clock, Expectation, WaitKind
from domain.people import Role
from domain.values import Moment, PersonId


def expectations(order: Order) -> list[Expectation]:
    """Everything the order waits for; empty only when it is closed, paid, and no appeal is open."""
    found = (*_expected(order), *_appeals(order))
    return [_with_deadline(expected, order) for expected in found]


def _expected(order: Order) -> Iterator[Expectation]:
    if order.phase is Phase.CLOSED:
        if order.totals.debt > 0:
            yield _of_curator(order, "money", WaitKind.COLLECT_DEBT, due=order.debt_due)
        return
    if order.pause:
        yield _of_curator(order, "order", WaitKind.RESUME, due=order.pause.until)
        return
    yield from _device(order)
    if order.phase is Phase.CLOSING:
        if owes_money(order) and order.custody.holder is None:
            yield _of_curator(order, "money", WaitKind.SETTLE_MONEY)
        return
    yield from _assignment(order)
    yield from _steps(order)
    yield from _branches(order)


def _branches(order: Order) -> Iterator[Expectation]:
    for job in order.stationary:
        yield from _job(job, order)
    for supplement in order.supplements:
        yield from _supplement(supplement, order)
    yield from _expenses(order)


def _appeals(order: Order) -> Iterator[Expectation]:
    """Also of a closed order; a pause is silent."""
    for penalty in order.penalties:
        if penalty.state is PenaltyState.APPEALED and not order.pause:
            judge = penalty.judge(order.curator)
            curator = order.curator if judge is Role.CURATOR else None
            yield Expectation(part=penalty.part, kind=WaitKind.DECIDE_APPEAL, person=curator, role=judge)


def _assignment(order: Order) -> Iterator[Expectation]:
    """Who carries it, and what they ask for."""
    if order.request:
        yield _of_curator(order, "request", WaitKind.DECIDE_REQUEST)
    if order.assignment is AssignmentState.OFFERED:
        for engineer in order.offered_to:
            yield Expectation(part="assignment", kind=WaitKind.ACCEPT, person=engineer)
    elif order.carrier is None:
        yield _of_curator(order, "assignment", WaitKind.ASSIGN)


def _steps(order: Order) -> Iterator[Expectation]:
    yield from _verification(order, "agreement", WaitKind.VERIFY_AGREEMENT, order.agreement)
    yield from _verification(order, "prepayment", WaitKind.VERIFY_PREPAYMENT, order.prepayment)
    yield from _verification(order, "report", WaitKind.VERIFY_REPORT, order.report)
    yield from _verification(order, "onsite", WaitKind.VERIFY_ON_SITE, order.onsite)
    if order.prepayment.state is StepState.UNPAID:
        yield _of_curator(order, "prepayment", WaitKind.CONFIRM_PAYMENT)
    if order.carrier and order.onsite.state is not StepState.PENDING:
        yield from _next_step(order)


def _next_step(order: Order) -> Iterator[Expectation]:
    """The step that whoever carries the order has to take now, or the visit that comes before it."""
    match order.stage:
        case Stage.AGREEMENT if order.agreement.state is StepState.OPEN:
            diagnosed = any(job.open and job.purpose is Purpose.DIAGNOSIS for job in order.stationary)
            if order.agreement.thinking_until:
                due = order.agreement.thinking_until
                yield _of_carrier(order, "agreement", WaitKind.CLIENT_DECISION, clock=Clock.CLIENT, due=due)
            elif order.onsite.return_reason and not order.open_branches:
                yield _visit_or(order, "onsite", WaitKind.CORRECT_ON_SITE)
            elif not diagnosed:
                yield _visit_or(order, "agreement", WaitKind.SUBMIT_AGREEMENT)
        case Stage.PREPAYMENT if order.prepayment.state is StepState.OPEN:
            yield _of_carrier(order, "prepayment", WaitKind.SUBMIT_PREPAYMENT)
        case Stage.WORK | Stage.REPORT if (
            order.report.state is StepState.OPEN and not order.blocking_branches
        ):
            yield _visit_or(order, "report", WaitKind.SUBMIT_REPORT)
        case _:
            return


def _visit_or(order: Order, part: Part, kind: WaitKind) -> Expectation:
    visit = order.visit
    if visit and visit.state in (VisitState.PLANNED, VisitState.ON_MY_WAY):
        return _of_carrier(order, "visit", WaitKind.VISIT, clock=visit.clock, due=visit.until)
    if visit and visit.state is VisitState.FAILED:
        return _of_curator(order, "visit", WaitKind.RESCHEDULE)
    return _of_carrier(order, part, kind)


def _job(job: Stationary, order: Order) -> Iterator[Expectation]:
    match job.state:
        case JobState.HANDOVER_PENDING:
            yield _of_verifier(order, job.part, WaitKind.VERIFY_HANDOVER, job.author)
        case JobState.HANDOVER_RETURNED if order.carrier:
            yield _of_carrier(order, job.part, WaitKind.CORRECT_HANDOVER)
        case JobState.QUEUED:
            yield Expectation(part=job.part, kind=WaitKind.TAKE, person=job.assigned)
        case JobState.TAKEN:
            yield Expectation(part=job.part, kind=WaitKind.REPAIR, person=job.worker, due=job.due)
        case JobState.REPAIR_PENDING:
            yield _of_verifier(order, job.part, WaitKind.VERIFY_REPAIR, job.worker)
        case JobState.HANDOVER_RETURNED | JobState.READY | JobState.COLLECTED | JobState.WITHDRAWN:
            return


def _expenses(order: Order) -> Iterator[Expectation]:
    for receipt in order.receipts:
        yield from _receipt(receipt, order)
    for expense in order.shared:
        yield from _shared(expense, order)


def _receipt(receipt: ReceiptBranch, order: Order) -> Iterator[Expectation]:
    if receipt.state is ReceiptState.PENDING:
        yield _of_verifier(order, receipt.part, WaitKind.VERIFY_RECEIPT, receipt.author)
    elif receipt.state is ReceiptState.RETURNED:
        yield _of_author(order, receipt.part, WaitKind.CORRECT_RECEIPT, receipt.author)


def _supplement(supplement: Supplement, order: Order) -> Iterator[Expectation]:
    part, due = supplement.part, supplement.thinking_until
    match supplement.state:
        case SupplementState.PENDING:
            yield _of_verifier(order, part, WaitKind.VERIFY_SUPPLEMENT, supplement.author)
        case SupplementState.THINKING if order.carrier:
            yield _of_carrier(order, part, WaitKind.CLIENT_DECISION, clock=Clock.CLIENT, due=due)
        case SupplementState.RETURNED | SupplementState.UNDONE if order.carrier:
            yield _of_carrier(order, part, WaitKind.CORRECT_SUPPLEMENT)
        case _:
            return


def _shared(expense: SharedExpense, order: Order) -> Iterator[Expectation]:
    if not expense.open:
        return
    if expense.share.state is ReceiptState.RETURNED:
        yield _of_author(order, expense.part, WaitKind.CORRECT_SHARED, expense.share.author)
    else:
        yield Expectation(part=expense.part, kind=WaitKind.VERIFY_SHARED, person=expense.share.asked)


def _device(order: Order) -> Iterator[Expectation]:
    """Where the device has to go next: out of the workshop, to the new engineer, back to the client."""
    holder, offered_to = order.custody.holder, order.custody.offered_to
    job = next((job for job in order.stationary if job.in_workshop), None)
    if holder is None or (job and job.state is not JobState.READY):
        return
    if offered_to:
        yield _of_author(order, "device", WaitKind.RECEIVE_DEVICE, offered_to)
    elif job:
        yield Expectation(
            part="device",
            kind=WaitKind.GIVE_DEVICE,
            person=holder,
            role=Role.STATIONARY_ENGINEER,
            clock=Clock.STATIONARY,
        )
    elif order.closing:
        yield _of_author(order, "device", WaitKind.RETURN_DEVICE, holder)
    elif order.carrier and holder != order.carrier:
        yield _of_author(order, "device", WaitKind.GIVE_DEVICE, holder)


def _verification(order: Order, part: Part, kind: WaitKind, step: Step) -> Iterator[Expectation]:
    if step.state is StepState.PENDING:
        yield _of_verifier(order, part, kind, step.author)


def _of_verifier(order: Order, part: Part, kind: WaitKind, author: PersonId | None) -> Expectation:
    """The order's curator; what that curator sent in waits for any other."""
    return Expectation(part=part, kind=kind, person=None if author == order.curator else order.curator)


def _of_curator(order: Order, part: Part, kind: WaitKind, due: Moment | None = None) -> Expectation:
    return Expectation(part=part, kind=kind, person=order.curator, due=due)


def _of_carrier(
    order: Order, part: Part, kind: WaitKind, clock: Clock | None = None, due: Moment | None = None
) -> Expectation:
    by_curator = order.carrier == order.curator and order.engineer is None
    return Expectation(
        part=part,
        kind=kind,
        person=order.carrier,
        role=Role.CURATOR if by_curator else None,
        clock=clock or (Clock.CURATOR if by_curator else None),
        due=due,
    )


def _of_author(order: Order, part: Part, kind: WaitKind, author: PersonId) -> Expectation:
    """Whoever sent it in or holds it, even when the order has gone to somebody else meanwhile."""
    by_curator = author in (order.curator, *order.former_curators) and author != order.engineer
    return Expectation(
        part=part,
        kind=kind,
        person=author,
        role=Role.CURATOR if by_curator else None,
        clock=Clock.CURATOR if by_curator else None,
    )


def _with_deadline(expected: Expectation, order: Order) -> Expectation:
    due = order.deadlines.get(f"{expected.part}:{expected.kind}")
    return expected.model_copy(update={"due": due}) if due else expected
