"""Questions about working time: a week, a span of the day, holidays."""

from dataclasses import dataclass

from pydantic import JsonValue

from bot.forms import week
from bot.forms.reading import day
from bot.forms.steps import Ask, MisreadError, Step, Take
from domain.calendar import Hours, WorkingCalendar
from domain.organizations import MOST_HOLIDAYS
from telegram.texts import Html


@dataclass(frozen=True, kw_only=True)
class WeekStep(Step):
    """Working hours by day of the week; the answer is the API's `week`."""

    def read(self, text: str, ask: Ask, /) -> Take:
        days = week.week(text)
        if days is None:
            raise MisreadError("forms-week-unread")
        return Take([week.as_sent(one) for one in days])

    def told(self, value: JsonValue, ask: Ask) -> Html:
        days = WorkingCalendar.model_validate({"week": value}).week
        return Html(week.told(days, ask.texts))


@dataclass(frozen=True, kw_only=True)
class SpanStep(Step):
    """From one time of the day to another, also over midnight."""

    def read(self, text: str, ask: Ask, /) -> Take:
        hours = week.span(text)
        if hours is None:
            raise MisreadError("forms-hours-unread")
        return Take(week.as_sent(hours))

    def told(self, value: JsonValue, ask: Ask) -> Html:
        return Html(week.of(Hours.model_validate(value)))


@dataclass(frozen=True, kw_only=True)
class DaysStep(Step):
    """Days in one message, separated by commas or lines; the answer are ISO dates."""

    def read(self, text: str, ask: Ask, /) -> Take:
        days: list[JsonValue] = []
        for word in filter(None, (one.strip() for one in text.replace("\n", ",").split(","))):
            found = day(word, ask.today)
            if found is None:
                raise MisreadError("forms-days-unread", given=word)
            days.append(found.isoformat())
        if not days or len(days) > MOST_HOLIDAYS:
            raise MisreadError("forms-days-unread", given=text[:50])
        return Take(sorted(days, key=str))

    def told(self, value: JsonValue, ask: Ask) -> Html:
        return Html(", ".join(str(one) for one in value) if isinstance(value, list) else "")
