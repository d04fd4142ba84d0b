"""Planted faults, one for each invariant: a rule changed as a careless edit would change it."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest

from domain.orders import (
    notices,
    record,
    stationary,
    turns,
    verification,
    waiting,
)
from domain.orders.errors import Refusal
from domain.orders.expectations import expectations
from domain.orders.facts import Facts
from domain.orders.lifecycle import ALWAYS, AddNote, Noted
from domain.orders.order import Event, Stamp, decide, evolve
from domain.orders.parts import Custody
from domain.orders.payments import Refund
from domain.orders.receipt import SubmitReceipt
from domain.orders.record import Entry
from domain.orders.reminders import WaitsChanged
from domain.orders.rights import carrier_of
from domain.orders.state import Order
from domain.orders.stationary import HandOver, Taken
from domain.orders.visit import MoveVisit
from domain.orders.waiting import Expectation, Rung, Wait
from tests.domain import invariants


class Plot:
    """Where faults are planted; everything is as before when the block ends."""

    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack
        self.monkeypatch = stack.enter_context(pytest.MonkeyPatch.context())

    def set(self, where: object, name: str, value: object) -> None:
        self.monkeypatch.setattr(where, name, value)

    def rule(self, rules: Any, kind: type, rule: Callable[..., Any]) -> None:
        """In the place of the one that `decide` or `evolve` (`rules`) has for `kind`."""
        self.stack.callback(rules.register, kind, rules.registry[kind])
        rules.register(kind, rule)


Plant = Callable[[Plot], None]
PLANTS: list[tuple[str, Plant]] = []


def breaks(invariant: str) -> Callable[[Plant], Plant]:
    def registered(plant: Plant) -> Plant:
        PLANTS.append((invariant, plant))
        return plant

    return registered


@breaks("versions are gap-free")
def _a_number_is_skipped(plot: Plot) -> None:
    def skipping(seq: int, **rest: Any) -> Entry:
        return Entry(seq=seq + (seq > 9), **rest)

    plot.set(record, "Entry", skipping)


@breaks("time does not run backwards")
def _an_old_press_keeps_its_own_time(plot: Plot) -> None:
    def early(seq: int, at: Any, **rest: Any) -> Entry:
        return Entry(seq=seq, at=at - timedelta(days=seq % 2), **rest)

    plot.set(record, "Entry", early)


@breaks("one holder per device")
def _the_taker_is_forgotten(plot: Plot) -> None:
    taken = evolve.registry[Taken]

    def forgets(event: Event, order: Order, stamp: Stamp) -> Order:
        after: Order = taken(event, order, stamp)
        return after.with_(custody=Custody(since=stamp.at))

    plot.rule(evolve, Taken, forgets)


@breaks("one worker takes a job")
def _a_taken_job_is_free(plot: Plot) -> None:
    plot.set(stationary, "_free_job", stationary._job)


@breaks("one job at a time")
def _a_device_is_in_two_workshops(plot: Plot) -> None:
    hand_over = decide.registry[HandOver]

    def blind(command: HandOver, order: Order, facts: Facts) -> Any:
        seen = order if command.part != stationary.NEW else order.with_(stationary=())
        events = hand_over(command, seen, facts)
        number = len(order.stationary) + 1
        own = command.part != stationary.NEW
        return events if own else [e.model_copy(update={"part": f"stationary.{number}"}) for e in events]

    plot.rule(decide, HandOver, blind)


@breaks("claims are unique")
def _a_document_may_be_used_again(plot: Plot) -> None:
    submit = decide.registry[SubmitReceipt]

    def careless(command: SubmitReceipt, order: Order, facts: Facts) -> Any:
        return submit(command, order, facts.model_copy(update={"claimed": {}}))

    plot.rule(decide, SubmitReceipt, careless)


@breaks("no open order without a waiting")
def _nobody_is_waited_for(plot: Plot) -> None:
    changed = evolve.registry[WaitsChanged]

    def drops(event: WaitsChanged, order: Order, stamp: Stamp) -> Order:
        after: Order = changed(event.model_copy(update={"started": ()}), order, stamp)
        return after

    plot.rule(evolve, WaitsChanged, drops)


@breaks("it waits for what its state expects")
def _an_ended_wait_stays(plot: Plot) -> None:
    changed = evolve.registry[WaitsChanged]

    def keeps(event: WaitsChanged, order: Order, stamp: Stamp) -> Order:
        after: Order = changed(event.model_copy(update={"ended": ()}), order, stamp)
        return after

    plot.rule(evolve, WaitsChanged, keeps)


@breaks("rungs rise")
def _the_ladder_stands_on_its_head(plot: Plot) -> None:
    rungs = waiting._rungs

    def reversed_rungs(*given: Any) -> tuple[Rung, ...]:
        return tuple(reversed(rungs(*given)))

    plot.set(waiting, "_rungs", reversed_rungs)


@breaks("a pause is silent")
def _a_pause_changes_no_wait(plot: Plot) -> None:
    plot.set(turns, "expectations", lambda order: expectations(order.with_(pause=None)))


@breaks("each wait has its own name")
def _waits_are_named_by_their_part(plot: Plot) -> None:
    named = waiting.start

    def start(expected: Expectation, wait_id: str, *rest: Any) -> Wait:
        return named(expected, "order", *rest)

    plot.set(turns, "start", start)


@breaks("the record alone makes the state")
def _a_rule_counts_outside_of_the_record(plot: Plot) -> None:
    count = iter(range(1_000_000))

    def counting(event: Noted, order: Order, stamp: Stamp) -> Order:
        return order.with_(number=f"SVC-{next(count)}")

    plot.rule(evolve, Noted, counting)


@breaks("entries come back from JSON as they were")
def _a_rule_writes_what_nobody_may_read(plot: Plot) -> None:
    note = decide.registry[AddNote]

    def blank(command: AddNote, order: Order, facts: Facts) -> Any:
        return [event.model_copy(update={"text": " "}) for event in note(command, order, facts)]

    plot.rule(decide, AddNote, blank)


@breaks("a refusal changes nothing")
def _a_refusal_leaves_a_trace(plot: Plot) -> None:
    refund = decide.registry[Refund]

    def clumsy(command: Refund, order: Order, facts: Facts) -> Any:
        try:
            return refund(command, order, facts)
        except Refusal:
            order.deadlines["money:refund"] = facts.at
            raise

    plot.rule(decide, Refund, clumsy)


@breaks("a closed order stays closed")
def _a_visit_after_the_end(plot: Plot) -> None:
    plot.set(MoveVisit, "when", ALWAYS)


@breaks("whoever must act is told")
def _a_turn_without_a_reason_is_not_told(plot: Plot) -> None:
    told = notices.notices

    def quiet(before: Order | None, entries: Sequence[Entry]) -> list[notices.Notice]:
        return [notice for notice in told(before, entries) if notice.text]

    plot.set(invariants, "notices", quiet)


@breaks("nobody verifies the own submission")
def _everybody_verifies_everything(plot: Plot) -> None:
    plot.set(verification, "verifier_of", lambda order, author, facts: False)


@breaks("whoever is waited for can act")
def _a_returned_receipt_goes_to_whoever_has_the_order_now(plot: Plot) -> None:
    submit = decide.registry[SubmitReceipt]

    def not_the_author(command: SubmitReceipt, order: Order, facts: Facts) -> Any:
        carrier_of(order, facts)
        return submit(command, order, facts)

    plot.rule(decide, SubmitReceipt, not_the_author)
