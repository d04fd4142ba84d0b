"""How amounts, days, times, durations and phone numbers are written for people: plain text, no HTML."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Final, Protocol

import phonenumbers

from domain.people import Language

NBSP: Final = "\u00a0"
KOPECKS: Final = 100


class Kopecks(int):
    """An amount of money in minor units: `Kopecks(150_000)` is written «1 500 ₽»."""


class Between(Protocol):
    """From one moment to another, as a visit."""

    @property
    def since(self) -> datetime: ...
    @property
    def until(self) -> datetime: ...


SIGNS: Final = {"RUB": "₽", "BYN": "Br", "KZT": "₸", "USD": "$", "EUR": "€"}
THOUSANDS: Final = {Language.RU: NBSP, Language.EN: ","}
POINTS: Final = {Language.RU: ",", Language.EN: "."}

MONTHS: Final[Mapping[Language, tuple[str, ...]]] = {
    Language.RU: (
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ),
    Language.EN: (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
WEEKDAYS: Final[Mapping[Language, tuple[str, ...]]] = {
    Language.RU: ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    Language.EN: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
NEAR: Final[Mapping[Language, Mapping[int, str]]] = {
    Language.RU: {-1: "вчера", 0: "сегодня", 1: "завтра"},
    Language.EN: {-1: "yesterday", 0: "today", 1: "tomorrow"},
}
UNITS: Final = {Language.RU: ("ч", "мин", "меньше минуты"), Language.EN: ("h", "min", "less than a minute")}


def money(kopecks: int, currency: str, language: Language) -> str:
    """«4 500 ₽», «−12,50 ₽»: kopecks only where there are some."""
    whole, rest = divmod(abs(kopecks), KOPECKS)
    digits = f"{whole:,}".replace(",", THOUSANDS[language])
    cents = f"{POINTS[language]}{rest:02}" if rest else ""
    return f"{'−' if kopecks < 0 else ''}{digits}{cents}{NBSP}{SIGNS.get(currency, currency)}"


def day(value: date, today: date, language: Language) -> str:
    """«завтра, 22 ноября», «пн, 24 ноября»; the year where it is another than today's."""
    near = NEAR[language].get((value - today).days) or WEEKDAYS[language][value.weekday()]
    year = f" {value.year}" if value.year != today.year else ""
    return f"{near}, {value.day}{NBSP}{MONTHS[language][value.month - 1]}{year}"


def clock(value: datetime) -> str:
    return f"{value:%H:%M}"


def moment(value: datetime, now: datetime, zone: tzinfo, language: Language) -> str:
    """«завтра, 22 ноября, 14:30», in the zone of the organization."""
    local = value.astimezone(zone)
    return f"{day(local.date(), now.astimezone(zone).date(), language)}, {clock(local)}"


def interval(value: Between, now: datetime, zone: tzinfo, language: Language) -> str:
    """«завтра, 22 ноября, 10:00–12:00»; over midnight both days are named."""
    since, until = value.since.astimezone(zone), value.until.astimezone(zone)
    if since.date() != until.date():
        return f"{moment(since, now, zone, language)} – {moment(until, now, zone, language)}"
    return f"{moment(since, now, zone, language)}–{clock(until)}"


def duration(value: timedelta, language: Language) -> str:
    """«3 ч 10 мин». Of working time: a day is as many hours as are worked, so it is never told in days."""
    hours, minutes, under_a_minute = UNITS[language]
    whole_hours, rest = divmod(int(value.total_seconds()) // 60, 60)
    parts = [f"{whole_hours}{NBSP}{hours}"] if whole_hours else []
    parts += [f"{rest}{NBSP}{minutes}"] if rest else []
    return " ".join(parts) or under_a_minute


def phone(number: str) -> str:
    """«+7 912 000-00-00» from E.164; what is no number any more stays as it is."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def shortened(text: str, most: int) -> str:
    """At most `most` signs of it; an ellipsis says that there is more."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
