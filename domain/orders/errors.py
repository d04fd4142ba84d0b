"""Refusals of the order's rules: one class, one stable code, the facts a person needs to go on.

Nothing branches on the words; edges translate `code` and `facts` into the reader's language. A refusal that
only one step knows may stand in that step's file.
"""

from typing import ClassVar

REFUSALS: dict[str, type["Refusal"]] = {}
"""Every refusal by its code; each enters itself when its class is made."""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A command that a rule does not allow. `code` is public and stable; `facts` fill the translated text."""

    code: ClassVar[str]
    text: ClassVar[str]

    def __init_subclass__(cls) -> None:
        REFUSALS[cls.code] = cls

    def __init__(self, **facts: str | int) -> None:
        self.facts = facts
        super().__init__(self.text.format(**facts))


class OrderUnknown(Refusal):
    code = "order.unknown"
    text = "There is no such order."


class OrderAlreadyOpen(Refusal):
    code = "order.already_open"
    text = "This order is open already."


class OrderClosed(Refusal):
    code = "order.closed"
    text = "The order is closed ({stage}): it takes notes, payouts and the end of its debt, nothing else."


class OrderPaused(Refusal):
    code = "order.paused"
    text = "The order is paused until {until}; resume it first."


class NotPaused(Refusal):
    code = "order.not_paused"
    text = "The order is not paused."


class StageMismatch(Refusal):
    code = "order.stage_mismatch"
    text = "This step does not fit now: the order is at {stage}."


class StaleVersion(Refusal):
    code = "order.stale_version"
    text = "{part} has changed meanwhile: you answered version {given}, it is at {current}."


class UnknownPart(Refusal):
    code = "order.unknown_part"
    text = "The order has no part {part}."


class NotYours(Refusal):
    code = "order.not_yours"
    text = "This step belongs to somebody else ({whose})."


class RoleMissing(Refusal):
    code = "person.role_missing"
    text = "This needs a person with the role {role}."


class PersonUnknown(Refusal):
    code = "person.unknown"
    text = "There is no such person in this organization."


class PersonBlocked(Refusal):
    code = "person.blocked"
    text = "{name} is blocked."


class MediaUnknown(Refusal):
    code = "media.unknown"
    text = "Photo {media} is not stored yet: send it again."


class PastDate(Refusal):
    code = "date.past"
    text = "{field} lies in the past."


class FutureDate(Refusal):
    code = "date.future"
    text = "{field} lies in the future."


class DateTooFar(Refusal):
    code = "date.too_far"
    text = "{field} may be at most {days} days ahead."


class AlreadyAssigned(Refusal):
    code = "assignment.already"
    text = "The order is assigned to this engineer already."


class NothingOffered(Refusal):
    code = "assignment.not_offered"
    text = "This order is not offered to you."


class NoVisit(Refusal):
    code = "visit.none"
    text = "No visit is planned."


class NoSuchOption(Refusal):
    code = "agreement.no_such_option"
    text = "There is no option {option}: {count} were offered."


class AboveOption(Refusal):
    code = "agreement.above_option"
    text = "The final amount {amount} is above the chosen option's {total}."


class DiscountUnexplained(Refusal):
    code = "agreement.discount_reason"
    text = "The final amount {amount} is below the option's {total}: say why."


class BelowReceived(Refusal):
    code = "agreement.below_received"
    text = "The client has paid {received} already; refund first, then agree on {amount}."


class AboveAgreed(Refusal):
    code = "prepayment.above_agreed"
    text = "{amount} is more than the {open} still to be paid."


class NothingToConfirm(Refusal):
    code = "payment.nothing_to_confirm"
    text = "No invoice waits for its payment."


class AboveDebt(Refusal):
    code = "payment.above_debt"
    text = "{amount} is more than the debt of {debt}."


class RefundAboveReceived(Refusal):
    code = "payment.refund_above_received"
    text = "{amount} cannot be refunded: {received} was received."


class DeviceElsewhere(Refusal):
    code = "device.elsewhere"
    text = "The device is not in your hands: {holder} holds it."


class DeviceInWorkshop(Refusal):
    code = "device.in_workshop"
    text = "The device is in the workshop already ({part})."


class DeviceNotOffered(Refusal):
    code = "device.not_offered"
    text = "Nobody is handing you the device."


class WrongRecipient(Refusal):
    code = "device.wrong_recipient"
    text = "The device goes to whoever carries the order or to its curator, not to this person."


class NotFree(Refusal):
    code = "stationary.not_free"
    text = "This job is not free: it is {state}."


class BranchNotOpen(Refusal):
    code = "branch.state_mismatch"
    text = "{part} is {state}: this step does not fit."


class ReceiptSum(Refusal):
    code = "receipt.sum_mismatch"
    text = "The lines make {lines}, the document says {total}."


class ReceiptEmpty(Refusal):
    code = "receipt.empty"
    text = "Enter at least one line."


class ReceiptUsed(Refusal):
    code = "receipt.used"
    text = "This document is in order {number} already."


class NoSuchLine(Refusal):
    code = "receipt.no_such_line"
    text = "The receipt has no line {line} that waits for verification."


class BranchesOpen(Refusal):
    code = "report.branches_open"
    text = "Close these first: {parts}."


class AdvanceTooHigh(Refusal):
    code = "report.advance_above_commission"
    text = "The advance {advance} is above the commission {commission}."


class NetUnexplained(Refusal):
    code = "report.net_reason"
    text = "Costs exceed the price by {loss}: the curator must say why this is right."


class DebtUndated(Refusal):
    code = "report.debt_due"
    text = "{debt} stays unpaid: the curator must set the date it is due."


class NothingPending(Refusal):
    code = "verification.nothing_pending"
    text = "{part} has nothing to verify."


class OwnSubmission(Refusal):
    code = "verification.own"
    text = "Nobody verifies the own submission: ask another curator."


class LinesNotAllowed(Refusal):
    code = "verification.no_lines"
    text = "Single lines can be returned of a receipt only, not of {part}."


class SettlementMismatch(Refusal):
    code = "money.settlement_mismatch"
    text = "{expected} is to be refunded, not {amount}."


class KeptUnexplained(Refusal):
    code = "money.kept_reason"
    text = "{kept} of the client's money is kept: say why."


class NothingToSettle(Refusal):
    code = "money.nothing_to_settle"
    text = "There is no money to settle."


class WaitGone(Refusal):
    code = "wait.gone"
    text = "The order no longer waits for this ({wait})."


class NotDue(Refusal):
    code = "wait.not_due"
    text = "This rung is not due before {at}."


class RecordBehind(Refusal):
    """The record holds fewer events than its workflow: a restored backup. Never append to it."""

    code = "record.behind"
    text = "The record stands at {record}, its workflow at {workflow}: restore the missing events first."


class KeyReused(Refusal):
    code = "command.key_reused"
    text = "This Idempotency-Key was used for another request; take a new one."


class CommandInvalid(Refusal):
    code = "command.invalid"
    text = "The command cannot be read: {problem}."
