from datetime import timedelta
from uuid import UUID

import pytest

from domain.orders.assignment import Accept, Assign, Offer
from domain.orders.errors import OrderUnknown
from domain.orders.sibling import ClientErased
from domain.orders.visit import FailVisit
from domain.orders.waiting import WaitKind
from tests.domain.openings import SIBLING, completed, sibling
from tests.domain.test_opening import TOMORROW
from tests.domain.world import BLOCKED, CURATOR, ENGINEER, MONDAY, OTHER_ENGINEER, World

LATER = {"since": MONDAY + timedelta(days=3), "until": MONDAY + timedelta(days=3, hours=1)}


def test_another_device_goes_with_the_same_engineer_on_the_same_visit() -> None:
    world = World()
    world.open(sibling_of=sibling(world, visit=TOMORROW))
    assert world.waits() == [(WaitKind.ACCEPT, ENGINEER.id)]
    visit = world.order.visit
    assert visit is not None
    assert (visit.since, visit.until) == (TOMORROW.since, TOMORROW.until)
    assert (world.order.sibling_of, world.order.eldest) == (SIBLING, SIBLING)


def test_it_is_with_whoever_carries_the_other_one_now() -> None:
    world = World()
    sibling(world)
    other = world.neighbours[SIBLING]
    other.give(ENGINEER, Accept)
    other.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)
    world.open(sibling_of=SIBLING)
    assert world.waits() == [(WaitKind.ACCEPT, OTHER_ENGINEER.id)]


def test_it_is_offered_to_those_the_other_one_is_offered_to() -> None:
    world = World()
    sibling(world, engineer=None)
    several = (ENGINEER.id, OTHER_ENGINEER.id)
    world.neighbours[SIBLING].give(CURATOR, Offer, engineers=several)
    world.open(sibling_of=SIBLING)
    assert world.order.offered_to == several


def test_what_is_given_is_not_taken_from_the_other_one() -> None:
    world = World()
    world.open(sibling_of=sibling(world), engineer=OTHER_ENGINEER.id, visit=LATER)
    assert world.order.offered_to == (OTHER_ENGINEER.id,)
    assert world.order.visit is not None
    assert world.order.visit.since == LATER["since"]


def test_a_walk_in_takes_neither_visit_nor_engineer() -> None:
    world = World()
    world.open(sibling_of=sibling(world), walk_in=True)
    assert (world.order.visit, world.order.offered_to) == (None, ())
    assert world.order.custody.holder == CURATOR.id


def test_a_visit_that_failed_or_is_over_is_no_visit_of_the_next_one() -> None:
    world = World()
    sibling(world)
    other = world.neighbours[SIBLING]
    other.give(ENGINEER, Accept)
    other.give(ENGINEER, FailVisit, reason="nobody_there")
    world.open(sibling_of=SIBLING)
    assert world.order.visit is None
    late = World()
    sibling(late)
    late.passes(days=2)
    assert late.open(sibling_of=SIBLING).order.visit is None


def test_a_blocked_engineer_gets_no_other_device() -> None:
    world = World()
    sibling(world)
    world.people[ENGINEER.id] = BLOCKED.model_copy(update={"id": ENGINEER.id})
    assert world.open(sibling_of=SIBLING).waits() == [(WaitKind.ASSIGN, CURATOR.id)]


def test_siblings_of_siblings_are_of_one_family() -> None:
    world = World()
    sibling(world)
    other = world.neighbours[SIBLING]
    other.state = other.order.with_(eldest=UUID(int=50))
    world.open(sibling_of=SIBLING)
    assert (world.order.sibling_of, world.order.eldest) == (SIBLING, UUID(int=50))


def test_an_unknown_order_and_an_erased_client_have_no_other_device() -> None:
    world = World()
    with pytest.raises(OrderUnknown):
        world.open(sibling_of=SIBLING)
    with pytest.raises(ClientErased):
        world.open(sibling_of=sibling(world, erased=True))


def test_another_device_may_be_a_repeat_under_warranty() -> None:
    world = World()
    world.open(sibling_of=sibling(world), warranty_of=completed(world))
    assert world.order.under_warranty
    assert world.order.eldest == SIBLING
