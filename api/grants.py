"""What a log-in is answered with: an access token and, for whoever comes again, a refresh token (ACC-4)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, Field

from api.services import Services
from domain.people import Person
from domain.sessions import REFRESH_LIFE
from storage.database import Transaction
from storage.sessions import Origin


class AccessToken(BaseModel):
    """A token to send as `Authorization: Bearer`."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the kind of token, not one
    expires_in: int = Field(description="seconds", examples=[900])


class Token(AccessToken):
    """OAuth2's answer to a log-in."""

    refresh_token: str = Field(
        description="For `POST /v1/auth/refresh`, once: its answer holds the next one."
    )
    refresh_expires_in: int = Field(description="seconds", examples=[int(REFRESH_LIFE.total_seconds())])


def unkept(response: Response) -> None:
    """Nobody on the way keeps an answer with a token in it (RFC 6749, 5.1)."""
    response.headers["Cache-Control"] = "no-store"


def access_token(services: Services, person: Person, session_id: UUID) -> AccessToken:
    tokens = services.tokens
    return AccessToken(
        access_token=tokens.issue(person, session_id), expires_in=int(tokens.life.total_seconds())
    )


def token(services: Services, person: Person, session_id: UUID, refresh_token: str) -> Token:
    return Token(
        **access_token(services, person, session_id).model_dump(),
        refresh_token=refresh_token,
        refresh_expires_in=int(REFRESH_LIFE.total_seconds()),
    )


async def begun(tx: Transaction, services: Services, person: Person, origin: Origin, now: datetime) -> Token:
    """Begin a session for somebody who has just proved who they are, and whose row is locked."""
    restricted = await lacks_factor(tx, services, person)
    session = await tx.sessions.begin(person, origin, now, restricted=restricted)
    return token(services, person, session.session_id, session.refresh_token)


async def lacks_factor(tx: Transaction, services: Services, person: Person) -> bool:
    """Whether the person is let in only to turn on the second factor that is demanded of them."""
    superusers = services.settings.auth.totp_for_superusers
    return await tx.second_factors.lacking(person, from_superusers=superusers)
