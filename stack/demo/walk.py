"""What a story is told with: its people, and one order that they lead through its steps."""

import time
from collections.abc import Callable
from itertools import count

from pydantic import JsonValue

from domain.orders.parts import Part
from domain.orders.record import Entry
from domain.orders.reminders import Reminded
from stack.demo.clients import Card, Client, RefusedError
from stack.demo.photos import photo
from stack.demo.teller import Teller
from stack.part import StackError

REMINDER_WITHIN = 30.0
"""Seconds; one that is due comes within a second or two."""


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

    def photo(self, who: Client, word: str) -> str:
        """Let somebody take a photo and store it; its id."""
        return who.upload(photo(word, self.card.number, next(self._copies)))

    def reminder(self, part: Part, words: str) -> None:
        """Wait until the system itself reminds whoever is late with that part, and tell it."""
        deadline = time.monotonic() + REMINDER_WITHIN
        with self.scene.teller.patience(f"{self.card.number}: {words} ..."):
            while not any(isinstance(entry.event, Reminded) for entry in self._record()):
                if time.monotonic() > deadline:
                    raise StackError(f"{self.card.number}: no reminder has come: does the worker run?")
                time.sleep(0.2)
        late = [wait for wait in self.curator.order(self.card).waiting if wait.part == part and wait.overdue]
        if not late:
            raise StackError(f"{self.card.number}: {part} is not overdue")
        self.scene.teller.reminder(self.curator, self.card, late[0])

    def _record(self) -> tuple[Entry, ...]:
        return self.curator.timeline(self.card).entries
