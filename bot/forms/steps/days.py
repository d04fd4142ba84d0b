"""Questions that are answered by a day, a moment or an interval: from a calendar, or typed."""

from calendar import monthcalendar
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta

from pydantic import JsonValue

from bot.forms import reading
from bot.forms.about import Body
from bot.forms.steps.step import Ask, Button, MisreadError, Rows, Step, Take, Turn
from domain.orders.visit import Interval
from telegram.formats import WEEKDAYS
from telegram.texts import Html, Texts

HOURS = ("09:00", "10:00", "12:00", "14:00", "16:00", "18:00")
SPANS = ("09:00-11:00", "10:00-12:00", "12:00-14:00", "14:00-16:00", "16:00-18:00", "09:00-18:00")


def calendar(ask: Ask, *, ahead: bool) -> Rows:
    """One month in the person's language; the days that cannot be meant are dots."""
    texts, today = ask.texts, ask.today
    first = _month(str(ask.page.get("month", ""))) or today.replace(day=1)
    before, after = first - timedelta(days=1), (first + timedelta(days=31)).replace(day=1)
    near = (
        [(-1, "forms-yesterday"), (0, "forms-today")]
        if not ahead
        else [
            (0, "forms-today"),
            (1, "forms-tomorrow"),
        ]
    )
    rows: Rows = [[Button(texts.plain(key), f"d{today + timedelta(days=n)}") for n, key in near]]
    rows.append(
        [
            Button("‹", f"m{before:%Y-%m}"),
            Button(month_and_year(first, texts), f"m{first:%Y-%m}"),
            Button("›", f"m{after:%Y-%m}"),
        ]
    )
    rows.append([Button(name, f"m{first:%Y-%m}") for name in WEEKDAYS[texts.language]])
    for week in monthcalendar(first.year, first.month):
        rows.append([_day(first, number, today, ahead=ahead) for number in week])
    return rows


def month_and_year(first: date, texts: Texts) -> str:
    return texts.plain("forms-month", month=first.month, year=str(first.year))


def _day(first: date, number: int, today: date, *, ahead: bool) -> Button:
    if number == 0:
        return Button("·", f"m{first:%Y-%m}")
    day = first.replace(day=number)
    fits = day >= today if ahead else day <= today
    return Button(str(number) if fits else "·", f"d{day}" if fits else f"m{first:%Y-%m}")


def _pressed_day(action: str) -> date | None:
    try:
        return date.fromisoformat(action[1:]) if action[:1] == "d" else None
    except ValueError:
        return None


def _pressed_month(action: str) -> Turn | None:
    return Turn({"month": action[1:]}) if action[:1] == "m" and _month(action[1:]) else None


def _month(named: str) -> date | None:
    """The first day of `2026-11`; None of what no calendar leads to."""
    try:
        first = date.fromisoformat(f"{named}-01")
    except ValueError:
        return None
    return first if MINYEAR < first.year < MAXYEAR else None


@dataclass(frozen=True, kw_only=True)
class DayStep(Step):
    """A day from today on, or up to today; the answer is its ISO date."""

    ahead: bool = True

    def rows(self, ask: Ask) -> Rows:
        return calendar(ask, ahead=self.ahead)

    def read(self, text: str, ask: Ask, /) -> Take | Turn:
        day = reading.day(text, ask.today, ahead=self.ahead)
        if day is None:
            raise MisreadError("forms-day-unread")
        return self._taken(day, ask)

    def press(self, action: str, ask: Ask, /) -> Take | Turn:
        if day := _pressed_day(action):
            return self._taken(day, ask)
        if turn := _pressed_month(action):
            return turn
        raise MisreadError("forms-button-gone")

    def _taken(self, day: date, ask: Ask) -> Take | Turn:
        if self.ahead and day < ask.today:
            raise MisreadError("forms-day-past")
        if not self.ahead and day > ask.today:
            raise MisreadError("forms-day-future")
        return Take(day.isoformat())

    def told(self, value: JsonValue, ask: Ask) -> Html:
        return ask.texts("forms-when", when=date.fromisoformat(str(value)))


