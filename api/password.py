"""Setting the own password, and changing it (ACC-3)."""

import asyncio
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Request, Response
from pydantic import Field, SecretStr

from api.attempts import PASSWORD, refuse_too_many
from api.auth import CurrentPerson
from api.grants import Token, begun, unkept
from api.login import wrong_credentials
from api.openapi import REFUSALS, TOO_MANY, refusal_docs
from api.origins import origin_of
from api.passwords import hashed, matches
from api.problems import ProblemError
from api.services import ServicesOf
from api.traces import trace_of
from domain.audit import RecordedAction
from domain.passwords import LONGEST, SHORTEST, is_common
from domain.values import Value
from storage.people import Account

router = APIRouter(prefix="/me", tags=["auth"])

EXAMPLE = {"current": "what it was", "new": "чайник сел на четвёртый трамвай"}
OF_PASSWORDS = (
    REFUSALS
    | TOO_MANY
    | {
        401: refusal_docs(
            "Not logged in, or not the current password",
            *("auth.required", "auth.expired", "auth.invalid", "auth.ended", "auth.wrong_credentials"),
        ),
        409: refusal_docs("Not yet", "password.no_login"),
        422: refusal_docs("Mend it and send it again", "request.invalid", "password.common"),
    }
)


class PasswordChange(Value):
    current: SecretStr | None = None
    """What it is now; left out by somebody who has none yet."""
    new: Annotated[SecretStr, Field(min_length=SHORTEST, max_length=LONGEST)]


@router.put("/password", responses=OF_PASSWORDS)
async def change_password(
    body: Annotated[PasswordChange, Body(examples=[EXAMPLE])],
    person: CurrentPerson,
    request: Request,
    response: Response,
    services: ServicesOf,
) -> Token:
    """Set another password. It ends every session of yours; the answer holds the tokens of a new one."""
    unkept(response)
    await refuse_too_many(services, (PASSWORD, str(person.id)))
    async with services.database.transaction() as tx:
        account = await tx.people.locked(person.id)
    if account is None or not await _knows(body, account):
        raise wrong_credentials()
    new = body.new.get_secret_value()
    _refuse_unfit(new, account)
    password_hash, trace = await asyncio.to_thread(hashed, new), trace_of(request, person.id)
    async with services.database.transaction() as tx:
        if not account.unchanged(await tx.people.locked(person.id)):
            raise wrong_credentials()
        await tx.people.set_password(person.id, password_hash, trace.at)
        await tx.audit.note(RecordedAction.PASSWORD_CHANGED, person, trace)
        return await begun(tx, services, person, origin_of(request), trace.at)


async def _knows(body: PasswordChange, account: Account) -> bool:
    if account.password_hash is None:
        return True
    return await matches(body.current.get_secret_value() if body.current else "", account.password_hash)


def _refuse_unfit(new: str, account: Account) -> None:
    if account.login is None:
        raise ProblemError(
            HTTPStatus.CONFLICT,
            "password.no_login",
            "You have no log-in name yet: ask who manages the people of your organization.",
        )
    refuse_common(new, account.login, account.person.name)


def refuse_common(new: str, login: str, name: str) -> None:
    if is_common(new, login, name):
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "password.common",
            "This password is one of those tried first. Take several unrelated words.",
        )
