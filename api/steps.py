"""Every command of an order as a route: one table, from which typed operations are made.

The path is `POST /v1/orders/{order_id}/<path>`; the body is the command without what the API fills in
(bodies.py); the operation id is the command's kind. Who may do it in detail is the domain's rule: the
permission here only keeps out those who never may.
"""

from typing import NamedTuple

from pydantic import JsonValue

from domain.orders.agreement import SubmitAgreement
from domain.orders.assignment import Accept, Assign, Decline, Offer
from domain.orders.custody import GiveDevice, ReceiveDevice, RecoverDevice, ReturnDevice
from domain.orders.lifecycle import AddNote, Cancel, PauseOrder, ResumeOrder, SetDeadline, Withdraw
from domain.orders.onsite import SubmitOnSite
from domain.orders.order import Command
from domain.orders.payments import RecordPayment, Refund, SettleMoney
from domain.orders.payout import PayOut
from domain.orders.penalties import Appeal, DecideAppeal, Penalize
from domain.orders.prepayment import ConfirmPayment, SubmitPrepayment
from domain.orders.receipt import SubmitReceipt
from domain.orders.reopening import Reopen
from domain.orders.report import SubmitReport
from domain.orders.request import Ask, Deny, Grant
from domain.orders.stationary import AssignStationary, FinishRepair, HandOver, SetPriority, Take
from domain.orders.supplement import SubmitSupplement
from domain.orders.takeover import TakeOver
from domain.orders.undo import Undo
from domain.orders.verification import Approve, Return
from domain.orders.visit import Arrive, Depart, FailVisit, MoveVisit
from domain.orders.warranty import NotWarranty
from domain.orders.write_off import WriteOff
from domain.people import Permission

MANAGE, WORK = Permission.ORDERS_MANAGE, Permission.ORDERS_WORK
VERIFY, CONFIRM = Permission.ORDERS_VERIFY, Permission.MONEY_CONFIRM
REPAIR, TAKE_PART = Permission.STATIONARY_WORK, Permission.ORDERS_READ

SOMEBODY = "0190f3c2-5e2a-7cc0-8000-00000000e001"
SOMEBODY_ELSE = "0190f3c2-5e2a-7cc0-8000-00000000e002"
PHOTO = "0190f3c2-5e2a-7cc0-8000-00000000f001"
CASH: dict[str, JsonValue] = {"amount": 150_000, "method": "cash", "fiscal_number": "0004512"}
LINE: dict[str, JsonValue] = {"name": "Ролик захвата", "quantity": 1, "unit_price": 90_000}


class Step(NamedTuple):
    path: str
    command: type[Command]
    permission: Permission
    summary: str
    example: dict[str, JsonValue]
    """Of the body, without the version."""


