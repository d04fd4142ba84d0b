"""The board: how many open orders there are of each kind, of those that the person sees."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.asker import asker_of
from api.auth import ClaimsOf
from api.openapi import REFUSALS
from api.services import ServicesOf
from domain.values import OrganizationId, PersonId, Value
from storage.board import Board
from storage.cache import Answer, key_of

router = APIRouter(tags=["orders"])


class Which(BaseModel):
    model_config = ConfigDict(extra="forbid")

    organization: OrganizationId | None = Field(
        default=None, description="superusers choose one; others always read their own"
    )


class BoardAsked(Value):
    """What an answer depends on besides the orders."""

    person: PersonId
    names: tuple[str, ...] | None


@router.get("/board", name="read_board", response_model=Board, responses=REFUSALS)
async def read_board(which: Annotated[Which, Query()], claims: ClaimsOf, services: ServicesOf) -> Response:
    """Count the open orders that the person sees: by stage, by whom and what they wait for, by engineer.

    Those who do not see all orders get the same counts over what they see.
    """
    asker = await asker_of(claims, which.organization, services)

    async def look_up() -> Answer:
        async with services.database.reading() as tx:
            counted = await tx.boards.count(asker.organization_id, asker.person.id, asker.audience, asker.now)
        return Answer(counted.board.model_dump_json().encode(), good_until=counted.next_due)

    key = key_of(asker.organization_id, asker.changes, BoardAsked(person=asker.person.id, names=asker.names))
    return Response(await services.cache.answer(key, look_up), media_type="application/json")
