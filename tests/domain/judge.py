"""A witness of penalties: it looks for the reason of each in the entries, and counts what is left."""

from collections.abc import Iterator
from datetime import timedelta

from domain.orders.penalties import AppealDecided, Penalized, Verdict
from domain.orders.record import Entry
from domain.orders.reminders import WaitsChanged
from domain.orders.state import Order
from domain.orders.waiting import Wait
from domain.people import Role
from domain.values import PersonId
from tests.domain.timekeeping import Timekeeper
from tests.domain.world import World


class Judge:
    """Reads each entry after the timekeeper has."""

    def __init__(self, world: World, timekeeper: Timekeeper) -> None:
        self.world, self.timekeeper = world, timekeeper
        self.begun: dict[str, tuple[int, timedelta]] = {}
        """Of each wait: the entry that started it, and what the engineer's clock showed then."""
        self.left: dict[str, int] = {}
        """Kopecks of each penalty that was not reversed."""
        self.parties: dict[str, set[PersonId | None]] = {}
        self.explained = self.impartial = True

    def read(self, entry: Entry) -> None:
        event = entry.event
        if isinstance(event, WaitsChanged):
            for wait in event.started:
                self.begun.setdefault(wait.id, (entry.seq, self.timekeeper.shown("engineer", entry.at)))
        elif isinstance(event, Penalized):
            self.left[event.part] = event.amount
            self.parties[event.part] = {event.person, event.author}
            self.explained &= self._is_explained(event, entry)
        elif isinstance(event, AppealDecided):
            self.impartial &= entry.by not in self.parties[event.part]
            if event.verdict is Verdict.REVERSE:
                del self.left[event.part]

    def _is_explained(self, event: Penalized, entry: Entry) -> bool:
        """By a curator's reason, or by a rule and a wait of that engineer that goes on and took too long."""
        if event.author:
            return entry.by == event.author and bool(event.reason)
        wait = self.timekeeper.waits.get(event.wait or "")
        return entry.by is None and wait is not None and self._took_too_long(wait, event, entry)

    def _took_too_long(self, wait: Wait, event: Penalized, entry: Entry) -> bool:
        seq, before = self.begun[wait.id]
        own = self.timekeeper.shown("engineer", entry.at) - before
        rules = self.world.organization.settings.penalties
        broken = [rule for rule in rules if rule.kind is wait.kind and own >= timedelta(minutes=rule.after)]
        engineer = Role.ENGINEER in self.world.people[event.person].roles
        same = (event.person, event.because) == (wait.person, (seq,))
        return engineer and same and [rule.amount for rule in broken] == [event.amount]

    def invariants(self, order: Order) -> Iterator[tuple[str, bool]]:
        yield "each penalty is explained by its events", self.explained
        yield "nobody decides about the own penalty", self.impartial
        left = sum(self.left.values())
        yield "a won appeal leaves the ledger as if it had not been", order.totals.penalty == left
