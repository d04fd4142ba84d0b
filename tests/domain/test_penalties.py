"""Penalties (SLA-4): by hand, by rule from the engineer's own clock, and the one appeal against each."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from domain.orders.assignment import Accept, Assign
from domain.orders.audience import seen_by
from domain.orders.closing import Closed
from domain.orders.errors import NotYours, RoleMissing, StaleVersion, UnknownPart
from domain.orders.lifecycle import Cancel, PauseOrder, ResumeOrder, SetDeadline
from domain.orders.notices import NoticeKind, notices
from domain.orders.penalties import (
    Appeal,
    AppealDecided,
    AppealedAlready,
    DecideAppeal,
    NobodyOfTheOrder,
    NotAppealed,
    OwnPenalty,
    Penalize,
    Penalized,
)
from domain.orders.penalty import PenaltyRule
from domain.orders.record import Entry
from domain.orders.reminders import Remind, Reminded
from domain.orders.takeover import TakeOver
from domain.orders.waiting import Action, Ladder, WaitKind
from domain.organizations import Mode, OrganizationSettings, Verification
from domain.people import Role
from tests.domain.world import (
    CURATOR,
    ENGINEER,
    MONDAY,
    OTHER_CURATOR,
    OTHER_ENGINEER,
    OWNER,
    ROUBLE,
    STAFF,
    SUPERUSER,
    WORKER,
    World,
)

HOURLY = Ladder(remind=120, again=180, escalate=240, escalate_again=300)
RULE = PenaltyRule(kind=WaitKind.SUBMIT_AGREEMENT, after=200, amount=500 * ROUBLE)
SETTINGS = OrganizationSettings(penalties=(RULE,), ladders={WaitKind.SUBMIT_AGREEMENT: HOURLY})


def ruled() -> World:
    """An engineer has to send in the agreement; Monday 10:00."""
    return World(SETTINGS).accepted()


def rung(world: World) -> int:
    """The index of the rung that may charge."""
    rungs = world.wait(WaitKind.SUBMIT_AGREEMENT).rungs
    (index,) = (n for n, one in enumerate(rungs) if one.action is Action.PENALIZE)
    return index


def come(world: World, index: int) -> list[Entry]:
    wait = world.wait(WaitKind.SUBMIT_AGREEMENT)
    world.now = max(wait.rungs[index].at, world.now)
    return world.give(None, Remind, wait=wait.id, rung=index)


def next_part(world: World) -> str:
    return f"penalty.{len(world.order.penalties) + 1}"


def charged(world: World, amount: int = 300 * ROUBLE) -> World:
    world.give(
        CURATOR,
        Penalize,
        part=next_part(world),
        person=ENGINEER.id,
        amount=amount,
        reason="Не позвонил клиенту",
    )
    return world


def appealed(world: World) -> World:
    charged(world).give(ENGINEER, Appeal, part="penalty.1", reason="Звонил дважды")
    return world


def test_a_rule_charges_when_the_engineers_own_clock_ran_the_limit() -> None:
    world = ruled()
    wait, index = world.wait(WaitKind.SUBMIT_AGREEMENT), rung(world)
    assert wait.rungs[index].at == MONDAY + timedelta(minutes=200)
    assert [one.at for one in wait.rungs] == sorted(one.at for one in wait.rungs)
    before = world.order
    added = come(world, index)
    penalized, reminded = (entry.event for entry in added)
    assert isinstance(penalized, Penalized)
    assert (penalized.person, penalized.amount, penalized.author) == (ENGINEER.id, 500 * ROUBLE, None)
    assert (penalized.part, penalized.rule, penalized.wait) == ("penalty.1", wait.kind, wait.id)
    (start,) = (entry for entry in world.entries if entry.seq == penalized.because[0])
    assert wait.id in {one.id for one in getattr(start.event, "started", ())}
    assert isinstance(reminded, Reminded)
    assert world.order.totals.penalty == 500 * ROUBLE
    told = [notice for notice in notices(before, added) if notice.kind is NoticeKind.PENALTY]
    assert [(one.to_person, one.amount) for one in told] == [(ENGINEER.id, 500 * ROUBLE)]


def test_without_a_rule_the_ladder_is_what_it_was() -> None:
    plain = World(OrganizationSettings(ladders={WaitKind.SUBMIT_AGREEMENT: HOURLY})).accepted()
    with_rule = [one for one in ruled().wait(WaitKind.SUBMIT_AGREEMENT).rungs if one.action != "penalize"]
    assert list(plain.wait(WaitKind.SUBMIT_AGREEMENT).rungs) == with_rule
    assert {tuple(one.model_dump()) for one in with_rule} == {("at", "action", "to")}


def test_a_limit_that_others_used_up_charges_nobody() -> None:
    """While the report may be sent in, a receipt waits for its curator: the engineer's clock stands still."""
    rule = PenaltyRule(kind=WaitKind.SUBMIT_REPORT, after=200, amount=500 * ROUBLE)
    after = Verification(receipt=Mode.AFTER)
    world = World(OrganizationSettings(penalties=(rule,), verification=after)).in_work()
    wait = world.wait(WaitKind.SUBMIT_REPORT)
    world.passes(minutes=10)
    world.submit_receipt(100)
    world.passes(minutes=1)
    world.approve("receipt.1")
    assert world.wait(WaitKind.SUBMIT_REPORT).id == wait.id
    world.now = wait.rungs[0].at
    (entry,) = world.give(None, Remind, wait=wait.id, rung=0)
    assert isinstance(entry.event, Reminded)
    assert entry.event.action is Action.PENALIZE
    assert world.order.penalties == ()


