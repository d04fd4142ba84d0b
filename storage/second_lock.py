"""The second lock: PostgreSQL shows the API rows of one organization, that of whoever asks (ADR 20).

Every connection of the API logs in as `naryad_api`, whose rows are chosen by policies on the setting below.
What is to be shown is known before the first statement: from the token, or from a credential by
`storage/doors.py`. It is kept for the task that serves the request; without it a connection shows nothing.
The owner's role is above the policies.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, NewType

from domain.values import OrganizationId

SETTING: Final = "naryad.organization"
"""What the policies read."""

Rows = NewType("Rows", str)
"""Whose rows are shown: an organization's id, or one of the words below."""

NOTHING: Final = Rows("")
PLATFORM: Final = Rows("platform")
"""All rows: for superusers."""

_shown: ContextVar[Rows] = ContextVar("shown", default=NOTHING)


def rows_of(organization_id: OrganizationId | None) -> Rows:
    """What somebody of that organization is shown; None: of the platform."""
    return Rows(str(organization_id)) if organization_id else PLATFORM


def show(rows: Rows) -> None:
    """Let the database show these rows to the running task from now on."""
    _shown.set(rows)


@contextmanager
def showing(rows: Rows) -> Iterator[None]:
    """Begin with these rows, and forget at the end whatever was shown meanwhile."""
    before = _shown.set(rows)
    try:
        yield
    finally:
        _shown.reset(before)


async def set_on(driver: Any, known: dict[Any, Any]) -> None:  # noqa: ANN401 - asyncpg's connection, untyped
    """Make a connection show what the running task may see, whoever had it before.

    `known` is remembered with the connection: only a change of organization costs a round trip.
    """
    wanted = _shown.get()
    if known.get(SETTING, NOTHING) == wanted:
        return
    known[SETTING] = None  # nobody knows, should this be cut off
    await driver.execute(f"SET {SETTING} = '{wanted}'")
    known[SETTING] = wanted
