"""Who acts and from where, for the record of changes."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from api.auth import CurrentPerson
from api.origins import origin_of
from domain.audit import Trace
from domain.values import PersonId
from logs import current_request_id


def trace_of(request: Request, by: PersonId | None) -> Trace:
    origin = origin_of(request)
    return Trace(
        by=by,
        at=datetime.now(UTC),
        network=origin.network,
        agent=origin.agent,
        request_id=current_request_id(),
    )


async def _trace(request: Request, person: CurrentPerson) -> Trace:
    return trace_of(request, person.id)


TraceOf = Annotated[Trace, Depends(_trace)]
