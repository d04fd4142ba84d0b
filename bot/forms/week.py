"""Working hours as people write them: «пн-пт 9-18, сб 10-15», and told the same way."""

import re
from datetime import time
from typing import Final

from bot.forms import reading
from bot.forms.about import Body
from domain.calendar import MIDNIGHT, Hours
from telegram.formats import WEEKDAYS
from telegram.texts import Texts

DAYS: Final = {name.lower(): number for names in WEEKDAYS.values() for number, name in enumerate(names)}
ALL_DAY: Final = ("круглосуточно", "24", "24/7", "all day")
_ITEM: Final = re.compile(r"([^\W\d]+)(?: ?[-–—] ?([^\W\d]+))?:? +(.+)")
_SPAN: Final = re.compile(r"(?:с |from )?([0-9:.]+) ?(?:[-–—]|до|to) ?([0-9:.]+)")


def span(text: str) -> Hours | None:
    """«9-18», «21:00–8:00», «с 10 до 24»: also over midnight."""
    found = _SPAN.fullmatch(" ".join(text.lower().split()))
    since, until = (_hour(found[1]), _hour(found[2])) if found else (None, None)
    return Hours(since=since, until=until) if since is not None and until is not None else None


def _hour(text: str) -> time | None:
    return MIDNIGHT if text in ("24", "24:00") else reading.hour(text)


def week(text: str) -> tuple[Hours | None, ...] | None:
    """Monday first; days that are not named are off. None: that is no week."""
    days: list[Hours | None] = [None] * len(next(iter(WEEKDAYS.values())))
    for item in filter(None, (part.strip() for part in re.split(r"[,;\n]+", text.lower()))):
        found = _ITEM.fullmatch(" ".join(item.split()))
        first = DAYS.get(found[1]) if found else None
        last = DAYS.get(found[2]) if found and found[2] else first
        hours = _hours(found[3]) if found else None
        if first is None or last is None or last < first or hours is None:
            return None
        days[first : last + 1] = [hours] * (last + 1 - first)
    return tuple(days) if any(days) else None


def _hours(text: str) -> Hours | None:
    if text in ALL_DAY:
        return Hours(since=MIDNIGHT, until=MIDNIGHT)
    hours = span(text)
    later = hours is not None and (hours.until > hours.since or hours.until == MIDNIGHT)
    return hours if later else None


def told(days: tuple[Hours | None, ...], texts: Texts) -> str:
    """«пн–пт 09:00–18:00, сб 10:00–15:00»: days in a row with the same hours are told once."""
    names, said, first = WEEKDAYS[texts.language], list[str](), 0
    for number, hours in enumerate(days):
        if number + 1 < len(days) and days[number + 1] == hours:
            continue
        if hours:
            days_said = names[first] if first == number else f"{names[first]}–{names[number]}"
            said.append(f"{days_said} {of(hours)}")
        first = number + 1
    return ", ".join(said)


def of(hours: Hours) -> str:
    """«09:00–18:00»; midnight at the end is 24:00."""
    until = "24:00" if hours.until == MIDNIGHT else f"{hours.until:%H:%M}"
    return f"{hours.since:%H:%M}–{until}"


def as_sent(hours: Hours | None) -> Body | None:
    return {"since": f"{hours.since:%H:%M}", "until": f"{hours.until:%H:%M}"} if hours else None
