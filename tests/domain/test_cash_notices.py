"""Who hears what of cash in hand, and when it has been there for too long."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from domain.calendar import Hours, WorkingCalendar
from domain.cash import HandIn, HandInId, confirmed, disputed, withdrawn
from domain.cash_notices import is_held_too_long, of_hand_in, of_limit, taken_in_cash
from domain.orders.notices import NoticeKind
from domain.organizations import OrganizationSettings
from domain.people import Role
from tests.domain.world import CURATOR, ENGINEER, HOME, MONDAY, World

NAMES = {ENGINEER.id: ENGINEER.name, CURATOR.id: CURATOR.name}
HAND_IN = HandIn(
    id=HandInId(uuid4()),
    organization_id=HOME,
    person=ENGINEER.id,
    receiver=CURATOR.id,
    amount=500_000,
    at=MONDAY,
)


def test_a_hand_in_is_told_to_its_receiver_and_what_became_of_it_to_whoever_handed_in() -> None:
    ends = (
        (HAND_IN, NoticeKind.HAND_IN, CURATOR, ENGINEER),
        (confirmed(HAND_IN, CURATOR.id, MONDAY), NoticeKind.HAND_IN_CONFIRMED, ENGINEER, CURATOR),
        (disputed(HAND_IN, CURATOR.id, MONDAY, "4000"), NoticeKind.HAND_IN_DISPUTED, ENGINEER, CURATOR),
        (withdrawn(HAND_IN, ENGINEER.id, MONDAY), NoticeKind.HAND_IN_WITHDRAWN, CURATOR, ENGINEER),
    )
    for hand_in, kind, reader, other in ends:
        told = of_hand_in(hand_in, NAMES)
        assert (told.kind, told.to_person, told.name) == (kind, reader.id, other.name)
        assert (told.about, told.amount, told.text) == (HAND_IN.id, 500_000, hand_in.reason)


def test_what_is_taken_in_cash_is_what_the_ledger_says() -> None:
    world = World().in_work(100_000, prepaid=70_000)
    assert taken_in_cash(world.entries) == {ENGINEER.id: 70_000}
    count = len(world.entries)
    world.submit_receipt(20_000, paid_by="client_cash").approve("receipt.1")
    assert taken_in_cash(world.entries[count:]) == {ENGINEER.id: -20_000}


def test_too_much_cash_of_a_curator_is_told_to_the_owners() -> None:
    world = World().accepted()
    assert [one.to_person for one in of_limit(ENGINEER.id, "И", 1, world.order)] == [ENGINEER.id, CURATOR.id]
    told = of_limit(CURATOR.id, "К", 1, world.order)
    assert [(one.to_person, one.to_role) for one in told] == [(CURATOR.id, None), (None, Role.OWNER)]


@pytest.mark.parametrize(("days", "too_long"), [(3, False), (4, False), (6, False), (7, True)])
def test_days_in_hand_are_working_days(days: int, too_long: bool) -> None:
    """Taken on Monday, four days allowed: Friday is the fourth after it, and Monday comes next."""
    settings = OrganizationSettings(cash_remind_days=4)
    assert is_held_too_long(MONDAY, MONDAY + timedelta(days=days), settings) is too_long


def test_news_that_can_wait_come_on_a_working_day_once_work_has_begun() -> None:
    moscow = WorkingCalendar(
        quiet=Hours(since=datetime.min.time(), until=datetime.min.time().replace(hour=8))
    )
    monday = datetime(2026, 11, 23, tzinfo=UTC)  # midnight in London, 03:00 in Moscow

    def fit(calendar: WorkingCalendar, hours: float) -> bool:
        return calendar.fit_for_news(monday + timedelta(hours=hours))

    assert [fit(moscow, hour) for hour in (-24, 4.5, 5.5, 6, 15, 20)] == [
        False,
        False,
        False,
        True,
        True,
        True,
    ]
    early = moscow.model_copy(
        update={"week": (Hours(since=datetime.min.time(), until=datetime.min.time()),) * 7}
    )
    assert [fit(early, hour) for hour in (0, 4.5, 5.5)] == [False, False, True]
