"""Проверка: a curator approves what was sent in, or returns it with a reason (ORD-7)."""

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from domain.orders import agreement, prepayment, receipt, report, stationary
from domain.orders.errors import LinesNotAllowed, NothingPending, UnknownPart
from domain.orders.facts import Facts
from domain.orders.order import Event, PartCommand, decide
from domain.orders.parts import JobState, Part, ReceiptBranch, ReceiptState, Stationary, Step, StepState
from domain.orders.report import CommissionSplit
from domain.orders.rights import verifier_of
from domain.orders.state import Order
from domain.values import PersonId, Text


class Approve(PartCommand):
    """`net_reason` and `debt_due` are needed for a report at a loss, or one that leaves a debt (MON-2).

    `commission_split` gives each of those who carried the order a share of the report's commission, in basis
    points that make 10,000; without it all is its author's.
    """

    kind: Literal["approve"] = "approve"
    net_reason: Text | None = None
    debt_due: date | None = None
    commission_split: CommissionSplit = {}

    @model_validator(mode="after")
    def _splits_the_commission_of_a_report(self) -> Self:
        if self.commission_split and self.part != "report":
            raise ValueError("only a report has a commission to split")
        return self


class Return(PartCommand):
    """To its author, with a reason; of a receipt single lines (by index) may be returned.

    Also an approved invoice that the client does not pay: else the order could only be cancelled.
    """

    kind: Literal["return"] = "return"
    reason: Text
    lines: dict[int, Text] = {}


@decide.register
def _(command: Approve, order: Order, facts: Facts) -> list[Event]:
    submission = _pending(order, command.part)
    self_check = verifier_of(order, _author(submission), facts)
    match submission:
        case ReceiptBranch():
            return receipt.approve(submission, self_check=self_check)
        case Stationary(state=JobState.HANDOVER_PENDING):
            return [stationary.HandoverApproved(part=command.part, self_check=self_check)]
        case Stationary():
            return stationary.approve_repair(submission, self_check=self_check)
    if command.part == "agreement":
        return agreement.approve(order, facts, self_check=self_check)
    if command.part == "prepayment":
        return prepayment.approve(order, facts, self_check=self_check)
    return report.approve(
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
        case Stationary(state=JobState.HANDOVER_PENDING):
            return [stationary.HandoverReturned(part=command.part, reason=command.reason)]
        case Stationary():
            return [stationary.RepairReturned(part=command.part, reason=command.reason)]
    if command.part == "agreement":
        return [agreement.AgreementReturned(reason=command.reason)]
    if command.part == "prepayment":
        return [prepayment.PrepaymentReturned(reason=command.reason)]
    return [report.ReportReturned(reason=command.reason)]


def _pending(order: Order, part: Part, *also: StepState) -> Step | Stationary | ReceiptBranch:
    """What waits for verification at that part; approving what does not exist is refused (fault 3)."""
    steps: dict[Part, Step] = {
        "agreement": order.agreement,
        "prepayment": order.prepayment,
        "report": order.report,
    }
    submission = steps.get(part) or order.stationary_at(part) or order.receipt_at(part)
    if submission is None:
        raise UnknownPart(part=part)
    waiting = (
        StepState.PENDING,
        JobState.HANDOVER_PENDING,
        JobState.REPAIR_PENDING,
        ReceiptState.PENDING,
        *also,
    )
    if submission.state not in waiting:
        raise NothingPending(part=part)
    return submission


def _author(submission: Step | Stationary | ReceiptBranch) -> PersonId | None:
    """Who sent it in; a repair is the work of whoever did it."""
    if isinstance(submission, Stationary) and submission.state is JobState.REPAIR_PENDING:
        return submission.worker
    return submission.author
