"""What may be opened after an order agrees with what its opening is refused for."""

from uuid import UUID

import pytest

from domain.orders.actor import Actor
from domain.orders.errors import Refusal
from domain.orders.following import Following, following
from domain.orders.opening import Open
from domain.orders.warranty import doubt
from domain.people import Person
from domain.values import OrderId
from tests.domain.openings import completed, sibling
from tests.domain.world import CURATOR, ENGINEER, HOME, OTHER_CURATOR, OWNER, PRINTER, WORKER, World


def opens(world: World, by: Person, **opening: object) -> bool:
    """Whether the next order may be opened so."""
    ids = {"order_id": OrderId(UUID(int=1)), "organization_id": HOME, "contact_sha256": "0" * 64}
    try:
        world.give(by, Open, **ids, device=PRINTER, **opening)
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("by", [CURATOR, OTHER_CURATOR, ENGINEER, WORKER, OWNER], ids=lambda one: one.name)
@pytest.mark.parametrize("erased", [False, True])
def test_a_sibling_is_offered_to_whom_and_after_what_it_is_not_refused(by: Person, erased: bool) -> None:
    world = World()
    earlier = sibling(world, erased=erased)
    offered = following(world.neighbours[earlier].order, Actor.of(by), erased=erased)
    assert (Following.SIBLING in offered) == opens(world, by, sibling_of=earlier)


def test_a_repeat_is_offered_once_there_is_a_repair_to_repeat() -> None:
    world, curator = World(), Actor.of(CURATOR)
    closed = world.neighbours[completed(world)].order
    assert following(closed, curator, erased=False) == (Following.SIBLING, Following.REPEAT)
    assert following(closed, curator, erased=True) == ()
    assert following(World().in_work().order, curator, erased=False) == (Following.SIBLING,)


@pytest.mark.parametrize("days", [5, 30])
def test_whatever_needs_no_reason_is_opened_without_one(days: int) -> None:
    world = World()
    earlier = completed(world, days=days)
    order = world.neighbours[earlier].order
    why = doubt(order, order.device, world.now, world.organization.settings.calendar.tz)
    assert (why is None) == (days == 30)
    assert opens(world, CURATOR, warranty_of=earlier) == (why is None)
