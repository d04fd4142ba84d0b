"""A page of a list as JSON. An order's line is rendered once and not again before it changes."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from api.views import OrderLine, OrderList
from domain.values import Moment
from storage.cache import Answer
from storage.orders import ListedOrder, OrderPage


class Line(NamedTuple):
    body: str
    """An `OrderLine`."""
    good_until: datetime | None
    """When its next wait runs out."""


def page_of(page: OrderPage, now: datetime) -> Answer:
    """The JSON of an `OrderList` at `now`, in its zone, and until when it is good."""
    lines = [_line(text, now) for text in page.lines]
    ends = (line.good_until for line in lines if line.good_until)
    rest = OrderList(orders=[], next=page.next).model_dump_json(exclude={"orders"})
    body = f'{{"orders":[{",".join(line.body for line in lines)}],{rest[1:]}'
    return Answer(body.encode(), good_until=min(ends, default=None))


def _line(text: str, now: datetime) -> Line:
    zone = now.tzinfo
    if not isinstance(zone, ZoneInfo):
        return _rendered(text, now)
    line = _early(text, zone)
    return line if line.good_until is None or now <= line.good_until else _rendered(text, now)


@lru_cache(maxsize=8192)
def _early(text: str, zone: ZoneInfo) -> Line:
    """The line while none of its waits has run out; decided by its values alone, so it is never stale."""
    return _rendered(text, datetime.min.replace(tzinfo=zone))


def _rendered(text: str, now: datetime) -> Line:
    listed = ListedOrder.model_validate_json(text)
    ends: list[Moment] = [wait.until for wait in listed.waits if wait.until >= now]
    return Line(OrderLine.of(listed, now).model_dump_json(), good_until=min(ends, default=None))
