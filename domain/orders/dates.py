"""Dates that people give: not in the past, and not so far ahead that it must be a slip."""

from datetime import date, timedelta

from domain.orders.errors import DateTooFar, PastDate
from domain.orders.facts import Facts
from domain.values import Moment

FARTHEST = 366
"""Days ahead, where no rule has a limit of its own."""


def refuse_unfit_moment(field: str, moment: Moment, facts: Facts, days: int = FARTHEST) -> None:
    if moment <= facts.at:
        raise PastDate(field=field)
    if moment > facts.at + timedelta(days=days):
        raise DateTooFar(field=field, days=days)


def refuse_unfit_day(field: str, day: date, facts: Facts) -> None:
    """Today still fits, in the organization's own zone."""
    today = facts.organization.settings.calendar.local_date(facts.at)
    if day < today:
        raise PastDate(field=field)
    if day > today + timedelta(days=FARTHEST):
        raise DateTooFar(field=field, days=FARTHEST)
