"""Numbers, days, hours and phones as people write them. What may mean two things is never guessed."""

import re
from datetime import date, time, timedelta

from pydantic import TypeAdapter, ValidationError

from domain.contacts import Phone

LARGEST = 100_000_000_000
"""Kopecks; as `domain.money.Money`."""

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_CURRENCY = re.compile(r"(₽|руб(лей|ля|ль)?\.?|р\.?|rub(les?)?\.?|rur)$", re.IGNORECASE)
_NUMBER = re.compile(r"([0-9]{1,3}(?:[ .,'][0-9]{3})+|[0-9]+)(?:[.,]([0-9]{1,2}))?")
_DAY = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})(?:[./-]([0-9]{4}|[0-9]{2}))?")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_NAMED_DAY = re.compile(r"([0-9]{1,2})(?:-?(?:е|го|th|st|nd|rd))? ([a-zа-яё]{3,})\.?(?: ([0-9]{4}))?")
_HOUR = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?")
_HOURS = re.compile(r"(?:с )?([0-9:.]{1,5}) ?(?:-|–|—|до|to) ?([0-9:.]{1,5})")

_MONTHS = (
    ("янв", "jan"),
    ("фев", "feb"),
    ("мар", "mar"),
    ("апр", "apr"),
    ("ма", "may"),
    ("июн", "jun"),
    ("июл", "jul"),
    ("авг", "aug"),
    ("сен", "sep"),
    ("окт", "oct"),
    ("ноя", "nov"),
    ("дек", "dec"),
)
_NEAR = {
    "позавчера": -2,
    "вчера": -1,
    "yesterday": -1,
    "сегодня": 0,
    "today": 0,
    "завтра": 1,
    "tomorrow": 1,
    "послезавтра": 2,
}
_PHONE: TypeAdapter[str] = TypeAdapter(Phone)


def amount(text: str) -> int | None:
    """Kopecks of «1 500», «1500,50 ₽», «1.500,50 руб.»; None of what is no amount, or could be two."""
    bare = _CURRENCY.sub("", _SPACES.sub(" ", text).strip()).strip()
    found = _NUMBER.fullmatch(bare)
    if found is None:
        return None
    whole, part = found.group(1), found.group(2)
    marks = set(whole) - set("0123456789")
    if len(marks) > 1 or (part is None and len(marks) == 1 and _could_be_a_fraction(whole)):
        return None
    if part is not None and marks & {bare[found.end(1)]}:
        return None
    kopecks = int(re.sub(r"\D", "", whole)) * 100 + int((part or "0").ljust(2, "0"))
    return kopecks if kopecks <= LARGEST else None


def _could_be_a_fraction(whole: str) -> bool:
    """Of «1,500» nobody knows whether it is one and a half or fifteen hundred."""
    return len(re.findall(r"[.,]", whole)) == 1


def count(text: str) -> int | None:
    """A whole number from 0; «2 шт.» too."""
    bare = re.sub(r" ?(шт\.?|pcs\.?|дн(ей|я)?\.?|день|days?)$", "", _SPACES.sub(" ", text).strip().lower())
    return int(bare) if re.fullmatch(r"[0-9]{1,6}", bare) else None


def day(text: str, today: date, *, ahead: bool = True) -> date | None:
    """The day of «22.11», «22 ноября», «завтра», «2026-11-22»; without a year the nearest one that side."""
    bare = _SPACES.sub(" ", text).strip().lower()
    if bare in _NEAR:
        return today + timedelta(days=_NEAR[bare])
    if found := _ISO_DAY.fullmatch(bare):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY.fullmatch(bare):
        return _near(int(found[1]), int(found[2]), found[3], today, ahead=ahead)
    if (found := _NAMED_DAY.fullmatch(bare)) and (month := _month(found[2])):
        return _near(int(found[1]), month, found[3], today, ahead=ahead)
    return None


def _month(word: str) -> int | None:
    return next((n for n, names in enumerate(_MONTHS, 1) if word.startswith(names)), None)


def _near(number: int, month: int, year: str | None, today: date, *, ahead: bool) -> date | None:
    if year:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, number)  # noqa: PLR2004 - two digits
    this = _date(today.year, month, number)
    if this is None:
        return None
    if ahead and this < today:
        return _date(today.year + 1, month, number)
    if not ahead and this > today:
        return _date(today.year - 1, month, number)
    return this


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def hour(text: str) -> time | None:
    """The time of «10», «10:30», «10.30»."""
    found = _HOUR.fullmatch(text.strip())
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:  # noqa: PLR2004 - a clock
        return None
    return time(int(found[1]), int(found[2] or 0))


def hours(text: str) -> tuple[time, time] | None:
    """From when until when: «10-12», «10:00–12:30», «с 10 до 12»; the second after the first."""
    found = _HOURS.fullmatch(_SPACES.sub(" ", text).strip().lower())
    since, until = (hour(found[1]), hour(found[2])) if found else (None, None)
    return (since, until) if since and until and since < until else None


def phones(text: str) -> tuple[list[str], str | None]:
    """Numbers as E.164 in the order given, each once; and the first that is none."""
    numbers: list[str] = []
    for part in re.split(r"[,;\n]+", text):
        if not part.strip():
            continue
        try:
            number = _PHONE.validate_python(part.strip())
        except ValidationError:
            return numbers, part.strip()
        if number not in numbers:
            numbers.append(number)
    return numbers, None
