"""Invites: the one-time way into an account, and what becomes of one (ACC-3).

A code is told once, to whoever makes the invite; we keep its hash. Nobody types a password in a chat: in
Telegram the code links the account, and the desk sets the first password with one.
"""

import asyncio
import secrets
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, Field, SecretStr

from api.attempts import INVITES, refuse_too_many
from api.auth import blocked
from api.cash import Cursor, Limit
from api.grants import unkept
from api.moments import told_in
from api.openapi import AWAY, INVALID, REFUSALS, TOO_MANY, Responses, refusal_docs
from api.origins import source_of
from api.pages import cursor_of, place_of, wrong_cursor
from api.password import refuse_common
from api.passwords import hashed
from api.people import FORBIDDEN, UNKNOWN, WRITTEN, Reader, locked
from api.races import once_more
from api.services import Services, ServicesOf
from api.telegram import ServiceClient, TelegramAccount
from api.traces import TraceOf, trace_of
from domain.accounts import Account, refuse_unmanaged
from domain.invites import Invite, TelegramTaken, refuse_unusable
from domain.logins import DIGITS, login_of
from domain.passwords import LONGEST, SHORTEST
from domain.people import Person
from domain.values import Moment, OrganizationId, PersonId, Value
from storage.database import Transaction
from storage.invites import InvitePlace
from storage.second_lock import NOTHING, PLATFORM, show

router = APIRouter(tags=["people"])
redeeming = APIRouter(prefix="/auth/invites", tags=["auth"])

LINK = "https://t.me/{bot}?start={code}"
OF_ONE: Responses = (
    WRITTEN
    | UNKNOWN
    | {403: refusal_docs("Not with your rights", *FORBIDDEN), 422: refusal_docs("Mend it", "request.invalid")}
)
GONE = ("invite.used", "invite.revoked", "invite.expired")
REDEEMED: Responses = (
    INVALID
    | TOO_MANY
    | AWAY
    | {
        403: refusal_docs("Not with this account", "person.blocked"),
        404: refusal_docs("No such invite", "invite.unknown"),
        409: refusal_docs("Not with this invite", *GONE),
        413: refusal_docs("Too large", "request.too_large"),
    }
)
Code = Annotated[str, Field(min_length=1, max_length=64)]


class InviteMade(BaseModel):
    id: UUID
    code: str = Field(description="told this once: give it to the person and to nobody else")
    link: str | None = Field(description="into Telegram; null where no bot is named (BOT_NAME)")
    expires_at: Moment


class InviteView(BaseModel):
    id: UUID
    organization_id: OrganizationId | None
    person: PersonId
    name: str
    by: PersonId
    created_at: Moment
    expires_at: Moment

    @classmethod
    def of(cls, invite: Invite, names: dict[PersonId, str]) -> Self:
        told = invite.model_dump(include=set(cls.model_fields))
        return cls(person=invite.person_id, name=names[invite.person_id], **told)


class InviteList(BaseModel):
    invites: list[InviteView]
    next: str | None = Field(description="the cursor of the next page; null on the last one")


class Redeem(TelegramAccount):
    code: Code


class FirstPassword(Value):
    code: Code
    new: Annotated[SecretStr, Field(min_length=SHORTEST, max_length=LONGEST)]


class Redeemed(BaseModel):
    person: PersonId
    name: str


class LogIn(BaseModel):
    login: str = Field(description="to log in with, from now on")


@router.post("/people/{person_id}/invites", name="invite_person", responses=OF_ONE)
async def invite(
    person_id: PersonId, person: Reader, trace: TraceOf, response: Response, services: ServicesOf
) -> InviteMade:
    """Invite somebody for 72 hours; an invite that they had before is good no more."""
    unkept(response)
    async with services.database.transaction() as tx:
        by, account = await _managed(tx, person, person_id)
        if not account.active:
            raise blocked()
        made = await tx.invites.make(account, by.id, trace)
    bot = services.settings.bot.for_roles(account.profile.roles)
    link = LINK.format(bot=bot, code=made.code) if bot else None
    return InviteMade(id=made.invite.id, code=made.code, link=link, expires_at=made.invite.expires_at)


@router.delete(
    "/people/{person_id}/invites",
    name="revoke_invite",
    status_code=HTTPStatus.NO_CONTENT,
    responses=OF_ONE,
)
async def revoke(person_id: PersonId, person: Reader, trace: TraceOf, services: ServicesOf) -> None:
    """Take back the invite of somebody, if there is one."""
    async with services.database.transaction() as tx:
        _, account = await _managed(tx, person, person_id)
        await tx.invites.revoke(account, trace)


