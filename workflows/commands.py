"""The commands of an order as updates: one each, typed, named like the command, as the Web UI shows them.

Every one can be sent as JSON from the Temporal CLI or Web UI.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import TypeVar

from temporalio import workflow

from domain.orders import (
    agreement,
    assignment,
    custody,
    lifecycle,
    onsite,
    payments,
    payout,
    penalties,
    prepayment,
    receipt,
    reopening,
    report,
    request,
    stationary,
    supplement,
    takeover,
    undo,
    verification,
    visit,
    warranty,
    write_off,
)
from domain.orders.answer import Answer
from domain.orders.order import Command

W = TypeVar("W", bound="OrderCommands")
C = TypeVar("C", bound=Command)


def takes(
    kind: type[C],
) -> Callable[[Callable[[W, C], Awaitable[Answer]]], Callable[[W, C], Awaitable[Answer]]]:
    """Make a method the update of that command, with the validator that all of them share."""

    def decorate(handler: Callable[[W, C], Awaitable[Answer]]) -> Callable[[W, C], Awaitable[Answer]]:
        def may(self: W, command: C) -> None:
            self.refuse_early(command)

        # The SDK wants the same annotations as the handler's, to the letter.
        may.__annotations__ = {"command": kind, "return": None}
        workflow.update(name=kind.model_fields["kind"].default)(handler).validator(may)
        return handler

    return decorate


class OrderCommands(ABC):
    """What people and the API may send to an order."""

    @abstractmethod
    async def handle(self, command: Command) -> Answer:
        """Record the command; answer with where the order stands, or raise the `Refusal`."""

    @abstractmethod
    def refuse_early(self, command: Command) -> None:
        """Refuse what is hopeless already, before it leaves a trace in the history."""

    @takes(assignment.Assign)
    async def assign(self, command: assignment.Assign) -> Answer:
        return await self.handle(command)

    @takes(assignment.Offer)
    async def offer(self, command: assignment.Offer) -> Answer:
        return await self.handle(command)

    @takes(assignment.Accept)
    async def accept(self, command: assignment.Accept) -> Answer:
        return await self.handle(command)

    @takes(assignment.Decline)
    async def decline(self, command: assignment.Decline) -> Answer:
        return await self.handle(command)

    @takes(visit.Depart)
    async def depart(self, command: visit.Depart) -> Answer:
        return await self.handle(command)

    @takes(visit.Arrive)
    async def arrive(self, command: visit.Arrive) -> Answer:
        return await self.handle(command)

    @takes(visit.FailVisit)
    async def fail_visit(self, command: visit.FailVisit) -> Answer:
        return await self.handle(command)

    @takes(visit.MoveVisit)
    async def move_visit(self, command: visit.MoveVisit) -> Answer:
        return await self.handle(command)

    @takes(agreement.SubmitAgreement)
    async def submit_agreement(self, command: agreement.SubmitAgreement) -> Answer:
        return await self.handle(command)

    @takes(prepayment.SubmitPrepayment)
    async def submit_prepayment(self, command: prepayment.SubmitPrepayment) -> Answer:
        return await self.handle(command)

    @takes(prepayment.ConfirmPayment)
    async def confirm_payment(self, command: prepayment.ConfirmPayment) -> Answer:
        return await self.handle(command)

    @takes(stationary.HandOver)
    async def hand_over(self, command: stationary.HandOver) -> Answer:
        return await self.handle(command)

    @takes(stationary.AssignStationary)
    async def assign_stationary(self, command: stationary.AssignStationary) -> Answer:
        return await self.handle(command)

    @takes(stationary.SetPriority)
    async def set_priority(self, command: stationary.SetPriority) -> Answer:
        return await self.handle(command)

    @takes(stationary.Take)
    async def take(self, command: stationary.Take) -> Answer:
        return await self.handle(command)

    @takes(stationary.FinishRepair)
    async def finish_repair(self, command: stationary.FinishRepair) -> Answer:
        return await self.handle(command)

    @takes(custody.GiveDevice)
    async def give_device(self, command: custody.GiveDevice) -> Answer:
        return await self.handle(command)

    @takes(custody.ReceiveDevice)
    async def receive_device(self, command: custody.ReceiveDevice) -> Answer:
        return await self.handle(command)

    @takes(custody.ReturnDevice)
    async def return_device(self, command: custody.ReturnDevice) -> Answer:
        return await self.handle(command)

    @takes(receipt.SubmitReceipt)
    async def submit_receipt(self, command: receipt.SubmitReceipt) -> Answer:
        return await self.handle(command)

    @takes(supplement.SubmitSupplement)
    async def submit_supplement(self, command: supplement.SubmitSupplement) -> Answer:
        return await self.handle(command)

    @takes(report.SubmitReport)
    async def submit_report(self, command: report.SubmitReport) -> Answer:
        return await self.handle(command)

    @takes(onsite.SubmitOnSite)
    async def submit_on_site(self, command: onsite.SubmitOnSite) -> Answer:
        return await self.handle(command)

    @takes(verification.Approve)
    async def approve(self, command: verification.Approve) -> Answer:
        return await self.handle(command)

    @takes(verification.Return)
    async def return_(self, command: verification.Return) -> Answer:
        return await self.handle(command)

    @takes(lifecycle.PauseOrder)
    async def pause(self, command: lifecycle.PauseOrder) -> Answer:
        return await self.handle(command)

    @takes(lifecycle.ResumeOrder)
    async def resume(self, command: lifecycle.ResumeOrder) -> Answer:
        return await self.handle(command)

    @takes(lifecycle.Cancel)
    async def cancel(self, command: lifecycle.Cancel) -> Answer:
        return await self.handle(command)

    @takes(lifecycle.SetDeadline)
    async def set_deadline(self, command: lifecycle.SetDeadline) -> Answer:
        return await self.handle(command)

    @takes(lifecycle.Withdraw)
    async def withdraw(self, command: lifecycle.Withdraw) -> Answer:
        return await self.handle(command)

    @takes(lifecycle.AddNote)
    async def add_note(self, command: lifecycle.AddNote) -> Answer:
        return await self.handle(command)

    @takes(custody.RecoverDevice)
    async def recover_device(self, command: custody.RecoverDevice) -> Answer:
        return await self.handle(command)

    @takes(takeover.TakeOver)
    async def take_over(self, command: takeover.TakeOver) -> Answer:
        return await self.handle(command)

    @takes(undo.Undo)
    async def undo(self, command: undo.Undo) -> Answer:
        return await self.handle(command)

    @takes(request.Ask)
    async def ask(self, command: request.Ask) -> Answer:
        return await self.handle(command)

    @takes(request.Grant)
    async def grant(self, command: request.Grant) -> Answer:
        return await self.handle(command)

    @takes(request.Deny)
    async def deny(self, command: request.Deny) -> Answer:
        return await self.handle(command)

    @takes(reopening.Reopen)
    async def reopen(self, command: reopening.Reopen) -> Answer:
        return await self.handle(command)

    @takes(warranty.NotWarranty)
    async def not_warranty(self, command: warranty.NotWarranty) -> Answer:
        return await self.handle(command)

    @takes(payments.RecordPayment)
    async def record_payment(self, command: payments.RecordPayment) -> Answer:
        return await self.handle(command)

    @takes(payments.Refund)
    async def refund(self, command: payments.Refund) -> Answer:
        return await self.handle(command)

    @takes(payments.SettleMoney)
    async def settle_money(self, command: payments.SettleMoney) -> Answer:
        return await self.handle(command)

    @takes(payout.PayOut)
    async def pay_out(self, command: payout.PayOut) -> Answer:
        return await self.handle(command)

    @takes(write_off.WriteOff)
    async def write_off(self, command: write_off.WriteOff) -> Answer:
        return await self.handle(command)

    @takes(penalties.Penalize)
    async def penalize(self, command: penalties.Penalize) -> Answer:
        return await self.handle(command)

    @takes(penalties.Appeal)
    async def appeal(self, command: penalties.Appeal) -> Answer:
        return await self.handle(command)

    @takes(penalties.DecideAppeal)
    async def decide_appeal(self, command: penalties.DecideAppeal) -> Answer:
        return await self.handle(command)
