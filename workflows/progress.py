"""What the workflow of an order knows: its copy of the order, and what has to go on in the next run."""

from pydantic import ConfigDict

from activities.records import Recording
from domain.orders.answer import Answer
from domain.orders.opening import Open
from domain.orders.record import replayed
from domain.orders.reminders import WaitsChanged
from domain.orders.state import Order
from domain.values import CommandId, Line, PersonId, Value

REMEMBERED = 100
"""How many applied command ids the workflow knows, so that its validator lets their repetition pass."""
LATEST = 5
"""How many events the Web UI shows."""


class Progress(Value):
    """Everything a workflow of an order holds; the start argument, and what continue-as-new carries on."""

    # The sandbox makes this class anew for every workflow: it shall not read its own source each time.
    model_config = ConfigDict(use_attribute_docstrings=False)

    opening: Open
    order: Order | None = None
    opened: Answer | None = None
    applied: tuple[CommandId, ...] = ()
    latest: tuple[str, ...] = ()
    """The last events in words, for the Web UI."""
    names: dict[PersonId, Line] = {}
    """The people who have acted or were named, for the Web UI."""
    undelivered: bool | None = None
    """Whether messages were left to deliver; said by 0.1 alone (workflows/first_release.py)."""

    @property
    def version(self) -> int:
        return self.order.version if self.order else 0

    def after(self, recording: Recording) -> "Progress":
        """With whatever the record holds beyond this copy."""
        news = [entry for entry in recording.entries if entry.seq > self.version]
        whole = bool(recording.entries) and recording.entries[0].seq == 1
        if not news and not whole:
            return self
        ids = dict.fromkeys((*self.applied, *(entry.command_id for entry in news)))
        lines = (
            f"{entry.at:%m-%d %H:%M} {entry.event.kind} ({entry.event.part})"
            for entry in news
            if not isinstance(entry.event, WaitsChanged)  # what it waits for is told beside it
        )
        return self.model_copy(
            update={
                "order": replayed(recording.entries) if whole else replayed(news, self.order),
                "applied": tuple(ids)[-REMEMBERED:],
                "latest": (*self.latest, *lines)[-LATEST:],
                "names": self.names | recording.names,
            }
        )
