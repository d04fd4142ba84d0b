"""Кто что менял, и у кого какие аппараты."""

import json
from typing import Final
from uuid import UUID

from pydantic import JsonValue

from bot.rooms.page import Page, Room, Visit, Way, bottom, id_of, way
from bot.rooms.paging import Asked, listed, nth_page, number_of, opening, turns
from bot.rooms.views import Listed, View
from domain.audit import Trace
from domain.orders.parts import Device
from domain.people import Permission, Role
from domain.values import Moment, OrderId, PersonId
from telegram.formats import shortened
from telegram.texts import Html, Texts

LONGEST: Final = 60
"""Signs of one value before or after a change."""


class Change(View):
    action: str
    entity_id: UUID
    before: dict[str, JsonValue]
    after: dict[str, JsonValue]
    trace: Trace


class ChangeList(Listed):
    changes: tuple[Change, ...]
    names: dict[UUID, str]


class OnItsWay(View):
    to: PersonId
    given_at: Moment | None


class Holding(View):
    order: OrderId
    order_number: str
    device: Device
    holder: PersonId
    since: Moment
    under_way: OnItsWay | None


class CustodyList(Listed):
    devices: tuple[Holding, ...]
    names: dict[PersonId, str]


async def audit(visit: Visit) -> Page:
    """`audit:<all|person or organization>:<page>`: the latest changes first."""
    which, page, texts = visit.argument(0, "all"), number_of(visit, 1), visit.texts
    asked: Asked = {} if which == "all" else {"entity": id_of(which)}
    found = await nth_page(visit, "/v1/audit", ChangeList, page, asked)
    lines = [changed(one, found.names, texts) for one in found.changes]
    turning = turns(texts, page, found.next is not None, lambda n: way("audit", which, n))
    text = listed(visit, texts("audit-title"), lines, page, found.next is not None)
    return Page(text, (turning, bottom(texts, way("more"))))


def changed(one: Change, names: dict[UUID, str], texts: Texts) -> Html:
    """Who did what to whom, and each field as it was and is."""
    by = names.get(one.trace.by) if one.trace.by else None
    head = texts(
        "audit-line",
        at=one.trace.at,
        by=by,
        action=action_name(one.action, texts),
        whom=names.get(one.entity_id, ""),
    )
    fields = sorted({*one.before, *one.after})
    told = [
        texts(
            "audit-field",
            field=field_name(field, texts),
            before=value_of(field, one.before.get(field), texts),
            after=value_of(field, one.after.get(field), texts),
        )
        for field in fields
    ]
    return Html("\n".join((head, *told)))


def action_name(action: str, texts: Texts) -> str:
    """Of an action that is new in the API, its own name."""
    key = f"audit-action-{action}".replace(".", "-").replace("_", "-")
    return texts.plain(key) if texts.has(key) else action


def field_name(field: str, texts: Texts) -> str:
    key = f"forms-label-{field}".replace("_", "-")
    return texts.plain(key) if texts.has(key) else field


def value_of(field: str, value: JsonValue, texts: Texts) -> str | None:
    """Roles and rights by their names, anything else as it is written; None for nothing."""
    if value is None or value in ([], {}):
        return None
    if isinstance(value, list) and field == "roles":
        return ", ".join(texts.label(Role(str(one))) for one in value)
    if isinstance(value, list) and field == "extra_permissions":
        return ", ".join(texts.label(Permission(str(one))) for one in value)
    if isinstance(value, bool):
        return texts.plain("forms-choice-yes" if value else "forms-choice-no")
    return shortened(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), LONGEST)


async def custody(visit: Visit) -> Page:
    """`custody:<all|person|o and organization>:<page>`; whoever does not see all orders sees the own."""
    which, page, texts = visit.argument(0, "all"), number_of(visit, 1), visit.texts
    found = await nth_page(visit, "/v1/custody", CustodyList, page, held_by(which))
    lines = [held(one, found.names, texts) for one in found.devices]
    turning = turns(texts, page, found.next is not None, lambda n: way("custody", which, n))
    rows = opening([(one.order_number, one.order) for one in found.devices])
    text = listed(visit, texts("custody-title"), lines, page, found.next is not None)
    return Page(text, (*rows, turning, bottom(texts, back_of(which))))


def held_by(which: str) -> Asked:
    if which == "all":
        return {}
    return {"organization": id_of(which[1:])} if which.startswith("o") else {"person": id_of(which)}


def back_of(which: str) -> Way:
    if which == "all":
        return way("more")
    return way("organization", which[1:]) if which.startswith("o") else way("person", which)


def held(one: Holding, names: dict[PersonId, str], texts: Texts) -> Html:
    return texts(
        "custody-line",
        number=one.order_number,
        device=shortened(one.device.name, 60),
        holder=names.get(one.holder, ""),
        since=one.since,
        to=names.get(one.under_way.to) if one.under_way else "none",
    )


ROOMS: Final[dict[str, Room]] = {"audit": audit, "custody": custody}
