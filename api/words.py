"""What an order waits for, in English; bot and desk say it in the reader's language by the same kinds."""

from domain.orders.waiting import WaitKind

DOES: dict[WaitKind, str] = {
    WaitKind.ASSIGN: "assign an engineer",
    WaitKind.ACCEPT: "accept or decline the assignment",
    WaitKind.VISIT: "visit the client",
    WaitKind.RESCHEDULE: "find a new time for the visit",
    WaitKind.SUBMIT_AGREEMENT: "send in the agreement",
    WaitKind.CLIENT_DECISION: "learn what the client decided",
    WaitKind.VERIFY_AGREEMENT: "verify the agreement",
    WaitKind.SUBMIT_PREPAYMENT: "send in the prepayment",
    WaitKind.VERIFY_PREPAYMENT: "verify the prepayment",
    WaitKind.CONFIRM_PAYMENT: "confirm that the invoice is paid",
    WaitKind.CORRECT_HANDOVER: "correct the hand-over",
    WaitKind.VERIFY_HANDOVER: "verify the hand-over",
    WaitKind.TAKE: "take the job",
    WaitKind.REPAIR: "repair the device",
    WaitKind.VERIFY_REPAIR: "verify the repair",
    WaitKind.GIVE_DEVICE: "hand the device over",
    WaitKind.RECEIVE_DEVICE: "confirm that the device was received",
    WaitKind.CORRECT_RECEIPT: "correct the receipt",
    WaitKind.VERIFY_RECEIPT: "verify the receipt",
    WaitKind.CORRECT_SUPPLEMENT: "correct the supplementary agreement",
    WaitKind.VERIFY_SUPPLEMENT: "verify the supplementary agreement",
    WaitKind.SUBMIT_REPORT: "send in the report",
    WaitKind.VERIFY_REPORT: "verify the report",
    WaitKind.CORRECT_ON_SITE: "correct the form of what was done on site",
    WaitKind.VERIFY_ON_SITE: "verify what was done on site",
    WaitKind.RETURN_DEVICE: "give the device back to the client",
    WaitKind.SETTLE_MONEY: "settle the client's money",
    WaitKind.COLLECT_DEBT: "collect the debt",
    WaitKind.DECIDE_APPEAL: "decide the appeal",
    WaitKind.RESUME: "resume the order",
    WaitKind.DECIDE_REQUEST: "decide what the engineer asks for",
}
"""Completes the sentence: the curator has to …"""
