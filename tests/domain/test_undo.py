from datetime import timedelta

import pytest

from domain.orders.agreement import Agreed, Option
from domain.orders.assignment import Accept, Assign
from domain.orders.custody import GiveDevice
from domain.orders.errors import NothingPending, NotYours, OrderPaused, StaleVersion
from domain.orders.lifecycle import PauseOrder, Withdraw
from domain.orders.notices import NoticeKind, notices
from domain.orders.parts import JobState, ReceiptState, StepState
from domain.orders.prepayment import SubmitPrepayment
from domain.orders.record import replayed
from domain.orders.request import Ask
from domain.orders.stationary import FinishRepair
from domain.orders.supplement import SubmitSupplement, SupplementOpen
from domain.orders.supplements import SupplementState
from domain.orders.undo import BuiltOn, NotLast, Undo
from domain.orders.verification import Return
from domain.orders.waiting import WaitKind
from domain.organizations import Mode, OrganizationSettings, Verification
from tests.domain.world import (
    CURATOR,
    ENGINEER,
    OTHER_CURATOR,
    OTHER_ENGINEER,
    OTHER_WORKER,
    WORKER,
    World,
    cash,
    line,
)

AFTER = OrganizationSettings(
    verification=Verification(agreement=Mode.AFTER, prepayment=Mode.AFTER, receipt=Mode.AFTER)
)


def prepaid(world: World, amount: int = 0) -> World:
    world.give(ENGINEER, SubmitPrepayment, payment=cash(amount) if amount else None)
    return world


def test_an_undone_agreement_is_open_again_its_form_stays_in_the_record_and_the_curator_is_told() -> None:
    world = World().accepted().submit_agreement(1000)
    before = world.order
    added = world.give(ENGINEER, Undo, part="agreement")
    assert world.order.agreement.state is StepState.OPEN
    assert world.waits() == [(WaitKind.SUBMIT_AGREEMENT, ENGINEER.id)]
    sent = next(entry.event for entry in world.entries if entry.event.kind == "agreement_submitted")
    assert sent.model_dump()["amount"] == 1000
    told = [(one.kind, one.to_person) for one in notices(before, added)]
    assert told[0] == (NoticeKind.UNDONE, CURATOR.id)
    world.submit_agreement(2000).approve("agreement")
    assert world.order.totals.agreed == 2000


def test_an_undone_prepayment_leaves_no_money_behind() -> None:
    world = prepaid(World().agreed(1000), 500)
    world.give(ENGINEER, Undo, part="prepayment")
    assert world.order.prepayment.payment is None
    assert world.waits() == [(WaitKind.SUBMIT_PREPAYMENT, ENGINEER.id)]
    prepaid(world, 300).approve("prepayment")
    assert world.order.totals.received == 300


def test_an_undone_report_gives_the_device_back_to_whoever_held_it() -> None:
    world = World().in_workshop().repaired().collected()
    held = world.order.custody
    world.passes(hours=1)
    world.submit_report()
    assert world.order.custody.holder is None
    world.give(ENGINEER, Undo, part="report")
    assert world.order.custody == held
    assert world.waits() == [(WaitKind.SUBMIT_REPORT, ENGINEER.id)]
    assert replayed(world.entries) == world.order


def test_an_undone_report_about_a_device_that_the_client_has_leaves_it_there() -> None:
    world = World().in_work().submit_report()
    world.give(ENGINEER, Undo, part="report")
    assert world.order.custody.holder is None


def test_an_undone_hand_over_leaves_the_device_with_the_client() -> None:
    world = World().in_work()
    held = world.order.custody
    world.passes(hours=1)
    world.handed_over()
    assert world.order.custody.holder == ENGINEER.id
    world.give(ENGINEER, Undo, part="stationary.1")
    assert world.order.custody == held
    assert world.order.stationary[0].state is JobState.HANDOVER_RETURNED
    assert world.waits() == [(WaitKind.CORRECT_HANDOVER, ENGINEER.id)]
    world.give(ENGINEER, Withdraw, part="stationary.1", reason="not needed")
    assert world.waits() == [(WaitKind.SUBMIT_REPORT, ENGINEER.id)]


def test_a_hand_over_sent_in_again_and_undone_leaves_the_device_where_the_return_left_it() -> None:
    world = World().in_work().handed_over()
    world.give(CURATOR, Return, part="stationary.1", reason="blurred")
    world.handed_over(part="stationary.1")
    world.give(ENGINEER, Undo, part="stationary.1")
    assert world.order.custody.holder == ENGINEER.id


def test_a_hand_over_is_not_undone_once_the_device_goes_on() -> None:
    world = World().in_work().handed_over()
    world.give(ENGINEER, GiveDevice, to=CURATOR.id)
    with pytest.raises(BuiltOn) as refused:
        world.give(ENGINEER, Undo, part="stationary.1")
    assert refused.value.facts["later"] == "device"


def test_an_undone_repair_goes_on_with_its_worker_only() -> None:
    world = World().in_workshop()
    world.give(WORKER, FinishRepair, part="stationary.1", done="fuse", amount=900, photos=(world.photo(),))
    for somebody in (ENGINEER, OTHER_WORKER):
        with pytest.raises(NotYours):
            world.give(somebody, Undo, part="stationary.1")
    world.give(WORKER, Undo, part="stationary.1")
    assert world.waits() == [(WaitKind.REPAIR, WORKER.id)]
    assert world.order.custody.holder == WORKER.id
    world.repaired(amount=700)
    assert world.order.totals.stationary_work == 700


