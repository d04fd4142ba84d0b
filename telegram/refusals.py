"""What the API refuses, in words that say what to do: every code it has, in both languages."""

from collections.abc import Mapping, Sequence
from typing import Final

from telegram.formats import Kopecks
from telegram.texts import Html, Texts

MONEY: Final = frozenset(
    {
        "amount", "total", "received", "open", "debt", "lines", "advance", "commission", "loss", "expected",
        "kept", "payable", "balance", "hand", "limit",
    }
)  # fmt: skip
"""Facts that are amounts in kopecks."""


def words(
    code: str,
    facts: Mapping[str, str | int] | None,
    fields: Sequence[Mapping[str, str]] | None,
    texts: Texts,
) -> Html:
    """The refusal in the reader's language; of a code that is new here, that something does not fit."""
    key = f"refusal-{code.replace('.', '-').replace('_', '-')}"
    if not texts.has(key):
        return texts("refusal-other", code=code)
    filled = {
        name: Kopecks(value) if name in MONEY and isinstance(value, int) else value
        for name, value in (facts or {}).items()
    }
    return texts(key, **filled)
