"""What people try that puts an order, or what was sent in, into other hands."""

from domain.orders.assignment import Accept, Assign, Decline, Offer
from domain.orders.custody import RecoverDevice
from domain.orders.parts import RequestKind
from domain.orders.request import Ask, Deny, Grant
from domain.orders.takeover import TakeOver
from domain.orders.undo import Undo
from domain.people import Person, Role
from tests.domain.moves import Move, Player


def assign(player: Player) -> Move:
    order = player.order
    next_one = player.other_than(order.engineer, *order.offered_to[:1], role=Role.ENGINEER)
    return Move(player.curator(), Assign, {"engineer": next_one.id})


def offer(player: Player) -> Move:
    others = [one.id for one in player.having(Role.ENGINEER) if one.id != player.order.engineer]
    several = player.chance.sample(others, player.chance.randint(min(2, len(others)), len(others)))
    return Move(player.curator(), Offer, {"engineers": tuple(several)})


def accept(player: Player) -> Move:
    return Move(_offered(player), Accept, {})


def decline(player: Player) -> Move:
    return Move(_offered(player), Decline, {"reason": "busy"})


def _offered(player: Player) -> Person:
    return player.someone(player.chance.choice(player.order.offered_to or (None,)), Role.ENGINEER)


def ask(player: Player) -> Move:
    what = player.chance.choice(
        (RequestKind.PAUSE,) * 3 + (RequestKind.REASSIGNMENT,) * 3 + (RequestKind.CANCELLATION,)
    )
    until = {"until": player.later(days=10)} if what is RequestKind.PAUSE else {}
    by = player.someone(player.order.engineer, Role.ENGINEER)
    return Move(by, Ask, {"what": what, "reason": "no key", **until})


def grant(player: Player) -> Move:
    return Move(player.curator(), Grant, {})


def deny(player: Player) -> Move:
    return Move(player.curator(), Deny, {"reason": "go on"})


def decide_request(player: Player) -> Move:
    """Mostly what was asked for, unless it would end the walk."""
    request = player.order.request
    ends = request is not None and request.what is RequestKind.CANCELLATION
    return deny(player) if player.chance.random() < (0.8 if ends else 0.2) else grant(player)


def undo(player: Player) -> Move:
    """By its author, of the last or the first that waits for a curator."""
    order = player.order
    kinds = ("verify_", "decide_request")
    pending = [wait.part for wait in order.waits if wait.kind.startswith(kinds)] or ["agreement"]
    pending.sort(key=lambda part: order.parts.get(part, 0))
    part = pending[player.chance.choice((0, 0, -1))]
    by = order.engineer if part == "request" else player.author(part)
    return Move(player.someone(by, Role.ENGINEER), Undo, {"part": part})


def take_over(player: Player) -> Move:
    """Mostly by or for another curator."""
    others = [one for one in player.having(Role.CURATOR) if one.id != player.order.curator]
    to = player.chance.choice(others if others and player.chance.random() < 0.8 else [player.curator()])
    if player.chance.random() < 0.3:
        return Move(player.someone(None, Role.OWNER), TakeOver, {"to": to.id, "reason": "holidays"})
    return Move(to, TakeOver, {"reason": "holidays"})


def recover_device(player: Player) -> Move:
    """Mostly from somebody who is blocked for as long as this move takes."""
    holder = player.order.custody.holder
    if holder and player.chance.random() < 0.8:
        player.world.for_a_moment(holder, active=False)
    by = player.chance.choice((player.curator(), player.carrier()))
    return Move(by, RecoverDevice, {"holder": holder or player.carrier().id, "reason": "has left"})
