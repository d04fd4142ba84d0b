"""Both languages say the same things, and every text that the code asks for exists."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args

import pytest

from domain.cash import HandInState
from domain.chats import Unreachable
from domain.money import Method
from domain.orders import parts
from domain.orders.ledger import PostingKind
from domain.orders.papers import PaperKind
from domain.orders.penalties import Verdict
from domain.orders.penalty import PenaltyState
from domain.orders.record import AnyEvent
from domain.orders.state import Phase
from domain.orders.supplements import SupplementState
from domain.orders.visit import FailReason, MoveReason
from domain.orders.waiting import Action, Clock, WaitKind
from domain.organizations import Mode
from domain.people import Permission, Role
from domain.sessions import SessionKind
from telegram.history import SILENT
from telegram.presses import CODES
from telegram.texts import Language, label_key
from tests.telegram.fluent_files import said_twice, variables

ROOT = Path(__file__).parents[2]
SPOKEN_IN = ("bot", "telegram", "activities")
KEY = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)+$")
NO_KEYS = dict.fromkeys(("label-role", "label-stage", "label-wait-kind"), "the beginning of a key")
"""Strings in the code that look like a key and are none, with what they are."""

LABELLED: tuple[type[StrEnum], ...] = (
    *(one for one in vars(parts).values() if isinstance(one, type) and issubclass(one, StrEnum)),
    WaitKind, Clock, Action, Role, Permission, Method, PostingKind, PaperKind, PenaltyState, Verdict, Phase,
    SupplementState, FailReason, MoveReason, Mode, HandInState, Language, SessionKind, Unreachable,
)  # fmt: skip


def test_both_languages_have_the_same_texts_with_the_same_variables() -> None:
    russian, english = variables(Language.RU), variables(Language.EN)
    assert set(russian) ^ set(english) == set(), "said in one language only"
    assert {key: (russian[key], english[key]) for key in russian if russian[key] != english[key]} == {}


@pytest.mark.parametrize("language", Language)
def test_nothing_is_said_twice(language: Language) -> None:
    assert said_twice(language) == []


def test_every_member_of_an_enumeration_that_people_see_has_a_label() -> None:
    labels = {label_key(member) for kind in LABELLED for member in kind}
    assert labels - set(variables(Language.RU)) == set()
    written = {key for key in variables(Language.RU) if key.startswith("label-")}
    assert written - labels == set(), "labels of nothing"


def test_every_button_of_a_card_has_words() -> None:
    wanted = {f"deed-{kind.replace('_', '-')}" for kind in CODES}
    assert {key for key in variables(Language.RU) if key.startswith("deed-")} == wanted


def test_every_event_has_words() -> None:
    kinds = [event.model_fields["kind"].default for event in get_args(get_args(AnyEvent)[0])]
    told = {key for key in variables(Language.RU) if key.startswith("event-")}
    silent = {one.model_fields["kind"].default for one in SILENT}
    assert {f"event-{kind.replace('_', '-')}" for kind in kinds if kind not in silent} - told == set()


def test_every_text_that_the_code_asks_for_exists() -> None:
    known = variables(Language.RU)
    areas = {key.partition("-")[0] for key in known}
    asked = {
        (text, file)
        for file, text in _strings()
        if KEY.match(text) and text.partition("-")[0] in areas and text not in NO_KEYS
    }
    assert {(text, file) for text, file in asked if text not in known} == set()
    assert asked, "nothing was found to look at"


def _strings() -> Iterator[tuple[str, str]]:
    """Whole strings of the code, with their files; not the pieces of those that are put together."""
    for package in SPOKEN_IN:
        for file in sorted((ROOT / package).rglob("*.py")):
            nodes: list[Any] = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
            pieces = {id(one) for node in nodes if isinstance(node, ast.JoinedStr) for one in node.values}
            for node in nodes:
                whole = isinstance(node, ast.Constant) and id(node) not in pieces
                if whole and isinstance(node.value, str):
                    yield str(file.relative_to(ROOT)), node.value
