"""What a story is told with: its people, and one order that they lead through its steps."""

import time
from collections.abc import Callable
from itertools import count
from typing import TypeVar

from pydantic import JsonValue

from domain.orders.papers import PaperKind
from domain.orders.parts import Part
from domain.orders.record import Entry
from domain.orders.reminders import Reminded
from domain.orders.waiting import Clock
from stack.demo.clients import Card, Client, RefusedError
from stack.demo.photos import photo
from stack.demo.teller import Teller
from stack.demo.words import CLOCKS, PAPERS
from stack.part import StackError

WITHIN = 30.0
"""Seconds; a reminder that is due and a paper that is called for come within a second or two."""

T = TypeVar("T")


class Scene:
    """The running system, its demo people, and somebody who tells what they do."""

    def __init__(self, teller: Teller, person: Callable[[str], Client]) -> None:
        """`person` finds one of the demo people by log-in."""
        self.teller, self.person = teller, person

    def opens(self, curator: Client, words: str, **body: JsonValue) -> "Walk":
        """Let a curator open an order."""
        walk = Walk(self, curator, curator.open(**body))
        self.teller.step(curator, words, walk.card.answer)
        return walk


class Walk:
    """One order on its way. `curator` sees all of it, and so reads it where it is checked."""

    def __init__(self, scene: Scene, curator: Client, card: Card) -> None:
        self.scene, self.curator, self.card = scene, curator, card
        self._copies = count(1)

    def step(self, who: Client, words: str, path: str, **body: JsonValue) -> None:
        """Let somebody give a command, and tell it."""
        self.scene.teller.step(who, words, who.give(self.card, path, **body))

    def refused(self, who: Client, words: str, path: str, code: str, **body: JsonValue) -> None:
        """Let somebody try what must be refused with this code."""
        try:
            who.give(self.card, path, **body)
        except RefusedError as error:
            if error.code != code:
                raise
            self.scene.teller.refusal(who, self.card, words, code)
        else:
            raise StackError(f"{self.card.number}: {path} by {who.name} was to be refused with {code}")

    def as_seen_now(self) -> "Walk":
        """The order as somebody has it before them who does not look at it again."""
        return Walk(self.scene, self.curator, Card(self.card.answer))

    def look(self, who: Client, words: str, seen: str) -> None:
        """Tell what somebody reads."""
        self.scene.teller.look(who, self.card, words, seen)

    def photo(self, who: Client, word: str) -> str:
        """Let somebody take a photo and store it; its id."""
        return who.upload(photo(word, self.card.number, next(self._copies)))

    def reminder(self, part: Part, words: str) -> None:
        """Wait until the system itself reminds whoever is late with that part, and tell it."""
        self._until(
            lambda: any(isinstance(entry.event, Reminded) for entry in self._record()),
            words,
            "no reminder has come",
        )
        late = [wait for wait in self.curator.order(self.card).waiting if wait.part == part and wait.overdue]
        if not late:
            raise StackError(f"{self.card.number}: {part} is not overdue")
        self.scene.teller.reminder(self.curator, self.card, late[0])

    def paper(self, kind: PaperKind) -> None:
        """Wait until the paper is made, and open it by its link."""
        link = self._until(lambda: self._link(kind), "ждём бумагу", f"no {kind} has been made")
        content = self.curator.paper(link)
        if not content.startswith(b"%PDF-"):
            raise StackError(f"{self.card.number}: the {kind} is no PDF")
        size = f"PDF, {len(content) / 1024:.0f} КБ"
        self.look(self.curator, "открывает бумагу наряда по ссылке", f"{PAPERS[kind]}: {size}")

    def time_of(self, clock: Clock, seconds: int, words: str) -> None:
        """Wait until so much time has run on one clock."""
        self._until(
            lambda: self.curator.order(self.card).clocks.seconds[clock] >= seconds,
            words,
            f"the {clock} clock does not run",
        )

    def clocks(self) -> None:
        """Read whose time the order has taken."""
        clocks = self.curator.order(self.card).clocks
        seen = ", ".join(f"{CLOCKS[clock]} {seconds} с" for clock, seconds in clocks.seconds.items())
        now = f"; сейчас идут: {CLOCKS[clocks.running]}" if clocks.running else ""
        self.look(self.curator, "смотрит часы наряда", f"{seen}{now}")

    def custody(self, holder: Client) -> None:
        """Read of a holder's devices the one of this order."""
        held = [one for one in self.curator.held_by(holder) if one.order == self.card.id]
        if not held:
            raise StackError(f"{self.card.number}: {holder.name} does not hold its device")
        device, giver = held[0].device, self.scene.teller.name(held[0].given_by)
        seen = f"{device.brand} {device.model}: держит {holder.name}, от кого: {giver or 'клиент'}"
        self.look(self.curator, "смотрит, у кого аппарат", seen)

    def _link(self, kind: PaperKind) -> str | None:
        papers = self.curator.order(self.card).papers
        return next((paper.link for paper in papers if paper.kind is kind), None)

    def _until(self, there: Callable[[], T | None], words: str, otherwise: str) -> T:
        """Ask again and again, for a while, until there is something."""
        deadline = time.monotonic() + WITHIN
        with self.scene.teller.patience(f"{self.card.number}: {words} ..."):
            while not (found := there()):
                if time.monotonic() > deadline:
                    raise StackError(f"{self.card.number}: {otherwise}: does the worker run?")
                time.sleep(0.2)
        return found

    def _record(self) -> tuple[Entry, ...]:
        return self.curator.timeline(self.card).entries
