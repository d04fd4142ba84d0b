"""Log-in with a password, and the person behind a token."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.security import OAuth2PasswordRequestForm
from pydantic import BaseModel, Field

from api.attempts import LOG_IN, LOG_IN_FROM, LOG_INS, refuse_too_many
from api.auth import EnrollingPerson, unauthorized
from api.codes import code_required, count_code, spend
from api.grants import Token, begun, unkept
from api.openapi import AWAY, INVALID, REFUSALS, TOO_MANY, WRONG_CREDENTIALS
from api.origins import origin_of, source_of
from api.passwords import matches, rehashed
from api.problems import ProblemError
from api.services import Services, ServicesOf
from api.traces import trace_of
from domain.audit import RecordedAction
from domain.people import Language, Permission, Person, Role
from domain.values import OrganizationId, PersonId
from storage.database import Transaction
from storage.second_lock import show

router = APIRouter(prefix="/auth", tags=["auth"])

NUL = "\x00"
"""PostgreSQL cannot be asked for it."""


class Me(BaseModel):
    """The person behind the token, as clients draw their menus from."""

    id: PersonId
    organization_id: OrganizationId | None
    name: str
    roles: frozenset[Role]
    permissions: list[Permission]
    on_shift: bool
    language: Language | None = Field(description="null: never chosen")
    zone: str = Field(description="of the organization, as Europe/Moscow", examples=["Europe/Moscow"])
    currency: str = Field(description="of the organization", examples=["RUB"])


def wrong_credentials() -> ProblemError:
    return unauthorized("auth.wrong_credentials", "The log-in or the password is wrong.")


@router.post("/token", responses=WRONG_CREDENTIALS | INVALID | TOO_MANY | AWAY)
async def log_in(
    form: Annotated[OAuth2PasswordRequestForm, Depends()],
    request: Request,
    response: Response,
    services: ServicesOf,
    code: Annotated[str | None, Form(max_length=40)] = None,
) -> Token:
    """Change a log-in and its password for tokens. The refusal does not tell which of the two is wrong.

    With a second factor the right password alone is refused with `auth.code_required`: send it again with
    `code`, of the app or one of the recovery codes.
    """
    unkept(response)
    source = source_of(request)
    await refuse_too_many(
        services, (LOG_IN_FROM, f"{source} {form.username}"), (LOG_IN, form.username), (LOG_INS, source)
    )
    login = form.username.replace(NUL, "")
    async with services.database.reading() as tx:
        show(await tx.doors.of_login(login))
    async with services.database.reading() as tx:
        account = await tx.people.by_login(login)
    good = await matches(form.password, account.password_hash if account else None)
    if account is None or account.password_hash is None or not good or not account.person.active:
        raise wrong_credentials()
    if code is not None:
        await count_code(services, account.person.id)
    better = await rehashed(form.password, account.password_hash)
    async with services.database.transaction() as tx:
        if not account.unchanged(await tx.people.locked(account.person.id)):
            raise wrong_credentials()
        if better:
            await tx.people.rehash(account.person.id, better)
        await _second_factor(tx, services, account.person, code)
        trace = trace_of(request, account.person.id)
        await tx.audit.note(RecordedAction.LOGGED_IN, account.person, trace)
        return await begun(tx, services, account.person, origin_of(request), trace.at)


async def _second_factor(tx: Transaction, services: Services, person: Person, code: str | None) -> None:
    factor = await tx.second_factors.find(person.id)
    if factor is None or not factor.confirmed:
        return
    if code is None:
        raise code_required()
    await spend(services, tx, person, factor, code)


@router.get("/me", responses=REFUSALS)
async def who_am_i(person: EnrollingPerson, services: ServicesOf) -> Me:
    """Tell whose token this is, and how the person is spoken to."""
    async with services.database.reading() as tx:
        manner = await tx.people.manner(person)
    rights = sorted(permission for permission in Permission if person.may(permission))
    return Me(
        id=person.id,
        organization_id=person.organization_id,
        name=person.name,
        roles=person.roles,
        permissions=rights,
        on_shift=person.on_shift,
        language=manner.language,
        zone=manner.zone,
        currency=manner.currency,
    )
