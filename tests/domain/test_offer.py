import pytest
from pydantic import ValidationError

from domain.orders.assignment import Accept, Assign, Decline, Offer, OfferTaken
from domain.orders.audience import audience
from domain.orders.errors import (
    AlreadyAssigned,
    NothingOffered,
    NotYours,
    PersonBlocked,
    RoleMissing,
    StaleVersion,
)
from domain.orders.lifecycle import Cancel
from domain.orders.notices import NoticeKind, notices
from domain.orders.record import Entry
from domain.orders.reminders import Remind
from domain.orders.state import Order
from domain.orders.waiting import Action, WaitKind
from domain.people import Person
from domain.values import PersonId
from tests.domain.world import (
    ALL_HANDS,
    BLOCKED,
    BUYER,
    CURATOR,
    ENGINEER,
    OTHER_CURATOR,
    OTHER_ENGINEER,
    World,
)

THREE = (ENGINEER, OTHER_ENGINEER, ALL_HANDS)


def offered(*engineers: Person) -> World:
    world = World().open()
    world.give(CURATOR, Offer, engineers=tuple(one.id for one in engineers or THREE))
    return world


def gone(before: Order, added: list[Entry]) -> set[PersonId | None]:
    return {told.to_person for told in notices(before, added) if told.kind is NoticeKind.GONE}


def test_each_of_several_is_waited_for_told_and_sees_the_order() -> None:
    world = World().open()
    before = world.order
    added = world.give(CURATOR, Offer, engineers=tuple(one.id for one in THREE))
    assert world.waits() == [(WaitKind.ACCEPT, one.id) for one in THREE]
    assert len({wait.id for wait in world.order.waits}) == len(THREE)
    asked = {told.to_person for told in notices(before, added) if told.kind is NoticeKind.YOUR_TURN}
    assert asked == {one.id for one in THREE}
    assert {str(one.id) for one in THREE} <= audience(world.order)


def test_33_the_first_to_accept_wins_and_the_others_are_told() -> None:
    world = offered()
    before = world.order
    added = world.give(OTHER_ENGINEER, Accept)
    assert world.order.carrier == OTHER_ENGINEER.id
    assert world.waits() == [(WaitKind.SUBMIT_AGREEMENT, OTHER_ENGINEER.id)]
    assert gone(before, added) == {ENGINEER.id, ALL_HANDS.id}
    assert str(ENGINEER.id) not in audience(world.order)


def test_whoever_comes_too_late_is_told_that_somebody_else_has_it() -> None:
    world = offered()
    version = world.order.parts["assignment"]
    world.give(OTHER_ENGINEER, Accept)
    for seen in (version, version + 1):
        for kind, fields in ((Accept, {}), (Decline, {"reason": "far away"})):
            with pytest.raises(OfferTaken):
                world.give(ENGINEER, kind, version=seen, **fields)
    with pytest.raises(StaleVersion):  # who has it: nobody else does
        world.give(OTHER_ENGINEER, Accept, version=version)
    world.give(CURATOR, Offer, engineers=(ENGINEER.id, ALL_HANDS.id))
    with pytest.raises(StaleVersion):  # nobody has accepted the new offer
        world.give(ENGINEER, Accept, version=version)


def test_the_others_buttons_live_on_when_one_declines() -> None:
    world = offered()
    version = world.order.parts["assignment"]
    world.give(ENGINEER, Decline, reason="far away")
    assert world.order.parts["assignment"] == version
    assert {person for _, person in world.waits()} == {OTHER_ENGINEER.id, ALL_HANDS.id}
    with pytest.raises(NothingOffered):
        world.give(ENGINEER, Accept, version=version)
    world.give(ALL_HANDS, Accept, version=version)
    assert world.order.engineer == ALL_HANDS.id


def test_the_last_to_decline_gives_the_order_back_to_the_curator() -> None:
    world = offered()
    for one in THREE:
        world.give(one, Decline, reason="busy")
    assert world.waits() == [(WaitKind.ASSIGN, CURATOR.id)]
    assert world.order.offered_to == ()


def test_a_new_offer_or_assignment_takes_the_place_of_the_old_one() -> None:
    world = offered(ENGINEER, OTHER_ENGINEER)
    before = world.order
    added = world.give(CURATOR, Offer, engineers=(ENGINEER.id, ALL_HANDS.id))
    assert gone(before, added) == {OTHER_ENGINEER.id}
    before = world.order
    added = world.give(CURATOR, Assign, engineer=ALL_HANDS.id)
    assert gone(before, added) == {ENGINEER.id}
    assert world.waits() == [(WaitKind.ACCEPT, ALL_HANDS.id)]


def test_an_offer_takes_the_order_from_whoever_carries_it() -> None:
    world = World().accepted()
    before = world.order
    added = world.give(CURATOR, Offer, engineers=(OTHER_ENGINEER.id, ALL_HANDS.id))
    assert gone(before, added) == {ENGINEER.id}
    with pytest.raises(NotYours):
        world.submit_agreement(1000)


def test_who_may_be_offered_it_and_by_whom() -> None:
    world = offered(ENGINEER, OTHER_ENGINEER)
    for somebody in (OTHER_CURATOR, ENGINEER):
        with pytest.raises(NotYours):
            world.give(somebody, Offer, engineers=(ENGINEER.id, ALL_HANDS.id))
    with pytest.raises(PersonBlocked):
        world.give(CURATOR, Offer, engineers=(ENGINEER.id, BLOCKED.id))
    with pytest.raises(RoleMissing):
        world.give(CURATOR, Offer, engineers=(ENGINEER.id, BUYER.id))
    with pytest.raises(AlreadyAssigned):
        world.give(CURATOR, Offer, engineers=(OTHER_ENGINEER.id, ENGINEER.id))
    for engineers in ((ENGINEER.id,), (ENGINEER.id, ENGINEER.id)):
        with pytest.raises(ValidationError):
            world.give(CURATOR, Offer, engineers=engineers)
    world.give(ENGINEER, Accept)
    with pytest.raises(AlreadyAssigned):
        world.give(CURATOR, Offer, engineers=(OTHER_ENGINEER.id, ENGINEER.id))


def test_42_an_offer_that_nobody_answers_is_escalated_once() -> None:
    world = offered()
    world.passes(hours=3)
    escalations = []
    for wait in world.order.waits:
        before = world.order
        due = wait.rung_due(world.now)
        assert due is not None
        assert wait.rungs[due].action is Action.ESCALATE
        escalations += notices(before, world.give(None, Remind, wait=wait.id, rung=due))
    assert [(told.kind, told.to_person) for told in escalations] == [(NoticeKind.REMINDER, CURATOR.id)]


def test_a_cancelled_order_is_offered_to_nobody() -> None:
    world = offered(ENGINEER, ALL_HANDS)
    before = world.order
    assert gone(before, world.give(CURATOR, Cancel, reason="client moved")) == {ENGINEER.id, ALL_HANDS.id}
    assert world.order.offered_to == ()
    assert world.waits() == []


@pytest.mark.parametrize(("stored", "read"), [(None, ()), (str(ENGINEER.id), (ENGINEER.id,))])
def test_a_state_of_the_first_release_is_still_read(stored: str | None, read: tuple[PersonId, ...]) -> None:
    state = World().open().order.model_dump(mode="json")
    assert Order.model_validate({**state, "offered_to": stored}).offered_to == read
