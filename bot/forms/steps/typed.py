"""Questions that are answered in words: a text, an amount, a count, phone numbers."""

from dataclasses import dataclass

from pydantic import JsonValue

from bot.forms import reading
from bot.forms.steps.step import Ask, Button, MisreadError, Rows, Step, Take, numbered
from telegram.formats import phone
from telegram.texts import Html, Kopecks, escape_text

WHOLE = 10_000
"""Basis points."""


@dataclass(frozen=True, kw_only=True)
class TextStep(Step):
    """Kept exactly as typed: case, spaces and line breaks too."""

    longest: int = 2000
    pattern: str = ""

    def read(self, text: str, ask: Ask, /) -> Take:
        if not text.strip() or "\x00" in text:
            raise MisreadError("forms-text-empty")
        if len(text) > self.longest:
            raise MisreadError("forms-text-long", longest=self.longest, length=len(text))
        return Take(text)


@dataclass(frozen=True, kw_only=True)
class AmountStep(Step):
    """Kopecks, from `least` on."""

    least: int = 1
    offers: tuple[int, ...] = ()
    """Amounts that have buttons."""

    def rows(self, ask: Ask) -> Rows:
        return [[Button(self._named(kopecks, ask), f"a{kopecks}") for kopecks in self.offers]]

    @staticmethod
    def _named(kopecks: int, ask: Ask) -> str:
        return ask.texts.money(kopecks) if kopecks else ask.texts.plain("forms-amount-nothing")

    def press(self, action: str, ask: Ask, /) -> Take:
        if (kopecks := numbered(action, "a")) is None:
            raise MisreadError("forms-button-gone")
        return Take(kopecks)

    def read(self, text: str, ask: Ask, /) -> Take:
        kopecks = reading.amount(text)
        if kopecks is None:
            raise MisreadError("forms-amount-unread")
        if kopecks < self.least:
            raise MisreadError("forms-amount-low")
        return Take(kopecks)

    def told(self, value: JsonValue, ask: Ask) -> Html:
        return ask.texts("forms-money", amount=Kopecks(value if isinstance(value, int) else 0))


@dataclass(frozen=True, kw_only=True)
class PercentStep(Step):
    """«40», «12,5 %»; the answer is in basis points."""

    def read(self, text: str, ask: Ask, /) -> Take:
        points = reading.amount(text.replace("%", " "))
        if points is None or points > WHOLE:
            raise MisreadError("forms-percent-unread")
        return Take(points)

    def told(self, value: JsonValue, ask: Ask) -> Html:
        return Html(f"{value / 100:g} %" if isinstance(value, int) else "")


@dataclass(frozen=True, kw_only=True)
class CountStep(Step):
    least: int = 0
    most: int = 3650
    offers: tuple[int, ...] = ()

    def rows(self, ask: Ask) -> Rows:
        return [[Button(str(number), f"n{number}") for number in self.offers]]

    def press(self, action: str, ask: Ask, /) -> Take:
        if (number := numbered(action, "n")) is None:
            raise MisreadError("forms-button-gone")
        return Take(number)

    def read(self, text: str, ask: Ask, /) -> Take:
        number = reading.count(text)
        if number is None or not self.least <= number <= self.most:
            raise MisreadError("forms-count-unread", least=self.least, most=self.most)
        return Take(number)


@dataclass(frozen=True, kw_only=True)
class PhonesStep(Step):
    """Up to three numbers in any spelling, in one message."""

    most: int = 3

    def read(self, text: str, ask: Ask, /) -> Take:
        numbers, wrong = reading.phones(text)
        if wrong or not numbers:
            raise MisreadError("forms-phone-unread", given=wrong or text)
        if len(numbers) > self.most:
            raise MisreadError("forms-phones-many", most=self.most)
        return Take(list(numbers))

    def told(self, value: JsonValue, ask: Ask) -> Html:
        numbers = value if isinstance(value, list) else [value]
        return Html(escape_text(", ".join(phone(str(number)) for number in numbers)))
