"""What a person may do with an order now: every command that stage, person and part would let through.

Buttons are made of it, so it must agree with the rules: a test walks orders at random and compares both.
What a form's content decides (an amount, a date, somebody blocked) is not foreseen here.
"""

from typing import Final, NamedTuple, get_args

from domain.orders import deciding, doing
from domain.orders.actor import Actor, Rule, Seen
from domain.orders.order import Command
from domain.orders.parts import JobState, Part, VisitState
from domain.orders.record import AnyCommand
from domain.orders.state import Order
from domain.people import Permission
from domain.values import Moment


class Possible(NamedTuple):
    """One command, by its kind, about one part of the order."""

    kind: str
    part: Part


def possible(order: Order, actor: Actor, now: Moment) -> list[Possible]:
    """Everything this person may do with it now, in the order of the table."""
    return [
        Possible(kind, part)
        for kind, rule in RULES.items()
        if NEEDS[kind] in actor.permissions and order.phase in COMMANDS[kind].when
        for part in rule(Seen(order, actor, now))
    ]


RULES: Final[dict[str, Rule]] = {
    "assign": deciding.of_curator("assignment"),
    "offer": deciding.of_curator("assignment"),
    "accept": doing.offered,
    "decline": doing.offered,
    "depart": doing.visit_in(VisitState.PLANNED),
    "arrive": doing.visit_in(VisitState.PLANNED, VisitState.ON_MY_WAY),
    "fail_visit": doing.visit_in(VisitState.PLANNED, VisitState.ON_MY_WAY, VisitState.ON_SITE),
    "move_visit": doing.move_visit,
    "submit_agreement": doing.submit_agreement,
    "submit_prepayment": doing.submit_prepayment,
    "confirm_payment": deciding.confirm_payment,
    "hand_over": doing.hand_over,
    "assign_stationary": doing.jobs(lambda seen, job: seen.curates and job.state is JobState.QUEUED),
    "set_priority": doing.jobs(lambda seen, job: seen.curates and job.open),
    "take": doing.jobs(
        lambda seen, job: job.state is JobState.QUEUED and job.assigned in (None, seen.actor.id)
    ),
    "finish_repair": doing.jobs(
        lambda seen, job: job.state is JobState.TAKEN and job.worker == seen.actor.id
    ),
    "give_device": doing.give_device,
    "receive_device": doing.receive_device,
    "recover_device": doing.recover_device,
    "return_device": doing.return_device,
    "submit_receipt": doing.submit_receipt,
    "submit_supplement": doing.submit_supplement,
    "submit_report": doing.submit_report,
    "submit_on_site": doing.submit_on_site,
    "approve": deciding.approve,
    "return": deciding.give_back,
    "pause": deciding.of_curator("order"),
    "resume": deciding.resume,
    "cancel": deciding.cancel,
    "set_deadline": deciding.set_deadline,
    "withdraw": doing.withdraw,
    "add_note": doing.add_note,
    "undo": doing.undo,
    "take_over": deciding.take_over,
    "ask": doing.ask,
    "grant": deciding.grant,
    "deny": deciding.deny,
    "record_payment": deciding.record_payment,
    "refund": deciding.refund,
    "settle_money": deciding.settle_money,
    "pay_out": deciding.pay_out,
    "write_off": deciding.write_off,
    "penalize": deciding.penalize,
    "appeal": doing.appeal,
    "decide_appeal": deciding.decide_appeal,
    "reopen": deciding.reopen,
    "not_warranty": doing.not_warranty,
}

_WORK, _MANAGE = Permission.ORDERS_WORK, Permission.ORDERS_MANAGE

NEEDS: Final[dict[str, Permission]] = {
    **dict.fromkeys(RULES, Permission.ORDERS_READ),
    **dict.fromkeys(
        (
            "accept", "decline", "depart", "arrive", "fail_visit", "move_visit", "submit_agreement",
            "submit_prepayment", "hand_over", "submit_receipt", "submit_supplement", "submit_report",
            "submit_on_site", "recover_device", "ask", "not_warranty",
        ),
        _WORK,
    ),
    **dict.fromkeys(
        (
            "assign", "offer", "assign_stationary", "set_priority", "record_payment", "refund",
            "settle_money", "pause", "resume", "cancel", "grant", "deny", "set_deadline", "penalize",
        ),
        _MANAGE,
    ),
    **dict.fromkeys(("take", "finish_repair"), Permission.STATIONARY_WORK),
    **dict.fromkeys(("approve", "return"), Permission.ORDERS_VERIFY),
    "confirm_payment": Permission.MONEY_CONFIRM,
    "pay_out": Permission.MONEY_PAY,
    "write_off": Permission.MONEY_WRITE_OFF,
    "reopen": Permission.ORDERS_REOPEN,
}  # fmt: skip
"""The right without which the API does not even ask the rule."""

COMMANDS: Final[dict[str, type[Command]]] = {
    one.model_fields["kind"].default: one for one in get_args(get_args(AnyCommand)[0])
}
"""Every command by its kind."""
