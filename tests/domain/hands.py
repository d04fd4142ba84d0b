"""What people try that puts an order, or what was sent in, into other hands."""

from domain.orders.assignment import Accept, Assign, Decline, Offer
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