@dataclass(frozen=True, kw_only=True)
class MomentStep(DayStep):
    """A day, then a time of it; the answer is an ISO moment in the organization's zone."""

    def question(self, ask: Ask) -> Html:
        return ask.texts("forms-hour", day=day) if (day := _chosen(ask)) else super().question(ask)

    def rows(self, ask: Ask) -> Rows:
        if _chosen(ask) is None:
            return super().rows(ask)
        buttons = [Button(hour, f"h{hour}") for hour in HOURS]
        return [buttons[:3], buttons[3:]]

    def read(self, text: str, ask: Ask, /) -> Take | Turn:
        day = _chosen(ask)
        if day and (hour := reading.hour(text)):
            return self._at(day, hour, ask)
        whole = reading.day(text, ask.today)
        if whole:
            return self._taken(whole, ask)
        first, _, last = text.strip().rpartition(" ")
        both = reading.day(first.rstrip(", в"), ask.today), reading.hour(last)
        if both[0] and both[1]:
            return self._at(both[0], both[1], ask)
        raise MisreadError("forms-hour-unread" if day else "forms-moment-unread")

    def press(self, action: str, ask: Ask, /) -> Take | Turn:
        day = _chosen(ask)
        if day and action[:1] == "h" and (hour := reading.hour(action[1:])):
            return self._at(day, hour, ask)
        return super().press(action, ask)

    def _taken(self, day: date, ask: Ask) -> Take | Turn:
        super()._taken(day, ask)
        return Turn({"day": day.isoformat()})

    def _at(self, day: date, hour: time, ask: Ask) -> Take:
        moment = ask.at(day, f"{hour:%H:%M}")
        if moment <= ask.texts.clock():
            raise MisreadError("forms-moment-past")
        return Take(moment.isoformat())

    def told(self, value: JsonValue, ask: Ask) -> Html:
        return ask.texts("forms-when", when=datetime.fromisoformat(str(value)))


@dataclass(frozen=True, kw_only=True)
class IntervalStep(DayStep):
    """A day, then from when until when; the answer is `{since, until}`."""

    def question(self, ask: Ask) -> Html:
        return ask.texts("forms-hours", day=day) if (day := _chosen(ask)) else super().question(ask)

    def rows(self, ask: Ask) -> Rows:
        if _chosen(ask) is None:
            return super().rows(ask)
        buttons = [Button(span.replace("-", "–").replace(":00", ""), f"i{span}") for span in SPANS]
        return [buttons[:3], buttons[3:]]

    def read(self, text: str, ask: Ask, /) -> Take | Turn:
        day = _chosen(ask)
        if day and (span := reading.hours(text)):
            return self._between(day, span, ask)
        whole = reading.day(text, ask.today)
        if whole:
            return self._taken(whole, ask)
        words = text.split()
        for at in range(1, len(words)):
            named = reading.day(" ".join(words[:at]).rstrip(","), ask.today)
            span = reading.hours(" ".join(words[at:]))
            if named and span:
                return self._between(named, span, ask)
        raise MisreadError("forms-hours-unread" if day else "forms-interval-unread")

    def press(self, action: str, ask: Ask, /) -> Take | Turn:
        day = _chosen(ask)
        if day and action[:1] == "i" and (span := reading.hours(action[1:])):
            return self._between(day, span, ask)
        return super().press(action, ask)

    def _taken(self, day: date, ask: Ask) -> Take | Turn:
        super()._taken(day, ask)
        return Turn({"day": day.isoformat()})

    def _between(self, day: date, span: tuple[time, time], ask: Ask) -> Take:
        since, until = (ask.at(day, f"{hour:%H:%M}") for hour in span)
        if until <= ask.texts.clock():
            raise MisreadError("forms-moment-past")
        value: Body = {"since": since.isoformat(), "until": until.isoformat()}
        return Take(value)

    def told(self, value: JsonValue, ask: Ask) -> Html:
        return ask.texts("forms-when", when=Interval.model_validate(value))


def _chosen(ask: Ask) -> date | None:
    day = ask.page.get("day")
    return date.fromisoformat(day) if isinstance(day, str) else None
