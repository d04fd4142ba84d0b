"""The words of every screen: Fluent files, and the one wrapper that escapes and formats what is put in.

Messages are HTML: whatever people typed is escaped here and nowhere else. In production a missing text shows
its key and a missing variable its name, and the log says so: a person is never left without an answer for
want of a word. Tests are strict (`Texts.strict`).
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import cache
from html import escape
from pathlib import Path
from typing import ClassVar, Final, Protocol, runtime_checkable

import structlog
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import fluent_number

from domain.people import Language
from telegram.formats import Kopecks, day, duration, interval, moment, money

__all__ = ["Html", "Kopecks", "Language", "TextMissingError", "Texts", "bundle", "label_key", "now_utc"]

LOCALES: Final = Path(__file__).parent / "locales"
NOTHING: Final = "—"

log = structlog.get_logger(__name__)


class Html(str):
    """Text that is HTML already: it is put into another text as it is."""

    __slots__ = ()


class TextMissingError(Exception):
    """A text or a variable that does not exist was asked for. Raised in tests only."""


@runtime_checkable
class _Span(Protocol):
    @property
    def since(self) -> datetime: ...
    @property
    def until(self) -> datetime: ...


Filling = str | int | date | timedelta | _Span | None


def now_utc() -> datetime:
    return datetime.now(UTC)


@cache
def bundle(language: Language) -> FluentBundle:
    """All texts of one language."""
    texts = FluentBundle([language.value], use_isolating=False)
    for file in sorted((LOCALES / language.value).glob("*.ftl")):
        texts.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return texts


def label_key(member: StrEnum) -> str:
    """The key of the word for one member of an enumeration: `label-refusal-code-goes-elsewhere`."""
    kind = "".join(f"-{sign.lower()}" if sign.isupper() else sign for sign in type(member).__name__)
    return f"label{kind}-{member.value}".replace("_", "-").replace(":", "-")


class Texts:
    """Says things in one person's language, in the zone and currency of the organization.

    Values by type: text is escaped, `Html` is not; `Kopecks` are money; moments, days and intervals are told
    relative to today; a `timedelta` is working time; members of enumerations are their labels; other whole
    numbers choose plural forms.
    """

    strict: ClassVar[bool] = False
    """Whether a missing text is an error; else it is shown by its key, and logged."""

    def __init__(
        self,
        language: Language,
        zone: tzinfo,
        currency: str = "RUB",
        clock: Callable[[], datetime] = now_utc,
    ) -> None:
        self.language, self.zone, self.currency, self.clock = language, zone, currency, clock

    def __call__(self, key: str, /, **values: Filling) -> Html:
        """The text as HTML, for messages."""
        return Html(self._said(key, values, escape_text))

    def plain(self, key: str, /, **values: Filling) -> str:
        """The same without HTML: for the words on buttons and for what answers a press."""
        return self._said(key, values, str)

    def label(self, member: StrEnum) -> str:
        """The word for a member of an enumeration."""
        return self.plain(label_key(member))

    def part(self, part: str) -> str:
        """«оприход 2» for `receipt.2`."""
        kind, _, number = part.partition(".")
        return self.plain(f"part-{kind}", number=int(number or 0))

    def money(self, kopecks: int) -> str:
        return money(kopecks, self.currency, self.language)

    def has(self, key: str) -> bool:
        return bundle(self.language).has_message(key)

    def _said(self, key: str, values: Mapping[str, Filling], quoted: Callable[[str], str]) -> str:
        texts = bundle(self.language)
        pattern = texts.get_message(key).value if texts.has_message(key) else None
        if pattern is None:
            return self._missing(key, "there is no such text")
        said, errors = texts.format_pattern(
            pattern, {name: self._filled(value, quoted) for name, value in values.items()}
        )
        if errors:
            self._missing(key, str(errors[0]))
        return str(said)

    def _missing(self, key: str, problem: str) -> str:
        if self.strict:
            raise TextMissingError(f"{key} in {self.language.value}: {problem}")
        log.error("text missing", key=key, language=self.language.value, problem=problem)
        return key

    def _filled(self, value: Filling, quoted: Callable[[str], str]) -> object:
        match value:
            case Html() | None:
                return value or NOTHING
            case StrEnum():
                return quoted(self.label(value))
            case str():
                return quoted(value)
            case Kopecks():
                return self.money(value)
            case int():
                return fluent_number(value, useGrouping=False)
            case timedelta():
                return duration(value, self.language)
            case _:
                return self.when(value)

    def when(self, value: date | _Span) -> str:
        """A moment, a day or an interval, told relative to today."""
        now = self.clock()
        if isinstance(value, datetime):
            return moment(value, now, self.zone, self.language)
        if isinstance(value, date):
            return day(value, now.astimezone(self.zone).date(), self.language)
        return interval(value, now, self.zone, self.language)


def escape_text(text: str) -> str:
    """For HTML messages; quotation marks may stay, there are no attributes."""
    return escape(text, quote=False)
