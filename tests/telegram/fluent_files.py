"""The Fluent files as they are written: their keys, and the variables of each."""

from collections import Counter
from collections.abc import Iterator
from functools import cache

from fluent.syntax import FluentParser, ast, visitor

from telegram.texts import LOCALES, Language


class _Variables(visitor.Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - Fluent's name
        self.names.add(node.id.name)


def entries(language: Language) -> Iterator[tuple[str, ast.Message]]:
    """Every message with the name of its file. What cannot be read is an error."""
    for file in sorted((LOCALES / language.value).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{file}: {entry.content}"
            if isinstance(entry, ast.Message):
                yield file.name, entry


@cache
def variables(language: Language) -> dict[str, frozenset[str]]:
    """Of every key."""
    found = {}
    for _, message in entries(language):
        seen = _Variables()
        seen.visit(message)
        found[message.id.name] = frozenset(seen.names)
    return found


def said_twice(language: Language) -> list[str]:
    counted = Counter(message.id.name for _, message in entries(language))
    return [key for key, times in counted.items() if times > 1]
