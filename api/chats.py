"""People's chats with our bots: who began one, who stopped it, and in which language they are spoken to."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path, Query
from pydantic import BaseModel, Field

from api.asker import asker_of
from api.auth import ClaimsOf, CurrentPerson, requires
from api.openapi import AWAY, INVALID, REFUSALS, TOO_MANY, refusal_docs
from api.problems import ProblemError
from api.services import ServicesOf
from api.telegram import ServiceClient
from domain.chats import BotId, OutOfReach, TelegramId, Unreachable
from domain.people import Language, Permission
from domain.values import OrganizationId, Value
from storage.second_lock import show

router = APIRouter()

OF_CLIENTS = (
    INVALID
    | TOO_MANY
    | AWAY
    | {
        401: refusal_docs("Not a service client", "auth.wrong_client"),
        404: refusal_docs("Nobody by that name", "telegram.unknown"),
    }
)


class ChatState(Value):
    open: bool = Field(strict=True, description="whether the bot may write; false: the person stopped it")


class Speech(Value):
    language: Language


class OutOfReachList(BaseModel):
    people: tuple[OutOfReach, ...]


@router.put(
    "/telegram/bots/{bot_id}/chats/{telegram_id}", tags=["auth"], name="note_chat", responses=OF_CLIENTS
)
async def note_chat(
    bot_id: Annotated[BotId, Path()],
    telegram_id: Annotated[TelegramId, Path()],
    state: Annotated[ChatState, Body(examples=[{"open": False}])],
    client: ServiceClient,
    services: ServicesOf,
) -> ChatState:
    """Note that somebody has begun the chat with that bot, or stopped it. For the bot itself."""
    now = datetime.now(UTC)
    async with services.database.reading() as tx:
        show(await tx.doors.of_telegram(telegram_id))
    async with services.database.transaction() as tx:
        person = await tx.people.by_telegram(telegram_id)
        if person is None:
            raise ProblemError(
                HTTPStatus.NOT_FOUND, "telegram.unknown", "This Telegram account belongs to nobody here."
            )
        if state.open:
            await tx.chats.open(person.id, bot_id, telegram_id, now)
        else:
            await tx.chats.close(person, bot_id, telegram_id, Unreachable.BLOCKED, now)
    return state


@router.get(
    "/telegram/unreachable",
    tags=["people"],
    name="list_unreachable",
    responses=REFUSALS,
    dependencies=[Depends(requires(Permission.PEOPLE_READ))],
)
async def list_unreachable(
    claims: ClaimsOf,
    services: ServicesOf,
    organization: Annotated[OrganizationId | None, Query(description="for superusers")] = None,
) -> OutOfReachList:
    """List the active people whom no bot of ours can write to, the latest first."""
    asker = await asker_of(claims, organization, services)
    async with services.database.reading() as tx:
        return OutOfReachList(people=await tx.chats.out_of_reach(asker.organization_id))


@router.put("/me/language", tags=["auth"], name="set_language", responses=REFUSALS)
async def set_language(
    speech: Annotated[Speech, Body(examples=[{"language": "ru"}])],
    person: CurrentPerson,
    services: ServicesOf,
) -> Speech:
    """Choose the language that you are spoken to in. The same again changes nothing."""
    async with services.database.transaction() as tx:
        await tx.chats.speak(person.id, speech.language)
    return speech
