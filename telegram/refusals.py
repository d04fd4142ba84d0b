"""What the API refuses, in words that say what to do: every code it has, in both languages.

Nothing here reads the API's own words: they are made anew from the code and its facts.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.cash import HandInState
from domain.orders.parts import JobState, ReceiptState, RequestKind, Stage, StepState
from domain.orders.penalty import PenaltyState
from domain.orders.supplements import SupplementState
from domain.people import Permission, Role
from telegram.formats import Kopecks
from telegram.texts import Filling, Html, Texts

Fact = str | int

MONEY: Final = frozenset(
    {
        "advance", "amount", "commission", "debt", "expected", "free", "kept", "lines", "loss", "open",
        "payable", "received", "total",
    }
)  # fmt: skip
"""Facts that are amounts in kopecks."""

STATES: Final = (JobState, ReceiptState, SupplementState, PenaltyState, StepState, HandInState, Stage)


def words(
    code: str, facts: Mapping[str, Fact] | None, fields: Iterable[Mapping[str, str]] | None, texts: Texts
) -> Html:
    """The refusal in the reader's language; of a code that is new here, that something does not fit.

    `fields` are those of a body that is not well formed: a form says it at the step, this only names them.
    """
    key = key_of(code)
    if not texts.has(key):
        return texts(key_of("other"), code=code)
    named = ", ".join(dict.fromkeys(one["field"].removeprefix("body.") for one in fields or ()))
    filled = {name: _filled(name, fact, texts) for name, fact in (facts or {}).items()}
    return texts(key, **{"fields": named, **filled})


def key_of(code: str) -> str:
    return f"refusal-{code.replace('.', '-').replace('_', '-')}"


def _filled(name: str, fact: Fact, texts: Texts) -> Filling:
    if isinstance(fact, int):
        return Kopecks(fact) if name in MONEY else fact
    translated = TRANSLATED.get(name)
    return translated(fact, texts) if translated else fact


def _label(kinds: Iterable[type[StrEnum]]) -> Callable[[str, Texts], Filling]:
    def label(fact: str, texts: Texts) -> Filling:
        """The label of the first enumeration that has this value."""
        found = (member for kind in kinds for member in kind if member.value == fact)
        return next(found, texts.plain("refusal-whose-other"))

    return label


def _one_of(area: str) -> Callable[[str, Texts], Filling]:
    def said(fact: str, texts: Texts) -> Filling:
        key = f"refusal-{area}-{fact.replace('_', '-').replace(' ', '-')}"
        return texts.plain(key if texts.has(key) else f"refusal-{area}-other")

    return said


def _parts(fact: str, texts: Texts) -> str:
    return ", ".join(texts.part(part) for part in fact.split(", "))


def _moment(fact: str, _texts: Texts) -> datetime:
    return datetime.fromisoformat(fact)


TRANSLATED: Final[dict[str, Callable[[str, Texts], Filling]]] = {
    **dict.fromkeys(("part", "parts", "last", "later"), _parts),
    **dict.fromkeys(("until", "at"), _moment),
    "stage": _label((Stage,)),
    "state": _label(STATES),
    "role": _label((Role, Permission)),
    "permission": _label((Permission,)),
    "what": _label((RequestKind,)),
    "field": _one_of("field"),
    "whose": _one_of("whose"),
    "holder": _one_of("holder"),
}
"""Facts whose value is a name of ours; the others are names, numbers and amounts."""
