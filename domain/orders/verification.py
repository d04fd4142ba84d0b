"""Проверка: a curator approves what was sent in, or returns it with a reason (ORD-7)."""

from collections.abc import Callable
from datetime import date
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from domain.orders import agreement, onsite, prepayment, receipt, report, stationary, supplement
from domain.orders.errors import LinesNotAllowed, NothingPending, UnknownPart
from domain.orders.facts import Facts
from domain.orders.order import Event, PartCommand, decide
from domain.orders.parts import (
    JobState,
    Part,
    ReceiptBranch,
    ReceiptState,
    Stationary,
    Step,
    StepState,
)
from domain.orders.report import CommissionSplit
from domain.orders.rights import verifier_of
from domain.orders.state import Branch, Order
from domain.orders.supplements import Supplement, SupplementState
from domain.values import PersonId, Text


class Approve(PartCommand):
    """`net_reason` and `debt_due` are needed to complete an order at a loss or with a debt (MON-2).

    `commission_split` gives each of those who carried the order a share of its commission, in basis
    points that make 10,000; without it all is the report's author's.
    """

    since_0_1: ClassVar[frozenset[str]] = frozenset({"commission_split"})

    kind: Literal["approve"] = "approve"
    net_reason: Text | None = None
    debt_due: date | None = None
    commission_split: CommissionSplit = {}

    @model_validator(mode="after")
    def _splits_the_commission_of_a_report(self) -> Self:
        if self.commission_split and self.part not in ("report", "onsite"):
            raise ValueError("only a report has a commission to split")
        return self


class Return(PartCommand):
    """To its author, with a reason; of a receipt single lines (by index) may be returned.

    Also an approved invoice that the client does not pay: else the order could only be cancelled.
    """

    kind: Literal["return"] = "return"
    reason: Text
    lines: dict[int, Text] = {}


STEP_RETURNED: dict[Part, Callable[..., Event]] = {
    "agreement": agreement.AgreementReturned,
    "prepayment": prepayment.PrepaymentReturned,
    "report": report.ReportReturned,
    "onsite": onsite.OnSiteReturned,
}


@decide.register
def _(command: Approve, order: Order, facts: Facts) -> list[Event]:
    submission = _pending(order, command.part)
    self_check = verifier_of(order, _author(submission), facts)
    match submission:
        case ReceiptBranch():
            return receipt.approve(submission, self_check=self_check)
        case Supplement():
            return supplement.approve(submission, order, self_check=self_check)
        case Stationary(state=JobState.HANDOVER_PENDING):
            return [stationary.HandoverApproved(part=command.part, self_check=self_check)]
        case Stationary():
            return stationary.approve_repair(submission, self_check=self_check)
    if command.part == "agreement":
        return agreement.approve(order, facts, self_check=self_check)
    if command.part == "prepayment":
        return prepayment.approve(order, facts, self_check=self_check)
    complete = onsite.approve if command.part == "onsite" else report.approve
    return complete(
        order,
        facts,
        self_check=self_check,
        net_reason=command.net_reason,
        debt_due=command.debt_due,
        split=command.commission_split,
    )


@decide.register
def _(command: Return, order: Order, facts: Facts) -> list[Event]:
    submission = _pending(order, command.part, StepState.UNPAID)
    verifier_of(order, _author(submission), facts)
    if command.lines and not isinstance(submission, ReceiptBranch):
        raise LinesNotAllowed(part=command.part)
    match submission:
        case ReceiptBranch():
            return receipt.give_back(submission, command.reason, command.lines)
        case Supplement():
            return [supplement.SupplementReturned(part=command.part, reason=command.reason)]
        case Stationary(state=JobState.HANDOVER_PENDING):
            return [stationary.HandoverReturned(part=command.part, reason=command.reason)]
        case Stationary():
            return [stationary.RepairReturned(part=command.part, reason=command.reason)]
    return [STEP_RETURNED[command.part](reason=command.reason)]


def _pending(order: Order, part: Part, *also: StepState) -> Step | Branch:
    """What waits for verification at that part; approving what does not exist is refused (fault 3)."""
    steps: dict[Part, Step] = {
        "agreement": order.agreement,
        "prepayment": order.prepayment,
        "report": order.report,
        "onsite": order.onsite,
    }
    branch = order.stationary_at(part) or order.receipt_at(part) or order.supplement_at(part)
    submission = steps.get(part) or branch
    if submission is None:
        raise UnknownPart(part=part)
    waiting = (
        StepState.PENDING,
        JobState.HANDOVER_PENDING,
        JobState.REPAIR_PENDING,
        ReceiptState.PENDING,
        SupplementState.PENDING,
        *also,
    )
    if submission.state not in waiting:
        raise NothingPending(part=part)
    return submission


def _author(submission: Step | Branch) -> PersonId | None:
    """Who sent it in; a repair is the work of whoever did it."""
    if isinstance(submission, Stationary) and submission.state is JobState.REPAIR_PENDING:
        return submission.worker
    return submission.author
