"""A hundred ways of getting it wrong: each takes a move that fits and spoils one thing about it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID

from domain.orders.agreement import Agreed, SubmitAgreement, Thinking
from domain.orders.assignment import Assign, Offer
from domain.orders.custody import GiveDevice
from domain.orders.lifecycle import PauseOrder
from domain.orders.order import PartCommand
from domain.orders.payments import RecordPayment, Refund, SettleMoney
from domain.orders.penalties import Appeal, DecideAppeal, Penalize
from domain.orders.prepayment import SubmitPrepayment
from domain.orders.receipt import SubmitReceipt
from domain.orders.reminders import Remind
from domain.orders.report import SubmitReport
from domain.orders.request import Ask
from domain.orders.stationary import AssignStationary, HandOver
from domain.orders.undo import Undo
from domain.orders.verification import Approve, Return
from domain.orders.visit import Interval, MoveVisit
from domain.values import OrderId
from tests.domain.moves import Move, Player
from tests.domain.world import (
    BLOCKED,
    BUYER,
    ENGINEER,
    OTHER_ENGINEER,
    STAFF,
    STRANGER,
    bought,
    cash,
)

Fields = Mapping[str, object]
TOO_MUCH = 99_999_999_999
NOT_STORED = UUID(int=7)
NO_ORDER = OrderId(UUID(int=8))


def spoilt(move: Move, player: Player) -> Move:
    """The same with something wrong about it: who, when, what or how much."""
    own = next((ways for kind, ways in WRONG.items() if issubclass(move.kind, kind)), ())
    way = player.chance.choice((*own, *own, *own, *ANYBODY))
    return way(move, player)


def _with(**fields: object) -> Callable[[Move, Player], Move]:
    return lambda move, player: Move(move.by, move.kind, {**move.fields, **fields})


def _by_somebody_else(move: Move, player: Player) -> Move:
    others = [one for one in (*STAFF, STRANGER) if one != move.by]
    return Move(player.chance.choice([*others, BLOCKED, STRANGER, BUYER, None]), move.kind, move.fields)


def _stale(move: Move, player: Player) -> Move:
    if not issubclass(move.kind, PartCommand):
        return _by_somebody_else(move, player)
    return _with(version=player.order.version + player.chance.choice((-1, 1, 7)))(move, player)


def _unstored(move: Move, player: Player) -> Move:
    for name in ("photos", "act"):
        if name in move.fields:
            return _with(**{name: (NOT_STORED,)})(move, player)
    return _with(document=NOT_STORED)(move, player) if "document" in move.fields else _stale(move, player)


def _unknown_part(move: Move, player: Player) -> Move:
    part = player.chance.choice(("receipt.99", "stationary.77", "nonsense"))
    return _with(part=part, version=0)(move, player)


def _thinks_for(**duration: float) -> Callable[[Move, Player], Move]:
    def spoil(move: Move, player: Player) -> Move:
        until = player.world.now + timedelta(**duration)
        return _with(outcome=Thinking(until=until))(move, player)

    return spoil


def _until(**duration: float) -> Callable[[Move, Player], Move]:
    return lambda move, player: _with(until=player.world.now + timedelta(**duration))(move, player)


def _visit_in(**duration: float) -> Callable[[Move, Player], Move]:
    def spoil(move: Move, player: Player) -> Move:
        since = player.world.now + timedelta(**duration)
        return _with(to=Interval(since=since, until=since + timedelta(hours=1)))(move, player)

    return spoil


def _day(field: str, days: int) -> Callable[[Move, Player], Move]:
    return lambda move, player: _with(**{field: player.world.now.date() + timedelta(days=days)})(move, player)


def _too_many_kopecks(move: Move, player: Player) -> Move:
    return _with(total=int(str(move.fields["total"])) + 1)(move, player)


def _used_elsewhere(move: Move, player: Player) -> Move:
    return _with(document=player.world.photo("elsewhere"))(move, player)


def _for_another_order(move: Move, player: Player) -> Move:
    """One that nobody knows, or that the person may carry but that takes no expenses now."""
    mine = [
        one.order_id for one in player.world.neighbours.values() if one.order.carrier == player.order.carrier
    ]
    order = player.chance.choice((NO_ORDER, *mine * 3))
    return _with(lines=(bought(700, order=order),), total=700)(move, player)


def _same_engineer(move: Move, player: Player) -> Move:
    known = player.order.engineer or next(iter(player.order.offered_to), BLOCKED.id)
    return _with(engineer=known)(move, player)


def _same_engineers(move: Move, player: Player) -> Move:
    known = player.order.engineer or ENGINEER.id
    several = player.order.offered_to if len(player.order.offered_to) > 1 else (known, OTHER_ENGINEER.id)
    return _with(engineers=several)(move, player)


def _rung_to_come(move: Move, player: Player) -> Move:
    ahead = [wait for wait in player.order.waits if wait.next_at and wait.next_at > player.world.now]
    if not ahead:
        return move
    wait = player.chance.choice(ahead)
    return Move(None, Remind, {"wait": wait.id, "rung": wait.next})


def _by_its_author(move: Move, player: Player) -> Move:
    return Move(player.someone(player.author(str(move.fields["part"]))), move.kind, move.fields)


def _by_a_party(move: Move, player: Player) -> Move:
    parties = {one for penalty in player.order.penalties for one in (penalty.author, penalty.person) if one}
    chosen = player.chance.choice(sorted(parties) or [BUYER.id])
    return Move(player.world.people[chosen], move.kind, move.fields)


def hasty_approval(player: Player) -> Move:
    """Approves a report without a word about its loss or debt; where it has neither, sends it back."""
    report, totals = player.order.report, player.order.totals
    debt = totals.debt - (report.received.amount if report.received else 0)
    if totals.net >= 0 and debt <= 0:
        return player.give_back("report")
    extra = {"debt_due": player.day(9)} if totals.net < 0 else {}
    return Move(player.curator(), Approve, {"part": "report", **extra})


def hasty_settlement(player: Player) -> Move:
    """Keeps money without a reason, or gives back more than there is."""
    wrong = player.chance.choice(({"refund": TOO_MUCH}, {"refund": 0, "kept_reason": None}))
    settlement = player.settle_money()
    return Move(settlement.by, settlement.kind, {**settlement.fields, **wrong})


def wrong_receipt(player: Player) -> Move:
    return player.chance.choice(WRONG[SubmitReceipt])(player.submit_receipt(), player)


def wrong_line(player: Player) -> Move:
    back = player.give_back()
    return Move(back.by, back.kind, {**back.fields, "lines": {49: "no such line"}})


ANYBODY = (_by_somebody_else, _by_somebody_else, _stale, _unstored)
WRONG: dict[type, tuple[Callable[[Move, Player], Move], ...]] = {
    SubmitAgreement: (
        _with(outcome=Agreed(option=8)),
        _with(outcome=Agreed(option=0, amount=TOO_MUCH)),
        _with(outcome=Agreed(option=0, amount=1)),
        _with(outcome=Agreed(option=0, amount=1, discount_reason="gift")),
        _thinks_for(days=-1),
        _thinks_for(days=31),
    ),
    SubmitPrepayment: (_with(payment=cash(TOO_MUCH)),),
    SubmitReceipt: (
        *(_too_many_kopecks,) * 2,
        _used_elsewhere,
        *(_with(lines=(), total=0),) * 2,
        *(_day("dated", 2),) * 2,
        *(_for_another_order,) * 6,
        _with(lines=(bought(TOO_MUCH),), total=TOO_MUCH),
        _unknown_part,
    ),
    SubmitReport: (_with(advance=TOO_MUCH), _with(received=cash(TOO_MUCH))),
    Approve: (
        _by_its_author,
        _with(net_reason=None, debt_due=None),
        _with(debt_due=None),
        _day("debt_due", -2),
        _day("debt_due", 400),
        _unknown_part,
    ),
    Return: (_by_its_author, _with(lines={49: "no such line"}), _unknown_part),
    Assign: (
        _with(engineer=BLOCKED.id),
        _with(engineer=STRANGER.id),
        _with(engineer=BUYER.id),
        _same_engineer,
    ),
    Offer: (
        _with(engineers=(ENGINEER.id, BLOCKED.id)),
        _with(engineers=(ENGINEER.id, BUYER.id)),
        _same_engineers,
    ),
    AssignStationary: (_with(person=BLOCKED.id), _with(person=BUYER.id)),
    HandOver: (_day("due", -2), _day("due", 400)),
    GiveDevice: (_with(to=BUYER.id),),
    SettleMoney: (_with(refund=TOO_MUCH), _with(refund=0, kept_reason=None)),
    RecordPayment: (_with(payment=cash(TOO_MUCH)),),
    Refund: (_with(amount=TOO_MUCH),),
    Undo: (_unknown_part,),
    Ask: (_until(days=-1), _until(days=91)),
    PauseOrder: (_until(days=-1), _until(days=91)),
    MoveVisit: (_visit_in(days=-2), _visit_in(days=4000)),
    Remind: (_rung_to_come,),
    Penalize: (_with(person=BUYER.id), _with(amount=0), _unknown_part),
    Appeal: (_by_somebody_else, _unknown_part),
    DecideAppeal: (_by_a_party, _by_a_party, _unknown_part),
}
