"""How people open an order, also the repeat of an earlier one under warranty."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from domain.orders.opening import Open
from domain.orders.parts import Stage
from domain.orders.visit import Interval
from domain.orders.warranty import NotWarranty
from domain.people import Role
from domain.values import OrderId
from tests.domain.moves import Move, Player
from tests.domain.world import CURATOR, ENGINEER, HOME, PRINTER, World

EARLIER = OrderId(UUID(int=7))
NO_PROOF: tuple[dict[str, Any], ...] = ({"closed": Stage.CANCELLED}, {"serial": "VN-2"}, {"days": 5})
"""Why an earlier order alone does not make a repeat of it."""


def completed(
    world: World, *, serial: str | None = PRINTER.serial, days: int = 30, **changes: Any
) -> OrderId:
    """An earlier order, completed twenty days ago with `days` of warranty."""
    earlier = World(order=7)
    earlier.now = world.now - timedelta(days=20)
    earlier.open(walk_in=True, device=PRINTER.model_copy(update={"serial": serial}))
    report = earlier.order.report.model_copy(update={"warranty_days": days})
    closed = {"closed": Stage.COMPLETED, "closed_at": earlier.now, "report": report}
    earlier.state = earlier.order.with_(**(closed | changes))
    world.neighbours[EARLIER] = earlier
    return EARLIER


SIBLING = OrderId(UUID(int=8))


def sibling(world: World, *, erased: bool = False, **opening: Any) -> OrderId:
    """Another order of the same client, opened just now."""
    other = World(order=8)
    other.now, other.erased = world.now, erased
    since = world.now + timedelta(days=1)
    visit = Interval(since=since, until=since + timedelta(hours=2))
    other.open(**({"engineer": ENGINEER.id, "visit": visit} | opening))
    world.neighbours[SIBLING] = other
    return SIBLING


def open_order(player: Player) -> Move:
    move = plain_opening(player)
    return Move(move.by, move.kind, {**move.fields, **_of_others(player)})


def plain_opening(player: Player) -> Move:
    """Of an order that has to do with no other."""
    chance = player.chance
    shape = chance.randrange(3)
    since = player.later(days=2)
    wanted: dict[str, object] = {"walk_in": True}
    if shape:
        wanted = {"engineer": player.someone(None, Role.ENGINEER).id if shape == 1 else None}
        wanted["visit"] = Interval(since=since, until=since + timedelta(hours=2))
    wanted |= {"note": "Звонить дважды"} if chance.random() < 0.3 else {}
    ids = {"order_id": player.world.order_id, "organization_id": HOME, "contact_sha256": "0" * 64}
    by = player.someone(None) if player.world.state is None else CURATOR
    return Move(by, Open, {**ids, "device": PRINTER, **wanted})


def _of_others(player: Player) -> dict[str, object]:
    """Mostly nothing; else a repeat that is proven, explained, or neither."""
    chance, world = player.chance, player.world
    match chance.randrange(14):
        case 6:
            return {"sibling_of": sibling(world)}
        case 7:
            return {"sibling_of": sibling(world, erased=True)}
        case 0:
            return {"warranty_of": completed(world)}
        case 1:
            return {"warranty_of": completed(world, **chance.choice(NO_PROOF)), "warranty_reason": "known"}
        case 2 | 3 | 4:
            return {"warranty_of": completed(world, **chance.choice(NO_PROOF))}
        case 5 if chance.random() < 0.2:
            return {"warranty_of": UUID(int=99)}
        case _:
            return {}


def not_warranty(player: Player) -> Move:
    by = player.chance.choice((player.curator(), player.carrier()))
    return Move(by, NotWarranty, {"reason": "coffee"})
