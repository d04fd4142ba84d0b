"""What the Temporal Web UI shows of an order at a glance; no client data in it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from temporalio.common import SearchAttributeUpdate

from domain.orders.parts import Device
from domain.orders.state import Order
from domain.orders.waiting import Wait
from domain.values import Line, PersonId
from workflows import search_attributes as attributes
from workflows.progress import Progress


def search_attributes_of(order: Order, now: datetime) -> list[SearchAttributeUpdate[Any]]:
    waits = order.waits
    due = min((wait.until for wait in waits), default=None)
    return [
        attributes.ORDER_NUMBER.value_set(order.number),
        attributes.ORGANIZATION_ID.value_set(str(order.organization_id)),
        attributes.ORDER_STAGE.value_set(order.stage.value),
        attributes.WAITING_FOR.value_set(sorted({f"{wait.role}:{wait.kind}" for wait in waits})),
        attributes.ASSIGNED_TO.value_set(str(order.engineer))
        if order.engineer
        else attributes.ASSIGNED_TO.value_unset(),
        attributes.DUE_AT.value_set(due) if due else attributes.DUE_AT.value_unset(),
        attributes.OVERDUE.value_set(any(wait.until <= now for wait in waits)),
    ]


def title(device: Device) -> str:
    """What the Web UI calls the workflow in one line."""
    return f"{device.kind} {device.brand} {device.model}"


def details_of(progress: Progress) -> str:
    """Markdown for the workflow's page: stage, whose turn since when, the last events."""
    order = progress.order
    if order is None:
        return ""
    device = order.device
    waits = [in_words(wait, progress.names) for wait in order.waits]
    return (
        f"### {order.number}: {device.brand} {device.model}\n"
        f"**{order.stage}**, version {order.version}\n\n"
        f"Waits for\n\n{_listed(waits or ['nobody: the order is closed'])}\n\n"
        f"Last events\n\n{_listed(progress.latest)}\n"
    )


def in_words(wait: Wait, names: dict[PersonId, Line]) -> str:
    words = (
        f"{_whom(wait, names)}: **{wait.kind}** ({wait.part}), "
        f"since {_utc(wait.since)}, until {_utc(wait.until)}"
    )
    if wait.next_at is None:
        return words
    rung = wait.rungs[wait.next]
    return f"{words}; then {rung.action} {rung.to} at {_utc(rung.at)}"


def alarm(wait: Wait, names: dict[PersonId, Line]) -> str:
    """The name of the timer until the next rung."""
    rung = wait.rungs[wait.next]
    whom = _whom(wait, names) if rung.to is wait.role else rung.to
    return f"{rung.action} {whom}: {wait.kind} ({wait.part})"


def _whom(wait: Wait, names: dict[PersonId, Line]) -> str:
    if wait.person is None:
        return f"any {wait.role}"
    return f"{names.get(wait.person, wait.person)} ({wait.role})"


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
