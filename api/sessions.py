"""Staying logged in, seeing where one is, and logging out: of this session, of another, of all (ACC-4)."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Request, Response
from pydantic import Field

from api.attempts import REFRESHES, refuse_too_many
from api.auth import ClaimsOf, EnrollingPerson, unauthorized
from api.grants import Token, lacks_factor, token, unkept
from api.openapi import AWAY, INVALID, REFRESH_REFUSED, REFUSALS, TOO_MANY, refusal_docs
from api.origins import source_of
from api.problems import ProblemError
from api.services import ServicesOf
from domain.people import Person
from domain.sessions import Session, SessionEnd, Use
from domain.values import Value
from logs import logger
from storage.database import Transaction
from storage.second_lock import show
from storage.sessions import Refreshed

router = APIRouter(prefix="/auth", tags=["auth"])
log = logger(__name__)


class Refresh(Value):
    refresh_token: Annotated[str, Field(min_length=1, max_length=200)]


class SessionView(Session):
    current: bool
    """The one that this was asked in."""


class Sessions(Value):
    sessions: list[SessionView]


@router.post("/refresh", responses=REFRESH_REFUSED | INVALID | TOO_MANY | AWAY)
async def refresh(
    body: Annotated[Refresh, Body(examples=[{"refresh_token": "gY0…"}])],
    request: Request,
    response: Response,
    services: ServicesOf,
) -> Token:
    """Change a refresh token for the next one and a new access token.

    An answer may be lost: within 10 seconds the same token gets the same next one again, unless that one was
    used. Later, or when it was, somebody has a copy: the whole log-in ends, for whoever holds a token of it.
    """
    unkept(response)
    await refuse_too_many(services, (REFRESHES, source_of(request)))
    async with services.database.reading() as tx:
        show(await tx.doors.of_refresh_token(body.refresh_token))
    async with services.database.transaction() as tx:
        found = await tx.sessions.refresh(body.refresh_token, datetime.now(UTC))
        person = await _person(tx, found) if found else None
        if found and person:
            lacking = await lacks_factor(tx, services, person)
            await tx.sessions.restrict(found.session_id, restricted=lacking)
    # Out of the transaction: what a reuse has ended stays ended.
    if found is None or person is None:
        raise unauthorized("auth.refresh_refused", "This refresh token is not good any more; log in again.")
    return token(services, person, found.session_id, found.refresh_token)


async def _person(tx: Transaction, found: Refreshed) -> Person | None:
    """Whose token it was; None: they get no other."""
    if found.use is Use.REUSE:
        log.warning(
            "a used refresh token came back", person=str(found.person_id), session=str(found.session_id)
        )
    if found.use not in (Use.ROTATE, Use.REPEAT):
        return None
    person = await tx.people.find(found.organization_id, found.person_id)
    return person if person and person.active else None


@router.get("/sessions", responses=REFUSALS)
async def list_sessions(person: EnrollingPerson, claims: ClaimsOf, services: ServicesOf) -> Sessions:
    """List where you are logged in, the latest first."""
    async with services.database.reading() as tx:
        sessions = await tx.sessions.of_person(person.id, datetime.now(UTC))
    views = [SessionView(**dict(session), current=session.id == claims.sid) for session in sessions]
    return Sessions(sessions=views)


@router.delete("/sessions", status_code=HTTPStatus.NO_CONTENT, responses=REFUSALS)
async def log_out_everywhere(person: EnrollingPerson, services: ServicesOf) -> None:
    """End every session of yours, this one too."""
    async with services.database.transaction() as tx:
        await tx.sessions.end_all(person.id, SessionEnd.LOGGED_OUT, datetime.now(UTC))


@router.delete("/sessions/current", status_code=HTTPStatus.NO_CONTENT, responses=REFUSALS)
async def log_out(person: EnrollingPerson, claims: ClaimsOf, services: ServicesOf) -> None:
    """End this session: neither its access tokens nor its refresh tokens are good any more."""
    async with services.database.transaction() as tx:
        await tx.sessions.end(person.id, claims.sid, SessionEnd.LOGGED_OUT, datetime.now(UTC))


@router.delete(
    "/sessions/{session_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=REFUSALS | {404: refusal_docs("Nothing here by that name", "session.unknown")},
)
async def end_session(session_id: UUID, person: EnrollingPerson, services: ServicesOf) -> None:
    """End another session of yours: a lost phone, a foreign computer."""
    async with services.database.transaction() as tx:
        ended = await tx.sessions.end(person.id, session_id, SessionEnd.LOGGED_OUT, datetime.now(UTC))
    if not ended:
        raise ProblemError(HTTPStatus.NOT_FOUND, "session.unknown", "There is no such log-in of yours.")