def test_a_pause_stops_the_limit_too() -> None:
    world = ruled()
    world.passes(minutes=100)
    world.give(CURATOR, PauseOrder, until=world.now + timedelta(hours=3), reason="client away")
    world.passes(minutes=120)
    world.give(CURATOR, ResumeOrder)
    index = rung(world)
    assert world.wait(WaitKind.SUBMIT_AGREEMENT).rungs[index].at == world.now + timedelta(minutes=100)
    assert any(isinstance(entry.event, Penalized) for entry in come(world, index))


def test_a_deadline_of_the_curator_is_waited_for_first() -> None:
    world = ruled()
    world.give(CURATOR, SetDeadline, part="agreement", until=MONDAY + timedelta(hours=5))
    index = rung(world)
    assert world.wait(WaitKind.SUBMIT_AGREEMENT).rungs[index].at > MONDAY + timedelta(hours=5)
    assert any(isinstance(entry.event, Penalized) for entry in come(world, index))


def test_a_late_rung_that_passes_over_the_limit_charges_once() -> None:
    world = ruled()
    last = len(world.wait(WaitKind.SUBMIT_AGREEMENT).rungs) - 1
    added = come(world, last)
    assert [entry.event.kind for entry in added] == ["penalized", "reminded"]
    assert len(world.order.penalties) == 1


def test_who_has_not_accepted_an_offer_in_time_is_an_engineer_too() -> None:
    rule = PenaltyRule(kind=WaitKind.ACCEPT, after=10, amount=100)
    world = World(OrganizationSettings(penalties=(rule,))).open(engineer=ENGINEER.id)
    wait = world.wait(WaitKind.ACCEPT)
    world.now = wait.rungs[0].at
    added = world.give(None, Remind, wait=wait.id, rung=0)
    assert [entry.event.kind for entry in added] == ["penalized", "reminded"]
    told = notices(None, world.entries)
    assert NoticeKind.REMINDER not in {notice.kind for notice in told}, "a penalty tells of itself"


def test_a_rule_is_one_for_each_kind_and_for_what_engineers_do() -> None:
    with pytest.raises(ValidationError, match="one rule for each kind"):
        OrganizationSettings(penalties=(RULE, RULE))
    for kind in (WaitKind.VERIFY_REPORT, WaitKind.REPAIR, WaitKind.RESUME):
        with pytest.raises(ValidationError, match="no engineer's clock"):
            PenaltyRule(kind=kind, after=10, amount=100)


def test_a_curator_charges_those_who_carried_the_order_or_worked_on_it() -> None:
    world = World().in_workshop()
    for one in (ENGINEER, WORKER):
        world.give(CURATOR, Penalize, part=next_part(world), person=one.id, amount=100, reason="late")
    assert [penalty.part for penalty in world.order.penalties] == ["penalty.1", "penalty.2"]
    for stranger in (OTHER_ENGINEER, OWNER):
        with pytest.raises(NobodyOfTheOrder):
            world.give(
                CURATOR, Penalize, part=next_part(world), person=stranger.id, amount=100, reason="late"
            )
    for other in (OTHER_CURATOR, OWNER, ENGINEER):
        with pytest.raises(NotYours):
            world.give(other, Penalize, part=next_part(world), person=ENGINEER.id, amount=100, reason="late")
    for amount in (0, -100):
        with pytest.raises(ValidationError):
            world.give(
                CURATOR, Penalize, part=next_part(world), person=ENGINEER.id, amount=amount, reason="late"
            )


def test_whoever_charges_need_not_know_how_many_penalties_there_are() -> None:
    world = charged(World().accepted())
    for amount in (100, 200):
        world.give(CURATOR, Penalize, person=ENGINEER.id, amount=amount, reason="late")
    assert [penalty.part for penalty in world.order.penalties] == ["penalty.1", "penalty.2", "penalty.3"]
    with pytest.raises(UnknownPart):
        world.give(CURATOR, Penalize, part="penalty.7", person=ENGINEER.id, amount=1, reason="late")


def test_a_press_that_comes_twice_charges_once() -> None:
    world = charged(World().accepted())
    with pytest.raises(StaleVersion):
        world.give(
            CURATOR, Penalize, part="penalty.1", version=0, person=ENGINEER.id, amount=100, reason="late"
        )
    with pytest.raises(UnknownPart):
        world.give(CURATOR, Penalize, part="penalty.9", person=ENGINEER.id, amount=100, reason="late")


