"""Which steps call for which papers: each once, whichever way leads there."""

from domain.money import Method
from domain.orders.custody import ReturnDevice
from domain.orders.lifecycle import AddNote, Cancel
from domain.orders.papers import PaperKind, PaperWanted, is_outdated, last_end, papers
from domain.orders.payments import SettleMoney
from domain.orders.record import replayed
from domain.orders.reopening import Reopen
from domain.orders.verification import Return
from tests.domain.world import CURATOR, ENGINEER, OWNER, World


def called_for(world: World, after: int = 0) -> list[PaperWanted]:
    """By what was recorded after an entry."""
    before = replayed(world.entries[:after]) if after else None
    return papers(before, world.entries[after:])


def kinds(world: World, after: int = 0) -> list[tuple[str, str]]:
    return [(paper.kind.value, paper.part) for paper in called_for(world, after)]


def test_a_hand_over_has_its_act_when_it_is_approved_and_not_before() -> None:
    world = World().in_work().handed_over()
    assert called_for(world) == []
    before = len(world.entries)
    world.approve("stationary.1")
    assert called_for(world, before) == [
        PaperWanted(kind=PaperKind.HANDOVER, part="stationary.1", seq=world.entries[before].seq)
    ]


def test_a_returned_hand_over_has_its_act_once_it_is_approved() -> None:
    world = World().in_work().handed_over()
    world.give(CURATOR, Return, part="stationary.1", reason="no photo of the tray")
    world.handed_over(part="stationary.1").approve("stationary.1")
    assert kinds(world) == [("handover", "stationary.1")]


def test_the_report_gives_the_device_back_and_the_end_has_its_summary_and_expenses() -> None:
    world = (
        World().in_workshop().repaired(amount=5_000).collected().submit_receipt(7_000).approve("receipt.1")
    )
    assert kinds(world) == [("handover", "stationary.1")]
    before = len(world.entries)
    world.submit_report(100_000)
    assert kinds(world, before) == [("return", "report")]
    before = len(world.entries)
    world.approve("report")
    assert kinds(world, before) == [("summary", "order"), ("expenses", "order")]


def test_a_report_sent_in_again_gives_nothing_back_a_second_time() -> None:
    world = World().in_workshop().repaired().collected().submit_report(100_000)
    world.give(CURATOR, Return, part="report", reason="which act is this?")
    world.submit_report(100_000)
    assert [kind for kind, _ in kinds(world)].count("return") == 1


def test_a_device_that_never_left_its_owner_is_not_returned() -> None:
    world = World().in_work().submit_report(100_000).approve("report")
    assert kinds(world) == [("summary", "order")]


def test_a_cancelled_order_has_its_act_of_return_and_its_summary() -> None:
    world = World().in_work(prepaid=30_000).handed_over().approve("stationary.1")
    world.give(CURATOR, Cancel, reason="client moved")
    world.give(ENGINEER, ReturnDevice, no_act_reason="nobody signs")
    world.give(CURATOR, SettleMoney, refund=30_000, method=Method.CASH, recipient="client")
    assert [kind for kind, _ in kinds(world)] == ["handover", "return", "summary"]


def test_what_is_called_for_does_not_depend_on_how_the_entries_come() -> None:
    world = World().in_workshop().repaired(amount=5_000).collected().submit_report(100_000).approve("report")
    one_by_one = [paper for n in range(len(world.entries)) for paper in called_for_by(world, n)]
    assert one_by_one == called_for(world)


def called_for_by(world: World, n: int) -> list[PaperWanted]:
    return papers(replayed(world.entries[:n]) if n else None, world.entries[n : n + 1])


def test_a_late_note_calls_for_nothing() -> None:
    world = World().in_work().submit_report(100_000).approve("report")
    before = len(world.entries)
    world.give(CURATOR, AddNote, text="the client is happy")
    assert called_for(world, before) == []


def test_what_tells_the_end_is_outdated_once_the_order_is_open_again_and_stays_so() -> None:
    world = World().in_workshop().repaired(amount=5_000).collected().submit_report(100_000).approve("report")
    first = {paper.kind: paper.seq for paper in called_for(world)}

    def outdated() -> list[str]:
        last = last_end((paper.kind, paper.seq) for paper in called_for(world))
        return [kind.value for kind, seq in first.items() if is_outdated(kind, seq, world.order, last)]

    assert outdated() == []
    world.give(OWNER, Reopen, reason="jams again")
    assert outdated() == ["summary", "expenses"]
    world.submit_report().approve("report")
    assert world.order.closed
    assert outdated() == ["summary", "expenses"]
    last = {paper.kind: paper.seq for paper in called_for(world)}
    assert not any(is_outdated(kind, seq, world.order, last[PaperKind.SUMMARY]) for kind, seq in last.items())
