from datetime import timedelta
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.orders.errors import (
    DateTooFar,
    OrderAlreadyOpen,
    OrderUnknown,
    PastDate,
    PersonBlocked,
    PersonUnknown,
    RoleMissing,
)
from domain.orders.lifecycle import AddNote
from domain.orders.opening import Open
from domain.orders.parts import Purpose, Stage
from domain.orders.visit import Interval
from domain.orders.waiting import WaitKind
from domain.people import Person
from domain.values import OrderId
from tests.domain.world import (
    BLOCKED,
    BUYER,
    CURATOR,
    ENGINEER,
    HOME,
    MONDAY,
    OTHER_CURATOR,
    OWNER,
    PRINTER,
    STRANGER,
    WORKER,
    World,
)

TOMORROW = Interval(since=MONDAY + timedelta(days=1), until=MONDAY + timedelta(days=1, hours=2))


def test_an_opened_order_waits_for_its_engineer() -> None:
    world = World().open(engineer=ENGINEER.id, visit=TOMORROW)
    assert world.order.stage is Stage.ASSIGNMENT
    assert world.order.number == "SVC-000123"
    assert world.waits() == [(WaitKind.ACCEPT, ENGINEER.id)]
    assert world.order.custody.holder is None


def test_an_order_without_an_engineer_waits_for_its_curator() -> None:
    assert World().open().waits() == [(WaitKind.ASSIGN, CURATOR.id)]


def test_a_walk_in_is_carried_by_its_curator_who_holds_the_device() -> None:
    world = World().open(walk_in=True)
    assert world.order.stage is Stage.AGREEMENT
    assert world.order.custody.holder == CURATOR.id
    (wait,) = world.order.waits
    assert (wait.kind, wait.person, wait.clock) == (WaitKind.SUBMIT_AGREEMENT, CURATOR.id, "curator")


def test_a_walk_in_goes_straight_to_the_workshop() -> None:
    world = World().open(walk_in=True).handed_over(by=CURATOR, purpose=Purpose.DIAGNOSIS)
    assert world.waits() == [(WaitKind.VERIFY_HANDOVER, None)]
    world.approve("stationary.1", by=OTHER_CURATOR)
    assert world.waits() == [(WaitKind.TAKE, None)]


@pytest.mark.parametrize("fields", [{"engineer": ENGINEER.id}, {"visit": TOMORROW}])
def test_a_walk_in_has_neither_engineer_nor_visit(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        World().open(walk_in=True, **fields)


@pytest.mark.parametrize("somebody", [ENGINEER, WORKER, OWNER, BUYER])
def test_only_a_curator_opens(somebody: Person) -> None:
    world = World()
    with pytest.raises(RoleMissing):
        opened_by(world, somebody)
    assert world.state is None


def test_strangers_and_blocked_people_open_nothing() -> None:
    with pytest.raises(PersonUnknown):
        opened_by(World(), STRANGER)
    with pytest.raises(PersonBlocked):
        opened_by(World(), BLOCKED)
    with pytest.raises(RoleMissing):
        opened_by(World(), None)


@pytest.mark.parametrize(
    ("engineer", "refusal"), [(BLOCKED, PersonBlocked), (STRANGER, PersonUnknown), (WORKER, RoleMissing)]
)
def test_only_an_active_engineer_of_the_organization_gets_an_order(
    engineer: Person, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        World().open(engineer=engineer.id)


def test_a_visit_lies_ahead_and_within_a_year() -> None:
    yesterday = Interval(since=MONDAY - timedelta(days=1), until=MONDAY - timedelta(hours=20))
    with pytest.raises(PastDate):
        World().open(visit=yesterday)
    someday = Interval(since=MONDAY + timedelta(days=2900), until=MONDAY + timedelta(days=2900, hours=1))
    with pytest.raises(DateTooFar):
        World().open(visit=someday)


@pytest.mark.parametrize("length", [timedelta(), timedelta(hours=-1), timedelta(hours=25)])
def test_an_interval_is_positive_and_within_a_day(length: timedelta) -> None:
    with pytest.raises(ValidationError):
        Interval(since=MONDAY, until=MONDAY + length)


def test_an_order_opens_once_and_nothing_happens_before() -> None:
    world = World()
    with pytest.raises(OrderUnknown):
        world.give(CURATOR, AddNote, text="hello")
    world.open()
    with pytest.raises(OrderAlreadyOpen):
        world.open()


def opened_by(world: World, somebody: Person | None) -> None:
    ids = {"order_id": OrderId(UUID(int=2)), "organization_id": HOME, "contact_sha256": "0" * 64}
    world.give(somebody, Open, **ids, device=PRINTER)
