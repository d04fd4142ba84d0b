"""Who acts and from where, for the record of changes."""

from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Annotated

from fastapi import Depends, Request

from api.auth import CurrentPerson
from domain.audit import Trace
from domain.values import PersonId
from logs import current_request_id

AGENT = 200
"""Characters of a User-Agent that are kept."""
NETWORK = {4: 24, 6: 48}
"""Bits of an address that are kept: enough to know it again, not whom it belongs to."""


def trace_of(request: Request, by: PersonId | None) -> Trace:
    agent = "".join(letter for letter in request.headers.get("user-agent", "") if letter.isprintable())
    return Trace(
        by=by,
        at=datetime.now(UTC),
        network=_network(request),
        agent=agent[:AGENT] or None,
        request_id=current_request_id(),
    )


def _network(request: Request) -> str | None:
    try:
        address = ip_address(request.client.host if request.client else "")
    except ValueError:
        return None
    return str(ip_network((address, NETWORK[address.version]), strict=False))


async def _trace(request: Request, person: CurrentPerson) -> Trace:
    return trace_of(request, person.id)


TraceOf = Annotated[Trace, Depends(_trace)]
