"""Turning the second factor on and off: codes of an app on a phone (ACC-3)."""

from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from secrets import token_bytes
from typing import Annotated

import segno
from fastapi import APIRouter, Body, Request, Response
from pydantic import Field, SecretStr

from api.attempts import PASSWORD, refuse_too_many
from api.auth import ClaimsOf, CurrentPerson, EnrollingPerson
from api.codes import count_code, digest_of, spend
from api.grants import lacks_factor, unkept
from api.login import wrong_credentials
from api.openapi import REFUSALS, TOO_MANY, Responses, refusal_docs
from api.passwords import matches
from api.problems import ProblemError
from api.seals import sealed
from api.services import ServicesOf
from api.traces import TraceOf, trace_of
from domain.audit import RecordedAction
from domain.people import Person
from domain.totp import RECOVERY_BYTES, RECOVERY_CODES, SECRET_BYTES, enrolment_uri, recovery_code, spelt
from domain.values import Value
from storage.database import Transaction
from storage.second_factors import Factor

router = APIRouter(prefix="/me/totp", tags=["auth"])

LOGGED_OUT = ("auth.required", "auth.expired", "auth.invalid", "auth.ended")
ON: Responses = {409: refusal_docs("Not now", "totp.on")}
OFF: Responses = {409: refusal_docs("Not now", "totp.off")}
NOT_WITH_IT = (*LOGGED_OUT, "auth.wrong_code")
OF_CODES: Responses = REFUSALS | TOO_MANY | {401: refusal_docs("Not logged in, or not with it", *NOT_WITH_IT)}
OF_REMOVAL: Responses = OF_CODES | {
    401: refusal_docs("Not logged in, or not with it", *NOT_WITH_IT, "auth.wrong_credentials"),
    409: refusal_docs("Not now", "totp.off", "totp.demanded"),
}
Code = Annotated[str, Field(min_length=6, max_length=40)]


class Enrolment(Value):
    """Shown once: to be read by an app on the phone, then confirmed with its first code."""

    secret: str
    uri: str
    qr_svg: str
    """The address as a picture."""


class Confirmation(Value):
    code: Code


class Removal(Value):
    password: SecretStr
    code: Code


class RecoveryCodes(Value):
    """Shown once: each lets in once when the phone is lost."""

    recovery_codes: list[str]


@router.post("", responses=REFUSALS | ON)
async def begin_totp(person: EnrollingPerson, response: Response, services: ServicesOf) -> Enrolment:
    """Get a new secret for an app. It guards nothing before it is confirmed."""
    unkept(response)
    secret = token_bytes(SECRET_BYTES)
    seal = sealed(services.settings.auth, secret, person.id)
    async with services.database.transaction() as tx:
        account = await tx.people.locked(person.id)
        begun = await tx.second_factors.begin(person.id, seal)
    if not begun:
        raise ProblemError(HTTPStatus.CONFLICT, "totp.on", "Your second factor is on already.")
    uri = enrolment_uri(secret, (account and account.login) or person.name)
    return Enrolment(secret=spelt(secret), uri=uri, qr_svg=_picture(uri))


@router.put("", responses=OF_CODES | OFF)
async def confirm_totp(
    *,
    body: Annotated[Confirmation, Body(examples=[{"code": "492039"}])],
    person: EnrollingPerson,
    claims: ClaimsOf,
    request: Request,
    response: Response,
    services: ServicesOf,
) -> RecoveryCodes:
    """Turn the second factor on with the first code of the app."""
    unkept(response)
    await count_code(services, person.id)
    async with services.database.transaction() as tx:
        factor = await tx.second_factors.find(person.id)
        if factor is None or factor.confirmed:
            raise _off()
        await spend(services, tx, person, factor, body.code)
        if not await tx.second_factors.confirm(person.id, factor.sealed, datetime.now(UTC)):
            raise _off()
        await tx.audit.note(RecordedAction.TOTP_CONFIRMED, person, trace_of(request, person.id))
        await tx.sessions.restrict(claims.sid, restricted=False)
        return await _new_codes(tx, person)


@router.post("/recovery-codes", responses=OF_CODES | OFF)
async def renew_recovery_codes(
    body: Annotated[Confirmation, Body(examples=[{"code": "492039"}])],
    person: CurrentPerson,
    trace: TraceOf,
    response: Response,
    services: ServicesOf,
) -> RecoveryCodes:
    """Get new recovery codes; the earlier ones are void."""
    unkept(response)
    await count_code(services, person.id)
    async with services.database.transaction() as tx:
        factor = await _on(tx, person)
        await spend(services, tx, person, factor, body.code)
        await tx.audit.note(RecordedAction.RECOVERY_CODES_RENEWED, person, trace)
        return await _new_codes(tx, person)


@router.post("/removal", status_code=HTTPStatus.NO_CONTENT, responses=OF_REMOVAL)
async def remove_totp(
    body: Annotated[Removal, Body(examples=[{"password": "the current one", "code": "492039"}])],
    person: CurrentPerson,
    trace: TraceOf,
    services: ServicesOf,
) -> None:
    """Turn the second factor off: with the password and a code, unless your organization demands it."""
    await refuse_too_many(services, (PASSWORD, str(person.id)))
    await count_code(services, person.id)
    async with services.database.transaction() as tx:
        account = await tx.people.locked(person.id)
    if not await matches(body.password.get_secret_value(), account.password_hash if account else None):
        raise wrong_credentials()
    async with services.database.transaction() as tx:
        factor = await _on(tx, person)
        await spend(services, tx, person, factor, body.code)
        await tx.second_factors.remove(person.id)
        await tx.audit.note(RecordedAction.TOTP_REMOVED, person, trace)
        if await lacks_factor(tx, services, person):
            raise ProblemError(
                HTTPStatus.CONFLICT, "totp.demanded", "Your organization demands a second factor of you."
            )


async def _on(tx: Transaction, person: Person) -> Factor:
    factor = await tx.second_factors.find(person.id)
    if factor is None or not factor.confirmed:
        raise _off()
    return factor


def _off() -> ProblemError:
    return ProblemError(HTTPStatus.CONFLICT, "totp.off", "There is no second factor for this: begin anew.")


async def _new_codes(tx: Transaction, person: Person) -> RecoveryCodes:
    codes = [recovery_code(token_bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]
    await tx.second_factors.put_recovery_codes(person.id, [digest_of(code) for code in codes])
    return RecoveryCodes(recovery_codes=codes)


def _picture(uri: str) -> str:
    out = BytesIO()
    segno.make(uri, error="m", micro=False).save(out, kind="svg", xmldecl=False, scale=4)
    return out.getvalue().decode()
