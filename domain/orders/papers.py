"""Which papers an order's steps call for: it follows from the entries, so no step forgets its act."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from domain.orders.closing import Closed
from domain.orders.parts import Part
from domain.orders.record import Entry, replayed
from domain.orders.state import Order
from domain.orders.stationary import HandoverApproved
from domain.values import Value


class PaperKind(StrEnum):
    HANDOVER = "handover"
    """Акт приёма-передачи: the device goes to the workshop."""
    RETURN = "return"
    """Акт возврата: the device goes back to its owner."""
    SUMMARY = "summary"
    """Сводка по наряду."""
    EXPENSES = "expenses"
    """Ведомость расходов."""

    @property
    def names_client(self) -> bool:
        """Whether the client's name stands in it: then it is for those who may know the client."""
        return self in (PaperKind.RETURN, PaperKind.SUMMARY)

    @property
    def tells_end(self) -> bool:
        """Whether it tells how the order ended, and so nothing true of one that was opened again."""
        return self in (PaperKind.SUMMARY, PaperKind.EXPENSES)


class PaperWanted(Value):
    """A paper that tells the order as it was after the entry `seq`, which concerned `part`."""

    kind: PaperKind
    part: Part
    seq: int


def papers(before: Order | None, entries: Sequence[Entry]) -> list[PaperWanted]:
    """The papers that these entries call for, in order."""
    found: list[PaperWanted] = []
    for entry in entries:
        after = replayed([entry], before)
        wanted = (
            PaperWanted(kind=kind, part=entry.event.part, seq=entry.seq) for kind in _of(entry, before, after)
        )
        found.extend(wanted)
        before = after
    return found


def _of(entry: Entry, before: Order | None, after: Order) -> Iterator[PaperKind]:
    if isinstance(entry.event, HandoverApproved):
        yield PaperKind.HANDOVER
    if before and before.custody.holder and after.custody.holder is None:  # whichever step gave it back
        yield PaperKind.RETURN
    if isinstance(entry.event, Closed):
        yield PaperKind.SUMMARY
        if after.totals.costs:
            yield PaperKind.EXPENSES


def last_end(papers: Iterable[tuple[PaperKind, int]]) -> int:
    """Of all papers of an order, by kind and entry: the entry of its last end; 0 if it never ended."""
    return max((seq for kind, seq in papers if kind is PaperKind.SUMMARY), default=0)


def is_outdated(kind: PaperKind, seq: int, order: Order, last: int) -> bool:
    """Whether the order was opened again after the end that the paper tells of; `last` is its last end."""
    return kind.tells_end and (order.closed is None or seq < last)