STEPS: tuple[Step, ...] = (
    Step("assignment", Assign, MANAGE, "Assign or reassign an engineer", {"engineer": SOMEBODY}),
    Step(
        "assignment/offer",
        Offer,
        MANAGE,
        "Offer the order to several engineers",
        {"engineers": [SOMEBODY, SOMEBODY_ELSE]},
    ),
    Step("assignment/acceptance", Accept, WORK, "Accept the assignment", {}),
    Step("assignment/decline", Decline, WORK, "Decline the assignment", {"reason": "Другой район"}),
    Step("visit/departure", Depart, WORK, "Be on the way to the client", {}),
    Step("visit/arrival", Arrive, WORK, "Be on site", {}),
    Step("visit/failure", FailVisit, WORK, "Tell that the visit failed", {"reason": "nobody_there"}),
    Step(
        "visit",
        MoveVisit,
        WORK,
        "Plan the visit, or move it",
        {
            "to": {"since": "2026-12-01T10:00:00+03:00", "until": "2026-12-01T12:00:00+03:00"},
            "reason": "client_asked",
        },
    ),
    Step(
        "agreement",
        SubmitAgreement,
        WORK,
        "Send in what the client decided",
        {"options": [{"lines": [LINE]}], "outcome": {"kind": "agreed", "option": 0}},
    ),
    Step(
        "prepayment",
        SubmitPrepayment,
        WORK,
        "Send in the prepayment, or that there is none",
        {"payment": CASH},
    ),
    Step("prepayment/confirmation", ConfirmPayment, CONFIRM, "Confirm that the invoice is paid", {}),
    Step(
        "stationary",
        HandOver,
        WORK,
        "Hand the device over to the workshop",
        {
            "description": "Не включается",
            "due": "2026-12-10",
            "completeness": "Кабель питания",
            "photos": [PHOTO],
        },
    ),
    Step(
        "stationary/assignment",
        AssignStationary,
        MANAGE,
        "Name who repairs it",
        {"part": "stationary.1", "person": SOMEBODY},
    ),
    Step(
        "stationary/priority",
        SetPriority,
        MANAGE,
        "Set its priority in the queue",
        {"part": "stationary.1", "priority": 1},
    ),
    Step("stationary/taking", Take, REPAIR, "Take a job from the queue", {"part": "stationary.1"}),
    Step(
        "stationary/repair",
        FinishRepair,
        REPAIR,
        "Finish the repair",
        {"part": "stationary.1", "done": "Заменён блок питания", "amount": 250_000, "photos": [PHOTO]},
    ),
    Step(
        "receipts",
        SubmitReceipt,
        WORK,
        "Send in a document of expenses",
        {
            "document": PHOTO,
            "seller": "ООО «Ресурс»",
            "dated": "2026-11-20",
            "total": 90_000,
            "lines": [LINE],
            "paid_by": "own",
        },
    ),
    Step(
        "supplements",
        SubmitSupplement,
        WORK,
        "Send in what the client says to more work",
        {"options": [{"lines": [LINE]}], "outcome": {"kind": "agreed", "option": 0}},
    ),
    Step("device/offer", GiveDevice, TAKE_PART, "Hand the device to somebody", {"to": SOMEBODY}),
    Step("device/acceptance", ReceiveDevice, TAKE_PART, "Confirm that the device was received", {}),
    Step("device/return", ReturnDevice, TAKE_PART, "Give the device back to the client", {"act": [PHOTO]}),
    Step(
        "report",
        SubmitReport,
        WORK,
        "Send in the report",
        {"act": [PHOTO], "received": CASH, "advance": 0, "warranty_days": 90},
    ),
    Step(
        "onsite",
        SubmitOnSite,
        WORK,
        "Send in all at once what was done on site",
        {"lines": [LINE], "act": [PHOTO], "received": CASH | {"amount": 90_000}, "warranty_days": 90},
    ),
    Step("approval", Approve, VERIFY, "Approve a submission", {"part": "agreement"}),
    Step(
        "return",
        Return,
        VERIFY,
        "Return a submission to its author",
        {"part": "agreement", "reason": "Приложите фото"},
    ),
    Step(
        "device/recovery",
        RecoverDevice,
        WORK,
        "Fetch the device from a holder who is blocked",
        {"holder": SOMEBODY, "reason": "Уволился, аппарат забрали"},
    ),
    Step(
        "takeover",
        TakeOver,
        TAKE_PART,
        "Take the order over, or hand it to another curator",
        {"reason": "Куратор в отпуске"},
    ),
    Step("undo", Undo, TAKE_PART, "Take back what you sent in last", {"part": "agreement"}),
    Step("payments", RecordPayment, MANAGE, "Record a payment outside of a step", {"payment": CASH}),
    Step(
        "refunds",
        Refund,
        MANAGE,
        "Give money back to the client",
        {"amount": 50_000, "method": "cash", "recipient": "Иванов И. И.", "reason": "Скидка"},
    ),
    Step(
        "settlement",
        SettleMoney,
        MANAGE,
        "Settle the client's money of an order that ends early",
        {"refund": 150_000, "method": "cash", "recipient": "Иванов И. И."},
    ),
    Step(
        "payouts",
        PayOut,
        Permission.MONEY_PAY,
        "Give somebody what they earned with the order",
        {"person": SOMEBODY, "amount": 40_000, "method": "cash"},
    ),
    Step(
        "write-offs",
        WriteOff,
        Permission.MONEY_WRITE_OFF,
        "Give up a debt or a part of it",
        {"amount": 10_000, "reason": "Клиент обанкротился"},
    ),
    Step(
        "pause",
        PauseOrder,
        MANAGE,
        "Pause until a date",
        {"until": "2026-12-15T09:00:00+03:00", "reason": "Ждём запчасть"},
    ),
    Step("resumption", ResumeOrder, MANAGE, "Go on after a pause", {}),
    Step("cancellation", Cancel, MANAGE, "Begin to cancel the order", {"reason": "Клиент передумал"}),
    Step(
        "requests",
        Ask,
        WORK,
        "Ask the curator for a pause, another engineer, or the order's end",
        {"what": "pause", "until": "2026-12-15T09:00:00+03:00", "reason": "Клиент в отпуске"},
    ),
    Step("requests/grant", Grant, MANAGE, "Do what the engineer asks for", {}),
    Step("requests/denial", Deny, MANAGE, "Deny what the engineer asks for", {"reason": "Некому отдать"}),
    Step(
        "reopening",
        Reopen,
        Permission.ORDERS_REOPEN,
        "Reopen a closed order",
        {"reason": "Клиент вернулся с той же неисправностью"},
    ),
    Step(
        "warranty/denial",
        NotWarranty,
        WORK,
        "Make a repeat under warranty an ordinary order",
        {"reason": "Залит кофе, другая неисправность"},
    ),
    Step(
        "deadline",
        SetDeadline,
        MANAGE,
        "Set the date for what a part waits for",
        {"part": "agreement", "until": "2026-12-02T18:00:00+03:00"},
    ),
    Step(
        "withdrawal",
        Withdraw,
        TAKE_PART,
        "Take back a branch",
        {"part": "receipt.1", "reason": "Введён по ошибке"},
    ),
    Step(
        "penalties",
        Penalize,
        MANAGE,
        "Charge somebody who carried the order or worked on it",
        {"person": SOMEBODY, "amount": 50_000, "reason": "Визит без звонка клиенту"},
    ),
    Step(
        "penalties/appeal",
        Appeal,
        TAKE_PART,
        "Appeal against a penalty",
        {"part": "penalty.1", "reason": "Клиент перенёс визит сам"},
    ),
    Step(
        "penalties/decision",
        DecideAppeal,
        TAKE_PART,
        "Decide an appeal",
        {"part": "penalty.1", "verdict": "reverse", "reason": "Клиент подтвердил"},
    ),
    Step("notes", AddNote, TAKE_PART, "Add a note", {"text": "Клиент просит позвонить за час"}),
)
