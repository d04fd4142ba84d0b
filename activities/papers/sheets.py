"""What any paper is made of, in words ready to print: the template only lays them out.

Everything that people typed passes `printable`, and reaches the template as data, never as markup.
"""

import unicodedata
from datetime import date, datetime
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator

from domain.money import PricedLine
from domain.values import Moment, Value

NBSP: Final = "\u00a0"
PICTURES: Final = 0x1F000
"""From here on Unicode has its pictures; the fonts we carry have letters."""
UNSEEN: Final = ("Cc", "Cf", "Cs", "Co")
"""Categories of signs that print nothing, or turn the direction of what follows."""
VARIATIONS: Final = range(0xFE00, 0xFE10)
"""They only choose between drawings of the sign before."""


def printable(text: str) -> str:
    """The text as ink can show it: lines and letters as typed, pictures by their names, unseen signs gone."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(_printed(sign) for sign in lines)


def _printed(sign: str) -> str:
    if sign == "\n":
        return sign
    category = unicodedata.category(sign)
    if category in UNSEEN or ord(sign) in VARIATIONS:
        return ""
    if ord(sign) >= PICTURES and category in ("So", "Sk"):
        return f"[{unicodedata.name(sign, 'sign').lower()}]"
    return sign


Printed = Annotated[str, AfterValidator(printable)]


class Field(Value):
    label: str
    value: Printed


class Column(Value):
    title: str
    number: bool = False
    """Set to the right and never broken, as figures are."""
    share: int = 1
    """Of the width that columns without long texts, which have 0 or hold numbers, leave over."""


class Table(Value):
    """As many cells in each row as there are columns. `totals` stand below, at the right."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Printed, ...], ...]
    totals: tuple[Field, ...] = ()


class Section(Value):
    heading: Printed
    fields: tuple[Field, ...] = ()
    table: Table | None = None


class Signature(Value):
    role: str
    name: Printed = ""
    """Empty: written in by hand."""


class Sheet(Value):
    """One paper. All its times are told in `zone`."""

    title: str
    organization: Printed
    number: Printed
    at: str
    statement: str
    sections: tuple[Section, ...]
    signatures: tuple[Signature, ...]
    seq: int
    zone: str
    moment: Moment
    """When what it tells happened; also the document's own date."""


def roubles(kopecks: int, currency: str = "RUB") -> str:
    """An amount as papers have it, always with kopecks and in one piece: 4 500,00 ₽."""
    whole, part = divmod(abs(kopecks), 100)
    sign = "−" if kopecks < 0 else ""
    unit = "₽" if currency == "RUB" else currency
    return f"{sign}{whole:,}".replace(",", NBSP) + f",{part:02}{NBSP}{unit}"


def day(moment: Moment | date, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone) if isinstance(moment, datetime) else moment
    return f"{local:%d.%m.%Y}"


def minute(moment: Moment, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%d.%m.%Y %H:%M}".replace(" ", NBSP)


def fields(*pairs: tuple[str, str | None]) -> tuple[Field, ...]:
    """The pairs that have something to say."""
    return tuple(Field(label=label, value=value) for label, value in pairs if value)


PRICED: Final = (
    Column(title="№", number=True),
    Column(title="Наименование"),
    Column(title="Кол-во", number=True),
    Column(title="Цена", number=True),
    Column(title="Сумма", number=True),
)


def priced(lines: tuple[PricedLine, ...], currency: str, totals: tuple[Field, ...]) -> Table:
    rows = (
        (
            str(n),
            line.name,
            str(line.quantity),
            roubles(line.unit_price, currency),
            roubles(line.total, currency),
        )
        for n, line in enumerate(lines, start=1)
    )
    return Table(columns=PRICED, rows=tuple(rows), totals=totals)