def test_a_penalty_is_appealed_once_by_whoever_was_charged() -> None:
    world = charged(World().accepted())
    with pytest.raises(UnknownPart):
        world.give(ENGINEER, Appeal, part="penalty.2", reason="?")
    with pytest.raises(NotYours):
        world.give(CURATOR, Appeal, part="penalty.1", reason="?")
    with pytest.raises(NotAppealed):
        world.give(OWNER, DecideAppeal, part="penalty.1", verdict="uphold", reason="?")
    world.give(ENGINEER, Appeal, part="penalty.1", reason="Звонил")
    assert (WaitKind.DECIDE_APPEAL, None) in world.waits()
    assert world.wait(WaitKind.DECIDE_APPEAL).role is Role.OWNER
    world.give(OWNER, DecideAppeal, part="penalty.1", verdict="uphold", reason="Не звонил")
    with pytest.raises(AppealedAlready):
        world.give(ENGINEER, Appeal, part="penalty.1", reason="Ещё раз")
    assert world.order.totals.penalty == 300 * ROUBLE


def test_a_won_appeal_leaves_the_ledger_as_if_it_had_not_been_and_is_told() -> None:
    world = World().accepted()
    totals = world.order.totals
    appealed(world)
    before = world.order
    added = world.give(OWNER, DecideAppeal, part="penalty.1", verdict="reverse", reason="Звонил")
    assert world.order.totals == totals
    assert isinstance(added[0].event, AppealDecided)
    told = {n.to_person: n.amount for n in notices(before, added) if n.kind is NoticeKind.PENALTY}
    assert told == {ENGINEER.id: -300 * ROUBLE, CURATOR.id: -300 * ROUBLE}


def test_an_appeal_is_decided_by_neither_party_and_by_a_curator_only_without_an_owner() -> None:
    world = appealed(World().accepted())
    for party in (CURATOR, ENGINEER):
        with pytest.raises(OwnPenalty):
            world.give(party, DecideAppeal, part="penalty.1", verdict="uphold", reason="?")
    with pytest.raises(RoleMissing):
        world.give(OTHER_CURATOR, DecideAppeal, part="penalty.1", verdict="uphold", reason="?")
    world.give(SUPERUSER, DecideAppeal, part="penalty.1", verdict="uphold", reason="!")


def test_without_an_owner_the_curator_decides_what_a_rule_charged_and_the_platform_the_own() -> None:
    staff = [one for one in STAFF if one != OWNER]
    world = World(SETTINGS, staff=staff).accepted()
    come(world, rung(world))
    world.give(ENGINEER, Appeal, part="penalty.1", reason="Клиент перенёс")
    assert (WaitKind.DECIDE_APPEAL, CURATOR.id) in world.waits()
    world.give(CURATOR, DecideAppeal, part="penalty.1", verdict="reverse", reason="Так и есть")
    own = appealed(World(staff=staff).accepted())
    assert own.wait(WaitKind.DECIDE_APPEAL).role is Role.SUPERUSER


def test_an_appeal_goes_to_the_platform_once_whoever_charged_has_taken_the_order_over() -> None:
    staff = [one for one in STAFF if one != OWNER]
    world = charged(World(staff=staff).accepted())
    world.give(OTHER_CURATOR, TakeOver, reason="holidays")
    world.give(ENGINEER, Appeal, part="penalty.1", reason="Звонил дважды")
    assert (WaitKind.DECIDE_APPEAL, OTHER_CURATOR.id) in world.waits()
    world.give(CURATOR, TakeOver, reason="back again")
    assert world.wait(WaitKind.DECIDE_APPEAL).role is Role.SUPERUSER
    world.give(SUPERUSER, DecideAppeal, part="penalty.1", verdict="uphold", reason="!")


def test_a_closed_order_takes_penalties_and_waits_for_the_appeal_on_nobodys_clock() -> None:
    world = World().accepted()
    world.give(CURATOR, Cancel, reason="client moved")
    assert isinstance(world.entries[-2].event, Closed)
    appealed(world)
    assert [kind for kind, _ in world.waits()] == [WaitKind.DECIDE_APPEAL]
    assert world.order.ticking is None
    worked = world.order.clocks
    world.passes(days=5)
    world.give(OWNER, DecideAppeal, part="penalty.1", verdict="uphold", reason="!")
    assert (world.order.clocks, world.order.waits) == (worked, ())


def test_an_appeal_beside_the_work_does_not_take_the_engineers_time_for_the_curators() -> None:
    world = appealed(World().accepted())
    assert world.order.ticking
    assert world.order.ticking.clock == "engineer"


def test_an_engineer_who_has_left_the_order_still_sees_it_to_appeal() -> None:
    world = charged(World().accepted())
    world.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)
    world.give(OTHER_ENGINEER, Accept)
    world.give(ENGINEER, Appeal, part="penalty.1", reason="Звонил")
    assert seen_by(ENGINEER, world.order)
