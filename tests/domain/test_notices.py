from datetime import timedelta

from domain.money import Method
from domain.orders.answer import answer
from domain.orders.lifecycle import AddNote, Cancel, PauseOrder, ResumeOrder
from domain.orders.notices import NoticeKind, notices
from domain.orders.parts import Stage
from domain.orders.payout import PayOut
from domain.orders.waiting import WaitKind
from domain.orders.write_off import WriteOff
from domain.people import Role
from tests.domain.world import CURATOR, ENGINEER, MONDAY, OWNER, World


def test_a_turn_of_nobody_in_particular_goes_to_everybody_of_the_role() -> None:
    world = World().in_work().handed_over()
    before, count = world.order, len(world.entries)
    world.approve("stationary.1")
    (turn,) = notices(before, world.entries[count:])
    assert (turn.to_person, turn.to_role) == (None, Role.STATIONARY_ENGINEER)
    assert (turn.wait_kind, turn.priority) == (WaitKind.TAKE, 1)


def test_a_note_is_told_to_the_others_of_the_order_and_not_to_its_author() -> None:
    world = World().accepted()
    for author, readers in (
        (ENGINEER, [CURATOR.id]),
        (CURATOR, [ENGINEER.id]),
        (OWNER, [CURATOR.id, ENGINEER.id]),
    ):
        told = notices(world.order, world.give(author, AddNote, text="<b>Пропуск</b>"))
        assert [notice.to_person for notice in told] == readers
        assert {notice.text for notice in told} == {"<b>Пропуск</b>"}


def test_the_end_is_told_once_and_nothing_is_waited_for() -> None:
    world = World().accepted()
    (told,) = notices(world.order, world.give(CURATOR, Cancel, reason="client moved"))
    assert (told.kind, told.to_person, told.text) == (NoticeKind.CLOSED, ENGINEER.id, "cancelled")


def test_a_pause_tells_nobody_and_its_end_tells_whose_turn_it_is() -> None:
    world = World().accepted()
    until = world.now + timedelta(days=3)
    assert notices(world.order, world.give(CURATOR, PauseOrder, until=until, reason="away")) == []
    before = world.order
    (turn,) = notices(before, world.give(CURATOR, ResumeOrder))
    assert (turn.kind, turn.to_person, turn.by) == (NoticeKind.YOUR_TURN, ENGINEER.id, CURATOR.id)


def test_a_payout_is_told_to_whoever_gets_it_and_a_write_off_to_the_people_of_the_order() -> None:
    world = World().in_work(100_000).submit_report(40_000).approve("report", debt_due=MONDAY.date())
    before = world.order
    told = notices(before, world.give(OWNER, WriteOff, amount=60_000, reason="fled"))
    assert {(one.kind, one.amount, one.text) for one in told} == {(NoticeKind.WRITTEN_OFF, 60_000, "fled")}
    assert [one.to_person for one in told] == [CURATOR.id, ENGINEER.id]
    before = world.order
    paid = world.give(CURATOR, PayOut, person=ENGINEER.id, amount=30_000, method=Method.CASH)
    (one,) = notices(before, paid)
    assert (one.kind, one.to_person, one.amount) == (NoticeKind.PAID_OUT, ENGINEER.id, 30_000)


def test_a_command_is_answered_with_what_the_next_one_has_to_name() -> None:
    world = World().accepted()
    before = world.order
    entries = world.give(ENGINEER, AddNote, text="on my way")
    answered = answer(before, world.order, entries)
    assert (answered.first_seq, answered.last_seq, answered.version) == (entries[0].seq,) * 3
    assert answered.stage is Stage.AGREEMENT
    assert answered.parts["notes"] == answered.version
    assert [wait.kind for wait in answered.waits] == [WaitKind.SUBMIT_AGREEMENT]
    assert answered.created is None


def test_an_answer_names_the_branch_that_the_command_created_and_no_other() -> None:
    world = World().in_work()
    created = []
    for price in (1_000, 2_000):
        before, count = world.order, len(world.entries)
        world.submit_receipt(price)
        created.append(answer(before, world.order, world.entries[count:]).created)
    before, count = world.order, len(world.entries)
    world.approve("receipt.1")
    created.append(answer(before, world.order, world.entries[count:]).created)
    assert created == ["receipt.1", "receipt.2", None]
