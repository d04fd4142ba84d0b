"""The demo has a Russian word for everything that an order may show it."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from domain.orders.ledger import PostingKind
from domain.orders.papers import PaperKind
from domain.orders.parts import Stage
from domain.orders.waiting import Action, Clock, WaitKind
from domain.people import Role
from stack.demo import words


@pytest.mark.parametrize(
    ("named", "kinds"),
    [
        (words.HAS_TO, WaitKind),
        (words.ROLES, Role),
        (words.STAGES, Stage),
        (words.POSTINGS, PostingKind),
        (words.PAPERS, PaperKind),
        (words.CLOCKS, Clock),
        (words.ACTIONS, Action),
    ],
)
def test_nothing_is_without_a_word(named: Mapping[StrEnum, str], kinds: type[StrEnum]) -> None:
    assert set(named) == set(kinds)
