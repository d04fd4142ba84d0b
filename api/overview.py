"""The overview of all organizations, for superusers: how much is open, and where something is wrong."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from api.auth import requires
from api.openapi import REFUSALS
from api.services import ServicesOf
from domain.people import Permission, Person
from storage.overview import CURSOR, Overview, Place

router = APIRouter(tags=["orders"])

Overseer = Annotated[Person, Depends(requires(Permission.ORGANIZATIONS_MANAGE))]


class Which(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(default=None, pattern=CURSOR, description="`next` of the page before")
    limit: int = Field(default=50, ge=1, le=100)


@router.get("/overview", name="read_overview", responses=REFUSALS)
async def read_overview(
    which: Annotated[Which, Query()], _person: Overseer, services: ServicesOf
) -> Overview:
    """Count the open orders of all organizations, and list those where something is wrong, the worst first.

    Something is wrong with an order that is overdue, unassigned, or has an appeal to decide.
    """
    after = Place.parse(which.cursor) if which.cursor else None
    # Not kept (ADR 16): a command in any organization changes it, and few people ask.
    async with services.database.reading() as tx:
        return await tx.overviews.read(datetime.now(UTC), after, which.limit)
