"""How the tests are spread over the processes of `make test`: whole files, the longest first.

One half of the time of the tests is waiting, for servers and for processes to start or to end: two processes,
each with servers of its own, take little more than half the time of one.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/faults/", "tests/bot/", "tests/scenarios/", "tests/doctor/", "tests/deploy/")
"""Folders whose tests share servers of their own: starting those twice would take longer."""

LONGEST = (
    "tests/faults/",
    "tests/bot/",
    "tests/stack/test_up.py",
    "tests/scenarios/",
    "tests/domain/test_random_walks.py",
    "tests/domain/test_mutants.py",
    "tests/doctor/",
    "tests/deploy/",
)
"""Begun first, so that none of them is what the run waits for in the end."""


def place_of(nodeid: str) -> str:
    """Its folder, when that is shared, or its file."""
    return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid.partition("::")[0])


def rank(nodeid: str) -> int:
    """Its place in the queue."""
    place = place_of(nodeid)
    return LONGEST.index(place) if place in LONGEST else len(LONGEST)


class Spread(LoadScopeScheduling):  # type: ignore[misc]  # it ships no types
    """Gives each process one place after another, in the order in which they were collected."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # which would put many short tests before few long ones

    def _split_scope(self, nodeid: str) -> str:
        return place_of(nodeid)
