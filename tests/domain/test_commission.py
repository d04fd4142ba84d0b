from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.money import BASIS_POINTS, apportioned
from domain.orders.assignment import Accept, Assign
from domain.orders.errors import AdvanceTooHigh
from domain.orders.ledger import Totals
from domain.orders.parts import DeviceKind
from domain.orders.report import SplitWithStranger
from domain.orders.state import Order
from domain.orders.verification import Approve
from domain.organizations import OrganizationSettings, Rate
from domain.people import Person
from domain.values import PersonId
from tests.domain.world import CURATOR, ENGINEER, MONDAY, OTHER_ENGINEER, OWNER, World

TODAY = MONDAY.date()
HALVES = {ENGINEER.id: 5_000, OTHER_ENGINEER.id: 5_000}


def carried_by_two(price: int = 100_000) -> World:
    """Ivan agrees on it, Semyon reports."""
    world = World().in_work(price)
    world.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)
    world.give(OTHER_ENGINEER, Accept)
    return world


def test_without_a_split_all_is_the_reports_authors() -> None:
    world = carried_by_two()
    world.submit_report(100_000, by=OTHER_ENGINEER).approve("report")
    assert world.order.payable == {OTHER_ENGINEER.id: 40_000}
    assert world.order.carriers == (ENGINEER.id, OTHER_ENGINEER.id)


def test_an_odd_kopeck_goes_to_one_of_them_and_is_not_lost() -> None:
    world = carried_by_two(100_003)  # 40 001.2 kopecks
    world.submit_report(100_003, by=OTHER_ENGINEER).approve("report", commission_split=HALVES)
    assert sorted(world.order.payable.values()) == [20_000, 20_001]
    assert world.order.totals.commission == 40_001


def test_the_whole_may_go_to_the_one_who_left() -> None:
    world = carried_by_two()
    world.submit_report(100_000, by=OTHER_ENGINEER)
    world.approve("report", commission_split={ENGINEER.id: BASIS_POINTS})
    assert world.order.payable == {ENGINEER.id: 40_000}


def test_an_advance_is_within_its_authors_own_part() -> None:
    world = carried_by_two()
    world.submit_report(100_000, by=OTHER_ENGINEER, advance=20_001)
    with pytest.raises(AdvanceTooHigh) as refused:
        world.approve("report", commission_split=HALVES)
    assert refused.value.facts == {"advance": 20_001, "commission": 20_000}


def test_only_who_carried_the_order_has_a_part() -> None:
    world = World().in_work().submit_report(100_000)
    for stranger in (OTHER_ENGINEER, OWNER, CURATOR):
        with pytest.raises(SplitWithStranger):
            world.approve("report", commission_split={ENGINEER.id: 9_999, stranger.id: 1})


@pytest.mark.parametrize("shares", [(5_000, 4_999), (10_001,), (10_000, 0), (10_001, -1), (5_000.0, 5_000)])
def test_a_split_is_whole(shares: tuple[float, ...]) -> None:
    split = dict(zip(HALVES, shares, strict=False))
    with pytest.raises(ValidationError):
        World().in_work().submit_report().approve("report", commission_split=split)


def test_nothing_but_a_report_is_split() -> None:
    with pytest.raises(ValidationError):
        Approve(id="c", by=CURATOR.id, part="agreement", version=1, commission_split=HALVES)


@given(st.integers(0, 10**11), st.lists(st.integers(1, 900), min_size=1, max_size=11))
def test_parts_make_the_whole_and_each_is_within_a_kopeck_of_its_share(amount: int, some: list[int]) -> None:
    shares = {PersonId(UUID(int=n)): bp for n, bp in enumerate([*some, BASIS_POINTS - sum(some)]) if bp}
    parts = apportioned(amount, shares)
    assert sum(parts.values()) == amount
    assert all(abs(parts[one] * BASIS_POINTS - amount * bp) < BASIS_POINTS for one, bp in shares.items())


def test_a_state_of_an_earlier_release_knows_who_is_to_get_what() -> None:
    world = World().in_work(100_000).submit_report(100_000, advance=15_000).approve("report")
    new = {"carriers", "wages"}
    state = world.order.model_dump(mode="json", exclude=new)
    del state["totals"]["payout"], state["totals"]["write_off"]
    old = Order.model_validate(state)
    assert (old.carriers, old.wages, old.totals.debt) == ((), None, 0)
    assert old.payable == world.order.payable == {ENGINEER.id: 25_000}
    assert old.carried_by == world.order.carried_by
    assert old.totals == Totals.model_validate(world.order.totals.model_dump())


RATES = OrganizationSettings(
    commission_bp=1_000,
    rates=(
        Rate(since=TODAY - timedelta(days=9), bp=1_100),
        Rate(since=TODAY - timedelta(days=9), kind=DeviceKind.PRINTER, bp=1_200),
        Rate(since=TODAY, kind=DeviceKind.PRINTER, bp=1_300),
        Rate(since=TODAY + timedelta(days=1), kind=DeviceKind.PRINTER, bp=9_999),
        Rate(since=TODAY, person=OTHER_ENGINEER.id, bp=1_500),
        Rate(since=TODAY, person=OTHER_ENGINEER.id, kind=DeviceKind.PLOTTER, bp=0),
    ),
)


@pytest.mark.parametrize(
    ("person", "kind", "day", "bp"),
    [
        (ENGINEER, DeviceKind.SCANNER, TODAY - timedelta(days=10), 1_000),
        (ENGINEER, DeviceKind.SCANNER, TODAY, 1_100),
        (ENGINEER, DeviceKind.PRINTER, TODAY - timedelta(days=1), 1_200),
        (ENGINEER, DeviceKind.PRINTER, TODAY, 1_300),
        (ENGINEER, DeviceKind.PRINTER, date.max, 9_999),
        (ENGINEER.model_copy(update={"commission_bp": 0}), DeviceKind.PRINTER, TODAY, 0),
        (OTHER_ENGINEER, DeviceKind.PRINTER, TODAY - timedelta(days=1), 1_200),
        (OTHER_ENGINEER, DeviceKind.PRINTER, TODAY, 1_500),
        (OTHER_ENGINEER.model_copy(update={"commission_bp": 7}), DeviceKind.MFP, TODAY, 1_500),
        (OTHER_ENGINEER, DeviceKind.PLOTTER, TODAY, 0),
    ],
)
def test_the_nearest_rate_that_holds_on_the_day(person: Person, kind: DeviceKind, day: date, bp: int) -> None:
    assert RATES.commission_rate(person, kind, day) == bp


def test_a_report_stands_with_the_rate_of_its_day() -> None:
    world = World(RATES).in_work(100_000).submit_report(100_000)
    world.passes(days=2)
    world.approve("report")
    assert (world.order.report.commission_bp, world.order.totals.commission) == (1_300, 13_000)
