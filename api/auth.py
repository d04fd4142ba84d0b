"""Who asks, and what they may: log-in with a password, and the person behind a token."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm
from pydantic import BaseModel, Field

from api.openapi import AWAY, INVALID, REFUSALS, WRONG_CREDENTIALS
from api.passwords import matches
from api.problems import ProblemError
from api.services import ServicesOf
from api.tokens import Claims, TokenExpiredError, TokenInvalidError
from domain.people import Permission, Person, Role
from domain.values import OrganizationId, PersonId
from logs import bind

router = APIRouter(prefix="/auth", tags=["auth"])

NUL = "\x00"
"""PostgreSQL cannot be asked for it."""

_bearer = OAuth2PasswordBearer(
    tokenUrl="/v1/auth/token", auto_error=False, description="A token of `POST /v1/auth/token`."
)


class Token(BaseModel):
    """OAuth2's answer to a log-in."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the kind of token, not one
    expires_in: int = Field(description="seconds", examples=[900])


class Me(BaseModel):
    """The person behind the token, as clients draw their menus from."""

    id: PersonId
    organization_id: OrganizationId | None
    name: str
    roles: frozenset[Role]
    permissions: list[Permission]
    on_shift: bool


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
    return claims


ClaimsOf = Annotated[Claims, Depends(claims_of)]


async def _current_person(claims: ClaimsOf, services: ServicesOf) -> Person:
    async with services.database.transaction() as tx:
        person = await tx.people.find(claims.org, claims.sub)
    return standing(person)


def standing(person: Person | None) -> Person:
    """Refuse somebody who was blocked or is gone, however good the token still is."""
    if person is None:
        raise unauthorized("auth.invalid", "This token is not valid; log in again.", "invalid_token")
    if not person.active:
        raise ProblemError(HTTPStatus.FORBIDDEN, "person.blocked", "Your account is blocked.")
    return person


CurrentPerson = Annotated[Person, Depends(_current_person)]
"""The person who asks, as the database knows them now."""


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


@router.post("/token", responses=WRONG_CREDENTIALS | INVALID | AWAY)
async def log_in(
    form: Annotated[OAuth2PasswordRequestForm, Depends()], response: Response, services: ServicesOf
) -> Token:
    """Change a log-in and its password for a token. The refusal does not tell which of the two is wrong."""
    response.headers["Cache-Control"] = "no-store"  # RFC 6749, 5.1
    async with services.database.transaction() as tx:
        account = await tx.people.by_login(form.username.replace(NUL, ""))
    good = await matches(form.password, account.password_hash if account else None)
    if account is None or not good or not account.person.active:
        raise unauthorized("auth.wrong_credentials", "The log-in or the password is wrong.")
    return Token(
        access_token=services.tokens.issue(account.person),
        expires_in=int(services.tokens.life.total_seconds()),
    )


@router.get("/me", responses=REFUSALS)
async def who_am_i(person: CurrentPerson) -> Me:
    """Tell whose token this is."""
    rights = sorted(permission for permission in Permission if person.may(permission))
    return Me(
        id=person.id,
        organization_id=person.organization_id,
        name=person.name,
        roles=person.roles,
        permissions=rights,
        on_shift=person.on_shift,
    )
