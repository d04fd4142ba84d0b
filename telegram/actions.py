"""Which buttons a person's card of an order has: what they are waited for first, the rest behind «Ещё»."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from domain.orders.actor import Actor
from domain.orders.following import following
from domain.orders.parts import VisitState
from domain.orders.possible import Possible, possible
from domain.orders.state import Order
from domain.orders.waiting import Wait, WaitKind
from domain.values import Moment, Value

REVIEW: Final = "review"
"""Looks at what was sent in; only there it can be approved or returned."""


class Deed(Value):
    """One thing that a person may do with an order now, as a button of its card."""

    kind: str
    """Of the command, `review`, or what may be opened after this order."""
    path: str
    """Below `orders/<id>/`; empty of what is no command."""
    part: str
    version: int
    """Of the part, as the card shows it."""
    form: str | None
    """The form that asks for what the command needs; None: it is sent at once."""

    @property
    def label(self) -> str:
        """The key of the words on its button."""
        return f"deed-{self.kind.replace('_', '-')}"


class Deeds(NamedTuple):
    main: tuple[Deed, ...]
    more: tuple[Deed, ...]


PATHS: Final[dict[str, str]] = {
    "assign": "assignment",
    "offer": "assignment/offer",
    "accept": "assignment/acceptance",
    "decline": "assignment/decline",
    "depart": "visit/departure",
    "arrive": "visit/arrival",
    "fail_visit": "visit/failure",
    "move_visit": "visit",
    "submit_agreement": "agreement",
    "submit_prepayment": "prepayment",
    "confirm_payment": "prepayment/confirmation",
    "hand_over": "stationary",
    "assign_stationary": "stationary/assignment",
    "set_priority": "stationary/priority",
    "take": "stationary/taking",
    "finish_repair": "stationary/repair",
    "give_device": "device/offer",
    "receive_device": "device/acceptance",
    "recover_device": "device/recovery",
    "return_device": "device/return",
    "submit_receipt": "receipts",
    "submit_supplement": "supplements",
    "submit_report": "report",
    "submit_on_site": "onsite",
    "approve": "approval",
    "return": "return",
    "pause": "pause",
    "resume": "resumption",
    "cancel": "cancellation",
    "set_deadline": "deadline",
    "withdraw": "withdrawal",
    "add_note": "notes",
    "undo": "undo",
    "take_over": "takeover",
    "ask": "requests",
    "grant": "requests/grant",
    "deny": "requests/denial",
    "record_payment": "payments",
    "refund": "refunds",
    "settle_money": "settlement",
    "pay_out": "payouts",
    "write_off": "write-offs",
    "penalize": "penalties",
    "appeal": "penalties/appeal",
    "decide_appeal": "penalties/decision",
    "reopen": "reopening",
    "not_warranty": "warranty/denial",
}
"""Where the API takes each command."""

AT_ONCE: Final = frozenset(
    {"accept", "depart", "arrive", "take", "receive_device", "resume", "grant", "confirm_payment", "undo"}
)
"""Commands that need nothing but the press. An approval does not either, where nothing is to be explained."""

ANSWERS: Final[dict[WaitKind, tuple[str, ...]]] = {
    WaitKind.ASSIGN: ("assign", "offer"),
    WaitKind.ACCEPT: ("accept", "decline"),
    WaitKind.VISIT: ("depart", "arrive", "fail_visit", "move_visit"),
    WaitKind.RESCHEDULE: ("move_visit",),
    WaitKind.SUBMIT_AGREEMENT: ("submit_agreement", "submit_on_site"),
    WaitKind.CLIENT_DECISION: ("submit_agreement", "submit_supplement"),
    WaitKind.VERIFY_AGREEMENT: (REVIEW,),
    WaitKind.SUBMIT_PREPAYMENT: ("submit_prepayment",),
    WaitKind.VERIFY_PREPAYMENT: (REVIEW,),
    WaitKind.CONFIRM_PAYMENT: ("confirm_payment", "return"),
    WaitKind.CORRECT_HANDOVER: ("hand_over",),
    WaitKind.VERIFY_HANDOVER: (REVIEW,),
    WaitKind.TAKE: ("take",),
    WaitKind.REPAIR: ("finish_repair",),
    WaitKind.VERIFY_REPAIR: (REVIEW,),
    WaitKind.GIVE_DEVICE: ("give_device",),
    WaitKind.RECEIVE_DEVICE: ("receive_device",),
    WaitKind.CORRECT_RECEIPT: ("submit_receipt",),
    WaitKind.VERIFY_RECEIPT: (REVIEW,),
    WaitKind.CORRECT_SUPPLEMENT: ("submit_supplement",),
    WaitKind.VERIFY_SUPPLEMENT: (REVIEW,),
    WaitKind.CORRECT_SHARED: (),
    WaitKind.VERIFY_SHARED: (),
    WaitKind.SUBMIT_REPORT: ("submit_report",),
    WaitKind.VERIFY_REPORT: (REVIEW,),
    WaitKind.CORRECT_ON_SITE: ("submit_on_site", "submit_agreement"),
    WaitKind.VERIFY_ON_SITE: (REVIEW,),
    WaitKind.RETURN_DEVICE: ("return_device", "give_device"),
    WaitKind.SETTLE_MONEY: ("settle_money",),
    WaitKind.COLLECT_DEBT: ("record_payment",),
    WaitKind.DECIDE_APPEAL: ("decide_appeal",),
    WaitKind.RESUME: ("resume",),
    WaitKind.DECIDE_REQUEST: ("grant", "deny"),
}
"""What answers each kind of wait. What is shared with another order is answered there."""

ASKS_CURATOR: Final = frozenset({"approve", "return"})
"""Given where the submission is looked at, not from the card: nobody approves what they do not see."""


def deeds(order: Order, actor: Actor, now: Moment) -> Deeds:
    """The main buttons answer what the person is waited for; «Ещё» holds all else that they may do."""
    offered = _reviews_first(possible(order, actor, now), order)
    mine = [wait for wait in order.waits if _addresses(wait, order, actor)]
    main = [one for wait in mine for one in _answers(wait, offered, order)]
    first = tuple(dict.fromkeys(main))
    rest = (one for one in offered if one not in first)
    return Deeds(tuple(_deed(one, order) for one in first), tuple(_deed(one, order) for one in rest))


def openings(order: Order, actor: Actor, *, erased: bool) -> tuple[Deed, ...]:
    """Buttons of forms that open another order after this one; they stand behind «Ещё» too."""
    return tuple(
        Deed(kind=one.value, path="", part="order", version=order.parts.get("order", 0), form=one.value)
        for one in following(order, actor, erased=erased)
    )


def _reviews_first(offered: Sequence[Possible], order: Order) -> list[Possible]:
    """One look at each submission takes the place of its approval and return."""
    found: dict[Possible, None] = {}
    for one in offered:
        unpaid = one.kind == "return" and f"{one.part}:{WaitKind.CONFIRM_PAYMENT}" in _waits(order)
        found[Possible(REVIEW, one.part) if one.kind in ASKS_CURATOR and not unpaid else one] = None
    return list(found)


def _waits(order: Order) -> set[str]:
    return {f"{wait.part}:{wait.kind}" for wait in order.waits}


def _addresses(wait: Wait, order: Order, actor: Actor) -> bool:
    if wait.person is None:
        return wait.role in actor.roles
    return wait.person == actor.id or (actor.stands_in and wait.person == order.curator)


def _answers(wait: Wait, offered: Sequence[Possible], order: Order) -> list[Possible]:
    """Of the possible ones those that answer this wait, in the order of the table."""
    kinds = ANSWERS[wait.kind]
    if wait.kind is WaitKind.VISIT and order.visit and order.visit.state is VisitState.ON_SITE:
        kinds = ()
    about = [one for one in offered if one.kind in kinds and _about(one, wait)]
    return sorted(about, key=lambda one: kinds.index(one.kind))


def _about(one: Possible, wait: Wait) -> bool:
    """A wait for a part is answered about that part; where the next step has two ways, about either."""
    steps = {"agreement", "onsite"}
    return one.part == wait.part or {one.part, wait.part} <= steps


def _deed(one: Possible, order: Order) -> Deed:
    sent_at_once = one.kind in AT_ONCE or one.kind == REVIEW
    return Deed(
        kind=one.kind,
        path=PATHS.get(one.kind, ""),
        part=one.part,
        version=order.parts.get(one.part, 0),
        form=None if sent_at_once else one.kind,
    )
