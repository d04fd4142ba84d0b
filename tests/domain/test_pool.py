"""ACC-7: with the setting `pool`, curators act on the orders of one who is not on shift."""

from datetime import timedelta

import pytest

from domain.orders.assignment import Accept, Assign
from domain.orders.errors import NotYours, OwnSubmission, RoleMissing
from domain.orders.ledger import PostingKind
from domain.orders.lifecycle import Cancel, PauseOrder, Withdraw
from domain.orders.payments import RecordPayment
from domain.orders.prepayment import SubmitPrepayment
from domain.orders.verification import Return
from domain.orders.visit import Interval, MoveVisit
from domain.organizations import OrganizationSettings
from domain.people import Person
from tests.domain.world import ALL_HANDS, BUYER, CURATOR, ENGINEER, OTHER_CURATOR, OWNER, World, cash

POOL = OrganizationSettings(pool=True)


def away(world: World, **how: bool) -> World:
    world.for_a_moment(CURATOR.id, **(how or {"on_shift": False}))
    return world


@pytest.mark.parametrize("how", [{"on_shift": False}, {"active": False}])
def test_whoever_stands_in_manages_and_verifies(how: dict[str, bool]) -> None:
    world = away(World(POOL).open(), **how)
    world.give(OTHER_CURATOR, Assign, engineer=ENGINEER.id)
    world.give(ENGINEER, Accept)
    since = world.now + timedelta(days=1)
    visit = Interval(since=since, until=since + timedelta(hours=1))
    world.give(OTHER_CURATOR, MoveVisit, to=visit, reason="office")
    world.submit_agreement(1000)
    world.give(OTHER_CURATOR, Return, part="agreement", reason="dear")
    world.submit_agreement(900).approve("agreement", by=OTHER_CURATOR)
    assert world.order.curator == CURATOR.id
    assert world.order.totals.agreed == 900


@pytest.mark.parametrize(
    ("settings", "on_shift"), [(OrganizationSettings(), False), (OrganizationSettings(), True), (POOL, True)]
)
def test_22_without_the_pool_or_while_the_curator_is_on_shift_nobody_stands_in(
    settings: OrganizationSettings, on_shift: bool
) -> None:
    world = away(World(settings).accepted().submit_agreement(1000), on_shift=on_shift)
    for kind, fields in ((Cancel, {}), (PauseOrder, {"until": world.now + timedelta(days=1)})):
        with pytest.raises(NotYours):
            world.give(OTHER_CURATOR, kind, reason="mine", **fields)
    with pytest.raises(NotYours):
        world.approve("agreement", by=OTHER_CURATOR)


@pytest.mark.parametrize("somebody", [OWNER, BUYER, ENGINEER])
def test_only_curators_stand_in(somebody: Person) -> None:
    world = away(World(POOL).accepted().submit_agreement(1000))
    with pytest.raises(NotYours):
        world.give(somebody, Cancel, reason="mine")
    with pytest.raises(RoleMissing):
        world.approve("agreement", by=somebody)


def test_money_is_in_the_hands_of_whoever_took_it() -> None:
    world = away(World(POOL).in_work(1000))
    (entry, *_) = world.give(OTHER_CURATOR, RecordPayment, payment=cash(1000))
    (posting,) = entry.event.postings
    assert (posting.kind, posting.person) == (PostingKind.PAYMENT, OTHER_CURATOR.id)


def test_nobody_who_stands_in_verifies_the_own_submission_either() -> None:
    world = World(POOL).open(engineer=ALL_HANDS.id)
    world.give(ALL_HANDS, Accept)
    away(world)
    with pytest.raises(NotYours):
        world.submit_agreement(1000)
    world.give(OTHER_CURATOR, Assign, engineer=ENGINEER.id)
    world.give(ENGINEER, Accept)
    world.submit_agreement(1000).approve("agreement", by=ALL_HANDS)
    world.give(OTHER_CURATOR, Assign, engineer=ALL_HANDS.id)
    world.give(ALL_HANDS, Accept)
    world.give(ALL_HANDS, SubmitPrepayment, payment=None)
    with pytest.raises(OwnSubmission):
        world.approve("prepayment", by=ALL_HANDS)
    world.approve("prepayment", by=OTHER_CURATOR)


def test_a_walk_in_is_carried_by_whoever_stands_in() -> None:
    world = away(World(POOL).open(walk_in=True))
    world.handed_over(by=OTHER_CURATOR, purpose="diagnosis")
    with pytest.raises(OwnSubmission):
        world.approve("stationary.1", by=OTHER_CURATOR)
    world.give(ALL_HANDS, Return, part="stationary.1", reason="blurred")
    world.give(ALL_HANDS, Withdraw, part="stationary.1", reason="not needed")
