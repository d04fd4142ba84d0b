"""Commands with content that somebody who looks at the order would send: one for whatever is possible."""

from collections.abc import Callable

from domain.orders.deciding import chargeable
from domain.orders.doing import purposes, recipients
from domain.orders.order import Command
from domain.orders.possible import Possible
from domain.people import Person, Role
from domain.values import PersonId
from tests.domain import hands, money_moves, moves_of_penalties, ways
from tests.domain.moves import Move, Player
from tests.domain.openings import not_warranty
from tests.domain.world import cash

Fields = dict[str, object]
SEVERAL = 2


def sensible(one: Possible, person: Person, player: Player) -> Command | None:
    """None where there is nobody whom it could name."""
    if one.kind in NAMES and not NAMES[one.kind](person, player):
        return None
    move = MOVES[one.kind](player)
    fields = {**move.fields}
    if "part" in move.kind.model_fields:
        fields["part"] = one.part
    changed = OTHERWISE.get(one.kind)
    fields |= changed(one, person, player) if changed else {}
    return player.world.command(person, move.kind, **fields)


def _engineers(_person: Person, player: Player) -> list[PersonId]:
    order = player.order
    wanted = [one.id for one in player.having(Role.ENGINEER) if one.id != order.engineer]
    return [one for one in wanted if order.offered_to != (one,)]


def _curators(person: Person, player: Player) -> list[PersonId]:
    """To whom this person may give the order; whoever is a curator takes it."""
    others = [one.id for one in player.having(Role.CURATOR) if one.id != player.order.curator]
    return [person.id] if person.id in others else others


NAMES: dict[str, Callable[[Person, Player], list[PersonId]]] = {
    "assign": _engineers,
    "offer": lambda person, player: _engineers(person, player)[SEVERAL - 1 :],
    "take_over": _curators,
}


def _approved(one: Possible, _person: Person, player: Player) -> Fields:
    return {**player.approve(one.part).fields}


def _handed_over(one: Possible, _person: Person, player: Player) -> Fields:
    return {"purpose": purposes(player.order)[0]} if one.part == "stationary" else {}


def _paid_out(_one: Possible, _person: Person, player: Player) -> Fields:
    earned = [(who, amount) for who, amount in player.order.payable.items() if amount > 0]
    return dict(zip(("person", "amount"), player.chance.choice(earned), strict=True))


def _taken_over(_one: Possible, person: Person, player: Player) -> Fields:
    to = player.chance.choice(_curators(person, player))
    return {"to": None if to == person.id else to}


OTHERWISE: dict[str, Callable[[Possible, Person, Player], Fields]] = {
    "approve": _approved,
    "give_device": lambda _one, _by, player: {"to": player.chance.choice(recipients(player.order))},
    "hand_over": _handed_over,
    "return": lambda _one, _by, _player: {"lines": {}},
    "take_over": _taken_over,
    "record_payment": lambda _one, _by, player: {"payment": cash(player.order.totals.debt)},
    "penalize": lambda _one, _by, player: {"person": min(chargeable(player.order), key=str)},
    "pay_out": _paid_out,
    "write_off": lambda _one, _by, player: {"amount": player.order.totals.debt},
    "refund": lambda _one, _by, player: {"amount": player.order.totals.received},
}
"""What a walk's player would not take from the order as it is."""

MOVES: dict[str, Callable[[Player], Move]] = {
    "assign": hands.assign,
    "offer": hands.offer,
    "accept": hands.accept,
    "decline": hands.decline,
    "depart": Player.depart,
    "arrive": Player.arrive,
    "fail_visit": Player.fail_visit,
    "move_visit": Player.move_visit,
    "submit_agreement": Player.submit_agreement,
    "submit_prepayment": Player.submit_prepayment,
    "confirm_payment": Player.confirm_payment,
    "hand_over": Player.hand_over,
    "assign_stationary": Player.assign_stationary,
    "set_priority": Player.set_priority,
    "take": Player.take,
    "finish_repair": Player.finish_repair,
    "give_device": Player.give_device,
    "receive_device": Player.receive_device,
    "recover_device": hands.recover_device,
    "return_device": Player.return_device,
    "submit_receipt": Player.submit_receipt,
    "submit_supplement": ways.submit_supplement,
    "submit_report": Player.submit_report,
    "submit_on_site": ways.submit_on_site,
    "approve": Player.approve,
    "return": Player.give_back,
    "pause": Player.pause,
    "resume": Player.resume,
    "cancel": Player.cancel,
    "set_deadline": Player.set_deadline,
    "withdraw": Player.withdraw,
    "add_note": Player.add_note,
    "undo": hands.undo,
    "take_over": hands.take_over,
    "ask": hands.ask,
    "grant": hands.grant,
    "deny": hands.deny,
    "record_payment": Player.record_payment,
    "refund": Player.refund,
    "settle_money": Player.settle_money,
    "pay_out": money_moves.pay_out,
    "write_off": money_moves.write_off,
    "penalize": moves_of_penalties.penalize,
    "appeal": moves_of_penalties.appeal,
    "decide_appeal": moves_of_penalties.decide_appeal,
    "reopen": ways.reopen,
    "not_warranty": not_warranty,
}
