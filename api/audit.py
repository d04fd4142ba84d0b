"""Кто что менял: changes of people and organizations, for owners and superusers (PRODUCT §10, 34)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from api.auth import requires
from api.cash import Cursor, Limit
from api.moments import told_in
from api.openapi import REFUSALS
from api.pages import wrong_cursor
from api.services import ServicesOf
from domain.audit import Change, RecordedAction
from domain.people import Permission, Person
from domain.values import PersonId
from storage.audit import ChangeFilter

router = APIRouter(prefix="/audit", tags=["audit"])

LARGEST = 2**63 - 1


class ChangeList(BaseModel):
    changes: list[Change]
    names: dict[PersonId, str] = Field(
        description="of those who made the changes, and of people who were changed"
    )
    next: str | None = Field(description="the cursor of the next page; null on the last one")


@router.get("", name="list_changes", responses=REFUSALS)
async def changes(
    *,
    person: Annotated[Person, Depends(requires(Permission.AUDIT_READ))],
    services: ServicesOf,
    entity: Annotated[UUID | None, Query(description="a person or an organization")] = None,
    by: PersonId | None = None,
    action: RecordedAction | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ChangeList:
    """List what was changed, the latest first: in the own organization; superusers see the whole platform."""
    home, wanted = person.organization_id, ChangeFilter(entity_id=entity, by=by, action=action)
    async with services.database.transaction() as tx:
        found, end = await tx.audit.page(home, wanted, _place(cursor), limit)
        people = {change.trace.by for change in found if change.trace.by}
        names = await tx.people.names(people | {PersonId(change.entity_id) for change in found})
        zone = (await tx.organizations.calendar(home)).tz if home else None
    page = ChangeList(changes=found, names=names, next=str(end) if end else None)
    return told_in(zone, page) if zone else page


def _place(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not cursor.isascii() or not cursor.isdigit() or int(cursor) > LARGEST:
        raise wrong_cursor()
    return int(cursor)
