"""Who asks, and what they may: the person behind a token."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends
from fastapi.security import OAuth2PasswordBearer

from api.problems import ProblemError
from api.services import ServicesOf
from api.tokens import Claims, TokenExpiredError, TokenInvalidError
from domain.people import Permission, Person
from domain.sessions import Access
from logs import bind
from storage.addressed import Addressed
from storage.people import Visitor
from storage.readers import Reader
from storage.second_lock import rows_of, show

_bearer = OAuth2PasswordBearer(
    tokenUrl="/v1/auth/token", auto_error=False, description="A token of `POST /v1/auth/token`."
)


def unauthorized(code: str, detail: str, error: str | None = None) -> ProblemError:
    """Build a 401; `error` is the word of RFC 6750 for a token that was given but is no good."""
    challenge = f'Bearer error="{error}"' if error else "Bearer"
    return ProblemError(HTTPStatus.UNAUTHORIZED, code, detail, headers={"WWW-Authenticate": challenge})


async def claims_of(services: ServicesOf, token: Annotated[str | None, Depends(_bearer)]) -> Claims:
    """Read the token of a request; whatever is wrong with it is a 401 in words."""
    if token is None:
        raise unauthorized("auth.required", "Log in first: this needs a token.")
    try:
        claims = services.tokens.read(token)
    except TokenExpiredError as error:
        raise unauthorized(
            "auth.expired", "Your log-in has expired; log in again.", "invalid_token"
        ) from error
    except TokenInvalidError as error:
        raise unauthorized(
            "auth.invalid", "This token is not valid; log in again.", "invalid_token"
        ) from error
    bind(person_id=claims.sub)
    show(rows_of(claims.org))
    return claims


ClaimsOf = Annotated[Claims, Depends(claims_of)]


def standing(asking: Addressed | Reader | Visitor | None) -> Person:
    """Refuse somebody who may not do anything here now, however good the token still is."""
    person = enrolling(asking)
    if asking is not None and asking.access is Access.ENROLMENT:
        raise ProblemError(
            HTTPStatus.FORBIDDEN,
            "auth.totp_required",
            "Turn on your second factor first: your organization demands it.",
        )
    return person


def enrolling(asking: Addressed | Reader | Visitor | None) -> Person:
    """Refuse somebody who was blocked, has logged out or is gone; not who lacks a second factor."""
    if asking is None:
        raise unauthorized("auth.invalid", "This token is not valid; log in again.", "invalid_token")
    if not asking.person.active:
        raise blocked()
    if asking.access is Access.NONE:
        raise unauthorized("auth.ended", "This log-in was ended; log in again.", "invalid_token")
    return asking.person


def blocked() -> ProblemError:
    return ProblemError(HTTPStatus.FORBIDDEN, "person.blocked", "Your account is blocked.")


async def _current_person(claims: ClaimsOf, services: ServicesOf) -> Person:
    async with services.database.reading() as tx:
        return standing(await tx.people.visitor(claims.org, claims.sub, claims.sid))


CurrentPerson = Annotated[Person, Depends(_current_person)]
"""The person who asks, as the database knows them now."""


async def _enrolling_person(claims: ClaimsOf, services: ServicesOf) -> Person:
    async with services.database.reading() as tx:
        return enrolling(await tx.people.visitor(claims.org, claims.sub, claims.sid))


EnrollingPerson = Annotated[Person, Depends(_enrolling_person)]
"""As `CurrentPerson`, also in a session that is only good for turning the second factor on."""


def refuse_without(permission: Permission, person: Person) -> Person:
    if not person.may(permission):
        raise forbidden(permission)
    return person


def forbidden(permission: Permission) -> ProblemError:
    return ProblemError(
        HTTPStatus.FORBIDDEN,
        "auth.forbidden",
        f"This needs the right {permission.value}.",
        members={"facts": {"permission": permission.value}},
    )


def requires(permission: Permission) -> Callable[[Person], Awaitable[Person]]:
    """Make a dependency: the person who asks, who has the right."""

    async def permitted(person: CurrentPerson) -> Person:
        return refuse_without(permission, person)

    return permitted
