"""Whether somebody is on shift: with the setting `pool`, others act on the orders of curators who are not."""

from typing import Annotated

from fastapi import APIRouter, Body
from pydantic import Field

from api.auth import CurrentPerson
from api.openapi import REFUSALS
from api.services import ServicesOf
from domain.values import Value

router = APIRouter(prefix="/me", tags=["auth"])


class Shift(Value):
    on_shift: bool = Field(strict=True)


@router.put("/shift", responses=REFUSALS)
async def set_shift(
    shift: Annotated[Shift, Body(examples=[{"on_shift": False}])], person: CurrentPerson, services: ServicesOf
) -> Shift:
    """Begin or end your shift. The same again changes nothing."""
    async with services.database.transaction() as tx:
        await tx.people.set_shift(person.id, on_shift=shift.on_shift)
    return shift
