"""Planted faults of what puts an order, or what was sent in, into other hands."""

from domain.orders import undo
from tests.domain.plants import Plot, breaks


@breaks("one holder per device")
def _an_undone_report_forgets_the_device(plot: Plot) -> None:
    plot.set(undo, "_moved", lambda part, order: None)
