"""What happened with an order, in words: its history page, and what came after somebody's button."""

from collections.abc import Iterable, Mapping
from typing import Final

from pydantic import BaseModel, ConfigDict

from domain.money import Payment
from domain.orders.agreement import Agreed, Refused
from domain.orders.ledger import PostingKind
from domain.orders.order import Event
from domain.orders.parts import RequestKind, Stage
from domain.orders.penalties import Verdict
from domain.orders.record import Entry
from domain.orders.reminders import WaitsChanged
from domain.orders.report import Figures
from domain.orders.visit import FailReason, Interval, MoveReason
from domain.orders.waiting import Action
from domain.people import Role
from domain.values import Moment, PersonId
from telegram.formats import Kopecks, clock, shortened
from telegram.texts import Filling, Html, Texts

Names = Mapping[PersonId, str]

SILENT: Final = (WaitsChanged,)
"""Bookkeeping, which follows from what is told."""
NAME: Final = 60
REASON: Final = 160
NOBODY: Final = "none"
WORTH: Final = frozenset({PostingKind.REFUND, PostingKind.PAYOUT, PostingKind.WRITE_OFF, PostingKind.PAYMENT})
"""Postings that an event is told by, where it says no amount itself."""


class _Said(BaseModel):
    """What the words of an event may be made of: these fields of it, as far as it has them."""

    model_config = ConfigDict(from_attributes=True)

    engineer: PersonId | None = None
    engineers: tuple[PersonId, ...] = ()
    person: PersonId | None = None
    curator: PersonId | None = None
    holder: PersonId | None = None
    to: Interval | Role | PersonId | None = None
    reason: FailReason | MoveReason | str | None = None
    text: str | None = None
    done: str | None = None
    description: str | None = None
    until: Moment | None = None
    due: Moment | None = None
    what: RequestKind | None = None
    verdict: Verdict | None = None
    action: Action | None = None
    outcome: Stage | Agreed | Refused | None = None
    payment: Payment | None = None
    amount: int | None = None
    total: int | None = None
    figures: Figures | None = None
    priority: int = 0

    @property
    def about(self) -> PersonId | None:
        to = None if isinstance(self.to, Interval | Role) else self.to
        return self.engineer or self.person or self.curator or self.holder or to

    @property
    def why(self) -> str | None:
        """A word of a list stays one, so that it is told by its label."""
        if isinstance(self.outcome, Refused):
            return self.outcome.text
        return self.reason or self.text or self.done or self.description

    @property
    def sum(self) -> int | None:
        if self.payment:
            return self.payment.amount
        return self.figures.gross if self.figures else self.amount or self.total


def told(entries: Iterable[Entry], names: Names, texts: Texts) -> list[Html]:
    """A line for each entry that people have an interest in, in their order."""
    return [_line(entry, names, texts) for entry in entries if not isinstance(entry.event, SILENT)]


def _line(entry: Entry, names: Names, texts: Texts) -> Html:
    local = entry.at.astimezone(texts.zone)
    today = texts.clock().astimezone(texts.zone).date() == local.date()
    return texts(
        "history-line",
        at=clock(local) if today else texts.when(entry.at),
        what=what(entry.event, names, texts),
        who=name(entry.by, names, texts) if entry.by else NOBODY,
    )


def name(person: PersonId | None, names: Names, texts: Texts) -> str:
    known = names.get(person) if person else None
    return shortened(known, NAME) if known else texts.plain("history-somebody")


def what(event: Event, names: Names, texts: Texts) -> Html:
    """One event in words."""
    return texts(f"event-{event.kind.replace('_', '-')}", **_filled(event, names, texts))


def _filled(event: Event, names: Names, texts: Texts) -> dict[str, Filling]:
    said = _Said.model_validate(event)
    posted = sum(posting.amount for posting in event.postings if posting.kind in WORTH)
    amount = posted if said.sum is None else said.sum
    decided = None if isinstance(said.outcome, Agreed | Refused) else said.outcome
    return {
        "part": texts.part(event.part),
        "person": name(said.about, names, texts),
        "people": ", ".join(name(one, names, texts) for one in said.engineers),
        "reason": shortened(said.why, REASON) if type(said.why) is str else said.why,
        "until": said.until or said.due,
        "to": said.to if isinstance(said.to, Interval) else None,
        "amount": Kopecks(amount),
        "paid": int(amount > 0),
        "priority": said.priority,
        "outcome": "refused" if isinstance(said.outcome, Refused) else "agreed",
        "what": said.what or said.verdict or said.action or decided,
    }
