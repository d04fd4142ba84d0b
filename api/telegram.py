"""The service client's exchange: somebody in Telegram, for an access token of theirs (ACC-4).

Telegram has told the bot who presses its buttons; the bot proves that it is the bot. Its secret is in no
answer and in no client: what people's devices hold cannot be exchanged.
"""

import hmac
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Body, Depends, Request, Response
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from pydantic import Field

from api.attempts import CLIENTS, refuse_too_many
from api.auth import blocked
from api.grants import AccessToken, access_token, unkept
from api.openapi import AWAY, INVALID, TOO_MANY, refusal_docs
from api.origins import source_of
from api.problems import ProblemError
from api.services import ServicesOf
from api.traces import trace_of
from domain.audit import RecordedAction
from domain.values import Value
from storage.second_lock import show
from storage.sessions import Origin

router = APIRouter(prefix="/auth", tags=["auth"])

_basic = HTTPBasic(auto_error=False, description="The id and the secret of a service client (AUTH_CLIENTS).")
NOBODYS: Final = sha256(b"").hexdigest()
"""Compared with when the client is unknown, so that the time of an answer does not tell which there are."""
OF_THE_EXCHANGE = (
    INVALID
    | TOO_MANY
    | AWAY
    | {
        401: refusal_docs("Not a service client", "auth.wrong_client"),
        403: refusal_docs("Not with this account", "person.blocked"),
        404: refusal_docs("Nobody by that name", "telegram.unknown"),
    }
)


class TelegramAccount(Value):
    telegram_id: Annotated[int, Field(gt=0, lt=2**52, strict=True)]
    """Of the user, as Telegram tells it to the bot."""


async def _service_client(
    given: Annotated[HTTPBasicCredentials | None, Depends(_basic)], request: Request, services: ServicesOf
) -> str:
    """The id of the client that proves itself by its secret; only failures are counted."""
    client, secret = (given.username, given.password) if given else ("", "")
    known = services.settings.auth.clients.get(client)
    same = hmac.compare_digest(sha256(secret.encode()).hexdigest(), known or NOBODYS)
    if known is None or not same:
        await refuse_too_many(services, (CLIENTS, source_of(request)))
        raise ProblemError(
            HTTPStatus.UNAUTHORIZED,
            "auth.wrong_client",
            "This is no service client of ours, or not its secret.",
            headers={"WWW-Authenticate": "Basic"},
        )
    return client


ServiceClient = Annotated[str, Depends(_service_client)]


@router.post("/telegram", responses=OF_THE_EXCHANGE)
async def exchange_telegram(
    body: Annotated[TelegramAccount, Body(examples=[{"telegram_id": 100_200_300}])],
    client: ServiceClient,
    request: Request,
    response: Response,
    services: ServicesOf,
) -> AccessToken:
    """Get an access token for whoever that Telegram account belongs to. It ends soon; then ask again."""
    unkept(response)
    async with services.database.reading() as tx:
        show(await tx.doors.of_telegram(body.telegram_id))
    async with services.database.transaction() as tx:
        person = await tx.people.by_telegram(body.telegram_id)
        if person is None:
            raise ProblemError(
                HTTPStatus.NOT_FOUND, "telegram.unknown", "This Telegram account belongs to nobody here."
            )
        if not person.active:
            raise blocked()
        trace = trace_of(request, person.id)
        session = await tx.sessions.in_telegram(person, Origin(client, None), trace.at)
        if session.begins:  # the bot asks every quarter of an hour: that is no log-in
            await tx.audit.note(RecordedAction.LOGGED_IN_BY_TELEGRAM, person, trace)
    return access_token(services, person, session.session_id)