async def _managed(tx: Transaction, person: Person, person_id: PersonId) -> tuple[Person, Account]:
    by, account = await locked(tx, person, person_id)
    refuse_unmanaged(by, account.person)
    return by, account


@router.get("/invites", name="list_invites", responses=REFUSALS)
async def invites(
    person: Reader, services: ServicesOf, cursor: Cursor = None, limit: Limit = 50
) -> InviteList:
    """List the invites that may still be used, the latest first."""
    home = person.organization_id
    async with services.database.transaction() as tx:
        found, end = await tx.invites.page(home, datetime.now(UTC), _place(cursor), limit)
        names = await tx.people.names({each.person_id for each in found})
        zone = (await tx.organizations.calendar(home)).tz if home else UTC
    page = InviteList(
        invites=[InviteView.of(each, names) for each in found],
        next=cursor_of((end.at, str(end.id)) if end else None),
    )
    return told_in(zone, page)


def _place(cursor: str | None) -> InvitePlace | None:
    place = place_of(cursor)
    try:
        return InvitePlace(place[0], UUID(place[1])) if place else None
    except ValueError as error:
        raise wrong_cursor() from error


@redeeming.post(
    "/redeem",
    name="redeem_invite",
    responses=REDEEMED
    | {
        401: refusal_docs("Not a service client", "auth.wrong_client"),
        409: refusal_docs("Not with this invite", *GONE, "invite.telegram_taken"),
    },
)
async def redeem(
    body: Annotated[Redeem, Body(examples=[{"code": "9v0w…", "telegram_id": 100_200_300}])],
    client: ServiceClient,
    request: Request,
    services: ServicesOf,
) -> Redeemed:
    """Link a Telegram account to the invited person, in place of the one they had. For the bot."""
    await refuse_too_many(services, (INVITES, f"{client}:{body.telegram_id}"))

    async def linked() -> Redeemed:
        await _show(services, body)
        async with services.database.transaction() as tx:
            account = await _used(tx, body.code)
            trace = trace_of(request, account.id)
            holder = await tx.people.by_telegram(body.telegram_id)
            if holder and holder.id != account.id:
                if holder.active:
                    raise TelegramTaken
                await tx.accounts.link(holder, None, trace)
            await tx.accounts.link(account.person, body.telegram_id, trace)
            return Redeemed(person=account.id, name=account.profile.name)

    return await once_more(linked)


@redeeming.post(
    "/password",
    name="set_first_password",
    responses=REDEEMED | {422: refusal_docs("Mend it", "request.invalid", "password.common")},
)
async def set_first_password(
    body: Annotated[
        FirstPassword, Body(examples=[{"code": "9v0w…", "new": "чайник сел на четвёртый трамвай"}])
    ],
    request: Request,
    services: ServicesOf,
) -> LogIn:
    """Set the invited person's password, and get the name to log in with. For the desk."""
    await refuse_too_many(services, (INVITES, source_of(request)))
    password_hash = await asyncio.to_thread(hashed, body.new.get_secret_value())

    async def written() -> LogIn:
        await _show(services, body)
        async with services.database.transaction() as tx:
            account = await _used(tx, body.code)
            login = account.login or login_of(account.profile.name, secrets.randbelow(10**DIGITS))
            refuse_common(body.new.get_secret_value(), login, account.profile.name)
            await tx.accounts.set_password(account, login, password_hash, trace_of(request, account.id))
            return LogIn(login=login)

    return await once_more(written)


async def _show(services: Services, body: Redeem | FirstPassword) -> None:
    """Whose invite it is; all rows where the Telegram account has to be taken from another organization."""
    async with services.database.transaction() as tx:
        invited = await tx.doors.of_invite(body.code)
        holder = await tx.doors.of_telegram(body.telegram_id) if isinstance(body, Redeem) else NOTHING
    show(PLATFORM if invited and holder not in (NOTHING, invited) else invited)


async def _used(tx: Transaction, code: str) -> Account:
    """Use the invite up for its person, whose row is locked: everything about invites waits for that."""
    now = datetime.now(UTC)
    found = refuse_unusable(await tx.invites.by_code(code), now)
    person = await tx.people.locked(found.person_id)
    usable = refuse_unusable(await tx.invites.by_code(code), now)
    account = await tx.accounts.find(None, found.person_id)
    if person is None or account is None or not account.active:
        raise blocked()
    await tx.invites.use(usable, now)
    return account