def test_an_undone_receipt_frees_its_document_for_another_order() -> None:
    world = World().in_work()
    world.submit_receipt(500)
    assert world.claimed
    world.give(ENGINEER, Undo, part="receipt.1")
    assert world.claimed == {}
    assert world.order.receipts[0].state is ReceiptState.RETURNED
    assert [one.total for one in world.order.receipts[0].pending] == [500]
    assert world.waits() == [(WaitKind.CORRECT_RECEIPT, ENGINEER.id)]


def test_an_undone_receipt_keeps_its_document_while_lines_of_it_are_accepted() -> None:
    world = World().in_work().submit_receipt(500, 300)
    world.give(CURATOR, Return, part="receipt.1", reason="dear", lines={1: "dear"})
    claimed = dict(world.claimed)
    world.submit_receipt(200, part="receipt.1", total=700)
    world.give(ENGINEER, Undo, part="receipt.1")
    assert world.claimed.keys() >= claimed.keys()
    assert set(world.order.receipts[0].claims) == world.claimed.keys()
    assert world.order.totals.expense == 500


def test_a_request_may_be_taken_back() -> None:
    world = World().accepted()
    world.give(ENGINEER, Ask, what="reassignment", reason="far")
    world.give(ENGINEER, Undo, part="request")
    assert world.waits() == [(WaitKind.SUBMIT_AGREEMENT, ENGINEER.id)]


def test_only_the_last_is_undone() -> None:
    world = World().in_work().submit_receipt(500)
    world.submit_receipt(300)
    with pytest.raises(NotLast) as refused:
        world.give(ENGINEER, Undo, part="receipt.1")
    assert refused.value.facts["last"] == "receipt.2"
    world.give(ENGINEER, Undo, part="receipt.2")
    world.give(ENGINEER, Undo, part="receipt.1")


def test_what_others_sent_in_meanwhile_does_not_matter() -> None:
    world = World().in_workshop()
    world.give(WORKER, FinishRepair, part="stationary.1", done="fuse", amount=0, photos=(world.photo(),))
    world.submit_receipt(100)
    world.give(WORKER, Undo, part="stationary.1")


def test_nothing_is_undone_that_the_next_step_stands_on() -> None:
    world = prepaid(World(AFTER).accepted().submit_agreement(1000))
    with pytest.raises(BuiltOn):
        world.give(ENGINEER, Undo, part="agreement")
    world.submit_receipt(300)
    for part in ("agreement", "prepayment"):
        with pytest.raises(BuiltOn):
            world.give(ENGINEER, Undo, part=part)
    world.give(ENGINEER, Undo, part="receipt.1")
    world.give(ENGINEER, Withdraw, part="receipt.1", reason="not needed")
    world.give(ENGINEER, Undo, part="prepayment")
    world.give(ENGINEER, Undo, part="agreement")
    assert world.waits() == [(WaitKind.SUBMIT_AGREEMENT, ENGINEER.id)]


def test_a_receipt_is_not_undone_under_somebody_elses_report() -> None:
    world = World(AFTER).in_work(1000).submit_receipt(300)
    world.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)
    world.give(OTHER_ENGINEER, Accept)
    world.submit_report(by=OTHER_ENGINEER)
    with pytest.raises(BuiltOn):
        world.give(ENGINEER, Undo, part="receipt.1")


def test_whoever_lost_the_order_still_undoes_the_own_report() -> None:
    world = World().in_work().submit_report()
    world.give(CURATOR, Assign, engineer=OTHER_ENGINEER.id)
    world.give(OTHER_ENGINEER, Accept)
    with pytest.raises(NotYours):
        world.give(OTHER_ENGINEER, Undo, part="report")
    world.give(ENGINEER, Undo, part="report")
    assert world.waits() == [(WaitKind.SUBMIT_REPORT, OTHER_ENGINEER.id)]


def test_nothing_is_undone_once_verified_or_never_sent_in() -> None:
    world = World().agreed()
    for part in ("agreement", "prepayment", "receipt.4", "visit"):
        with pytest.raises(NothingPending):
            world.give(ENGINEER, Undo, part=part)


def test_only_the_author_undoes_and_what_was_seen() -> None:
    world = World().accepted().submit_agreement(1000)
    for somebody in (CURATOR, OTHER_CURATOR, OTHER_ENGINEER):
        with pytest.raises(NotYours):
            world.give(somebody, Undo, part="agreement")
    with pytest.raises(StaleVersion):
        world.give(ENGINEER, Undo, part="agreement", version=world.order.parts["agreement"] - 1)
    world.give(CURATOR, PauseOrder, until=world.now + timedelta(days=1), reason="away")
    with pytest.raises(OrderPaused):
        world.give(ENGINEER, Undo, part="agreement")


def test_an_undone_supplement_is_shown_as_undone_until_it_is_sent_in_again_or_withdrawn() -> None:
    def send_in(part: str = "supplement") -> None:
        options, outcome = (Option(lines=(line(300),)),), Agreed(option=0)
        world.give(ENGINEER, SubmitSupplement, part=part, options=options, outcome=outcome)

    def state() -> SupplementState:
        return world.order.supplements[0].state

    world = World().in_work(1000)
    send_in()
    world.give(ENGINEER, Undo, part="supplement.1")
    assert state() is SupplementState.UNDONE
    assert world.waits() == [(WaitKind.CORRECT_SUPPLEMENT, ENGINEER.id)]
    with pytest.raises(SupplementOpen):
        send_in()
    send_in("supplement.1")
    world.give(ENGINEER, Undo, part="supplement.1")
    world.give(ENGINEER, Withdraw, part="supplement.1", reason="not needed")
    assert state() is SupplementState.WITHDRAWN
