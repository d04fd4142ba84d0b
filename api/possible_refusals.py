"""Which refusals a command may meet, for its operation's description.

The table is held against the rules by a test: whatever random walks are refused with must stand here.
"""

from domain.orders.errors import REFUSALS, OrderClosed, OrderPaused, Refusal, StageMismatch
from domain.orders.order import Command, PartCommand
from domain.orders.state import Phase

ANY = ("person.blocked", "person.unknown", "person.role_missing", "record.behind")
"""Of every command, an opening too."""

OF_AN_ORDER = ("order.unknown", "order.archived")  # the latter once its workflow has ended

_PART = ("order.not_yours", "order.unknown_part")
_AHEAD = ("date.past", "date.too_far")
_VISIT = ("order.not_yours", "visit.none")

_AGREED = (
    "agreement.above_option",
    "agreement.discount_reason",
    "agreement.no_such_option",
)

_WARRANTY = ("warranty.not_completed", "warranty.other_device", "warranty.over")

OWN: dict[str, tuple[str, ...]] = {
    "open": (*_AHEAD, "order.unknown", "sibling.client_erased", *_WARRANTY),
    "assign": ("assignment.already", "order.not_yours"),
    "offer": ("assignment.already", "order.not_yours"),
    "accept": ("assignment.not_offered", "assignment.taken"),
    "decline": ("assignment.not_offered", "assignment.taken"),
    "depart": _VISIT,
    "arrive": _VISIT,
    "fail_visit": _VISIT,
    "move_visit": ("order.not_yours", *_AHEAD),
    "submit_agreement": (
        "order.not_yours",
        "media.unknown",
        *_AHEAD,
        *_AGREED,
        "agreement.below_received",
    ),
    "submit_prepayment": ("order.not_yours", "media.unknown", "prepayment.above_agreed"),
    "confirm_payment": ("payment.nothing_to_confirm", "prepayment.above_agreed"),
    "hand_over": (
        *_PART,
        *_AHEAD,
        "media.unknown",
        "branch.state_mismatch",
        "device.elsewhere",
        "device.in_workshop",
    ),
    "assign_stationary": (*_PART, "stationary.not_free"),
    "set_priority": (*_PART, "branch.state_mismatch"),
    "take": (*_PART, "stationary.not_free"),
    "finish_repair": (*_PART, "media.unknown", "branch.state_mismatch"),
    "give_device": ("branch.state_mismatch", "device.elsewhere", "device.wrong_recipient"),
    "receive_device": ("device.not_offered",),
    "return_device": ("media.unknown", "device.elsewhere", "device.in_workshop"),
    "submit_receipt": (
        *_PART,
        "media.unknown",
        "branch.state_mismatch",
        "date.future",
        "receipt.empty",
        "receipt.order_unfit",
        "receipt.order_unknown",
        "receipt.sum_mismatch",
        "receipt.used",
    ),
    "submit_supplement": (
        *_PART,
        *_AHEAD,
        *_AGREED,
        "media.unknown",
        "branch.state_mismatch",
        "supplement.open",
        "warranty.free",
    ),
    "submit_report": (
        "order.not_yours",
        "media.unknown",
        "device.elsewhere",
        "payment.above_debt",
        "report.advance_above_commission",
        "report.branches_open",
    ),
    "submit_on_site": (
        "order.not_yours",
        "media.unknown",
        "agreement.above_option",
        "agreement.below_received",
        "agreement.discount_reason",
        "device.elsewhere",
        "payment.above_debt",
        "report.advance_above_commission",
        "report.branches_open",
    ),
    "approve": (
        *_PART,
        *_AHEAD,
        "verification.nothing_pending",
        "verification.own",
        "prepayment.above_agreed",
        "payment.above_debt",
        "report.advance_above_commission",
        "report.branches_open",
        "report.debt_due",
        "report.net_reason",
        "report.split_with_stranger",
    ),
    "return": (
        *_PART,
        "verification.nothing_pending",
        "verification.own",
        "verification.no_lines",
        "receipt.no_such_line",
    ),
    "pause": ("order.not_yours", *_AHEAD),
    "resume": ("order.not_yours", "order.not_paused"),
    "cancel": ("order.not_yours", "report.branches_open"),
    "take_over": ("order.curator_already",),
    "recover_device": (
        "order.not_yours",
        "device.elsewhere",
        "device.holder_active",
        "branch.state_mismatch",
    ),
    "undo": ("order.not_yours", "verification.nothing_pending", "undo.built_on", "undo.not_last"),
    "ask": ("order.not_yours", "request.open_already", *_AHEAD),
    "grant": ("order.not_yours", "request.none", "report.branches_open", *_AHEAD),
    "deny": ("order.not_yours", "request.none"),
    "set_deadline": ("order.not_yours", *_AHEAD, "wait.gone"),
    "withdraw": (*_PART, "branch.state_mismatch"),
    "reopen": ("order.reopen_late",),
    "not_warranty": ("order.not_yours", "warranty.none"),
    "add_note": ("media.unknown",),
    "penalize": (*_PART, "penalty.not_on_order"),
    "appeal": (*_PART, "penalty.appealed"),
    "decide_appeal": ("order.unknown_part", "penalty.not_appealed", "penalty.own"),
    "record_payment": ("order.not_yours", "media.unknown", "payment.above_debt"),
    "refund": ("order.not_yours", "payment.refund_above_received"),
    "settle_money": (
        "order.not_yours",
        "money.kept_reason",
        "money.nothing_to_settle",
        "money.settlement_mismatch",
    ),
    "pay_out": ("payout.above_payable", "payout.debt_open"),
    "write_off": ("payment.above_debt",),
}
"""What the rule of each kind of command says no to."""

UNFIT: dict[Phase, type[Refusal]] = {
    Phase.CLOSED: OrderClosed,
    Phase.PAUSED: OrderPaused,
    Phase.ACTIVE: StageMismatch,
    Phase.CLOSING: StageMismatch,
}
"""What a command meets in a phase that it is not meant for (`refuse_unfit`)."""


def refusals_of(command: type[Command]) -> tuple[type[Refusal], ...]:
    """Every refusal that giving this command may be answered with, by code."""
    kind = command.model_fields["kind"].default
    codes = {*ANY, *OWN[kind]}
    if kind != "open":
        codes |= {*OF_AN_ORDER, *(unfit.code for phase, unfit in UNFIT.items() if phase not in command.when)}
    if issubclass(command, PartCommand):
        codes |= {"order.stale_version"}
    return tuple(REFUSALS[code] for code in sorted(codes))
